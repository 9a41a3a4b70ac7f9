"""The manifest of a generation: what its folder must look like to be opened in this process.

Chroma ends the process with a signal when it opens damaged files, so they are looked at first,
with nothing but Python: the HNSW files by size and hash, and `chroma.sqlite3`, which Chroma writes
a row to at every open, by SQLite's own check and the hash of the tables that search depends on.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from rag import damage
from rag.errors import StoreDamaged, StoreError
from rag.store.protocols import Embedder
from rag.store.vectors import index_format

CHROMA_FILE = "chroma.sqlite3"

_TABLES = (
    "sqlite_schema",
    "migrations",
    "tenants",
    "databases",
    "collections",
    "collection_metadata",
    "segments",
    "segment_metadata",
    "max_seq_id",
    "embeddings",
    "embeddings_queue",
    "embeddings_queue_config",
)
"""Everything Chroma needs to open the collection and to name what it finds: all but the metadata,
which is only counted, and the log of openings."""


@dataclass(frozen=True, slots=True)
class FileSeal:
    """One file: its path below the generation's folder, its size in bytes, its blake2b."""

    path: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class IndexedWith:
    """Whose vectors an index holds: an embedder's name, fingerprint and dimension."""

    name: str
    fingerprint: str
    dimension: int

    @classmethod
    def of(cls, embedder: Embedder) -> IndexedWith:
        """An index of this embedder's."""
        return cls(embedder.name, embedder.fingerprint, embedder.dimension)

    def stamp(self) -> str:
        """Names what an index must have been made with to be searched: embedder and layout."""
        return f"{self.fingerprint}/{self.dimension}/{index_format()}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """A generation as it was when it was verified. `count` is in chunks; no files when it is 0.

    `embedder` is the name of the one that made it, as it was configured; older ones have none.
    `dead` rows are in its graph that are deleted and only serve as a way to others.
    """

    name: str
    fingerprint: str
    count: int
    files: tuple[FileSeal, ...] = ()
    tables: str = ""
    embedder: str = ""
    dead: int = 0

    @property
    def indexed_with(self) -> IndexedWith:
        """Whose vectors it holds."""
        fingerprint, dimension, _ = self.fingerprint.rsplit("/", 2)
        return IndexedWith(self.embedder, fingerprint, int(dimension))

    def is_of(self, embedder: Embedder) -> bool:
        """Are its vectors this embedder's, in whatever format? Not those of one that is not here:
        nothing is fetched to answer this."""
        its = self.indexed_with
        return (
            embedder.is_here
            and embedder.fingerprint == its.fingerprint
            and embedder.dimension == its.dimension
        )

    def to_json(self) -> str:
        """For the catalog."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The opposite of `to_json`. Raises `StoreError` for what a later version has added, and
        `ValueError` or `TypeError` for what is no manifest."""
        return _read(text)


@lru_cache(maxsize=8)
def _read(text: str) -> Manifest:
    """Once, though each question reads the same several times."""
    fields, known = json.loads(text), Manifest.__dataclass_fields__.keys()
    unknown = set(fields) - known
    if unknown and known <= set(fields):  # a later version leaves nothing out: damage does
        raise StoreError(
            f"This index was made by a later version of Footnote (it notes {min(unknown)!r}).",
            hint="Upgrade Footnote, or point RAG_DATA_DIR at another folder.",
        )
    made = _manifests().validate_json(text, strict=True)
    if unknown or not made.indexed_with.fingerprint:
        raise ValueError(f"it notes {sorted(fields)}, made with {made.fingerprint!r}")
    return made


@cache
def _manifests() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def seal(folder: Path, name: str, fingerprint: str, count: int, embedder: str = "") -> Manifest:
    """The manifest of a generation that nobody writes to any more."""
    if not count:
        return Manifest(name, fingerprint, 0, embedder=embedder)
    files = tuple(
        FileSeal(path.relative_to(folder).as_posix(), path.stat().st_size, _file_digest(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(CHROMA_FILE)
    )
    tables = _tables_digest(folder, count)
    return Manifest(name, fingerprint, count, files, tables, embedder)


def fault(manifest: Manifest, folder: Path) -> str:
    """What is wrong with the generation in `folder`, in a few words; empty if nothing is."""
    if not manifest.count:
        return ""
    for sealed in manifest.files:
        path = folder / sealed.path
        if not path.is_file():
            return f"{path.name} is missing"
        if path.stat().st_size != sealed.size:
            return f"{path.name} has another size"
        if _file_digest(path) != sealed.digest:
            return f"{path.name} has other contents"
    try:
        tables = _tables_digest(folder, manifest.count)
    except (sqlite3.Error, StoreDamaged) as error:
        return f"{CHROMA_FILE}: {error}"
    return "" if tables == manifest.tables else f"{CHROMA_FILE} has other contents"


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest()


def _tables_digest(folder: Path, count: int) -> str:
    """Checks Chroma's SQLite file as SQLite can, and hashes what search reads from it."""
    digest = hashlib.blake2b(digest_size=20)
    address = f"{(folder / CHROMA_FILE).absolute().as_uri()}?mode=rw"
    with closing(damage.connect(address, uri=True)) as connection:
        connection.text_factory = bytes  # damaged text need not be text
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != b"ok":
            raise StoreDamaged(verdict.decode("utf-8", "replace"))
        for table in _TABLES:
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY rowid"):
                digest.update(repr(row).encode())
        rows = connection.execute("SELECT count(*) FROM embeddings").fetchone()[0]
        if rows != count:
            raise StoreDamaged(f"{rows} rows instead of {count}")
        (texts,) = connection.execute(
            "SELECT count(*) FROM embedding_metadata WHERE key = 'document_id'"
        ).fetchone()
        if texts != count:
            raise StoreDamaged(f"metadata of {texts} rows instead of {count}")
    return digest.hexdigest()
