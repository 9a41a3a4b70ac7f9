"""A rule that covers what a question names answers it, though it does not name it."""

from __future__ import annotations

import pytest

from rag.reading import BundledReader
from rag.retrieve.covering import covered
from rag.retrieve.evidence import EvidenceGate
from rag.settings import Settings
from rag.store import load_embedder
from tests.builders import evidence, passage

STALLS = "Fish Square: 40 crowns a day. Church Yard: 32 crowns a day."
REST = "Elsewhere: 25 crowns a day."
DUES = passage(f"{STALLS} {REST}\n\nFires are not allowed.", title="Market stalls")
LEADS = passage("A dog of more than 40 kg has to be on a lead.", title="Dogs")
THRESHOLD = 0.515


def asked(question: str, *pages: str) -> list[str]:
    return [one.question for one in covered(question, [passage(one) for one in pages])]


@pytest.mark.parametrize(
    ("question", "again"),
    [
        ("What does a stall in Mill Lane cost?", "What does a stall elsewhere cost?"),
        ("We sell in Riga. What is the fee a day?", "We sell elsewhere. What is the fee a day?"),
        ("What is a stall in Portland, Oregon, a day?", "What is a stall elsewhere, a day?"),
        ("What does a stall on Fish Square cost?", None),
        ("What does a stall at Fish Square cost?", None),  # it is named
        ("What does a stall cost in June?", None),
        ("Who is the mayor of Riga?", None),  # the very thing that is asked about
        ("What did Riga cost?", None),
        ("What does a flat in Riga cost?", None),  # nothing there is of flats
    ],
)
def test_what_a_catch_all_takes_in_is_asked_of_elsewhere(question: str, again: str | None) -> None:
    assert [one.question for one in covered(question, [DUES])] == ([again] if again else [])


@pytest.mark.parametrize(
    ("text", "takes_in"),
    [
        ("Norway: 6 euros. All other countries: 19 euros.", True),
        ("We deliver to Norway for 6 and to any other country for 19 euros.", True),
        ("- Bergen: Monday\n- all other towns: Thursday", True),
        ("In Bergen no dogs may bathe, everywhere else they may.", True),
        ("UK: Leeds. All others: Cork.", True),
        ("Goods bought elsewhere are not taken back.", False),
        ("Nothing else. All other fees are due at once.", False),
        ("Elsewhere in Bergen there are two more.", False),
        ("Rest of Norway: 12 euros.", False),
    ],
)
def test_a_catch_all_is_of_all_other_places(text: str, *, takes_in: bool) -> None:
    question = "Is anything said of the matter in Riga?"
    found = list(covered(question, [passage(text, title="The matter")]))
    assert bool(found) is takes_in


def test_what_goes_by_a_measure_is_asked_without_the_place() -> None:
    question = "My dog weighs 45 kg, must it be on a lead in Riga?"
    (only,) = covered(question, [LEADS])
    assert only.question == "My dog weighs 45 kg, must it be on a lead?"
    found = evidence([LEADS, passage("Dogs are welcome. One is 40 kg.", "b")], [0.9, 0.8, 0.2])
    assert [one.text for one in only.rules(found)] == [LEADS.text]
    assert asked("Must a dog be on a lead in Riga?", LEADS.text) == []  # no measure
    assert asked("A dog of 45 kg in Riga?", f"{LEADS.text} Riga has none.") == []


def test_a_bare_catch_all_stands_behind_what_it_takes_the_rest_of() -> None:
    (only,) = covered("What is the fee a day in Riga?", [DUES])
    found = evidence([DUES], [0.2, 0.7, 0.3, 0.6])
    told = [(one.text, one.score) for one in only.rules(found)]
    assert sorted(told) == [
        ("Church Yard: 32 crowns a day.", 0.7),
        (REST, 0.7),
    ]
    named = passage(DUES.text.replace("Elsewhere", "All other places"))
    (only,) = covered("What is the fee a day in Riga?", [named])
    told = [(one.text, one.score) for one in only.rules(evidence([named], [0.2, 0.7, 0.3, 0.6]))]
    assert told == [("All other places: 25 crowns a day.", 0.7)]


@pytest.fixture(scope="module")
def gate() -> EvidenceGate:
    return EvidenceGate(load_embedder(Settings().embedding_model), BundledReader())


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is a stall in Mill Lane per day?", REST),
        ("My dog weighs 45 kg, must it be on a lead in Riga?", LEADS.text),
        ("How much is a stall at Church Yard per day?", "Church Yard: 32 crowns a day."),
        ("Who is the mayor of Riga?", ""),
        ("How many people live in Riga?", ""),
        ("When was the church in Mill Lane built?", ""),
        ("What does a flat in Riga cost?", ""),
    ],
)
def test_only_what_the_rule_covers_is_answered_by_it(
    gate: EvidenceGate, question: str, answer: str
) -> None:
    found = gate.judge(question, [DUES, LEADS])
    assert (found.probability >= THRESHOLD) is bool(answer)
    assert not answer or answer in [one.text for one in found.sentences[:2]]
    assert found.question == question
