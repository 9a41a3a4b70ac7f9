"""Uploaded names: whatever they are, a file lands in the folder of uploads or nowhere."""

from __future__ import annotations

import errno
import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import IO, NoReturn

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rag.errors import CorpusError, StoreBusy
from rag.ingest import Limits
from rag.ingest.stored_names import folder_name, stored_file, stored_folders
from rag.ingest.uploads import Uploads

_FRAGMENTS = (
    *("..", ".", "/", "\\", "\0", "//", "C:", "~", "$HOME", "%2e%2e%2f", "a", "b.txt", " ", "\t"),
    *("\n", "\r", "\ud800", "\udfff", "\u202e", "\u2066", "\u200b", "\ufeff", "CON", "nul", "COM1"),
    *("LPT¹", "aux.", ":stream", "*", "?", '"', "<", ">", "|", "😀", "e\u0301", "ﷺ", "x" * 320),
    *("uploads", ".incoming", "...", ". .", "-rf", "\u2044", "\uff0f", "\uff3c", "\x7f", "\x1b[2J"),
)  # fmt: skip
_WHOLE = st.lists(st.sampled_from(_FRAGMENTS) | st.text(st.characters(), max_size=8), max_size=9)
names = st.builds(
    lambda parts, suffix: "".join(parts) + suffix,
    _WHOLE,
    st.sampled_from(["", ".txt", ".TXT", ".md ", ".txt.", ".pdf\0.exe"]),
)


def _uploads(data: Path) -> Uploads:
    return Uploads(data, Limits(), 1_000, 100_000)


def _outside(folder: Path) -> set[str]:
    """Everything below `folder` that is not below the folder of uploads."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return {path for path in paths if not path.startswith("data/uploads/")}


def _check_kept(uploads: Uploads, sources: list[str], content: bytes) -> None:
    for source in sources:
        path = uploads.path_of(source)
        assert path.resolve().is_relative_to(uploads.folder.resolve())
        assert path.read_bytes() == content
        assert path.relative_to(uploads.folder).as_posix() == source.removeprefix("uploads/")
        source.encode()
        for part in path.relative_to(uploads.folder).parts:
            assert part.isprintable()
            assert part == part.strip(" .")
            assert len(part.encode()) < 200
            assert not set('<>:"|?*\\/') & set(part)
            assert not PureWindowsPath(part).is_reserved()


def check_name(name: str) -> None:
    """A file, a zip and a file in a zip of this name write within the folder of uploads alone."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "data").mkdir()
        (folder / "b.txt").write_bytes(b"beside")
        uploads = _uploads(folder / "data")
        before = _outside(folder) | {"data/uploads"}
        for _ in range(2):
            received = uploads.receive(name, io.BytesIO(b"text"), lambda _: "")
            assert bool(received.names) is bool(stored_file(name))
            assert bool(received.names) is not bool(received.refused)
            _check_kept(uploads, list(received.names), b"text")
        _check_zip(uploads, name)
        assert _outside(folder) == before
        assert (folder / "b.txt").read_bytes() == b"beside"
        assert list((uploads.folder / ".incoming").iterdir()) == []


def _check_zip(uploads: Uploads, name: str) -> None:
    """The same name as an archive's, and within one."""
    member = name.encode("utf-8", "replace").decode().replace("\0", "")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo(member or "x"), b"text")
    received = uploads.receive(f"{name}.zip", io.BytesIO(buffer.getvalue()), lambda _: "")
    _check_kept(uploads, list(received.names), b"text")


_slow = [HealthCheck.too_slow]


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=_slow)
@given(names)
@example("../../../../etc/passwd.txt")
@example("..\\..\\b.txt")
@example("/b.txt")
@example("b\u202etxt.exe")
def test_no_name_writes_outside_the_folder(name: str) -> None:
    check_name(name)


@pytest.mark.long
@pytest.mark.timeout(7_200)
@settings(max_examples=2_000, deadline=None, suppress_health_check=_slow)
@given(names)
def test_two_thousand_names_write_nothing_outside_the_folder(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Lease 2024.PDF", "Lease 2024.pdf"),
        ("C:\\fakepath\\a b.docx", "a b.docx"),
        ("../../.ssh/config.txt", "config.txt"),
        (".md", "document.md"),
        ("con.txt", "_con.txt"),
        ("COM1.backup.txt", "_COM1.backup.txt"),
        ("b\u202etxt.md", "btxt.md"),
        ("a\0b.md", "a_b.md"),
        ("e\u0301.md", "\u00e9.md"),
        ("\ud800.md", "_.md"),
        ("x" * 400 + ".md", "x" * 120 + ".md"),
        ("a.md...  ", "a.md"),
        ("a.exe", ""),
        ("a", "a"),
        ("..", ""),
        ("", ""),
    ],
)
def test_the_kept_name_is_like_the_given_one(name: str, kept: str) -> None:
    assert stored_file(name) == kept


def test_folders_of_an_archive_are_kept_as_far_as_they_are_folders() -> None:
    assert stored_folders("/a/../b/./c.md") == ("a", "b")
    assert stored_folders("C:\\x\\c.md") == ("C_", "x")
    assert stored_folders("1/2/3/4/5/6/7/8/c.md") == ("3", "4", "5", "6", "7", "8")
    assert folder_name("") == "folder"
    assert PurePosixPath(folder_name("a/b\\c")).parts == ("a_b_c",)


def test_an_archive_may_hold_a_file_without_a_name(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("\1.txt", "text")
        archive.writestr("a.txt", "text")
    raw = buffer.getvalue().replace(b"\1.txt", b"\0.txt")
    received = _uploads(tmp_path).receive("odd.zip", io.BytesIO(raw), lambda _: "")
    assert list(received.names) == ["uploads/odd/a.txt"]
    assert [one.source for one in received.refused] == [""]


def no_links(*_: object) -> NoReturn:
    """As a file system without them says it."""
    raise OSError(errno.ENOTSUP, "Operation not supported")


def test_an_upload_comes_to_its_place_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a kill on the way leaves no empty document."""
    uploads, seen = _uploads(tmp_path), []
    link = os.link

    def visible() -> list[str]:
        return [path.name for path in uploads.folder.glob("*.txt")]

    def watched(draft: Path, path: Path) -> None:
        seen.append(visible())
        link(draft, path)

    monkeypatch.setattr(os, "link", watched)
    for number in range(2):
        uploads.receive("a.txt", io.BytesIO(b"Text %d." % number), lambda _: "")
    assert seen == [[], ["a.txt"], ["a.txt"]]
    assert sorted(visible()) == ["a (2).txt", "a.txt"]
    assert (uploads.folder / "a (2).txt").read_bytes() == b"Text 1."
    assert (uploads.folder / "a.txt").stat().st_nlink == 1
    monkeypatch.setattr(os, "link", no_links)
    uploads.receive("a.txt", io.BytesIO(b"Text 2."), lambda _: "")
    assert (uploads.folder / "a (3).txt").read_bytes() == b"Text 2."


def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads, kept = _uploads(tmp_path), 0
    replace: Callable[[Path, Path], Path] = Path.replace

    def fill_up(draft: Path, path: Path) -> Path:
        nonlocal kept
        kept += 1
        if kept == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(draft, path)

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(Path, "replace", fill_up)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", f"Text {number}.")
    with pytest.raises(CorpusError, match="no space left on device"):
        uploads.receive("five.zip", io.BytesIO(buffer.getvalue()), lambda _: "")
    files = [path for path in uploads.folder.rglob("*") if path.is_file()]
    assert files == []


def _damaged(change: Callable[[bytearray, int, int], None]) -> bytes:
    """A zip of two files; of the second, `change` damages the header or what the table says, at
    these places."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "One thing.")
        second = zipfile.ZipInfo("b.txt")
        second.extra = struct.pack("<HHQ", 1, 8, 2**63)  # a place for where the table leaves it out
        archive.writestr(second, "Another thing.")
        header = archive.getinfo("b.txt").header_offset
    raw = bytearray(buffer.getvalue())
    change(raw, header, raw.rfind(b"PK\1\2"))
    return bytes(raw)


def _no_utf8(raw: bytearray, header: int, _: int) -> None:
    raw[header + 7] |= 8  # its name is said to be UTF-8
    raw[header + 30] = 0xFF


def _far_away(raw: bytearray, _: int, listed: int) -> None:
    raw[listed + 42 : listed + 46] = b"\xff" * 4


def _patched(raw: bytearray, _: int, listed: int) -> None:
    raw[listed + 8] |= 1 << 5


def _cut(raw: bytearray, header: int, _: int) -> None:
    raw[header] = 0


@pytest.mark.parametrize("change", [_no_utf8, _far_away, _patched, _cut])
def test_a_damaged_file_in_a_zip_is_refused_and_the_others_are_kept(
    tmp_path: Path, change: Callable[[bytearray, int, int], None]
) -> None:
    raw = _damaged(change)
    received = _uploads(tmp_path).receive("two.zip", io.BytesIO(raw), lambda _: "")
    assert list(received.names) == ["uploads/two/a.txt"]
    assert [one.source for one in received.refused] == ["b.txt"]
    assert "cannot be unpacked" in received.refused[0].reason


@pytest.mark.parametrize("fault", [StoreBusy("locked"), KeyboardInterrupt(), MemoryError()])
def test_whatever_ends_an_upload_nothing_of_it_is_left(
    tmp_path: Path, fault: BaseException
) -> None:
    def known(_: str) -> str:
        if list(tmp_path.rglob("*.txt")):
            raise fault
        return ""

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(2):
            archive.writestr(f"{number}.txt", f"Text {number}.")
    with pytest.raises(type(fault)):
        _uploads(tmp_path).receive("two.zip", io.BytesIO(buffer.getvalue()), known)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_table_of_too_many_files_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    class Counted(zipfile.ZipInfo):
        def __init__(self, filename: str = "") -> None:
            made.append(filename)
            super().__init__(filename)

    count = 50_000
    entry = b"PK\1\2" + bytes(24) + struct.pack("<H", 1) + bytes(16) + b"n"
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(entry) * count, 0, 0)
    uploads = Uploads(tmp_path, Limits(entries=100), 1_000, 10_000_000)
    monkeypatch.setattr(zipfile, "ZipInfo", Counted)
    received = uploads.receive("many.zip", io.BytesIO(entry * count + end), lambda _: "")
    assert "more than 100 files" in received.refused[0].reason
    assert len(made) == 101, "the count that it states is not believed, nor is all of it read"


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:  # noqa: ARG002
            raise ConnectionResetError("gone")

    uploads = _uploads(tmp_path)
    stream: IO[bytes] = Broken()  # type: ignore[assignment]
    with pytest.raises(CorpusError):
        uploads.receive("a.txt", stream, lambda _: "")
    assert [path for path in uploads.folder.rglob("*") if path.is_file()] == []
