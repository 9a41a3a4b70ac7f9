"""A bare "No." or "Yes." with its question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.bare import answered, is_bare


@pytest.mark.parametrize(
    ("sentence", "question", "source"),
    [
        ("No.", "Are pets allowed?", "Pets are not allowed."),
        ("No", "Are pets allowed?", "The flat has a balcony. No pets are allowed."),
        ("No.", "Are pets allowed?", "Pets are prohibited."),
        ("No.", "May the tenant keep dogs?", "The tenant can't keep dogs."),
        ("No.", "Is breakfast included in the price?", "Breakfast isn't included in the price."),
        ("**No.**", "Is the house heated?", "The house is not heated."),
        ("No.", "Is the flat 80 m² large?", "The flat is not 80 m² large."),
        ("Yes.", "Does the tenant pay the rent?", "The tenant pays the rent."),
        ("Yes!", "Are pets allowed", "Pets are allowed."),
    ],
)
def test_it_is_answered_where_the_source_says_just_that(
    sentence: str, question: str, source: str
) -> None:
    told = answered(sentence, question, source, "")

    assert told
    assert told in source


@pytest.mark.parametrize(
    ("sentence", "question", "source"),
    [
        ("No.", "Are pets allowed?", "The flat has a balcony."),
        ("No.", "Are pets allowed?", "Smoking is not allowed."),
        ("No.", "Are pets allowed?", "Smoking is not allowed. Pets are welcome."),
        ("No.", "Are pets allowed?", "Pets are allowed."),
        ("Yes.", "Are pets allowed?", "Pets are not allowed."),
        ("No.", "Are pets allowed?", "Pets are not allowed unless the landlord agrees."),
        ("No.", "Are pets allowed?", "Pets are not allowed. Except guide dogs."),
        ("No.", "Are pets allowed?", "Pets are not allowed. However, guide dogs are."),
        ("No.", "Are pets allowed?", "Pets are not allowed in the pool."),
        ("No.", "Are pets allowed?", "Pets are not allowed. Small pets are fine."),
        (
            "Yes.",
            "Can tenants sublet the flat?",
            "Tenants can sublet the flat. It takes consent.",
        ),
        ("Yes.", "Was the offer accepted?", "The offer was accepted. The offer was withdrawn."),
        ("No.", "Are pets allowed?", "Large pets are not allowed."),
        ("No.", "Are pets allowed?", "Not all pets are allowed."),
        ("No.", "Are pets allowed?", "Pets are not only allowed but welcome."),
        ("No.", "Are pets allowed?", "Pets are not allowed. Since May pets are allowed."),
        ("Yes.", "Are dogs allowed?", "Dogs are only allowed on Sundays."),
        ("Yes.", "Must the tenant pay?", "The tenant may pay."),
        ("No.", "Does the tenant pay the landlord?", "The landlord does not pay the tenant."),
        ("No.", "Is the rent 900 euros?", "The rent is not 950 euros."),
        ("No.", "Are pets not allowed?", "Pets are not allowed."),
        ("No.", "Why are pets not allowed?", "Pets are not allowed."),
        ("No.", "Are pets or children allowed?", "Pets or children are not allowed."),
        ("No.", "", "Pets are not allowed."),
        ("No, never.", "Are pets allowed?", "Pets are not allowed."),
    ],
)
def test_it_is_not_where_the_source_is_silent_or_says_more(
    sentence: str, question: str, source: str
) -> None:
    assert answered(sentence, question, source, "") == ""


def test_what_a_document_is_about_narrows_nothing() -> None:
    source = "Pets are not allowed in the flat."

    assert answered("No.", "Are pets allowed?", source, "") == ""
    assert answered("No.", "Are pets allowed?", source, "Lease of the flat") == source


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=80))
def test_any_text_is_answered_or_not(sentence: str, question: str, source: str) -> None:
    told = answered(sentence, question, source, "")

    assert told == "" or (told in source and is_bare(sentence))
