"""What asks nothing of the documents is told what can be asked."""

from __future__ import annotations

import pytest

from rag.hints import HELLO, SUMMARY, WHICH, hint_for, hinted, is_small_talk
from rag.types import Refusal


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("hello", HELLO),
        ("Hi there!", HELLO),
        ("Hello, how are you?", HELLO),
        ("thank you very much", HELLO),
        ("Okay, thank you, thanks a lot!", HELLO),
        ("Testing", HELLO),
        ("Bonjour", HELLO),
        ("Guten Tag!", HELLO),
        ("Moin zusammen", HELLO),
        ("hiya", HELLO),
        ("Good day, hi all.", HELLO),
        ("Guten Tag, wie hoch ist die Miete?", ""),
        ("high", ""),
        ("thank you " * 300 + "x", ""),
        ("thanks, that helps", HELLO),
        ("That was very helpful, thank you so much!", HELLO),
        ("got it", HELLO),
        ("That helps the tenant how?", ""),
        ("Great Yarmouth", ""),
        ("perfect pitch", ""),
        ("all", ""),
        ("help", HELLO),
        ("What can you do?", HELLO),
        ("What can I ask you?", HELLO),
        ("What documents do you have?", WHICH),
        ("which files are there", WHICH),
        ("How many documents are indexed?", WHICH),
        ("List all my documents.", WHICH),
        ("Can you show me the files?", WHICH),
        ("Summarise the lease", SUMMARY),
        ("Please summarize minutes.pdf in three sentences", SUMMARY),
        ("Give me a short summary of the report.", SUMMARY),
        ("", ""),
        ("What documents do I need for a visa?", ""),
        ("Which documents are needed to enrol?", ""),
        ("How many files did the job copy?", ""),
        ("List the documents that the tenant must hand over.", ""),
        ("What helps against heartburn?", ""),
        ("Who wrote the summary?", ""),
        ("Hello Kitty was designed by whom?", ""),
    ],
)
def test_what_asks_nothing_gets_a_hint(said: str, hint: str) -> None:
    assert hint_for(said) == hint


def test_small_talk_is_of_no_topic() -> None:
    assert is_small_talk("Thanks, that helps!")
    assert is_small_talk("what can you do?")
    assert not is_small_talk("Testing?"), "may be a part of the topic before"
    assert not is_small_talk("Summarise it"), "it may be something"
    assert not is_small_talk("How high is it?")


def test_a_hint_takes_the_place_of_a_reason_and_of_nothing_else() -> None:
    silent = Refusal("no_evidence", "The documents don't say.")
    assert hinted("hello", silent) == Refusal("no_evidence", HELLO, is_hint=True)
    assert hinted("How high is it?", silent) is silent
    assert hinted("Hello there!", None) == Refusal("no_evidence", HELLO, is_hint=True)
    assert hinted("Guten Tag!", None) == Refusal("no_evidence", HELLO, is_hint=True)
    assert hinted("testing", None) is None, "may be a topic of theirs"
    empty = Refusal("empty_corpus", "There are no documents.")
    assert hinted("hello", empty) is empty
