"""Which files count, and when one may be said to be gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.errors import CorpusError
from rag.ingest.scan import scan, scan_file


def write(folder: Path, *sources: str) -> None:
    for source in sources:
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Text of {source}.")


def test_lists_supported_files_by_source_in_order(tmp_path: Path) -> None:
    write(tmp_path, "b.md", "a/z.txt", "a/b/c.MD", "data.bin")
    found = scan(tmp_path)
    assert list(found.files) == ["a/b/c.MD", "a/z.txt", "b.md"]
    assert found.files["b.md"].size == len("Text of b.md.")
    assert found.files["b.md"].mtime_ns == (tmp_path / "b.md").stat().st_mtime_ns


def test_hidden_files_and_folders_do_not_count(tmp_path: Path) -> None:
    write(tmp_path, ".hidden.md", ".git/a.md", "a/.b/c.md", "seen.md")
    assert list(scan(tmp_path).files) == ["seen.md"]


OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100)


def test_where_a_name_does_not_tell_a_look_into_the_file_does(tmp_path: Path) -> None:
    contents = {
        "README": b"What this is about.",
        "scan": b"%PDF-1.4\n\x80\x00",
        "program": b"\x7fELF\0",
        "new.doc": b"PK\x03\x04\0\0",
        "old.doc": OLD_OFFICE,
        "old": OLD_OFFICE,
        "empty": b"",
        "letter.doc": b"{\\rtf1 Text}",
        "notes.xls": b"a\tb\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    found = scan(tmp_path)

    assert list(found.files) == ["README", "letter.doc", "new.doc", "notes.xls", "scan"]
    assert [source for source, _ in found.skipped] == ["old", "old.doc"]
    assert not found.failed


def test_kinds_that_are_not_read_are_named_and_others_are_not(tmp_path: Path) -> None:
    write(
        tmp_path, "mail.msg", "a/p.png", "q.JPG", "y.pages", "z.zip", "x.exe", ".hidden.png", "a.md"
    )
    found = scan(tmp_path)

    assert list(found.files) == ["a.md"]
    reasons = dict(found.skipped)
    assert set(reasons) == {"mail.msg", "a/p.png", "q.JPG", "y.pages", "z.zip"}
    assert "as .eml" in reasons["mail.msg"]
    assert reasons["a/p.png"] == reasons["q.JPG"]


def test_what_programs_keep_for_themselves_does_not_count(tmp_path: Path) -> None:
    write(
        tmp_path,
        "node_modules/a.md",
        "b/node_modules/c/d.png",
        "b/__pycache__/e.txt",
        "seen.md",
        "env/pyvenv.cfg",
        "env/lib/f.txt",
        "b/modules/g.md",
    )
    found = scan(tmp_path)

    assert list(found.files) == ["b/modules/g.md", "seen.md"]
    assert not found.skipped


def test_a_link_to_a_file_without_suffix_does_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    write(corpus, "a.md")
    write(outside, "secret")
    (corpus / "link").symlink_to(outside / "secret")

    assert list(scan(corpus).files) == ["a.md"]


def test_links_count_only_within_the_folder(tmp_path: Path) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    write(corpus, "a.md")
    write(outside, "secret.md")
    (corpus / "inside.md").symlink_to(corpus / "a.md")
    (corpus / "outside.md").symlink_to(outside / "secret.md")
    (corpus / "folder").symlink_to(outside)
    (corpus / "broken.md").symlink_to(corpus / "nowhere.md")
    (corpus / "loop.md").symlink_to(corpus / "loop.md")
    assert list(scan(corpus).files) == ["a.md", "inside.md"]


def test_the_corpus_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", "a.md")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert list(scan(tmp_path / "link").files) == ["a.md"]


def test_pipes_and_folders_with_a_suffix_do_not_count(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "folder.md").mkdir()
    found = scan(tmp_path)
    assert (dict(found.files), found.failed) == ({}, ())


def test_a_name_that_is_not_unicode_is_reported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("Text.")
    found = scan(tmp_path)
    assert [failure.source for failure in found.failed] == ["caf\ufffd.md"]
    assert not found.files


@pytest.mark.parametrize("kind", ["missing", "file", "loop"])
def test_a_folder_that_is_none_is_an_error_that_names_it(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "corpus"
    if kind == "file":
        path.write_text("not a folder")
    elif kind == "loop":
        path.symlink_to(path)
    with pytest.raises(CorpusError, match="corpus") as caught:
        scan(path)
    assert "RAG_CORPUS_DIR" in str(caught.value)


def refuse(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Makes the operating system refuse to list one folder, as it does not for root."""
    scandir = os.scandir

    def guarded(path: Any) -> Iterator[os.DirEntry[str]]:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)


def test_what_a_closed_folder_holds_is_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "open/a.md", "closed/b.md", "closed/deep/c.md")
    refuse(monkeypatch, tmp_path / "closed")
    found = scan(tmp_path)
    assert list(found.files) == ["open/a.md"]
    assert [(failure.source, failure.reason) for failure in found.failed] == [
        ("closed", "The folder cannot be listed: permission denied.")
    ]
    assert not found.is_gone("closed/b.md")
    assert not found.is_gone("closed/deep/c.md")
    assert not found.is_gone("open/a.md")
    assert found.is_gone("closed.md")
    assert found.is_gone("open/b.md")


def test_a_closed_corpus_folder_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, tmp_path)
    with pytest.raises(CorpusError, match="cannot be listed: permission denied"):
        scan(tmp_path)


def test_a_folder_that_vanishes_during_the_scan_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "corpus"
    write(corpus, "a.md", "b/c.md")
    scandir = os.scandir

    def unplugging(path: Any) -> Iterator[os.DirEntry[str]]:
        entries = scandir(path)
        if corpus.exists():
            corpus.rename(tmp_path / "unplugged")
        return entries

    monkeypatch.setattr(os, "scandir", unplugging)
    with pytest.raises(CorpusError, match="does not exist"):
        scan(corpus)


def test_a_file_that_vanishes_during_the_scan_is_not_yet_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md", "b.md")
    lstat = Path.lstat

    def deleting(path: Path) -> os.stat_result:
        if path.name == "a.md":
            path.unlink()
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", deleting)
    found = scan(tmp_path)
    assert list(found.files) == ["b.md"]
    assert not found.is_gone("a.md")


def test_a_file_that_the_system_will_not_show_is_reported_and_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a.md", "b.md")
    lstat = Path.lstat

    def guarded(path: Path) -> os.stat_result:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied", str(path))
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", guarded)
    found = scan(tmp_path)
    assert list(found.files) == ["b.md"]
    assert [failure.reason for failure in found.failed] == ["It cannot be read: permission denied."]
    assert not found.is_gone("a.md")


def test_a_single_file_that_is_not_there_is_gone(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "b.md")
    assert list(scan_file(tmp_path / "a.md", "notes/a.md").files) == ["notes/a.md"]
    (tmp_path / "a.md").unlink()
    found = scan_file(tmp_path / "a.md", "notes/a.md")
    assert (dict(found.files), found.failed) == ({}, ())
    assert found.is_gone("notes/a.md")


@pytest.mark.parametrize("kind", ["missing", "closed"])
def test_a_single_file_whose_folder_is_away_is_reported_and_not_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = tmp_path / "drive"
    if kind == "closed":
        folder.mkdir()
        refuse(monkeypatch, folder)
    found = scan_file(folder / "a.md", "drive/a.md")
    assert [(failure.source, failure.reason) for failure in found.failed] == [
        ("drive/a.md", "Its folder cannot be listed now; what was indexed of it is kept.")
    ]
    assert not found.is_gone("drive/a.md")
