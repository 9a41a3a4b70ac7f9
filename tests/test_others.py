"""What is said of another of its kind is no answer."""

from __future__ import annotations

import pytest

from rag.retrieve.contacts import lacks_contact
from rag.retrieve.quotable.others import is_of_another_one


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("When did I add a super to hive 2?", "Hive 1 got a super."),
        ("What happened to hive 2?", "Hives 3 and 4 were sold."),
        ("What is in room 12?", "In room 7 there is a piano."),
        ("When is week 9?", "Weeks 1 to 8 are in the hall."),
        ("How much is a triple room?", "Double rooms are 39 euros, single rooms 58."),
        ("Who was the first thrower?", "The last thrower, Albert Pell, retired in 1957."),
        ("When does the summer term start?", "The winter term starts on 1 October."),
        ("What was the profit in the second quarter?", "Profit; Q3 2025: 171; Q3 2024: 219"),
        ("What was the profit in Q2 2025?", "It was 171 in the third quarter."),
        ("What was the profit in the 1st quarter?", "It was 171 in 3Q25, 219 in 4Q."),
        ("What is the minimum order?", "The maximum order is 500 pieces."),
    ],
)
def test_one_of_a_kind_is_not_told_of_another(question: str, sentence: str) -> None:
    assert is_of_another_one(question, sentence, "")


def test_a_report_of_one_quarter_does_not_tell_of_another() -> None:
    report = "Report for the third quarter"

    assert is_of_another_one("How high was the profit in Q2?", "It was 5 million.", report)
    assert not is_of_another_one("How high was the profit in Q3?", "It was 5 million.", report)
    assert not is_of_another_one("How high was the profit in Q2?", "5, after 4 in Q2.", report)


@pytest.mark.parametrize(
    ("question", "sentence", "near"),
    [
        ("What happened to hive 2?", "Hive 2 was sold to hive 3's owner.", ""),
        ("What happened to hive 2?", "Hives 1 to 3 were sold.", ""),
        ("What happened to hive 2?", "Hive 3 took it in.", "Hive 2 was weak."),
        ("What happened to hive 2?", "It was united with hive 3.", ""),
        ("What happened to hive 2 and hive 3?", "Hive 3 was sold.", ""),
        ("Do children under 5 pay?", "Children under 12 pay 4 euros.", ""),
        ("When is it open in April 6?", "April 5 is a holiday.", ""),
        ("What do pupils in year 5 get?", "Year 3 and older get a locker.", ""),
        ("How much is a triple room?", "A triple room is 99, a double room 79.", ""),
        ("How much is a triple room?", "Double rooms are 39 euros.", "Prices of triple rooms"),
        ("Is the hall open in the winter term?", "In the summer term only.", ""),
        ("Who was the first thrower?", "The last glazer was Ann Hill.", ""),
        ("What was the profit in the second quarter?", "Profit; Q1: 4; Q2: 5; Q3: 6", ""),
        ("What was the profit in Q2?", "It rose to 5 in the third quarter.", "Q2 and Q3"),
        ("What was the profit in Q2?", "It rose to 5 from 4 in the second quarter.", ""),
        ("What was the profit in 2024?", "It was 5 in the third quarter.", ""),
    ],
)
def test_what_names_it_or_may_answer_all_the_same_stays(
    question: str, sentence: str, near: str
) -> None:
    assert not is_of_another_one(question, sentence, near)


def test_a_number_to_call_has_digits() -> None:
    best = "Best man (Tiago): rings, speech"
    assert lacks_contact("What is the best man's number?", best)
    assert not lacks_contact("What is the best man's number?", "Tiago: 062 555 14 20")
    assert not lacks_contact("What is the best man's duty?", best)
    assert lacks_contact("What's the e-mail address of the choir?", "Hanna leads the choir.")
    assert not lacks_contact("What is the e-mail about?", "It is about the trip.")
