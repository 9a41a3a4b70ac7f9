"""The assistant that all sessions of one process share, and what it is doing with the documents.

Opening is cheap; reading the documents and loading the search model take seconds, so they run in
background threads while the page is already usable.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from weakref import WeakValueDictionary

from rag.errors import RagError, StoreBusy
from rag.gone import Gone
from rag.history import History
from rag.llm import Connection, FoundServer
from rag.types import Message, Scope, SyncProgress
from rag.ui.changes import Change, followed, missing, noted
from rag.ui.faults import unexpected
from rag.ui.library_state import LibraryState as LibraryState
from rag.ui.library_state import Phase as Phase
from rag.ui.library_state import after
from rag.ui.offers import CONFIGURED, QUOTES, Choice, Offer, offers, resolved
from rag.ui.protocols import Assistant, Ratings, Reply, Watcher
from rag.ui.starters import try_starters

log = logging.getLogger(__name__)


HERE = "this machine"

_PATIENCE = 5.0
"""Seconds before a server that listed nothing is asked again, or a writer that was in the way; and
that closing waits for what is under way."""


class Library:
    """An assistant and its background work. Thread-safe; one for each process.

    `find` looks for model servers on this machine; `clock` counts seconds; `ratings` keeps what
    people think of answers, `history` the conversations, where they are to be kept. `live` are
    those that sessions have open, by name. Of `deleted` ones nothing is kept any more, nor of the
    documents that are `gone`, by source. `notice` is what a person has to know of the
    conversations, until one has read it.
    """

    def __init__(
        self,
        assistant: Assistant,
        find: Callable[[], tuple[FoundServer, ...]] = tuple,
        clock: Callable[[], float] = time.monotonic,
        ratings: Ratings | None = None,
        history: History | None = None,
    ) -> None:
        self.assistant = assistant
        self.ratings = ratings
        self.history = history
        self.live: WeakValueDictionary[str, object] = WeakValueDictionary()
        self.deleted: set[str] = set()
        self.gone: dict[str, Gone] = {}
        self.notice: RagError | None = None
        self._find = find
        self._clock = clock
        self._asked: dict[str, float] = {}  # by place: when its last list came
        self._again = False
        self._watcher: Watcher | None = None
        self._state = LibraryState()
        self._changed = threading.Condition()

    @property
    def state(self) -> LibraryState:
        """The present moment, as one consistent value."""
        return self._state

    def begin(self) -> None:
        """Read the documents and load the search model in the background, unless under way."""
        with self._changed:
            if self._state.phase != "idle":
                return
            self._state = self._reading()
        threading.Thread(target=self._read, name="read-documents", daemon=True).start()
        known = self._state.models
        if len(known) <= 2:  # the default and the quotes: the server has listed nothing more
            self._ask_in_background(CONFIGURED, self._list_models)
        if not known:
            self.look()

    def follow(self, changes: Mapping[str, Change] | None = None) -> None:
        """Have a sync take up what has just changed: now, or after the one that is under way."""
        with self._changed:
            known = noted(self._state.changes, changes or {})
            self._state = replace(self._state, changes=known)
            self._again = self._state.phase != "idle"
            if self._again:
                return
        self.begin()

    def watch(self) -> None:
        """Follow every change in the folders of documents from now on, until `close`.

        Not where a person has cancelled, and has yet to say what shall become of their changes.
        """
        self._watcher = self.assistant.library.watcher(self._follow_files)
        self._watcher.start()

    def close(self) -> None:
        """Watch no longer, end the sync that is under way, and let go of the data folder."""
        with self._changed:
            watcher, self._watcher = self._watcher, None
            self._changed.notify_all()
        if watcher is not None:
            watcher.stop()
        self.cancel()
        if not self.wait(_PATIENCE, lambda: self.state.phase == "idle"):
            log.warning("The documents are still being read while Footnote closes")
        self.assistant.close()

    def cancel(self) -> None:
        """Have the sync that is under way end early, with everything as it was."""
        with self._changed:
            self._again = False
            cancelling = self._state.phase == "reading"
            self._state = replace(self._state, cancelling=cancelling)

    def look(self) -> None:
        """Look for model servers on this machine, in the background, unless the choice is fixed."""
        if not self.assistant.settings.lock_server:
            self._ask_in_background(HERE, lambda: self._set(found=self._find()))

    def offers(self, typed: Sequence[str] = ()) -> tuple[Offer, ...]:
        """Who can be chosen now, with the models known by now; `typed` are a person's addresses."""
        state = self.state
        made = offers(self.assistant, state.found, typed)
        own = tuple(name for name in state.models if name != QUOTES)
        listed = {place: names for place, names in state.listed.items() if self._holds(place)}
        if state.models and not self.assistant.settings.lock_server:
            listed[CONFIGURED] = own
        return tuple(replace(one, models=listed.get(one.place, one.models)) for one in made)

    def is_asking(self, place: str) -> bool:
        """Are its models, or for `HERE` the servers, still to come?"""
        state = self.state
        return place in state.looking or (place == CONFIGURED and not state.models)

    def list_models(self, choice: Choice) -> None:
        """Have the models of this choice's server listed in the background, unless they are."""
        if not self._holds(choice.place):
            self._ask_in_background(choice.place, lambda: self._list(choice.place))

    def ask(
        self,
        question: str,
        history: Sequence[Message],
        choice: Choice,
        scope: Scope | None = None,
    ) -> Reply:
        """The reply of whoever is chosen. Raises `QuestionError`, `ConfigError`."""
        model, server = resolved(choice, self.assistant)
        return self.assistant.ask(question, history, model=model, server=server, scope=scope)

    def try_connection(self, choice: Choice) -> Connection:
        """Tests the chosen server; takes as long as a reply. Raises `ConfigError`."""
        model, server = resolved(choice, self.assistant)
        return self.assistant.try_connection(model=model, server=server)

    def wait(self, seconds: float, until: Callable[[], bool]) -> bool:
        """Wait for a change that makes `until` true; False when the seconds are over."""
        with self._changed:
            return self._changed.wait_for(until, seconds)

    def _follow_files(self) -> bool:
        """A sync for what has changed in a folder; False where it is to be tried again: a person
        has halted it, or another process writes."""
        if self.state.halted:
            return False
        self.follow()
        self.wait(threading.TIMEOUT_MAX, lambda: not self._watcher or self.state.phase == "idle")
        if not isinstance(self.state.problem, StoreBusy):
            return True
        self.wait(_PATIENCE, lambda: not self._watcher)
        return False

    def _read(self) -> None:
        """Sync, warm up, and once more if something has changed in the meantime."""
        while True:
            self._sync()
            self._set(phase="warming", progress=None, finished=time.time(), cancelling=False)
            self._warm_up()
            with self._changed:
                again, self._again = self._again, False
                idle = replace(self._state, phase="idle", trying=True)
                self._state = self._reading() if again else idle
                self._changed.notify_all()
            if not again:
                try_starters(self.assistant, self.state.leaving)
                self._set(trying=False)
                return

    def _reading(self) -> LibraryState:
        """The state at the beginning of a sync."""
        return replace(
            self._state,
            phase="reading",
            progress=None,
            problem=None,
            cancelling=False,
            reached=frozenset(),
            unreadable={},
            missing=missing(self.assistant.library),
        )

    def _sync(self) -> None:
        taken = self.state.changes
        try:
            report = self.assistant.sync(self._progress, lambda: self.state.cancelling)
        except RagError as error:
            log.warning("The documents could not be synced: %s", error)
            self._set(problem=error)
        except Exception:
            log.exception("The sync ended unexpectedly")
            self._set(problem=unexpected("while reading the documents"))
        else:
            with self._changed:
                left = self._state.changes
                left = left if report.cancelled else followed(left, taken)
                self._state = replace(self._state, report=report, changes=left)
                self._changed.notify_all()

    def _progress(self, progress: SyncProgress) -> None:
        self._set(**after(self.state, progress))

    def _warm_up(self) -> None:
        try:
            self.assistant.warm_up()
        except RagError as error:
            self._set(problem=self._state.problem or error)
        except Exception:
            log.exception("The search model could not be loaded")
            self._set(problem=self._state.problem or unexpected("while loading the search model"))

    def _list_models(self) -> None:
        models: tuple[str, ...] = (self.assistant.default_model,)
        try:
            models = self.assistant.models()
        except Exception:
            log.exception("The models could not be listed")
        self._set(models=models)

    def _holds(self, place: str) -> bool:
        """Is the list of this place still good? An empty one is so for a few seconds only."""
        names = self.state.listed.get(place)
        return bool(names) or (names is not None and self._clock() - self._asked[place] < _PATIENCE)

    def _list(self, place: str) -> None:
        models: tuple[str, ...] = ()
        try:
            _, server = resolved(Choice(place), self.assistant)
            models = self.assistant.models(server)
        finally:
            with self._changed:
                self._asked[place] = self._clock()
                listed = {**self._state.listed, place: models}
                self._state = replace(self._state, listed=listed)

    def _ask_in_background(self, place: str, asking: Callable[[], None]) -> None:
        """Have it done once at a time for each place; the page waits for it to end."""
        with self._changed:
            if place in self._state.looking:
                return
            self._state = replace(self._state, looking=self._state.looking | {place})
        run = threading.Thread(
            target=self._ask_now, args=(place, asking), name="ask-servers", daemon=True
        )
        run.start()

    def _ask_now(self, place: str, asking: Callable[[], None]) -> None:
        try:
            asking()
        except RagError as error:
            log.warning("A model server could not be asked: %s", error)
        except Exception:
            log.exception("A model server could not be asked")
        finally:
            with self._changed:
                looking = self._state.looking - {place}
                self._state = replace(self._state, looking=looking)
                self._changed.notify_all()

    def _set(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()
