"""One consistent view for one question: rows and vectors of the same publish."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from rag.errors import DocumentGone, StoreError
from rag.store.disk import disk_errors
from rag.store.protocols import Embedder, FloatArray
from rag.store.scoped import Named, ScopeMemory
from rag.store.searching import Ahead
from rag.store.vectors import VectorIndex
from rag.store.view import View
from rag.types import Chunk, Scope, Section


class Snapshot:
    """Answers from one state of the store while others write. For one thread at a time, within its
    block.

    `index` is None where there is nothing to search: `absence` then says why, if that is an error.
    `embedder` is the one whose vectors are searched. `documents` are those that are searched, None
    for all; `memory` outlives the snapshot; `ahead` is what was begun to be embedded for it.
    """

    def __init__(
        self,
        data_dir: Path,
        rows: View,
        index: VectorIndex | None,
        absence: StoreError | None,
        embedder: Embedder,
        memory: ScopeMemory,
        documents: frozenset[str] | None = None,
        ahead: Ahead | None = None,
    ) -> None:
        self._data_dir = data_dir
        self._rows = rows
        self._index = index
        self._absence = absence
        self._embedder = embedder
        self._memory = memory
        self._documents = documents
        self._ahead = ahead
        self._texts: dict[str, str] = {}

    def within(self, scope: Scope) -> Snapshot:
        """The same view, searched in the scope's documents only: exactly, whatever their share; if
        they are all there are, as without a scope."""
        if not scope:
            return self
        with disk_errors(self._data_dir):
            documents = self._rows.documents_in(scope)
            if len(documents) == self._rows.document_count():
                return self
        return Snapshot(
            self._data_dir,
            self._rows,
            self._index,
            self._absence,
            self._embedder,
            self._memory,
            documents,
            self._ahead,
        )

    def embedding(self, texts: Sequence[str]) -> Callable[[], FloatArray]:
        """Begins to embed texts to search this index with, in another thread; the call waits for
        their vectors, (n, dimension), and raises what that raised."""
        begun = self._ahead
        if begun is None or begun.embedder is not self._embedder or begun.texts != tuple(texts):
            begun = Ahead.begun(texts, self._embedder)
        return begun.result

    @property
    def absence(self) -> StoreError | None:
        """Why what is indexed cannot be searched; None where it can, or nothing is."""
        return self._absence

    @property
    def is_searchable(self) -> bool:
        """Is something indexed, and is there an embedder to search it with?"""
        return self._index is not None

    def dense(self, vector: FloatArray, limit: int) -> list[tuple[str, float]]:
        """Chunk ids with their cosine to `vector` (dimension,) in [-1, 1], best first.

        `StoreError` if the index was made with another embedder. Nothing indexed: nothing found.
        """
        if self._absence is not None:
            raise self._absence
        if self._index is None or limit < 1:
            return []
        if self._documents is not None:
            return self._compared(vector, limit)
        return self._index.search(vector, limit)

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """Chunk ids with their BM25 for any of `terms`, best first; higher is better.

        Terms are words as they are written; whatever else is in them is not an operator.
        """
        with disk_errors(self._data_dir):
            return self._rows.lexical(terms, limit, self._documents)

    def has_word(self, word: str) -> bool:
        """Has any document the word, in whatever form, with whatever accents?"""
        with disk_errors(self._data_dir):
            return self._rows.has_word(word)

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks of these ids, in this order; ids that are not there are left out."""
        with disk_errors(self._data_dir):
            return self._rows.chunks(ids)

    def chunk_after(self, document_id: str, offset: int) -> Chunk | None:
        """The document's first chunk that begins there or behind, None if there is none."""
        with disk_errors(self._data_dir):
            return self._rows.chunk_after(document_id, offset)

    def chunks_of(self, document_id: str) -> tuple[Chunk, ...]:
        """A document's chunks, in order; none for a document that is not there."""
        with disk_errors(self._data_dir):
            return tuple(self._rows.chunks_of(document_id))

    def sections(self, document_id: str) -> tuple[Section, ...]:
        """A document's sections, in order; none for a document that is not there."""
        with disk_errors(self._data_dir):
            return self._rows.sections(document_id)

    def text(self, document_id: str, start: int, end: int) -> str:
        """`Document.text[start:end]`; `StoreError` if there is no such document."""
        if document_id not in self._texts:
            with disk_errors(self._data_dir):
                text = self._rows.text(document_id)
            if text is None:
                raise no_document(document_id)
            self._texts[document_id] = text
        return self._texts[document_id][start:end]

    def media_type(self, document_id: str) -> str:
        """`Document.media_type`; `StoreError` if there is no such document."""
        with disk_errors(self._data_dir):
            media_type = self._rows.media_type(document_id)
        if media_type is None:
            raise no_document(document_id)
        return media_type

    def _compared(self, vector: FloatArray, limit: int) -> list[tuple[str, float]]:
        """As `dense`, with every vector of the scope compared, so that none is missed."""
        best: list[tuple[str, float]] = []
        with disk_errors(self._data_dir):
            for names, vectors in self._vectors():
                cosines = np.clip(vectors @ vector, -1.0, 1.0)
                first = np.argsort(-cosines, kind="stable")[:limit]
                best += [(names[at], float(cosines[at])) for at in first]
                best = sorted(best, key=lambda hit: -hit[1])[:limit]
        return best

    def _vectors(self) -> Iterator[Named]:
        """Chunk ids of the scope, and their vectors, in batches."""
        documents, embedder = self._documents or frozenset(), self._embedder.fingerprint
        dimension = self._embedder.dimension
        live = self._rows.live()
        key = (live.name if live else "", embedder, documents)
        return self._memory.batches(key, self._rows.vectors_of(documents, embedder, dimension))


def no_document(document_id: str) -> DocumentGone:
    """The error for an id that names no document."""
    return DocumentGone(
        f"There is no document {document_id!r}.", hint="It may have been removed since."
    )
