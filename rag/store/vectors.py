"""The vector index: one Chroma collection in a folder of its own. The only importer of chromadb.

A folder is written by one process and closed before anybody reads it (see `build.py`). Vectors
are ours, so Chroma never embeds; distances become cosines here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from rag.errors import StoreDamaged
from rag.store.protocols import FloatArray
from rag.store.stored_text import well_formed
from rag.types import Chunk

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.config import Settings

COLLECTION = "chunks"

MOST_ROWS = 1_000
"""Rows a call; Chroma takes at most 5,461. What a call holds is held many times over, as Python's
numbers and as Chroma's: 50,000 rows took 384 MiB in calls of 5,000 and 263 in these, 27.9 and 28.9
seconds."""

_LAYOUT = 1
"""Counts up when the same chunks would be written differently: settings, metadata."""

_CONFIGURATION: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "sync_threshold": 2, "batch_size": 2, "ef_search": 200}
}
"""Chroma keeps up to `sync_threshold` rows in its log alone and replays them at the first query. At
this least, every call leaves the index complete on disk, and reading never writes it. `ef_search`
is how many neighbours HNSW holds while it searches: better recall for little time."""


_STEP = 5e-4
"""Length of the step that sets equal vectors apart; cosines change by `_STEP / sqrt(dimension)`.
Measured with 2,000 equal ones among 4,000: without it a fifth of all vectors miss
themselves; with it next to none (of 400 among 800 equal ones: none in 18 runs of 23, at most two),
down to steps of 2e-4 and in 16, 384 and 1,024 dimensions."""


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A chunk as the index holds it, so that any Chroma client can read it: text and all."""

    chunk: Chunk
    source: str

    def metadata(self) -> dict[str, str | int]:
        """Chroma's metadata. The text is there and not in Chroma's `documents`, which would build
        a trigram index nobody here uses: measured, 2.5 times the time and 1.5 times the disk."""
        return {
            "document_id": self.chunk.document_id,
            "title": well_formed(self.chunk.title),
            "source": well_formed(self.source),
            "locator": well_formed(self.chunk.locator),
            "start": self.chunk.start,
            "end": self.chunk.end,
            "text": well_formed(self.chunk.text),
        }


@dataclass(frozen=True, slots=True)
class IndexBatch:
    """Rows and their vectors, parallel: (n, dimension), at most `MOST_ROWS` of them."""

    rows: tuple[IndexRow, ...]
    vectors: FloatArray


class VectorIndex:
    """One open collection. Searches may run in several threads; writing is for one process only."""

    def __init__(self, client: Client, collection: Collection) -> None:
        self._client = client
        self._collection = collection

    @classmethod
    def create(cls, folder: Path) -> VectorIndex:
        """An empty collection in a new folder."""
        with _client(folder) as client:
            collection = client.create_collection(
                COLLECTION, configuration=_CONFIGURATION, embedding_function=None
            )
        return cls(client, collection)

    @classmethod
    def open(cls, folder: Path) -> VectorIndex:
        """The collection in `folder`; `StoreDamaged` if Chroma cannot say that it is one.

        Damaged files may end the process instead: check the folder's manifest first.
        """
        with _client(folder) as client:
            collection = client.get_collection(COLLECTION, embedding_function=None)
        return cls(client, collection)

    def upsert(self, batch: IndexBatch) -> None:
        """Adds the rows, or replaces those of the same ids.

        A single row is written twice: once is below `sync_threshold`, and its first reader would
        write to the folder.
        """
        with _chroma_errors():
            for _ in range(2 if len(batch.rows) == 1 else 1):
                self._collection.upsert(
                    ids=[row.chunk.id for row in batch.rows],
                    embeddings=_set_apart(batch),
                    metadatas=[row.metadata() for row in batch.rows],
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Removes the rows of these ids, which must be there.

        HNSW only marks them, and goes on to find its way over them, so their vectors are first
        replaced by others of no meaning, far from all. An update and a delete of one row are two,
        which is as many as `sync_threshold` waits for.
        """
        with _chroma_errors():
            for first in range(0, len(ids), MOST_ROWS):
                part = list(ids[first : first + MOST_ROWS])
                self._collection.update(ids=part, embeddings=self._meaningless(part))
                self._collection.delete(ids=part)

    def _meaningless(self, ids: Sequence[str]) -> FloatArray:
        """A random but repeatable unit vector each."""
        one = self._collection.get(ids=list(ids[:1]), include=["embeddings"])["embeddings"]
        if one is None or not len(one):
            raise StoreDamaged(f"The vector index has no row {ids[0]!r}.")
        chance = np.random.default_rng(list(ids[0].encode()))
        vectors = chance.normal(size=(len(ids), len(one[0])))
        unit: FloatArray = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit.astype(np.float32)

    def count(self) -> int:
        """Rows in the collection."""
        with _chroma_errors():
            return int(self._collection.count())

    def search(self, vector: FloatArray, limit: int) -> list[tuple[str, float]]:
        """Row ids with their cosine in [-1, 1], best first. Approximate, as HNSW is."""
        with _chroma_errors():
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=limit, include=["distances"]
            )
        cosines = np.clip(1.0 - np.array((found["distances"] or [[]])[0]), -1.0, 1.0)
        return list(zip(found["ids"][0], cosines.tolist(), strict=True))

    def warm_up(self, dimension: int) -> None:
        """Has Chroma read what it reads at its first search only: the graph."""
        self.search(np.full(dimension, dimension**-0.5, dtype=np.float32), 1)

    def close(self) -> None:
        """Lets go of the folder's files."""
        self._client.close()


def load_chroma() -> None:
    """Imports it, if it is not yet."""
    import chromadb  # noqa: F401


@cache
def index_format() -> str:
    """Names the layout of the folder: Chroma's major and minor version, and what we put in it."""
    major, minor, *_ = version("chromadb").split(".")
    return f"chroma-{major}.{minor}-{_LAYOUT}"


@contextmanager
def _client(folder: Path) -> Iterator[Client]:
    """A client for the folder; closed again if its collection cannot be had."""
    import chromadb

    with _chroma_errors():
        client = cast("Client", chromadb.PersistentClient(folder, settings=_settings()))
        try:
            yield client
        except BaseException:
            client.close()
            raise


def _settings() -> Settings:
    """Chroma's settings, every one that matters given: it would read the rest from the environment
    and from the same `.env` that ours are in."""
    from chromadb.config import Settings

    return Settings(
        _env_file=None,
        anonymized_telemetry=False,
        chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
        allow_reset=False,
        migrations="apply",
        migrations_hash_algorithm="md5",
    )


@contextmanager
def _chroma_errors() -> Iterator[None]:
    """Chroma's errors become `StoreDamaged`: what we ask of it is always the same."""
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, ValueError, RuntimeError) as error:
        raise StoreDamaged(
            f"The vector index cannot be used: {error}",
            hint="Run `rag sync`; if it happens again, move the folder RAG_DATA_DIR names away.",
        ) from error


def _set_apart(batch: IndexBatch) -> FloatArray:
    """The vectors, each moved by a random but repeatable step.

    A few hundred equal vectors (a page repeated, text of unknown characters) link only to each
    other in HNSW, and much of the rest is no longer found. A step this short is enough.
    """
    count, dimension = batch.vectors.shape
    first = batch.rows[0].chunk.id.encode() if batch.rows else b""
    chance = np.random.default_rng(list(first))
    steps = chance.normal(scale=_STEP / np.sqrt(dimension), size=(count, dimension))
    return (batch.vectors + steps).astype(np.float32)


def spread(count: int, sample: int) -> Sequence[int]:
    """At most `sample` positions below `count`, evenly apart."""
    return range(0, count, max(1, -(-count // sample)))
