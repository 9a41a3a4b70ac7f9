"""`rag ask --keep` and `--after`: what was asked before is known, and what is asked is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from rag.history import FILE, History
from rag.types import Message, Scope
from tests.command_line import FakeLibrary, reply
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

TOWER = make_document("tower.md", "The tower", "It is 90 metres high.\nIt was finished in 1889.")
HIGH = make_answer(
    "How high is it?", Said("It is 90 metres high.", ((TOWER, "It is 90 metres high."),))
)
REFUSAL = make_refusal("Who?", "The documents do not say who.")


class Kept(FakeLibrary):
    """A library with a data folder, in which conversations are kept."""

    def __init__(self, data: Path) -> None:
        super().__init__([TOWER])
        self.data = data

    def ask_(self, *arguments: str) -> Result:
        return self.run("ask", *arguments, "--data-dir", str(self.data))

    @property
    def history(self) -> History:
        return History(self.data / FILE)


@pytest.fixture
def library(tmp_path: Path) -> Kept:
    made = Kept(tmp_path / "data")
    made.enqueue(reply(HIGH))
    return made


def test_nothing_is_kept_unless_it_is_asked_for(library: Kept) -> None:
    assert library.ask_("How high is it?").stderr == ""
    assert not (library.data / FILE).exists()


def test_a_conversation_is_begun_and_gone_on_with(library: Kept) -> None:
    begun = library.ask_("--keep", "How high is it?")
    [listed] = library.history.conversations()
    assert begun.stderr == f'\nKept. To go on: rag ask --after {listed.id} "..."\n'
    assert listed.title == "How high is it?"

    library.enqueue(reply(REFUSAL), reply(HIGH))
    refused = library.ask_("--after", listed.id, "Who?")
    assert (refused.exit_code, refused.stderr) == (3, "")
    library.ask_("--after", "last", "How high is it?")

    before = (Message("user", "How high is it?"), Message("assistant", "It is 90 metres high."))
    assert [asked.history for asked in library.asked] == [(), before, before], (
        "refusals say nothing"
    )
    kept = library.history.conversation(listed.id)
    assert kept is not None
    assert [turn.question for turn in kept.turns] == ["How high is it?", "Who?", "How high is it?"]
    assert [turn.ending for turn in kept.turns] == ["answered", "refused", "answered"]
    assert [turn.position for turn in kept.turns] == [1, 2, 3]
    assert (kept.turns[0].answer, kept.turns[0].who) == (HIGH, HIGH.model)


def test_last_is_the_conversation_that_went_on_last(library: Kept) -> None:
    first = json.loads(library.ask_("--keep", "--json", "How high is it?").stdout)["conversation"]
    library.enqueue(reply(HIGH), reply(HIGH), reply(HIGH))
    second = json.loads(library.ask_("--keep", "--json", "How high?").stdout)["conversation"]
    assert first != second
    library.ask_("--after", first, "How high?")
    told = json.loads(library.ask_("--json", "--after", "last", "How high?").stdout)
    assert told["conversation"] == first


def test_how_it_was_read_is_said_below(library: Kept) -> None:
    library.ask_("--keep", "How high is it?")
    wide = replace(HIGH, question="And how wide?", standalone_question="How wide is the tower?")
    polite = replace(
        HIGH, question="Hi! How high is it? Thanks", standalone_question="How high is it?"
    )
    library.enqueue(reply(wide), reply(polite))
    assert library.ask_("--after", "last", "And how wide?").stdout.endswith(
        "\nRead as: How wide is the tower?\n"
    )
    assert "Read as" not in library.ask_("Hi! How high is it? Thanks").stdout, (
        "nothing else is asked"
    )


def test_it_is_asked_of_the_same_documents_unless_others_are_named(library: Kept) -> None:
    library.enqueue(reply(HIGH), reply(HIGH))
    since = Scope(since=date(2024, 5, 12))
    library.ask_("--keep", "--since", "2024-05-12", "How high is it?")
    library.ask_("--after", "last", "How high is it?")
    library.ask_("--after", "last", "--until", "2020-01-01", "How high is it?")
    assert [asked.scope for asked in library.asked] == [since, since, Scope(until=date(2020, 1, 1))]
    kept = library.history.conversation(library.history.conversations()[0].id)
    assert kept is not None
    assert [turn.within for turn in kept.turns] == [
        "since 12 May 2024",
        "since 12 May 2024",
        "until 1 January 2020",
    ]


@pytest.mark.parametrize("name", ["nowhere", "last", ""])
def test_a_name_that_names_none_is_a_matter_of_usage(library: Kept, name: str) -> None:
    if name != "last":
        library.ask_("--keep", "How high is it?")
    result = library.ask_("--json", "--after", name, "And how wide?")
    assert result.exit_code == 2
    assert "conversation" in result.stderr
    hint = 'rag ask --keep "..."' if name == "last" else "`rag conversations list`"
    assert hint in json.loads(result.stdout)["error"]["hint"]
    assert len(library.asked) == (0 if name == "last" else 1), "nothing is asked"


def test_both_at_once_or_where_nothing_is_kept_are_matters_of_usage(
    library: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = library.ask_("--keep", "--after", "last", "How high is it?")
    assert (both.exit_code, library.asked) == (2, [])
    monkeypatch.setenv("RAG_HISTORY", "false")
    off = library.ask_("--keep", "How high is it?")
    assert (off.exit_code, library.asked) == (2, [])
    assert "RAG_HISTORY is off. Set RAG_HISTORY=true." in off.stderr


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(
    library: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.ask_("--keep", "How high is it?")
    library.enqueue(reply(HIGH))
    monkeypatch.setattr(History, "title", lambda *_: "")  # as if deleted meanwhile
    result = library.ask_("--json", "--after", "last", "How high is it?")
    assert result.exit_code == 0
    assert "Not kept" in result.stderr
    assert json.loads(result.stdout)["conversation"] is None
