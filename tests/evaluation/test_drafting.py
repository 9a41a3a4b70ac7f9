"""Cases proposed from documents: of both kinds, always the same, none twice."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluation.drafting import SWAPPED, UNCOUNTED, UNDATED, Draft, Drafting
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
