"""Which rows of a table are of what is asked about, and which of its neighbours."""

from __future__ import annotations

import pytest

from rag.answer.named_rows import of_the_named
from rag.answer.relations import said_otherwise
from tests.builders import evidence, passage

WASTE = (
    "| Season | How often |\n|---|---|\n| March to June | every week: garden waste, leaves |\n"
    "| July to October | every two weeks |\n| Food waste | every week |"
)
COURSE = (
    "| When you cancel | What you get back |\n|---|---|\n| Before the course | all |\n"
    "| During the course | half |\n| After the course | nothing |"
)


def kept(text: str, heading: str, question: str) -> list[str]:
    """The first cells of the rows that stay, all of them equally likely."""
    rows = text.count("\n") - 1
    found = evidence([passage(text, locator=heading)], [0.0, *[0.5] * rows]).sentences
    told = of_the_named([one for one in found if one.score], question)
    return sorted(one.text.split(" | ")[0].strip("| ") for one in told)


def test_a_row_is_not_lost_to_one_that_repeats_a_word_of_the_heading() -> None:
    asked = "How often is garden waste collected in summer?"
    assert "July to October" in kept(WASTE, "Garden waste", asked)
    assert kept(WASTE, "Collections", asked) == ["March to June"]


def test_a_row_named_by_the_words_of_the_heading_alone_still_is_the_one_asked_about() -> None:
    asked = "How often is food waste collected?"
    assert kept(WASTE, "Garden waste and food waste", asked) == ["Food waste"]


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("What do I get back if I cancel during the course?", "During the course"),
        ("What do I get back after my course?", "After the course"),
        ("What do I get back before a course?", "Before the course"),
    ],
)
def test_before_during_and_after_are_told_apart(question: str, row: str) -> None:
    assert kept(COURSE, "Cancelling", question) == [row]


def test_all_come_where_nobody_asks_before_or_after() -> None:
    assert len(kept(COURSE, "Cancelling", "What do I get back of the course?")) == 3
    assert len(kept(COURSE, "Cancelling", "What do I get back before and after the course?")) == 3


@pytest.mark.parametrize(
    ("question", "text", "otherwise"),
    [
        ("a hotel in London", "Outside London", {"london"}),
        ("a hotel outside London", "Inside London", {"london"}),
        ("a ticket without a card", "Adults with a card", {"card"}),
        ("notice during probation", "During and after probation", set()),
        ("a train to London", "Hotels in London", set()),
        ("vor der Anreise", "nach der Anreise", {"anreis"}),
        ("in summer with a card", "in summer", set()),
    ],
)
def test_the_other_side_of_a_thing_is_not_that_one(
    question: str, text: str, otherwise: set[str]
) -> None:
    assert said_otherwise(question, text) == otherwise
