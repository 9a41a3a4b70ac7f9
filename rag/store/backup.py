"""A backup: one file with the catalog, from which another machine makes its index.

It is a zip of a manifest, readable without SQLite, and the catalog as SQLite's online backup copies
it; a zip, as the hash is then checked before SQLite opens a foreign file, and texts shrink. The
index is made anew from the vectors. Uploads come with it (`kept_files`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from rag import damage
from rag.digests import digest_of
from rag.errors import StoreError, said
from rag.nesting import read_json
from rag.store.disk import disk_errors
from rag.store.examination import examine
from rag.store.kept_files import announce, arrive, is_plain, listed, unpack, waiting
from rag.store.manifest import IndexedWith, Manifest
from rag.store.parts import Parts
from rag.store.schema import CATALOG, SCHEMA_VERSION, connect, prepare
from rag.store.undisturbed import undisturbed
from rag.store.view import LIVE, View
from rag.store.writer import build_generation

_FORMAT = 1
"""Counts up when an older Footnote could no longer read the file; not with the catalog's layout."""

_MANIFEST = "manifest.json"
_KEPT = "kept/"
_MANIFEST_BYTES = 50_000_000
_PIECE = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError, RuntimeError)


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup says of itself. `layout` is the catalog's; `size` is its bytes, unpacked;
    `embedder` and `fingerprint` tell whose vectors the index was made of. `kept` are the files that
    only the data folder has, uploads, each with its sha256."""

    format: int
    layout: int
    footnote: str
    made: str
    embedder: str
    fingerprint: str
    documents: int
    chunks: int
    vectors: int
    size: int
    sha256: str
    kept: dict[str, str]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came, and which kept files that were here got another name, as one of the backup's has
    theirs: old names with new ones."""

    manifest: BackupManifest
    renamed: Mapping[str, str]


def export_backup(parts: Parts, path: Path, kept: Path | None = None) -> BackupManifest:
    """Writes the catalog as it is now to a new file. Waits for nobody, and nobody waits for it.

    The files below the folder `kept` come with it.
    `StoreError` where the file is there already or cannot be written.
    """
    path = path.expanduser().absolute()
    if path.exists():
        raise StoreError(f"{path} is there already.", hint="Name another file, or move it away.")
    with _file_errors(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as folder:
        copy, draft = Path(folder) / CATALOG, Path(folder) / path.name
        with (
            disk_errors(parts.data_dir),
            parts.catalog.bare() as source,
            closing(damage.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            files = dict(listed(kept))
            manifest = _described(target, copy, files)
        with zipfile.ZipFile(draft, "x", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=2))
            archive.write(copy, CATALOG)
            for name in files:
                assert kept is not None
                archive.write(kept / name, _KEPT + name)
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.rename(path)
    return manifest


def read_manifest(path: Path) -> BackupManifest:
    """What the backup says of itself, once its catalog was compared with that.

    `StoreError` for a file that is no backup, is damaged, or was made by a later Footnote.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        digest, size = hashlib.sha256(), 0
        with archive.open(CATALOG) as catalog:
            for piece in _pieces(catalog, manifest.size):
                digest.update(piece)
                size += len(piece)
        if (size, digest.hexdigest()) != (manifest.size, manifest.sha256):
            raise _damaged(path)
    return manifest


def import_backup(parts: Parts, path: Path, *, replace: bool, kept: Path | None = None) -> Imported:
    """Has the catalog be that of the backup, and makes the index from its vectors, in one
    transaction: until it is done, and after any interruption, the data folder is as it was.

    Kept files come to the folder `kept` after that, checked before; those that are there stay,
    under another name where one of the backup's has theirs. From the commit on, Ctrl-C is too late;
    what kills the process there leaves some of them to the next opening.
    `StoreError` if something is indexed already and is not to be replaced, and for what
    `read_manifest` refuses; `StoreBusy` while another writes.
    """
    manifest = read_manifest(path)
    renamed: dict[str, str] = {}
    committed = False
    with ExitStack() as last, parts.held("import", wait=0.0), disk_errors(parts.data_dir):
        if not replace:
            _make_sure_it_is_empty(parts)
        parts.make_sure_of_room()
        staging = parts.generations.path("import")  # what is not live there is swept
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            staged = _unpacked(path, manifest, staging)
            if kept is not None:
                _unpack_kept(path, manifest, waiting(parts.data_dir))
            with parts.catalog.adopting(staged) as adopted:
                vectors = _searchable(parts, adopted)
                if vectors is not None:
                    adopted.set_live(build_generation(parts, adopted, vectors))
                announce(adopted, kept, parts.data_dir)
                last.enter_context(undisturbed())
            committed = True
            renamed = parts.let_arrive()
        finally:
            if not committed:
                arrive(parts.data_dir, None)
            shutil.rmtree(staging, ignore_errors=True)
            parts.tidy()
    return Imported(manifest, renamed)


def _make_sure_it_is_empty(parts: Parts) -> None:
    with parts.catalog.reading() as rows:
        filled = rows.document_count()
    if filled:
        raise StoreError(
            f"{parts.data_dir} holds {filled:,} documents already.",
            hint="Import with --replace, or point RAG_DATA_DIR at another folder.",
        )


def _described(target: sqlite3.Connection, copy: Path, files: dict[str, str]) -> BackupManifest:
    rows = View(target)
    live = rows.live()
    layout = target.execute("PRAGMA user_version").fetchone()[0]
    vectors = target.execute("SELECT count(*) FROM vectors").fetchone()[0]
    return BackupManifest(
        format=_FORMAT,
        layout=int(layout),
        footnote=version("footnote"),
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        embedder=live.embedder if live else "",
        fingerprint=live.fingerprint if live else "",
        documents=rows.document_count(),
        chunks=rows.chunk_count(),
        vectors=int(vectors),
        size=copy.stat().st_size,
        sha256=digest_of(copy),
        kept=files,
    )


def _searchable(parts: Parts, rows: View) -> IndexedWith | None:
    """Whose vectors to make the index of: this machine's embedder's if they are all there, else
    those that the exported index was made of. None if there is nothing to search. A model that is
    not on this machine is not fetched for that."""
    value = rows.note(LIVE)
    if value is None:
        return None
    ours = parts.embedder
    if ours.is_here and not rows.texts_without_vector(ours.fingerprint, but=()):
        return IndexedWith.of(ours)
    return Manifest.from_json(value).indexed_with


def _unpacked(path: Path, manifest: BackupManifest, folder: Path) -> Path:
    """The backup's catalog in `folder`, brought to this layout and looked over."""
    staged = folder / CATALOG
    with _opened(path) as archive, archive.open(CATALOG) as packed, staged.open("xb") as file:
        for piece in _pieces(packed, manifest.size):
            file.write(piece)
    try:
        prepare(staged, folder / "lock")
        with closing(connect(staged)) as connection:
            faults = examine(connection)
    except sqlite3.DatabaseError as error:
        raise _damaged(path) from error
    if faults:
        raise StoreError(
            f"The backup {path} holds a damaged catalog: {faults[0]}.",
            hint="Run `rag doctor --repair` where it was made, and export again.",
        )
    return staged


def _unpack_kept(path: Path, manifest: BackupManifest, folder: Path) -> None:
    """The kept files in `folder`, each the one that was exported."""
    with _opened(path) as archive:
        for name, digest in manifest.kept.items():
            with archive.open(_KEPT + name) as packed:
                unpack(packed, folder / name)
            if digest_of(folder / name) != digest:
                raise _damaged(path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> BackupManifest:
    if not {_MANIFEST, CATALOG} <= set(archive.namelist()):
        raise StoreError(f"{path} is no backup of Footnote's.", hint="Make one with `rag export`.")
    if archive.getinfo(_MANIFEST).file_size > _MANIFEST_BYTES:
        raise _damaged(path)
    fields: Any = read_json(archive.read(_MANIFEST).decode("utf-8"))
    if fields["format"] > _FORMAT or fields["layout"] > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was made by a later version of Footnote ({fields['footnote']}; layout "
            f"{fields['layout']}, this one reads {SCHEMA_VERSION}).",
            hint="Upgrade Footnote, and import it then.",
        )
    manifest = BackupManifest(**fields)
    if not all(map(is_plain, manifest.kept)):
        raise _damaged(path)
    return manifest


def _pieces(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """A stream in pieces, up to a little more than the size that it should have."""
    left = size + 1
    while left > 0 and (piece := stream.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    path = path.expanduser().absolute()
    with _file_errors(path):
        try:
            with zipfile.ZipFile(path) as archive:
                yield archive
        except (FileNotFoundError, IsADirectoryError) as error:
            raise StoreError(
                f"{path} cannot be read: {said(error)}.",
                hint="Name a file that `rag export` has written.",
            ) from error
        except _BROKEN as error:
            raise _damaged(path) from error


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path} cannot be used: {error.strerror or type(error).__name__}.",
            hint="Name a file in a folder that you can write to, on a disk with room.",
        ) from error


def _damaged(path: Path) -> StoreError:
    return StoreError(
        f"{path} is no backup, or is damaged: it is not what was exported.",
        hint="Copy it once more from where it was made, or use another one.",
    )
