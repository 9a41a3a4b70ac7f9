"""Cases proposed from documents: of both kinds, always the same, none twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.evaluation.cases import Fact
from rag.evaluation.drafting import Draft, Drafting
from rag.evaluation.shorter import shorter
from rag.evaluation.unsaid import SWAPPED, UNCOUNTED, UNDATED
from rag.types import Document
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


ERRORS = make_document(
    "washer.md",
    "Washer",
    "| Code | Meaning |\n|---|---|\n| E02 | lid open |\n| E03 | no water |\n| E06 | hot |\n"
    "| F1 | fan |\n| G1 | gas |\n| G4 | oil |\n\nG2-G3 are not used. E04: ask the dealer.\n",
)
FEES = make_document(
    "desk.md",
    "Desk",
    "| Service | Fee | Duration |\n|---|---|---|\n| Blue badge letter | £25 | 5 days |\n"
    "| Camp form | £45 | 4 days |\n\nThe camp form was revised in 2022. The blue badge letter is "
    "new. The notice period is three months. The deposit is £90 as of May 2020.\n",
)


def refused(*documents: Document) -> dict[str, str]:
    found = Drafting(documents, lambda _: ()).drafts(40)
    return {one.case.question: one.why for one in found if one.case.expect.kind == "refusal"}


def test_a_row_that_a_numbered_table_does_not_have_is_to_be_refused() -> None:
    assert refused(ERRORS) == {"What is the meaning of E07?": "said of E06, not of E07"}


def test_of_a_fee_in_a_table_nobody_says_since_when() -> None:
    asked = refused(FEES)
    assert asked["When was the fee of the blue badge letter last changed?"]
    assert not [one for one in asked if "camp form last changed" in one], "it was revised"
    assert not [one for one in asked if "the duration of" in one], "nobody sets that"


def test_what_is_so_is_to_be_refused_of_another_year() -> None:
    asked = refused(FEES)
    assert asked["How long was the notice period in 2021?"] == "it is said, but not of 2021"
    assert not [one for one in asked if one.startswith("How much was the deposit")], "it is dated"
    told = make_document("b.md", "B", "From May 2020 on, the notice period is three months.")
    assert "How long was the notice period in 2021?" not in refused(FEES, told)
