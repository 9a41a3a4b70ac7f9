"""Stores uploaded files in one folder, under names of our making, with zips unpacked."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipInfo

from rag.errors import CorpusError, UnreadableDocument, said
from rag.ingest.archives import Archive
from rag.ingest.kinds import UNKNOWN, head_of, unread_by_content, why_unread
from rag.ingest.limits import Limits
from rag.ingest.loaders import is_supported
from rag.ingest.roots import UPLOADS
from rag.ingest.stored_names import folder_name, stored_file, stored_folders
from rag.regex import regex
from rag.types import SyncFailure

_PIECE = 1 << 20
_STALE = 86_400  # seconds after which a half-received file is nobody's any more
_HIDDEN = regex(r"(?:^|/)(?:\.[^./]|__MACOSX/)")  # what its maker's system put there
_NESTED = "Archives within archives are not unpacked."

Known = Callable[[str], str]
"""The source that holds the bytes of this SHA-256 already; "" if there is none."""

Taken = Callable[[str], bool]
"""Is this source another document's?"""


@dataclass
class Received:
    """What became of one upload: sources with the names they came with, and what was not kept.

    `numbers` are the highest that files of the same path were told apart by.
    """

    names: dict[str, str] = field(default_factory=dict)
    existing: list[str] = field(default_factory=list)
    refused: list[SyncFailure] = field(default_factory=list)
    numbers: dict[Path, int] = field(default_factory=dict)


class Uploads:
    """The folder of uploaded files. A name from outside is never part of a path: `stored_names`."""

    def __init__(
        self, data_dir: Path, limits: Limits, max_file_bytes: int, max_zip_bytes: int
    ) -> None:
        self.folder = data_dir / UPLOADS
        self._limits = limits
        self._max_file_bytes = max_file_bytes
        self._max_zip_bytes = max_zip_bytes

    def receive(
        self, name: str, stream: IO[bytes], known: Known, taken: Taken = lambda _: False
    ) -> Received:
        """Keeps a file, or what is in a zip, under sources that are not `taken`. What is refused is
        in the result, with reasons.

        All of it is kept, or none if anything is raised: `CorpusError` where the disk does not take
        it.
        """
        received = Received()
        is_zip = name.lower().endswith(".zip")
        most = self._max_zip_bytes if is_zip else self._max_file_bytes
        try:
            with self._incoming() as draft:
                digest = _copy(
                    stream, draft, most, "RAG_MAX_ZIP_MB" if is_zip else "RAG_MAX_FILE_MB"
                )
                if is_zip:
                    self._unpack(name, draft, known, taken, received)
                else:
                    self._keep(draft, digest, name, (), known, taken, received)
        except UnreadableDocument as error:
            received.refused.append(SyncFailure(name, error.message))
        except OSError as error:
            self.discard(received.names)
            raise CorpusError(
                f"The file cannot be kept in {self.folder}: {said(error)}.",
                hint="Check that the disk has room and that you may write to RAG_DATA_DIR.",
            ) from error
        except BaseException:
            self.discard(received.names)
            raise
        return received

    def discard(self, sources: Iterable[str]) -> None:
        """Deletes what was received under these sources, as far as the system lets it."""
        for source in sources:
            with suppress(CorpusError):
                self.delete(self.path_of(source))

    def path_of(self, source: str) -> Path:
        """Where an upload of this source is, or was."""
        return self.folder / source.removeprefix(f"{UPLOADS}/")

    def delete(self, path: Path) -> None:
        """Deletes an uploaded file, and the folders that it leaves empty. `CorpusError` if the
        system does not let it."""
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise CorpusError(
                f"{path} cannot be deleted: {said(error)}.",
                hint="Close what has it open, or see to your rights to its folder.",
            ) from error
        folder = path.parent
        with suppress(OSError):  # it holds something else
            while folder != self.folder:
                folder.rmdir()
                folder = folder.parent

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        """A new file in a hidden folder, which no sync looks into; gone after the block."""
        folder = self.folder / ".incoming"
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.iterdir():
            with suppress(FileNotFoundError):  # another session's, which it has just moved away
                if time.time() - left.stat().st_mtime > _STALE:
                    left.unlink()
        draft = folder / secrets.token_hex(8)
        try:
            yield draft
        finally:
            draft.unlink(missing_ok=True)

    def _unpack(
        self, name: str, draft: Path, known: Known, taken: Taken, received: Received
    ) -> None:
        top = folder_name(PurePosixPath(name.replace("\\", "/")).stem)
        with draft.open("rb") as file:
            archive = Archive(file, self._limits)
            for member in archive.files:
                if not _HIDDEN.search(member.filename):
                    self._unpack_member(archive, member, top, known, taken, received)

    def _unpack_member(
        self,
        archive: Archive,
        member: ZipInfo,
        top: str,
        known: Known,
        taken: Taken,
        received: Received,
    ) -> None:
        name = member.filename
        try:
            if name.lower().endswith(".zip"):
                raise UnreadableDocument(_NESTED)
            if not stored_file(name):
                raise UnreadableDocument(why_unread(name))
            if member.file_size > self._max_file_bytes:
                raise UnreadableDocument(_too_large(self._max_file_bytes, "RAG_MAX_FILE_MB"))
            raw = archive.read(member)
        except UnreadableDocument as error:
            received.refused.append(SyncFailure(name, error.message))
            return
        with self._incoming() as part:
            part.write_bytes(raw)
            digest = hashlib.sha256(raw).hexdigest()
            self._keep(part, digest, name, (top, *stored_folders(name)), known, taken, received)

    def _keep(
        self,
        draft: Path,
        digest: str,
        name: str,
        folders: tuple[str, ...],
        known: Known,
        taken: Taken,
        received: Received,
    ) -> None:
        kept = stored_file(name)
        if not kept:
            raise UnreadableDocument(why_unread(name))
        if not is_supported(kept):
            unread = unread_by_content(head_of(draft))
            if unread is not None:
                raise UnreadableDocument(unread or UNKNOWN)
        holder = known(digest)
        if holder:
            received.existing.append(holder)
            return
        folder = self.folder
        for part in folders:
            folder = _made(folder, part)
        if not folder.resolve().is_relative_to(self.folder.resolve()):
            raise UnreadableDocument("A link leads out of the folder of uploads.")
        with draft.open("rb+") as file:
            os.fsync(file)
        path = self._placed(draft, folder / kept, taken, received.numbers)
        received.names[self._source(path)] = name

    def _placed(self, draft: Path, wanted: Path, taken: Taken, numbers: dict[Path, int]) -> Path:
        """Puts it at this path, or at the next that is free: "lease (2).pdf"."""
        while True:
            number = numbers[wanted] = numbers.get(wanted, 0) + 1
            name = wanted.name if number == 1 else f"{wanted.stem} ({number}){wanted.suffix}"
            path = wanted.with_name(name)
            if taken(self._source(path)):
                continue
            with suppress(FileExistsError):
                _place(draft, path)
                return path

    def _source(self, path: Path) -> str:
        return f"{UPLOADS}/{path.relative_to(self.folder).as_posix()}"


def _made(folder: Path, name: str) -> Path:
    """The folder of this name, or of the next that no file has."""
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{name} ({number})")
        try:
            path.mkdir(exist_ok=True)
        except FileExistsError:
            number += 1
        else:
            return path


def _place(draft: Path, path: Path) -> None:
    """In one step, so that a kill leaves no empty document. `FileExistsError` if a file is there.

    The draft's own name goes with it, or is left to whoever made it. Where the file system has no
    links, a file of that name is made first.
    """
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        path.open("xb").close()
        try:
            draft.replace(path)
        except OSError:
            path.unlink()
            raise


def _copy(stream: IO[bytes], draft: Path, most: int, setting: str) -> str:
    """Copies at most `most` bytes; gives their SHA-256."""
    digest, size = hashlib.sha256(), 0
    with draft.open("xb") as file:
        while piece := stream.read(_PIECE):
            size += len(piece)
            if size > most:
                raise UnreadableDocument(_too_large(most, setting))
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _too_large(most: int, setting: str) -> str:
    return f"It is larger than the limit of {most / 1e6:.3g} MB ({setting})."
