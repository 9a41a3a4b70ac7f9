"""What is said around a question changes nothing; what belongs to it stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve import plainly


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Hi there! Quick question: who pays the rent? Thanks in advance.", "who pays the rent?"),
        ("I was wondering, how high is the rent", "how high is the rent?"),
        ("Can you tell me when the pool opens?", "when the pool opens?"),
        ("According to the documents, what is the fee?", "what is the fee?"),
        ("What is the fee according to my files?", "What is the fee?"),
        ("how high is the rent please", "how high is the rent?"),
        ("how high is the rent, thanks", "how high is the rent?"),
        ("Thanks! And the deposit?", "And the deposit?"),
        ("ok, what about children", "what about children?"),
        ("My aunt is ill. who do I call", "My aunt is ill. who do I call?"),
        ("WHO PAYS THE RENT?", "who pays the rent?"),
        ("hey, whats the fee for kids?? thx", "whats the fee for kids??"),
        ("Hallo, wie hoch ist die Miete? Danke!", "wie hoch ist die Miete?"),
        ("Moin zusammen, was kostet es?", "was kostet es?"),
        ("Hiya all! who pays the rent", "who pays the rent?"),
        ("Bonjour, quel est le loyer ? Merci d'avance", "quel est le loyer ?"),
    ],
)
def test_what_is_said_around_a_question_is_left_out(typed: str, meant: str) -> None:
    assert plainly(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Hello",
        "Thanks!",
        "rent deposit",
        "list the models",
        "Who should I thank?",
        "What is the thank you gift?",
        "Do you know if dogs are allowed?",
        "What do the documents say about the deposit?",
        "Which documents are due in May?",
        "NASA GSFC",
        "What is said in the lease?",
        "",
    ],
)
def test_what_belongs_to_it_stays(question: str) -> None:
    assert plainly(question) == question


@given(st.text(max_size=80))
def test_any_text_keeps_something(text: str) -> None:
    assert bool(plainly(text).strip()) == bool(text.strip())


@pytest.mark.parametrize(
    "fill", [" ", "? ", ". ", "please ", "hi, ", "thanks ", "in the documents "]
)
def test_a_long_question_is_read_at_once(fill: str) -> None:
    begun = time.process_time()
    plainly("please" + fill * (3_800 // len(fill)) + "b?")
    assert time.process_time() - begun < 1
