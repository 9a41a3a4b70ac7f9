"""What the first question would wait for, loaded in the order that takes the least time."""

from __future__ import annotations

import threading

from rag.llm import count_tokens
from rag.reading import SupportReader
from rag.retrieve import EvidenceGate
from rag.store import Store, aside, load_chroma


class Loading:
    """Loads models, index and tokenizer, once; what reads written sentences, when a model writes.
    Thread-safe."""

    def __init__(self, store: Store, gate: EvidenceGate, support: SupportReader | None) -> None:
        self._store = store
        self._gate = gate
        self._support = support
        self._guard = threading.Lock()
        self._taking = threading.Lock()
        self._is_begun = False

    def run(self, is_written: bool) -> None:
        """All of it, the reader of written sentences where a model writes. Raises what loading the
        models raises.

        What Python itself has to do for the index and the tokenizer goes on beside the models,
        whose weights are set up outside of it.
        """
        with self._guard:
            with self._taking:
                self._is_begun = True
                support = self._taken(is_written)
            beside = aside(self._load_beside)
            self._store.searcher().warm_up()
            self._gate.warm_up()
            if support is not None:
                support.warm_up()
            beside.result()

    def begin(self, is_written: bool) -> None:
        """Has the reader loaded while the first question is searched for, unless it is there; and,
        where a model writes, the one that reads what it has written."""
        with self._taking:
            support = self._taken(is_written)
            begins = not self._is_begun and self._store.is_searchable()
            self._is_begun = self._is_begun or begins
        if support is not None:
            aside(support.warm_up)
        if begins:
            aside(self._gate.warm_up)  # what it raises the question meets by itself

    def _taken(self, is_written: bool) -> SupportReader | None:
        """The reader of written sentences, for whoever is to load it: once. Under the lock."""
        taken, self._support = (self._support, None) if is_written else (None, self._support)
        return taken

    def _load_beside(self) -> None:
        count_tokens("")
        if self._store.is_searchable():
            load_chroma()
