"""Which of two things comes first: "X before Y" is "Y after X"."""

import pytest

from rag.answer.verification.order import keeps_order


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The doctor comes after the nurse measures the pressure.", True),
        ("After the nurse has measured the pressure, the doctor comes.", True),
        ("The doctor comes before the nurse measures the pressure.", False),
        ("The nurse measures the pressure.", None),
    ],
)
def test_before_and_after_are_compared_with_what_stands_on_either_side(
    sentence: str, kept: bool | None
) -> None:
    source = "The nurse measures the pressure before the doctor comes."

    assert keeps_order(sentence, source) is kept
