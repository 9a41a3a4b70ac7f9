"""A day's entry in a diary is told whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.leads.days import day_alone, having_day, told_of_day, under_day
from tests.builders import chunk, hit, passage

LOG = (
    "2 March\nWarm. The guards are off.\n\nPollen came in.\n\n"
    "6 April\nFirst look at the frames.\n\n"
    "To do\n\n- order frames\n"
)


@pytest.mark.parametrize(
    "question",
    [
        "What happened on 2 March?",
        "And what did we do on the 2nd of March?",
        "what was noted on March 2",
        "Was geschah am 2. März?",
        "Tell me about 2 March 2025",
        "The entry for 2 March",
    ],
)
def test_all_of_a_day_is_asked(question: str) -> None:
    found = told_of_day(question, [passage(LOG)])
    assert found is not None
    said = [one.text for one in found.sentences]
    assert said == ["Warm.", "The guards are off.", "Pollen came in."]
    assert (found.heading, found.probability) == ("2 March", 1.0)


@pytest.mark.parametrize(
    "question",
    [
        "What happened in March?",
        "What happened to the guards on 2 March?",
        "What happened between 2 March and 6 April?",
        "When was 2 March?",
    ],
)
def test_something_of_a_day_is_asked_or_none(question: str) -> None:
    assert day_alone(question) is None
    assert told_of_day(question, [passage(LOG)]) is None


def test_a_day_without_an_entry_has_none() -> None:
    assert told_of_day("What happened on 3 March?", [passage(LOG)]) is None
    letter = passage("2 March\n\nDear Ann,\n\nThe roof is done.\n")
    assert told_of_day("What happened on 2 March?", [letter]) is None


def test_an_entry_ends_at_the_next_heading_and_may_go_on_behind_its_passage() -> None:
    found = told_of_day("What happened on 6 April?", [passage(LOG)])
    assert found is not None
    assert [one.text for one in found.sentences] == ["First look at the frames."]
    cut = replace(passage(LOG.partition("\n\nTo do")[0]), goes_on=True)
    assert told_of_day("What happened on 6 April?", [cut]) is None


def test_a_hit_has_the_day_or_not() -> None:
    log = hit(chunk(LOG))
    assert having_day("What happened on 2 March?", [log, log]) == [log]
    assert having_day("What happened on 3 March?", [log]) == []
    assert having_day("What is new?", [log]) == []


def test_a_heading_may_begin_the_entry() -> None:
    asked = "What happened on 4 April?"
    first = chunk("The hut cost 12 crowns.", locator="4 April, Alber to Kolm")
    more = chunk("Supper was bread.", start=100, locator="4 April, Alber to Kolm > Evening")
    other = chunk("A rest day.", start=200, locator="5 April, Kolm")
    assert under_day(asked, [first, more, other]) == [first, more]
    assert [one.chunk for one in having_day(asked, [hit(other), hit(more)])] == [more]
    found = told_of_day(asked, [passage("A rest day.", locator="5 April, Kolm"),
                                passage(first.text, locator=first.locator)])  # fmt: skip
    assert found is not None
    assert [one.text for one in found.sentences] == ["The hut cost 12 crowns."]
    assert found.heading == "4 April, Alber to Kolm"


def test_a_long_entry_is_not_told_whole() -> None:
    long = [chunk("It rained. " * 60, start=at * 1_000, locator="4 April") for at in range(2)]
    assert under_day("What happened on 4 April?", long) == []
