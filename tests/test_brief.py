"""Answers that leave it to the question what they are about."""

import pytest

from rag.answer.verification.brief import too_brief

ALLOWED = "The tenant may keep dogs in the flat."
FORBIDDEN = "The tenant may not keep dogs in the flat."


@pytest.mark.parametrize(
    "sentence", ["No.", "Yes.", "It may not.", "They do not.", "No, it is not.", "👍", "—"]
)
def test_an_answer_without_a_word_of_its_own_is_too_brief(sentence: str) -> None:
    assert too_brief(sentence, ALLOWED)
    assert too_brief(sentence, FORBIDDEN)


@pytest.mark.parametrize(
    ("sentence", "near"),
    [
        ("No, the tenant may not.", ALLOWED),
        ("The tenant can't.", ALLOWED),
        ("Yes, the tenant may.", FORBIDDEN),
        ("Dogs are.", "Dogs are not allowed in the flat."),
    ],
)
def test_an_answer_that_leaves_its_verb_out_is_held_against_the_sources_negation(
    sentence: str, near: str
) -> None:
    assert "opposite" in too_brief(sentence, near)


@pytest.mark.parametrize(
    ("sentence", "near"),
    [
        ("Yes, the tenant may.", ALLOWED),
        ("No, the tenant may not.", FORBIDDEN),
        ("No, the notice period is three months.", "The notice period is three months."),
        ("The rent is due in May.", "The rent is not due before May."),
        (
            "The court gave a Dutch worker in Belgium less than a Belgian worker could.",
            "The court did not give a Dutch worker in Belgium what a Belgian worker could get.",
        ),
        ("900 euros.", "The rent is 900 euros."),
        ("Bernd Falk.", "The board is chaired by Bernd Falk."),
    ],
)
def test_an_answer_that_says_what_it_is_about_is_not(sentence: str, near: str) -> None:
    assert too_brief(sentence, near) == ""
