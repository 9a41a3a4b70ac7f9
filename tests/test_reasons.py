"""The sentence that gives the reason of another is quoted with it."""

from __future__ import annotations

import pytest

from rag.answer.reasons import asks_why, with_reason
from rag.text import topic_words
from tests.builders import evidence, passage

BRIDGE = "Why did the bridge fall?"


def kept(question: str, text: str, scores: list[float], most: int = 1) -> list[str]:
    found = list(evidence([passage(text)], scores).sentences[:most])
    return [one.text for one in with_reason(found, 4, topic_words(question))]


def test_a_why_is_asked_for() -> None:
    assert asks_why(BRIDGE)
    assert asks_why("and why did it?")
    assert not asks_why("When did the bridge fall?")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The bridge fell in 1876. A pin had broken.", "A pin had broken."),
        ("The bridge fell. Nobody was hurt, since it was noon.", ""),
        ("The bridge fell. Nobody was hurt. The court blamed a pin.", "The court blamed a pin."),
        (
            "The bridge fell. Nobody was hurt, since it was noon. It was to blame.",
            "It was to blame.",
        ),
        (
            "The bridge fell. Bad luck. The fall was caused by a pin.",
            "The fall was caused by a pin.",
        ),
        (
            "The bridge fell. It was too thin, because iron was dear. The cause of noise is open.",
            "It was too thin, because iron was dear.",
        ),
        ("The bridge fell, because a pin broke. It rains.", ""),
        ("The bridge fell.\n\nThe court blamed a pin.", ""),
    ],
)
def test_the_reason_is_what_follows_or_what_names_the_cause(text: str, reason: str) -> None:
    scores = [0.9, *[0.1] * (text.count(".") - 1)]
    assert kept(BRIDGE, text, scores)[1:] == ([reason] if reason else [])


def test_where_one_is_told_why_that_alone_is_quoted_with_what_follows() -> None:
    text = "I gave in, because it rained. Tullio told us why he gave up fishing. He met a fish."

    told = kept("Why did Tullio give up fishing?", text, [0.9, 0.8, 0.1], 2)
    assert told == ["Tullio told us why he gave up fishing.", "He met a fish."]
    other = kept("Why did Tullio give up smoking?", text, [0.9, 0.8, 0.1], 2)
    assert other[0] == "I gave in, because it rained."
