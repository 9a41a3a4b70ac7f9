"""The one who writes: vectors first, then the index in a child process, then one transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from rag.errors import ConfigError, StoreError
from rag.store.builder import Base
from rag.store.cores import ahead, in_bulk
from rag.store.early import EarlyIndex
from rag.store.manifest import IndexedWith, Manifest, seal
from rag.store.parts import Parts
from rag.store.protocols import Embedder, FloatArray
from rag.store.records import Changes, Record
from rag.store.stored_text import text_hash
from rag.store.transaction import Applied, Transaction
from rag.store.view import View

_log = logging.getLogger(__name__)

_EMBED_BATCH = 128
"""Texts embedded and committed at a time: enough that no core waits for another at the end of each,
few enough that what a killed sync can lose is seconds."""


_MOST_DEAD = 1 / 8
"""Deleted rows that a graph may hold, by live ones, before it is made anew. To take a row out costs
about seven times what it costs to put one in."""

_KNOWN = 32
"""Vectors that stay and are searched for when others were taken out or put in."""


class Kept(NamedTuple):
    """How many texts of a group have their vectors, and how many were embedded since last told."""

    group: int
    done: int
    embedded: int


class _Batch(NamedTuple):
    """Texts that are embedded together, and how many of their group have vectors after that."""

    group: int
    texts: list[str]
    done: int


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes to the store while it holds the writer's lock. For one thread.

    `_ensured` are the texts that it was given to embed: their vectors stay, used or not yet.
    """

    _parts: Parts
    _early: EarlyIndex
    _ensured: set[bytes] = field(default_factory=set)

    @classmethod
    @contextmanager
    def of(cls, parts: Parts) -> Iterator[Writer]:
        """A writer for the block, while somebody holds the lock."""
        early = EarlyIndex(parts)
        try:
            yield cls(parts, early)
        finally:
            early.drop()

    def ensure_vectors(self, texts: Sequence[str]) -> int:
        """Embeds those of `texts` that have no vector yet; returns how many that were."""
        return sum(kept.embedded for kept in self.keep_vectors([texts]))

    def keep_vectors(self, groups: Iterable[Sequence[str]]) -> Generator[Kept, None, None]:
        """Embeds those texts that have no vector yet, and tells after each batch how far it is.

        A group is taken while those before it are embedded. Each batch is kept at once: a writer
        that is killed loses those in work. Equal texts are embedded once.
        """
        fingerprint, given = self._parts.embedder.fingerprint, set[str]()
        with closing(ahead(self._embedded, self._batches(groups, given))) as coming:
            for batch, vectors in coming:
                if batch.texts:
                    with self._parts.writing() as rows:
                        rows.add_vectors(batch.texts, vectors, fingerprint)
                given.difference_update(batch.texts)
                yield Kept(batch.group, batch.done, len(batch.texts))

    def _batches(self, groups: Iterable[Sequence[str]], given: set[str]) -> Iterator[_Batch]:
        """What is to be embedded of each group; an empty batch where that is nothing. `given` are
        the texts that are in work."""
        for group, texts in enumerate(groups):
            times = Counter(texts)
            missing = [text for text in self._without_vector(list(times)) if text not in given]
            given.update(missing)
            done = len(texts) - sum(times[text] for text in missing)
            if missing:
                self._parts.make_sure_of_room()
            for first in range(0, max(1, len(missing)), _EMBED_BATCH):
                batch = missing[first : first + _EMBED_BATCH]
                done += sum(times[text] for text in batch)
                yield _Batch(group, batch, done)

    def _embedded(self, batch: _Batch) -> tuple[_Batch, FloatArray]:
        embedder = self._parts.embedder
        if not batch.texts:
            return batch, np.empty((0, embedder.dimension), np.float32)
        with in_bulk():
            return batch, _checked(embedder.embed(batch.texts), len(batch.texts), embedder)

    def index_ahead(self, records: Sequence[Record]) -> None:
        """These records will be published next, behind those of earlier calls, and their texts have
        their vectors: where there is no index yet, it is begun with them. Also with none."""
        self._early.begin()
        self._early.add(records)

    def publish(self, changes: Changes) -> None:
        """Makes the changes seen, in catalog and index at once, or raises and changes nothing.

        What changes nothing publishes nothing. An index that is missing or was made with another
        embedder is made anew, whatever the changes. What only removes is tried on a full disk too.
        `StoreError` if the build fails, or there is no room for what comes.
        """
        with self._parts.writing() as rows:
            effective = rows.effective(changes)
            live = rows.live()
        stale = not self._parts.is_current(live)
        if stale or effective.upserts:
            self._parts.make_sure_of_room()
        if effective or stale:
            self._publish(effective, live, rebuild=stale)

    def repair(self, broken: Manifest) -> bool:
        """Makes the index anew from the catalog's vectors, unless another did so meanwhile.

        An index of another embedder becomes one of that embedder again.
        """
        with self._parts.reading() as rows:
            if rows.live() != broken:
                return False
        self._parts.make_sure_of_room()
        if broken.is_of(self._parts.embedder):
            self._publish(Changes(), broken, rebuild=True)
        else:
            with self._parts.writing() as rows:
                rows.set_live(build_generation(self._parts, rows, broken.indexed_with))
            self._parts.tidy()
        return True

    def _publish(self, changes: Changes, live: Manifest | None, *, rebuild: bool) -> None:
        self.ensure_vectors(self._texts_to_index(changes))
        parts, name = self._parts, self._parts.generations.new_name()
        if not self._early.is_of(changes.upserts):
            self._early.drop()
        builds = rebuild or changes.upserts or changes.removals
        folder = parts.generations.path(name)
        try:
            with parts.builder.begun(folder) if builds and not self._early else nullcontext():
                self._write(changes, live, name, rebuild=rebuild)
        finally:
            parts.tidy()

    def _write(self, changes: Changes, live: Manifest | None, name: str, *, rebuild: bool) -> None:
        """All in one transaction; a generation that it takes is called `name`."""
        with self._parts.writing() as rows:
            self._early.end(rows)
            applied = rows.apply(changes)
            if rebuild or applied.replaced or rows.last_chunk_number() > applied.last:
                base = None if rebuild else self._base(rows, live, applied)
                early = self._early.manifest(rows.chunk_count())
                manifest = early or self._build(rows, base, name)
                rows.drop_unused_vectors(self._parts.embedder.fingerprint, self._ensured)
                self._parts.generations.prepare(manifest)
                rows.set_live(manifest)

    def _without_vector(self, texts: Sequence[str]) -> list[str]:
        """Those of the texts that have no vector, short ones first: they fill batches evenly."""
        keys = {text: text_hash(text) for text in texts}
        self._ensured.update(keys.values())
        with self._parts.reading() as rows:
            present = rows.vectors_among(keys.values(), self._parts.embedder.fingerprint)
        return sorted((text for text, key in keys.items() if key not in present), key=len)

    def _texts_to_index(self, changes: Changes) -> list[str]:
        """Texts that the new index needs a vector for, so far as they may not have one."""
        going = {*changes.removals, *(record.document.id for record in changes.upserts)}
        with self._parts.reading() as rows:
            staying = rows.texts_without_vector(self._parts.embedder.fingerprint, but=going)
        return [text for record in changes.upserts for text in record.search_texts] + staying

    def _base(self, rows: Transaction, live: Manifest | None, applied: Applied) -> Base | None:
        """What the new generation starts from, unless it is better made anew."""
        if live is None or not live.count:
            return None
        dead = live.dead + len(applied.gone)
        if dead > rows.chunk_count() * _MOST_DEAD:
            return None
        wrong = self._parts.generations.fault(live)
        if wrong:
            _log.warning("the vector index was damaged (%s); it is made anew", wrong)
            return None
        folder, embedder = self._parts.generations.path(live.name), self._parts.embedder
        known = rows.known_vectors(embedder.fingerprint, embedder.dimension, applied.last, _KNOWN)
        return Base(folder, applied.last, applied.replaced, applied.gone, dead, known)

    def _build(self, rows: Transaction, base: Base | None, name: str) -> Manifest:
        """A new generation for the rows as they will be: from `base`, or else anew."""
        parts = self._parts
        vectors = IndexedWith.of(parts.embedder)
        if base is not None:
            try:
                return build_generation(parts, rows, vectors, base, name)
            except StoreError as error:
                _log.warning("%s It is made anew from the catalog.", error.message)
        return build_generation(parts, rows, vectors, name=name)


def build_generation(
    parts: Parts,
    rows: View,
    vectors: IndexedWith,
    base: Base | None = None,
    name: str | None = None,
) -> Manifest:
    """A new generation for these rows: from `base` with what came and without what went, or else
    from nothing. `name`: if it is to have a certain one."""
    name, count = name or parts.generations.new_name(), rows.chunk_count()
    folder = parts.generations.path(name)
    after, dead = (base.after, base.dead) if base else (0, 0)
    batches = rows.index_batches(vectors.fingerprint, vectors.dimension, after=after)
    parts.builder.build(folder, base, batches, count)
    return replace(seal(folder, name, vectors.stamp(), count, vectors.name), dead=dead)


def _checked(vectors: FloatArray, count: int, embedder: Embedder) -> FloatArray:
    """The vectors, if they are what an embedder must give."""
    if vectors.shape != (count, embedder.dimension) or not np.isfinite(vectors).all():
        raise ConfigError(
            f"The embedding model {embedder.name!r} gave vectors that cannot be used "
            f"(shape {vectors.shape} for {count} texts).",
            hint="Choose another with RAG_EMBEDDING_MODEL.",
        )
    return vectors
