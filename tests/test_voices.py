"""Active and passive."""

import pytest

from rag.answer.verification.voices import other_voice
from rag.text import sentence_spans


def fault(sentence: str, source: str) -> str:
    return other_voice(sentence, [source[one.start : one.end] for one in sentence_spans(source)])


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The landlord was sued by the tenant.", "The landlord sued the tenant."),
        ("The tenant sued the landlord.", "The tenant was sued by the landlord."),
        (
            "Google was later sued by Oracle over Java in 2010.",
            "Google sued Oracle over Java in 2010.",
        ),
        ("The letter says that Anna was paid by Bernd.", "Anna pays Bernd each month."),
        ("Holm was given by Falk as the author.", "Holm gave Falk as the author."),
    ],
)
def test_the_other_voice_with_the_same_sides_is_the_other_way_round(
    sentence: str, source: str
) -> None:
    assert "the other way round" in fault(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The tenant was sued by the landlord.", "The landlord sued the tenant."),
        ("The landlord sued the tenant.", "The tenant was sued by the landlord."),
        ("The plan was approved by the committee.", "On Monday the committee approved the plan."),
        ("The tenant was sued by the landlord.", "The tenant was sued by the landlord."),
        ("The road was closed by the river.", "The road closed in May by the old river."),
        (
            "The landlord was sued by the tenant.",
            "The landlord sued the tenant. In turn, the tenant sued the landlord.",
        ),
        ("The flat was rented by Anna.", "Anna rented the flat and the flat was painted."),
        ("The book was written by Holm.", "Holm wrote the book."),
    ],
)
def test_the_other_voice_with_its_sides_exchanged_is_the_same(sentence: str, source: str) -> None:
    assert fault(sentence, source) == ""


def test_what_another_has_done_is_told() -> None:
    source = "Ruth Amsel moved the motion; Jonas Beck seconded the motion."

    assert "somebody else" in fault("The motion was seconded by Ruth Amsel.", source)
    assert fault("The motion was seconded by Mr Beck.", source) == ""
    assert fault("The motion was seconded by a member.", source) == ""
