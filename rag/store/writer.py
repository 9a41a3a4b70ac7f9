"""The one who writes: vectors first, then the index in a child process, then one transaction."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field, replace

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


def _ignore(done: int) -> None:
    """For those who do not ask how far it is."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes to the store while it holds the writer's lock. For one thread.

    `_ensured` are the texts of its `ensure_vectors`: their vectors stay, whether used or not yet.
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

    def ensure_vectors(self, texts: Sequence[str], on_done: Callable[[int], None] = _ignore) -> int:
        """Embeds those of `texts` that have no vector yet; returns how many that were.

        `on_done` is told after each batch how many of `texts` have theirs. Each batch is kept at
        once, while the next are embedded: a writer that is killed loses these. Equal texts are
        embedded once.
        """
        embedder = self._parts.embedder
        times = Counter(texts)
        missing = self._without_vector(list(times))
        done = len(texts) - sum(times[text] for text in missing)
        on_done(done)
        if missing:
            self._parts.make_sure_of_room()
        batches = [
            missing[first : first + _EMBED_BATCH] for first in range(0, len(missing), _EMBED_BATCH)
        ]
        with closing(ahead(self._vectors_of, batches)) as coming:
            for batch, vectors in zip(batches, coming, strict=True):
                with self._parts.writing() as rows:
                    rows.add_vectors(batch, vectors, embedder.fingerprint)
                done += sum(times[text] for text in batch)
                on_done(done)
        return len(missing)

    def _vectors_of(self, batch: Sequence[str]) -> FloatArray:
        embedder = self._parts.embedder
        with in_bulk():
            return _checked(embedder.embed(batch), len(batch), embedder)

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
