"""What is said more strongly than the source does: "always", "in full", "all"."""

import pytest

from rag.answer.verification.unlimited import unlimited
from tests.test_crossed import DEPOSIT, PUMP

TAXIS = "Travel is paid. Taxis are not reimbursed, except after 22:00."


@pytest.mark.parametrize(
    ("sentence", "source", "word"),
    [
        ("The deposit is returned in full.", DEPOSIT, "in full"),
        ("The deposit is returned even if there is damage.", DEPOSIT, "even if"),
        ("The deposit is returned 28 days before the end of the lease.", DEPOSIT, "before"),
        ("Books may be renewed at any time.", "Books may be renewed twice.", "at any time"),
        ("Wages are paid twice a month.", "Wages are paid on the 25th.", "twice"),
        ("The pump never stops.", PUMP, "deny"),
        ("Taxis are never reimbursed.", TAXIS, "except"),
        ("All rooms were renovated.", "The hotel renovated 40 of its 60 rooms.", "all"),
        ("All employees get it.", "Employees who have a badge get it.", "all"),
        ("The drill is out of stock.", "item: Drill; stock: 7", "stock: 7"),
        ("Bake it for 180 minutes.", "Bake it for 40 minutes at 180 degrees.", "minut"),
        ("It contains nuts.", "It may contain traces of nuts.", "may"),
        ("Members may not vote.", "Members who are in arrears may not vote.", "arrears"),
    ],
)
def test_what_is_said_more_strongly_is_told(sentence: str, source: str, word: str) -> None:
    assert word in unlimited(sentence, source, [source], source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Books may be renewed at any time.", "Books may always be renewed."),
        ("The shop is not open on Sundays.", "On Sundays the shop is closed."),
        ("The result is not known.", "The result is unknown."),
        ("All rooms were renovated.", "Every one of the 60 rooms was renovated."),
        ("The drill is out of stock.", "item: Drill; stock: 0"),
        ("It may contain nuts.", "It may contain traces of nuts."),
        ("Members in arrears may not vote.", "Members who are in arrears may not vote."),
        ("Bake it for 40 minutes.", "Bake it for 40 minutes at 180 degrees."),
        ("Revenue was 3 million in 2022.", "Revenue was 3 million in 2022 and 5 million in 2023."),
    ],
)
def test_what_is_said_no_more_strongly_has_no_fault(sentence: str, source: str) -> None:
    assert unlimited(sentence, source, [source], source) == ""
