"""When something is open: told by the section of its hours, where that mentions what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.retrieve.leads.hours import Hours, are_told, heads_hours, hours_of
from tests.opened import opened_whole

DESK = """# Tool library of Eastmoor

## Borrowing

You may borrow up to five tools at a time, for seven days.

## Opening hours

Tuesday and Thursday 16:00 to 19:00, Saturday 10:00 to 13:00. Closed in August.
"""


@pytest.mark.parametrize(
    ("question", "what", "when"),
    [
        ("Are you open in August?", set(), {"august"}),
        ("are you still open at 6 pm on saturdays", set(), set()),
        ("Is the café open on Christmas Eve?", {"cafe"}, {"christma", "eve"}),
        ("When do you close on Sundays?", set(), set()),
        ("How late is the museum open?", {"museum"}, set()),
        ("Haben Sie im August geöffnet?", set(), {"august"}),
        ("Ist die Bibliothek am Montag geöffnet?", {"bibliothek"}, set()),
        ("Ist das Museum samstags geöffnet?", {"museum"}, set()),
        ("Are you open right now?", set(), set()),
        ("is the museum closed tomorrow", {"museum"}, set()),
        ("Haben Sie heute geöffnet?", set(), set()),
    ],
)
def test_asks_about_hours(question: str, what: set[str], when: set[str]) -> None:
    assert hours_of(question) == Hours(frozenset(what), frozenset(when))


@pytest.mark.parametrize(
    "question",
    [
        "What are you open to?",
        "How do I open the door?",
        "Who has the open tasks?",
        "What hours does Ann work?",
    ],
)
def test_asks_something_else(question: str) -> None:
    assert hours_of(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Are you open in 2027?",
        "Are you open on 24 December?",
        "Are you open to offers, and who decides?",
        "Is it an open question?",
    ],
)
def test_what_the_section_does_not_mention_is_not_told(question: str) -> None:
    asked = hours_of(question)
    assert asked is not None
    assert not are_told(asked, DESK)
    assert are_told(asked, f"{DESK} 2027 December offers decides question")


def test_which_headings_are_of_hours() -> None:
    assert all(
        map(heads_hours, ["Opening hours", "Hours", "**Our opening times**", "Öffnungszeiten"])
    )
    assert not any(map(heads_hours, ["Working hours of staff", "Opening the case", "Times tables"]))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("desk")
    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "library.md").write_text(DESK, "utf-8")
    with opened_whole(Settings(corpus_dir=corpus, data_dir=folder / "data")) as assistant:
        assistant.sync()
        yield assistant


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Are you open in August?", True),
        ("Are you open today?", True),
        ("Is the library open on Mondays?", True),
        ("Are you open at Christmas?", False),
        ("Is the museum open on Sundays?", False),
        ("Is the door open?", False),
    ],
)
def test_the_whole_section_is_quoted_or_nothing(
    desk: Assistant, question: str, *, told: bool
) -> None:
    reply = desk.ask(question)
    list(reply)
    assert (reply.answer.refusal is None) is told
    if told:
        assert "Saturday 10:00 to 13:00. [1] Closed in August. [1]" in reply.answer.text
