"""Plain sentences taken apart, and those that are left alone."""

from __future__ import annotations

import pytest

from rag.evaluation.clauses import clause_of, known_names

KNOWN = frozenset(["Acme", "Anna Berg"])


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Acme employs 14 people.", ("Acme", "does", "employ", "14 people", "")),
        ("Acme sold its mill.", ("Acme", "did", "sell", "its mill", "")),
        ("Acme is already running two mills.", ("Acme", "is", "running", "two mills", "")),
        ("In 2020, Acme hired Erik.", ("Acme", "did", "hire", "Erik", "2020")),
        ("Acme must pay the rent.", ("Acme", "must", "pay", "the rent", "")),
        ("The notice period is three months.", ("the notice period", "is", "", "three months", "")),
        ("Acme's mill was built by Berg.", ("Acme's mill", "was", "built", "by Berg", "")),
    ],
)
def test_a_plain_sentence_is_taken_apart(sentence: str, parts: tuple[str, ...]) -> None:
    found = clause_of(sentence, KNOWN)
    assert found is not None
    assert (found.subject, found.auxiliary, found.spoken, found.rest, found.date) == parts


@pytest.mark.parametrize(
    "sentence",
    [
        "It employs 14 people.",  # who?
        "The company employs 14 people.",  # which?
        "Acme does not employ people in Lund.",
        "Acme employs 14 people, most of them in Lund.",
        "Acme bought Lepton and is offering to rent out saws.",
        "Acme says that it employs 14 people.",
        "Acme has sped up its processes.",
        "Acme plans to hire 14 people.",
        "Acme employs 14 people",  # a heading, or a cell
        "Acme **employs** 14 people.",
        "Nobody employs 14 people.",
        "",
        ".",
    ],
)
def test_what_is_not_plain_is_left_alone(sentence: str) -> None:
    assert clause_of(sentence, KNOWN) is None


def test_a_name_is_known_from_within_a_sentence() -> None:
    assert known_names(("They met Anna Berg's brother.",)) == {"Anna Berg"}
