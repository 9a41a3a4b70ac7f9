"""Cases proposed from documents: of both kinds, always the same, none twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.evaluation.cases import Fact
from rag.evaluation.drafting import SWAPPED, UNCOUNTED, UNDATED, Draft, Drafting
from rag.evaluation.shorter import shorter
from tests.fake_assistant import make_document

LEASE = make_document(
    "lease [1].md",
    "Lease",
    "The notice period is three months. They know that Acme is late. They know Berg Timber. "
    "Acme employs 14 people in Lund. Acme sold its second mill.",
)
SUPPLY = make_document(
    "supply.md",
    "Supply",
    "In 2020, Berg Timber hired Erik Lind. Berg Timber bought two saws from the bank.",
)


def drafts(limit: int = 20, taken: Sequence[Draft] = ()) -> tuple[Draft, ...]:
    return Drafting([LEASE, SUPPLY], lambda _: ()).drafts(limit, [one.case for one in taken])


def test_answerable_ones_name_their_source_and_fact() -> None:
    found = {one.case.question: one for one in drafts()}
    one = found["How many people does Acme employ in Lund?"]
    assert one.case.id == "people-acme-employ-lund"
    assert one.case.group == "how-many"
    assert one.case.expect.answer is not None
    assert [fact.number for fact in one.case.expect.answer.facts] == ["14"]
    assert one.case.expect.answer.sources == ("lease [[]1].md",), "a pattern that means just it"
    assert (one.source, one.sentence) == (LEASE.source, "Acme employs 14 people in Lund.")


def test_each_way_of_asking_what_is_not_said() -> None:
    refused = [one.case for one in drafts() if one.case.expect.kind == "refusal"]
    asked = [(one.group, one.question) for one in refused]
    assert (SWAPPED, "How many people does Berg Timber employ in Lund?") in asked
    assert (UNDATED, "When did Acme sell its second mill?") in asked
    assert (UNCOUNTED, "How many employees does Berg Timber have?") in asked


def test_half_are_to_be_refused_and_the_rest_is_answered() -> None:
    kinds = [one.case.expect.kind for one in drafts(4)]
    assert kinds == ["answer", "answer", "refusal", "refusal"]


def test_the_same_documents_give_the_same_cases_and_none_twice() -> None:
    first = drafts()
    assert first == drafts()
    assert len({one.case.id for one in first}) == len(first)
    again = drafts(20, first)
    assert not {one.case.question for one in again} & {one.case.question for one in first}


def test_what_two_sentences_answer_differently_is_not_asked() -> None:
    text = "They know Acme. Acme employs 14 people in Lund. Acme employs 15 people in Lund."
    found = Drafting([make_document("a.md", "A", text)], lambda _: ()).drafts(20)
    assert not [one for one in found if one.case.expect.kind == "answer"]


def test_nothing_comes_of_nothing() -> None:
    assert Drafting([], lambda _: ()).drafts(20) == ()


ORDINARY = [
    make_document(
        "contract.md",
        "Contract",
        "The notice period is three months to the end of a month.\n"
        "The monthly rent is 900 euros, due on the third working day.\n",
    ),
    make_document(
        "museum.md",
        "Museum",
        "The tour lasts 70 minutes and leads 94 metres below ground. Fees are due on 31 March. "
        "The car park costs £4 a day; blue badge holders park free. "
        "The deposit is 200 euros, unless the trust waives it. The lift has room for six.",
    ),
    make_document(
        "rooms.md",
        "Rooms",
        "| Room | Per hour | Capacity | Keeper's role |\n|---|---|---|---|\n"
        "| Main hall | £18 | 140 seated | |\n| Kitchen | £6 | - | |\n| Main hall | £9 | 3 | |\n"
        "| Garden shed | £6 | 2 | caretaker |\n| Attic | £6 | | warden |\n",
    ),
]


def test_ordinary_documents_make_cases_of_both_kinds() -> None:
    found = Drafting(ORDINARY, lambda _: ()).drafts(40)
    answered = {
        one.case.question: one.case.expect.answer.facts[0]
        for one in found
        if one.case.expect.answer is not None
    }
    assert answered == {
        "How long is the notice period?": Fact(number="three", unit="months"),
        "How much is the monthly rent?": Fact(number="900 euros"),
        "How long does the tour last?": Fact(number="70", unit="minutes"),
        "When are fees due?": Fact(text="31 March"),
        "How much does the car park cost a day?": Fact(number="£4"),
        "What is the capacity of the garden shed?": Fact(number="2"),
    }
    refused = {one.case.question: one.why for one in found if one.case.expect.answer is None}
    assert "When was the notice period last changed?" in refused
    assert refused["What is the capacity of Kitchen?"] == "the cell is empty"
    assert "What is the capacity of Attic?" in refused
    assert len(found) == len(answered) + len(refused)


def test_of_ordinary_documents_too_half_are_to_be_refused_and_no_more_than_asked_for() -> None:
    found = Drafting(ORDINARY, lambda _: ()).drafts(6)
    assert [one.case.expect.kind for one in found] == ["answer"] * 3 + ["refusal"] * 3


def test_what_the_documents_say_is_not_to_be_refused() -> None:
    text = "The notice period is three months. It was raised in 2020: the notice period was two."
    found = Drafting([make_document("a.md", "A", text)], lambda _: ()).drafts(20)
    assert "When was the notice period last changed?" not in {one.case.question for one in found}


@pytest.mark.parametrize(
    ("sentence", "cuts"),
    [
        ("The rent is 900 euros, due in May.", ["The rent is 900 euros."]),
        ("The rent is 900 euros, unless waived.", []),
        ("The rent (of the flat) is 900 euros.", ["The rent is 900 euros."]),
        ("The rent (if due) is 900 euros; it rises.", ["The rent is 900 euros."]),
        ("It rains, it snows.", []),
    ],
)
def test_a_sentence_is_cut_where_nothing_is_taken_back_behind(
    sentence: str, cuts: list[str]
) -> None:
    assert list(shorter(sentence)) == [sentence, *cuts]
