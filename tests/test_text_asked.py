"""Questions that a text asks, and what answers them there."""

from __future__ import annotations

import pytest

from rag.text import Span, answered_by, is_header_row, is_question


@pytest.mark.parametrize(
    "sentence",
    [
        "Who pays?",
        "**Is the gym free?**",
        "(May I?)",
        "Wirklich?!",
        '"Who pays?"',
        "谁付款？",
        "هل؟",
    ],
)
def test_a_sentence_that_asks_is_a_question(sentence: str) -> None:
    assert is_question(sentence)


@pytest.mark.parametrize(
    "sentence", ["She pays.", 'He asked: "Who pays?"', "Ask who pays (?) first.", "No", "a ? b"]
)
def test_a_sentence_that_tells_is_none(sentence: str) -> None:
    assert not is_question(sentence)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Is it free? No. They pay 5 euros. Ask us.", ["No.", "They pay 5 euros."]),
        ("Is it free? Only on Sundays at noon. Ask us.", ["Only on Sundays at noon."]),
        ("**Ist es frei?** Nein. Es kostet 5 Euro.", ["Nein.", "Es kostet 5 Euro."]),
        ("Q: Is it free?\nA: No.\nB: Really.", ["A: No.", "B: Really."]),
        ("- Q: Is it free?\n- A: Not on Sundays.", ["A: Not on Sundays."]),
        ("1. Is it free?\n\nNot on Sundays.\n\n2. Is it warm?", ["Not on Sundays."]),
        ("1. Is it free?\n   - not on Sundays\n2. Is it warm?", ["not on Sundays"]),
        ("How is it done?\n\n```\nmake it so\n```\n", ["make it so"]),
        ("Is it free? Is it warm? No.", []),
        ("- Is it free?\n- Lock the door.", []),
        ("Is it free?\n\n## Gym\n\nNo dogs are allowed.", []),
        ("Is it free?", []),
    ],
)
def test_what_stands_behind_a_question_answers_it(text: str, answers: list[str]) -> None:
    at = text.index("Is" if "Is" in text else "How" if "How" in text else "Ist")
    question = Span(at, text.index("?") + 1)
    found = answered_by(text, question)
    assert [text[span.start : span.end] for span in found] == answers


def test_the_row_that_names_the_columns_is_a_header() -> None:
    table = "| Day | Hours |\n|---|---|\n| Mon | 9 |\n"
    assert is_header_row(table, Span(0, 15))
    assert not is_header_row(table, Span(26, 37))
    told = "| Day | Hours |\n| Day: Mon | Hours: 9 |\n| Day: Tue | Hours: 8 |"
    assert is_header_row(told, Span(0, 15)), "the rows of a plain text's table say the names"
    assert not is_header_row(told, Span(16, 38))
