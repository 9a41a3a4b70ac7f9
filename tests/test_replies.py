"""A reply is quoted with what goes on from it, where both can be understood."""

from __future__ import annotations

import pytest

from rag.answer.extract import select
from rag.text import sentence_spans
from rag.types import Passage
from tests.builders import chunk, evidence, passage

LODGER = "You may take in one lodger if we agree."
BOLD = f"**May I sublet?** No. {LODGER} Ask Mr Lund."


def under(heading: str, text: str) -> Passage:
    one = chunk(text, title="FAQ", locator=f"FAQ > {heading}")
    return Passage("k7f2", (one,), 0, len(text), text, one.locator, "FAQ")


def told(one: Passage, question: str, best: str) -> list[str]:
    words = [one.text[span.start : span.end] for span in sentence_spans(one.text)]
    found = evidence([one], [0.9 if best in text else 0.01 for text in words])
    return [chosen.text for chosen in select(found.sentences, question)]


@pytest.mark.parametrize(
    "question", ["May I sublet?", "Can I sublet my flat?", "May I sublet a room?"]
)
def test_a_no_is_quoted_before_what_goes_on_from_it(question: str) -> None:
    assert told(under("May I sublet?", f"No. {LODGER}"), question, LODGER) == ["No.", LODGER]


@pytest.mark.parametrize(
    "no",
    ["**No**.", "**No**, never.", "Not at all.", "Absolutely not!", "Never.", "Nein.",
     "A: Unfortunately not.", "Auf keinen Fall.", "**Leider nein.**", "Pas du tout."],
)  # fmt: skip
def test_a_no_is_known_however_it_is_said(no: str) -> None:
    found = told(under("May I sublet?", f"{no} {LODGER}"), "May I sublet my flat?", LODGER)
    assert found == [no, LODGER]


@pytest.mark.parametrize("said", ["Never mind the stairs.", "Not all rooms.", "Certainly it can."])
def test_a_sentence_that_begins_alike_is_no_reply(said: str) -> None:
    found = told(under("May I sublet?", f"{said} {LODGER}"), "May I sublet?", LODGER)
    assert found == [LODGER]


@pytest.mark.parametrize("question", ["May I take in a lodger?", "Is subletting forbidden?", ""])
def test_not_where_it_answers_another_question_that_is_not_shown(question: str) -> None:
    assert told(under("May I sublet?", f"No. {LODGER}"), question, LODGER) == [LODGER]


def test_not_before_the_exception_that_was_asked_about() -> None:
    days = "You may cancel within 14 days."
    cancel = under("May I cancel?", f"No. {days}")
    assert told(cancel, "May I cancel within 14 days?", days) == [days]
    assert told(cancel, "May I cancel after a month?", days) == ["No.", days]


def test_a_reply_below_a_question_of_the_text_comes_with_that() -> None:
    found = told(passage(BOLD), "May I take in a lodger?", LODGER)
    assert found == ["**May I sublet?**", "No.", LODGER]


def test_what_stands_by_itself_further_on_is_quoted_alone() -> None:
    assert told(passage(BOLD), "Whom do I ask?", "Mr Lund") == ["Ask Mr Lund."]


def test_a_yes_is_no_yes_to_more_than_was_asked() -> None:
    walls = under(
        "May I paint the walls?", "Yes, in light colours. Dark walls must be white at the end."
    )
    dark = "Dark walls must be white at the end."
    assert told(walls, "Can I paint the walls?", dark) == ["Yes, in light colours.", dark]
    assert told(walls, "May I paint the walls of the stairs?", dark) == [dark]


def test_anything_else_brings_what_it_leaves_out() -> None:
    walls = passage("Light colours need no consent. For anything else, you need our consent.")
    assert len(told(walls, "When is consent needed?", "anything else")) == 2
