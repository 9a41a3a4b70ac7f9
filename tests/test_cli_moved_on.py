"""`rag ask` says when a file that it cites is no longer what was read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from rag.digests import digest_of
from tests.command_line import FakeLibrary, reply
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

SAID = "It is 90 metres high."
TOWER = make_document("tower.md", "The tower", SAID)
BRIDGE = make_document("bridge.md", "The bridge", "It is long.")
HIGH = make_answer("How high is it?", Said(SAID, ((TOWER, SAID),)))


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    """Both documents' files are there, and both are other than they were read."""
    made = FakeLibrary(shelf=(TOWER, BRIDGE))
    for one in (TOWER, BRIDGE):
        file = tmp_path / one.source
        file.write_text("Now it says something else.")
        made.library.files[one.source] = file
    made.enqueue(reply(HIGH))
    return made


def test_a_cited_file_that_has_changed_is_told(library: FakeLibrary) -> None:
    result = library.run("ask", "How high is it?")

    assert result.exit_code == 0
    assert result.stderr == (
        "\ntower.md has changed since it was read, and is quoted as it was: "
        "run `rag sync`, and ask again.\n"
    )
    assert "changed" not in result.stdout
    library.enqueue(reply(HIGH))
    shaped = library.run("ask", "--json", "How high is it?")
    assert json.loads(shaped.stdout)["text"] == HIGH.text
    assert "tower.md has changed" in shaped.stderr


def test_a_cited_file_that_is_gone_is_told(library: FakeLibrary) -> None:
    library.library.gone = frozenset(["tower.md", "bridge.md"])

    told = library.run("ask", "How high is it?").stderr
    assert told == "\ntower.md is gone: what is quoted stood in it.\n"


def test_what_is_as_it_was_read_needs_no_word(library: FakeLibrary) -> None:
    entry = library.library.shelf["tower.md"]
    same = digest_of(library.library.files["tower.md"])
    library.library.shelf["tower.md"] = replace(entry, content_hash=same)

    assert library.run("ask", "How high is it?").stderr == ""


def test_a_refusal_cites_nothing(library: FakeLibrary) -> None:
    library.respond = lambda _: reply(make_refusal("Who?", "They do not say."))
    library.run("ask", "How high is it?")

    assert library.run("ask", "Who?").stderr == ""


def test_files_of_another_folder_are_not_looked_for(library: FakeLibrary, tmp_path: Path) -> None:
    library.library.corpus, library.library.gone = str(tmp_path), frozenset(["tower.md"])

    told = library.run("ask", "How high is it?", "--corpus-dir", str(tmp_path / "new")).stderr
    assert "These are the documents of" in told
    assert "tower.md" not in told
