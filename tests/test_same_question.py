"""A question that somebody asks, and the same one as a source asks it."""

from __future__ import annotations

import pytest

from rag.text.same_question import goes_further, is_same

NOTICE = "How much notice must I give?"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        (NOTICE, NOTICE),
        ("how much notice must i give", "3.2 How much notice must I give?"),
        ("How much notice do I have to give?", NOTICE),
        ("How much notice do I need to give?", NOTICE),
        ("Can I sublet?", "**May I sublet?**"),
        ("Am I allowed to keep a pet?", "Q: Can I keep a pet?"),
        ("Can I keep pets?", "Can I keep a pet?"),
        ("What's the deposit?", "What is the deposit?"),
        ("When do I get the deposit back?", "When do I get my deposit back?"),
        ("How do I reset it?", "How do I reset it"),
        ("Wo kann ich parken?", "Wo kann ich parken?"),
        ("Can I bring a dog?", "Can I bring the dog?"),
        ("How do I book a boat?", "How Do I Book A Boat?"),
        ("Do members get 10 percent off?", "Do members get 10% off?"),
        ("can you freeze a membership", "Can I freeze my membership?"),
        ("How do you book a repair?", "How do I book a repair?"),
        ("Can you change your order?", "Can I change my order?"),
        ("Do you need to register?", "Must I register?"),
        ("Do you deliver?", "Do you deliver?"),
    ],
)
def test_nearly_the_same_words_are_the_same_question(question: str, asked: str) -> None:
    assert is_same(question, asked)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How much notice must you give?", NOTICE),
        ("How much notice may I give?", NOTICE),
        ("How much notice must I not give?", NOTICE),
        ("How much was the deposit?", "How much is the deposit?"),
        ("When is the deposit due?", "How much is the deposit?"),
        ("How do I get to Rome from Paris?", "How do I get to Paris from Rome?"),
        ("May I sublet my flat?", "May I sublet?"),
        ("Why?", "Why?"),
        ("Is hepatitis A curable?", "Is hepatitis curable?"),
        ("What does plan A cost?", "What does the plan cost?"),
        ("What is vitamin a?", "What is a vitamin?"),
        ("What can I buy for $5?", "What can I buy for 5 €?"),
        ("deposit", "Deposit"),
        ("Can you cancel my policy?", "Can I cancel my policy?"),
        ("Can I cancel the policy?", "Can you cancel the policy?"),
        ("Do you repair boilers?", "Do I repair boilers?"),
        ("Can you tell us the price?", "Can I tell us the price?"),
        ("Notice to leave", "Notice to leave"),
    ],
)
def test_others_are_not(question: str, asked: str) -> None:
    assert not is_same(question, asked)


def test_what_the_source_is_about_may_be_added() -> None:
    assert is_same(
        "How much is the deposit at Merrow Court?", "How much is the deposit?", ["Merrow Court FAQ"]
    )
    minutes = ["Minutes of 6 June"]
    assert is_same("What was decided on 6 June?", "What was decided?", minutes)
    assert not is_same("What was decided on 6 May?", "What was decided?", minutes)
    assert not is_same(
        "How much is the deposit at Oak House?", "How much is the deposit?", ["Merrow Court FAQ"]
    )


def test_more_words_behind_go_further() -> None:
    assert goes_further("May I sublet my flat?", "May I sublet?")
    assert not goes_further("May I sublet?", "May I sublet my flat?")
    assert not goes_further("Boat house", "Boat house")
