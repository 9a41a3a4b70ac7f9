"""Of things told apart by a number, a letter or a compass point, what is told of another one is no
answer."""

from __future__ import annotations

import pytest

from rag.retrieve.quotable.marked import is_of_another_mark


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "When is the boiler in Block A serviced?",
            "The boiler in Block C will be serviced on 22 April.",
        ),
        ("When is the roof of House A repaired?", "The roof of House B is repaired in May."),
        ("When is the gate of Car park 3 painted?", "The gate of Car park 2 is painted in June."),
        ("Until when is Staircase B closed?", "Staircase D is closed until July."),
        ("until when is staircase b closed", "Staircase D is closed until July."),
        (
            "when is the boiler in block a serviced",
            "The boiler in Block C will be serviced on 22 April.",
        ),
        ("What was Bed A4 planted with?", "Bed A3 was planted with beans."),
        ("Who is Shed West let to?", "Shed East is let to Mr Orme."),
        ("Does Platform A have a lift?", "Platform B has a lift."),
        ("How many beds has Ward L?", "Ward K has twelve beds."),
        ("Where does Class 6b go in June?", "Class 5b goes to Wales in June."),
        ("Where does Class 6b go in June?", "Class 6a goes to Wales in June."),
        (
            "From when must Version B of the form be used?",
            "Version C of the form must be used from May.",
        ),
        (
            "Until when is the lift in Block 2 out of order?",
            "The lift in Block 5 is out of order until 9 June.",
        ),
        ("Who has the keys for flat C?", "The keys for flat B are with Mrs Dunn."),
        ("When did World War II end?", "World War I ended in 1918."),
        ("Who was the wife of Henry VIII?", "Henry VII married Elizabeth of York."),
        (
            "Wann wird der Aufzug in Haus A gewartet?",
            "Am 3. Mai wird in Haus B der Aufzug gewartet.",
        ),
        (
            "Wann wird der Aufzug in Haus A gewartet?",
            "Der Aufzug in Haus B wird am 3. Mai gewartet.",
        ),
        (
            "When is the hepatitis A vaccine given?",
            "The hepatitis B vaccine is given at six months.",
        ),
        ("How much is a T-shirt in size M?", "A T-shirt in size L is £12."),
        ("Who lives in Block A?", "Mrs Dunn lives in Block C."),
        ("When is Block A painted?", "Blocks B and C are painted in May."),
        ("How much does Tariff B cost?", "Tariff A costs £20 a month."),
        ("When does Phase II start?", "Phase I starts in May."),
        (
            "When is the boiler in Block A serviced?",
            "We will service the boiler in Block C on 22 April.",
        ),
        ("How much does group a pay?", "Group B pays 5 euros."),
        ("How many people does Room 5 seat?", "Room 4 seats 20 people."),
        ("When does Group D meet?", "Group: C; Day: Monday"),
        (
            "When is the boiler in Block A of Court 2 serviced?",
            "The boiler in Block C of Court 2 is serviced in May.",
        ),
    ],
)
def test_what_is_told_of_another_block_is_not_of_the_one_asked_about(
    question: str, sentence: str
) -> None:
    assert is_of_another_mark(question, sentence, "")


@pytest.mark.parametrize(
    ("question", "sentence", "near"),
    [
        ("Can I borrow 12 books?", "You may borrow 8 books at a time.", ""),
        ("Can I bring 2 dogs?", "You may bring 1 dog.", ""),
        ("Can the lift carry 9 persons?", "The lift can carry 6 persons.", ""),
        ("Is there a discount for groups of 9?", "Groups of 12 get a discount.", ""),
        ("May members invite 5 guests?", "Members may invite 2 guests.", ""),
        ("Can I have a table for 12?", "Tables for 8 are free.", ""),
        ("What happened in chapter 2?", "The hero of chapter 3 is Ann.", "Chapter 2"),
        ("Darf ich 2 Hunde mitbringen?", "Sie dürfen 1 Hund mitbringen.", ""),
        ("How much does plan B cost?", "It costs 5 euros.", "Prices > Plan B"),
        ("What happened to hive 2?", "The queen was moved to hive 3.", ""),
        ("Where is the laundry for Block A?", "The laundry is in Block C.", ""),
        ("What is plan B?", "If plan A fails, we go by train.", ""),
        ("What do I do when the lamp in Room 5 is broken?", "For broken lamps ask in Room 4.", ""),
        ("Does Block A have a lift?", "Only Blocks B and C have lifts.", ""),
        ("When is Block B painted?", "Blocks A to C are painted in May.", ""),
        ("Is type 1 diabetes rarer?", "Type 2 diabetes is more common than type 1.", ""),
        ("What does vitamin B do?", "Vitamin B12 helps the blood.", ""),
        ("What does section 2 say about fees?", "Fees are due each month (see section 5).", ""),
        ("How many beds has Ward L?", "Ward K has twelve beds, all other wards have ten.", ""),
        ("Where does Class 5 go?", "Class 5b goes to Wales.", ""),
        ("What do I have to do in week 9?", "From week 3 a report is due.", ""),
        ("How far is Block A from the station?", "Block A is opposite Block C.", ""),
        ("Where is Block A?", "It is opposite Block C.", "Block A"),
        ("Where do visitors to Block 2 sign in?", "Visitors sign in at Block 1.", ""),
        ("What is the cost per unit a year?", "Unit C costs £5.", ""),
        ("Can a group a school sends come in?", "A school group is welcome.", ""),
        ("What is the plan a month before?", "The plan is made in June.", ""),
        ("How much is a ticket of 10 euros reduced?", "Tickets of 5 euros are not reduced.", ""),
        ("What does Class 5b need on trips?", "Pupils of all classes need boots.", ""),
        ("When does Phase 2 start?", "Phase II starts in May.", ""),
        ("When does Phase V start?", "Phase 5 starts in May.", ""),
        ("Is the hall free on May 5?", "May 6 is taken.", ""),
    ],
)
def test_what_only_mentions_another_or_tells_of_all_may_answer(
    question: str, sentence: str, near: str
) -> None:
    assert not is_of_another_mark(question, sentence, near)


def test_what_stands_below_the_heading_of_another_is_of_that() -> None:
    question, sentence = "When is the boiler in Block A serviced?", "It is serviced in May."

    assert is_of_another_mark(question, sentence, "Estate > Block B")
    assert not is_of_another_mark(question, sentence, "Estate > Blocks A and B")
    assert not is_of_another_mark(question, sentence, "Estate > All but Block B")
    assert not is_of_another_mark(question, sentence, "Block B", "Block A shares its boiler.")


def test_what_goes_on_from_a_sentence_of_the_one_asked_about_may_be_of_it() -> None:
    question, before = "Why was hive 2 given up?", "Hive 2 was weak."

    assert not is_of_another_mark(question, "The bees of hive 3 had robbed all.", "", before)
    assert is_of_another_mark(question, "The bees of hive 3 had robbed all.", "")
    assert is_of_another_mark("Who lives in flat 2?", "Flat 3 is let.", "", "Flat 2 is new.")
