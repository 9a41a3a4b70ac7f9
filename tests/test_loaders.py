"""Files to text, by suffix; every refusal is one sentence for the file's owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingest.loaded import MAX_TITLE, LoadedText, one_line, title_from_name
from rag.ingest.loaders import LOADERS, is_supported, parse, read_bytes

LIMIT = 1_000


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def load(path: Path, source: str, *, max_bytes: int) -> LoadedText:
    return parse(read_bytes(path, max_bytes=max_bytes), source)


@pytest.mark.parametrize("name", ["a.md", "a.markdown", "A.MD", "a.txt", "dir/a.text"])
def test_names_with_a_known_suffix_are_supported(name: str) -> None:
    assert is_supported(name)


@pytest.mark.parametrize("name", ["a", "a.xyz", ".pdf", ".md", "md", "a.md.bak", "dir.md/a"])
def test_names_without_a_known_suffix_are_not_supported(name: str) -> None:
    assert not is_supported(name)


def test_suffixes_are_lower_case_with_a_dot() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in LOADERS)


def test_markdown_has_sections_and_plain_text_has_none(tmp_path: Path) -> None:
    content = b"# Heading\n\nBody."
    markdown = load(written(tmp_path, "a.md", content), "a.md", max_bytes=LIMIT)
    plain = load(written(tmp_path, "b.txt", content), "b.txt", max_bytes=LIMIT)
    assert (markdown.media_type, markdown.title, len(markdown.sections)) == (
        "text/markdown",
        "Heading",
        1,
    )
    assert (plain.media_type, plain.title, plain.sections) == ("text/plain", "B", ())
    assert plain.text == "# Heading\n\nBody."


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\n", b"---\ntitle: x\n---\n", b"***\n", b"\xef\xbb\xbf"]
)
def test_a_file_without_words_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        load(written(tmp_path, "a.md", content), "a.md", max_bytes=LIMIT)
    with pytest.raises(UnreadableDocument, match="holds no text"):
        load(written(tmp_path, "a.docx", b""), "a.docx", max_bytes=LIMIT)


def test_the_limit_is_the_last_size_that_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, "a.txt", b"x" * LIMIT)
    assert len(load(path, "a.txt", max_bytes=LIMIT).text) == LIMIT
    with pytest.raises(UnreadableDocument, match="RAG_MAX_FILE_MB"):
        load(path, "a.txt", max_bytes=LIMIT - 1)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.md", tmp_path):
        with pytest.raises(UnreadableDocument, match="no longer there"):
            load(path, "gone.md", max_bytes=LIMIT)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that fails to read")
def test_a_failing_disk_is_reported_in_its_words() -> None:
    with pytest.raises(UnreadableDocument, match=r"cannot be read: input/output error\.$"):
        load(Path("/proc/self/mem"), "mem.txt", max_bytes=LIMIT)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="not read"):
        parse(b"text", "a.xyz")


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("notes/gpu_road-map.md", "Gpu road map"),
        ("2024-05-01_meeting-notes.txt", "2024-05-01 meeting notes"),
        ("xAI.md", "XAI"),
        ("---.md", "---.md"),
        ("a..b.md", "A..b"),
    ],
)
def test_title_from_name(source: str, title: str) -> None:
    assert title_from_name(source) == title


def test_a_title_is_one_printable_line_of_bounded_length() -> None:
    assert one_line(" a\n\tb\x07\u202ec ") == "a b c"
    assert len(one_line("word " * 100)) <= MAX_TITLE
    assert one_line("word " * 100).endswith("…")
