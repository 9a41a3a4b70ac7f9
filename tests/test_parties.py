"""What the other party may do is no answer about the one asked about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.parties import without_other_party
from tests.builders import evidence, passage

TENANT = "The tenant may end the lease in June."
LANDLORD = "The landlord has **no** right to break, except for a rebuilding."
TERMS = "Your card is charged at once."


def left(question: str, text: str, scores: list[float]) -> tuple[list[str], float]:
    found = replace(evidence([passage(text)], scores), question=question)
    kept = without_other_party(found)
    return [one.text for one in kept.sentences], kept.probability


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Can the landlord end the lease early?", TENANT),
        ("When can the landlord terminate the lease?", TENANT),
        ("Is the landlord entitled to cancel the lease?", TENANT),
        ("What are the conditions for the landlord to break the lease?", TENANT),
        ("Can the tenant end the lease?", LANDLORD),
        ("What are the terms of the tenant's break clause?", LANDLORD),
        ("How much notice must the landlord give?", "The tenant must give two months' notice."),
        ("Can the buyer withdraw?", "In that case the seller can withdraw."),
        ("Can the employee change the shift?", "The employer may change the shift."),
        ("Can I cancel?", f"We may cancel with seven days' notice. {TERMS}"),
        ("Can I end my contract?", f"The Company may end it without notice. {TERMS}"),
        ("Can the bank end the contract?", f"You may end the contract in June. {TERMS}"),
        ("Kann der Vermieter kündigen?", "Der Mieter kann mit drei Monaten Frist kündigen."),
        ("Kann ich kündigen?", "Wir dürfen kündigen, wenn Sie nicht zahlen."),
    ],
)
def test_what_the_other_party_may_do_is_no_answer(question: str, text: str) -> None:
    scores = [0.7, 0.1][: 2 if text.endswith(TERMS) else 1]
    kept, probability = left(question, text, scores)
    assert kept == ([TERMS] if len(scores) == 2 else [])
    assert probability == 0.0


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Can the tenant end the lease early?", TENANT),
        ("When may the bank terminate it?", "The bank, for its part, may terminate it in June."),
        ("Can the landlord end the lease?", "The tenant may end the lease, the landlord only now."),
        ("Can the landlord end the lease?", "Either party may end the lease."),
        ("Can the landlord end the lease?", "The landlord and the tenant may end the lease."),
        ("Can I end the policy?", "You or we may end the policy at any time."),
        ("Can the landlord end the lease?", "Only the tenant may end the lease."),  # it says no
        ("Can the landlord end the lease?", "The tenant alone may end the lease."),
        ("Can the tenant keep a dog?", "The landlord may refuse a dog."),
        ("Does the tenant have to repair the roof?", "The landlord must repair the roof."),
        ("Who may end the lease?", TENANT),
        ("Can I end the lease?", TENANT),  # who asks may be the tenant
        ("Can I use the hall?", "We can use the hall on Mondays."),
        ("Can I end it?", "We may end it in June, and I wrote to you about that."),
        ("Can I change the dates?", f"We can change the dates if you ring. {TERMS}"),
        ("Can the landlord end it?", "You may end it in June if your tenant agrees."),
        ("Can you swim in the lake?", "The guests may swim in the lake."),
    ],
)
def test_what_may_be_said_of_the_one_asked_about_stays(question: str, text: str) -> None:
    scores = [0.7, 0.1][: 2 if text.endswith(TERMS) else 1]
    assert len(left(question, text, scores)[0]) == len(scores)
    assert left(question, text, scores)[1] == 0.7


def test_what_is_said_of_the_party_takes_the_place_of_the_other() -> None:
    question = "Can the landlord end the lease early?"

    assert left(question, f"{TENANT} {LANDLORD}", [0.7, 0.25]) == ([LANDLORD], 0.7)


def test_the_same_for_the_other_is_said_of_it() -> None:
    text = "The lender may end it with 60 days' notice. The same applies to the borrower."

    kept, _ = left("Can the borrower end it?", text, [0.7, 0.1])
    assert kept == ["The same applies to the borrower."]


def test_what_a_section_on_cancelling_opens_with_comes_with_our_right() -> None:
    text = f"Within 14 days: full refund. We may cancel if a rate is missed. {TERMS}"
    page = passage(text, locator="Cancelling")
    found = replace(evidence([page], [0.1, 0.7, 0.2]), question="Can I cancel the policy?")

    kept = without_other_party(found)
    assert kept.probability == 0.7
    assert {one.text: one.score for one in kept.sentences} == {
        "Within 14 days: full refund.": 0.7,
        "We may cancel if a rate is missed.": 0.7,
        TERMS: 0.2,
    }


def test_each_part_of_a_question_by_itself() -> None:
    part = replace(evidence([passage(TENANT)], [0.7]), question="Can the landlord end it?")
    whole = replace(part, question="Can the landlord end it and when?", parts=(part,))

    assert without_other_party(whole).probability == 0.0
