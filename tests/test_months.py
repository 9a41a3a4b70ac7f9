"""Where "may" is a month, and months by their short names."""

from __future__ import annotations

import pytest

from rag.text import content_words, fold, topic_words
from rag.text.months import months_may


@pytest.mark.parametrize(
    "text",
    [
        "How much rain fell in May?",
        "how much rain fell in may 2023?",
        "What is due by the end of may?",
        "between may and july",
        "We leave on 5 may.",
        "5th of May",
        "May 2023: how much rain fell?",
        "May was the wettest month.",
        "The May meeting was moved.",
        "May's rainfall",
        "| May | 41 |",
        "May",
        "Month: May",
        "late May",
    ],
)
def test_it_is_the_month(text: str) -> None:
    assert len(months_may(text)) == 1
    assert "may" in topic_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "May I bring a friend?",
        "What may visitors do?",
        "Children under 12 may enter free.",
        "The paint that we store in the shed may freeze.",
        "The room you sit in may be cold.",
        "Ask first. May guests swim?",
        "Clients MAY retry.",
        "- May be reused",
        "may",  # as a word by itself
        "Maybe in mayonnaise",
        "",
    ],
)
def test_it_is_the_verb(text: str) -> None:
    assert not months_may(text)
    assert "may" not in topic_words(text)


def test_a_short_name_is_the_month_and_a_rate_is_none() -> None:
    for short, long in (
        ("Mar", "March"),
        ("aug", "August"),
        ("Sept", "September"),
        ("Jun", "june"),
    ):
        assert fold(short) == fold(long)
    assert fold("APR") != fold("April")
    assert content_words("in May") == ("May",)
    assert content_words("may I") == ()
