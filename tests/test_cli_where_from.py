"""`rag ask` and `rag search` say when documents are not from where the settings say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import FakeLibrary


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    return tmp_path / "old", tmp_path / "new"


def told(command: str, indexed: Path | str, configured: Path) -> str:
    library = FakeLibrary()
    library.library.corpus = str(indexed)
    result = library.run(command, "Who?", "--corpus-dir", str(configured))
    assert "These are" not in result.stdout
    return "".join(line for line in result.stderr.splitlines() if "These are" in line)


@pytest.mark.parametrize("command", ["ask", "search"])
def test_another_folder_than_the_indexed_one_is_told(
    command: str, folders: tuple[Path, Path]
) -> None:
    old, new = folders
    assert told(command, old, new) == (
        f"These are the documents of {old} as they were indexed; RAG_CORPUS_DIR is now {new}: "
        "run `rag sync`."
    )


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_folder_that_is_not_there_is_told(command: str, folders: tuple[Path, Path]) -> None:
    old, _ = folders
    nowhere = old / "nowhere"
    assert told(command, old, nowhere).endswith(f"is now {nowhere}, which is not there.")
    assert told(command, nowhere, nowhere).endswith("; that folder is not there now.")


def test_the_same_folder_or_one_that_nobody_noted_needs_no_word(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = folders
    (tmp_path / "link").symlink_to(old)
    assert (
        told("ask", old, old) == told("ask", old, tmp_path / "link") == told("ask", "", new) == ""
    )
