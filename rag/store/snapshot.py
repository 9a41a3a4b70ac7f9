"""One consistent view for one question: rows and vectors of the same publish."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.errors import StoreError
from rag.store.disk import disk_errors
from rag.store.protocols import FloatArray
from rag.store.vectors import VectorIndex
from rag.store.view import View
from rag.types import Chunk, Section


class Snapshot:
    """Answers from one state of the store while others write. For one thread, within its block.

    `index` is None where there is nothing to search: `absence` then says why, if that is an error.
    """

    def __init__(
        self, data_dir: Path, rows: View, index: VectorIndex | None, absence: StoreError | None
    ) -> None:
        self._data_dir = data_dir
        self._rows = rows
        self._index = index
        self._absence = absence
        self._texts: dict[str, str] = {}

    def dense(self, vector: FloatArray, limit: int) -> list[tuple[str, float]]:
        """Chunk ids with their cosine to `vector` (dimension,) in [-1, 1], best first.

        `StoreError` if the index was made with another embedder. Nothing indexed: nothing found.
        """
        if self._absence is not None:
            raise self._absence
        if self._index is None or limit < 1:
            return []
        return self._index.search(vector, limit)

    def lexical(self, terms: Sequence[str], limit: int) -> list[tuple[str, float]]:
        """Chunk ids with their BM25 for any of `terms`, best first; higher is better.

        Terms are words as they are written; whatever else is in them is not an operator.
        """
        with disk_errors(self._data_dir):
            return self._rows.lexical(terms, limit)

    def chunks(self, ids: Sequence[str]) -> dict[str, Chunk]:
        """The chunks of these ids, in this order; ids that are not there are left out."""
        with disk_errors(self._data_dir):
            return self._rows.chunks(ids)

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


def no_document(document_id: str) -> StoreError:
    """The error for an id that names no document."""
    return StoreError(
        f"There is no document {document_id!r}.", hint="It may have been removed since."
    )
