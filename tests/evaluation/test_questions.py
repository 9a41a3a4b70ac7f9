"""Questions as a person would ask them."""

from __future__ import annotations

import pytest

from rag.evaluation.clauses import clause_of
from rag.evaluation.questions import questions_of, undated

KNOWN = frozenset(["Acme", "Anna Berg"])
PEOPLE = frozenset(["Anna Berg"])


def asked(sentence: str) -> list[tuple[str, str]]:
    clause = clause_of(sentence, KNOWN)
    assert clause is not None
    found = questions_of(clause, PEOPLE)
    return [(one.question, one.fact.number or one.fact.text or "") for one in found]


@pytest.mark.parametrize(
    ("sentence", "question", "fact"),
    [
        ("Acme opened a mill in Lund in 2019.", "When did Acme open a mill in Lund?", "2019"),
        ("On 3 May 2020, Acme hired Erik.", "When did Acme hire Erik?", "3 May 2020"),
        ("Acme employs 14 people in Lund.", "How many people does Acme employ in Lund?", "14"),
        ("Acme is running about 20,000 saws.", "How many saws is Acme running?", "20,000"),
        ("Acme paid $2,700 for the roof.", "How much did Acme pay for the roof?", "$2,700"),
        ("The monthly rent is 900 euros.", "How much is the monthly rent?", "900 euros"),
        ("The notice period is three months.", "How long is the notice period?", "three"),
        ("Acme opened a mill in Lund.", "Where did Acme open a mill?", "Lund"),
        ("Acme's mill was built by Anna Berg.", "Who built Acme's mill?", "Anna Berg"),
        (
            "Anna Berg leads the sales team of Acme.",
            "Who leads the sales team of Acme?",
            "Anna Berg",
        ),
        ("Acme is a sawmill in Lund.", "What is Acme?", "sawmill"),
        ("Anna Berg is the owner of Acme.", "Who is Anna Berg?", "owner"),
    ],
)
def test_a_question_of_every_shape(sentence: str, question: str, fact: str) -> None:
    assert (question, fact) in asked(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Acme invests heavily in Nvidia.",  # not where
        "Acme bought four of the saws.",  # of which saws?
        "Acme is the largest sawmill.",  # no description
        "Acme is a market leader.",  # a person, or a thing?
    ],
)
def test_what_would_sound_odd_is_not_asked(sentence: str) -> None:
    assert asked(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Acme sold its second mill.", "When did Acme sell its second mill?"),
        ("Acme sold its second mill in 2019.", None),
        ("Acme sold its second mill during the war.", None),
        ("Acme sells its second mill.", None),
    ],
)
def test_the_date_that_is_not_told(sentence: str, question: str | None) -> None:
    clause = clause_of(sentence, KNOWN)
    assert clause is not None
    assert undated(clause) == question
