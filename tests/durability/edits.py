"""Documents come, change, move and go, in any order: the index is the folder, and no trace is left.

A state machine of hypothesis. Whatever was deleted is looked for in every byte of the data folder.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    precondition,
    rule,
)

from rag.store import Store
from rag.store.build import BuildOrder, BuildResult, send
from rag.store.builder import IndexBuilder
from rag.store.vectors import IndexBatch
from tests.durability import corpora
from tests.durability.experiments import contents, faults
from tests.durability.laboratory import Laboratory, opened
from tests.fakes import WordEmbedder

_LETTERS = "ghjkmnpqrtvwxyz"


class BuildsElsewhere:
    """Builds in a process that has seen nothing but what it is to build, as the real one does:
    Chroma's files hold bits of the memory of who wrote them."""

    def __init__(self, folder: Path, laboratory: Laboratory) -> None:
        self._stream = folder / "stream"
        self._laboratory = laboratory

    def __call__(
        self, folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]
    ) -> BuildResult:
        with self._stream.open("wb") as stream:
            send(stream, order, batches)
        end = self._laboratory.run("build", folder=str(folder), stream=str(self._stream))
        self._stream.unlink()
        return BuildResult(**end.said)


def own_word(number: int) -> str:
    """A word that is nowhere else, and that begins as no other does: full-text indexes leave out
    what words have in common with the one before."""
    digest = hashlib.sha256(str(number).encode()).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:14])


class Edits(RuleBasedStateMachine):
    """Edits of a folder against a dictionary of what should be found."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self._held = ExitStack()
        self.folder = Path(self._held.enter_context(tempfile.TemporaryDirectory()))
        self.corpus, self.data = self.folder / "corpus", self.folder / "data"
        self.corpus.mkdir()
        self.laboratory = self._laboratory()
        self.embedder = WordEmbedder()
        self.model: dict[str, str] = {}
        self.synced: dict[str, str] = {}
        self.gone: set[str] = set()
        self.count = 0
        self.store = self._open()

    def _laboratory(self) -> Laboratory:
        return self._held.enter_context(opened())

    def _open(self) -> Store:
        builder = IndexBuilder(run=BuildsElsewhere(self.folder, self.laboratory))
        return Store.open(self.data, self.embedder, builder)

    def _write(self, name: str) -> None:
        """The document says one word of its own, in its text and in its title."""
        self.count += 1
        word = own_word(self.count)
        if name in self.model:
            self.gone.add(self.model[name])
        self.model[name] = word
        corpora.write(self.corpus, name, f"# About {word}\n\nHere stands {word}x1x1, alone.\n")

    @rule(target=names, number=st.integers(0, 5), ending=st.sampled_from([".md", ".txt"]))
    def add(self, number: int, ending: str) -> str:
        name = f"d{number % 2}/n{number}{ending}"
        self._write(name)
        return name

    @rule(name=names)
    def edit(self, name: str) -> None:
        if name in self.model:
            self._write(name)

    @rule(name=names, number=st.integers(0, 5))
    def rename(self, name: str, number: int) -> None:
        other = f"moved/n{number}.md"
        if name in self.model and name.endswith(".md"):
            if other in self.model:
                self.gone.add(self.model[other])
            (self.corpus / other).parent.mkdir(exist_ok=True)
            (self.corpus / name).replace(self.corpus / other)
            self.model[other] = self.model.pop(name)

    @rule(name=consumes(names))
    def delete(self, name: str) -> None:
        if name in self.model:
            (self.corpus / name).unlink()
            self.gone.add(self.model.pop(name))

    @rule()
    def sync(self) -> None:
        corpora.sync_folder(self.corpus, self.store, self.embedder)
        self.synced = dict(self.model)
        found = contents(self.store, self.embedder)
        assert faults(found, self.store, self.data) == []
        for word in self.gone:
            assert traces(self.data, word) == []

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = self._open()

    @precondition(lambda self: self.synced)
    @invariant()
    def the_store_is_the_last_sync(self) -> None:
        texts = {entry.source: entry.id for entry in self.store.documents()}
        assert texts.keys() == self.synced.keys()
        for source, word in self.synced.items():
            assert word in self.store.document(texts[source]).text

    def teardown(self) -> None:
        self.store.close()
        self._held.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def traces(folder: Path, word: str) -> list[str]:
    """Files that hold the word, or most of it, in UTF-8 or UTF-16."""
    parts = (word, word[1:], word[:-4])
    wanted = [part.encode(code) for part in parts for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [
        f"{path.name}: {trace!r}"
        for path in files
        for content in (path.read_bytes().lower(),)
        for trace in wanted
        if trace in content
    ]
