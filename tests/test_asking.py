"""Before the search: questions that cannot be taken, and questions that lean on what was said."""

from __future__ import annotations

import time

import pytest

from rag.answerers import Answerers
from rag.asking import Ask, check_question, evenly_spaced, evenly_spaced_turns, understood
from rag.errors import ModelTimeout, QuestionError
from rag.llm import ScriptedModel
from rag.retrieve import Bounds
from rag.retrieve.leads.lead import whole_of
from rag.settings import Settings
from rag.types import Message
from rag.writing import Fallback

TURNS = (Message("user", "How many apple trees are there?"), Message("assistant", "12."))
LEANING = "Who planted them?"


@pytest.mark.parametrize("question", ["", " \n\t", "x" * 11])
def test_blank_and_over_long_questions_are_not_taken(question: str) -> None:
    with pytest.raises(QuestionError):
        check_question(question, 10)
    check_question("x" * 10, 10)


def test_blanks_of_a_question_are_one_and_its_lines_stay() -> None:
    assert evenly_spaced("  What \t about\u00a0 the  rent?\r\n\n  And the\n deposit? ") == (
        "What about the rent?\nAnd the\ndeposit?"
    )
    told = Message("assistant", "- two\n    - of them")
    assert evenly_spaced_turns((Message("user", "How   many?"), told)) == (
        Message("user", "How many?"),
        told,
    )


@pytest.mark.parametrize("fill", [" ", "\n", "? ", ". ", "a "])
@pytest.mark.parametrize(
    "opening",
    ["What about a", "And a", "How about the", "per", "What does the lease say about a",
     "Tell me about a", "What is the rule for a", "Wie viel kostet es", "Who is the a", "And then"],
)  # fmt: skip
def test_a_question_of_blanks_is_understood_at_once(opening: str, fill: str) -> None:
    """Also where it reaches the patterns as it was typed; each of these took seconds."""
    typed = opening + fill * (3_800 // len(fill)) + "b?"
    begun = time.process_time()
    understood(Ask(typed, typed, TURNS), Answerers(Settings(), None), None, Fallback(allowed=False))
    whole_of(typed)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "said",
    ["What can you do?", "thanks, that helps", "that helps", "Who are you?", "ok, got it",
     "Perfect!", "thank you so much", "Which documents do you have?", "that's all"],
)  # fmt: skip
def test_small_talk_is_read_as_it_stands(said: str) -> None:
    model = ScriptedModel()  # not asked: it has nothing to say
    asked, bounds, left = understood(
        Ask(said, said, TURNS), Answerers(Settings(), model), model, Fallback(allowed=False)
    )
    assert (asked, left) == ((said,), model)
    assert bounds == Bounds()


@pytest.mark.parametrize("said", ["And pear trees?", "That helps them how?", LEANING])
def test_what_may_be_of_the_topic_is_no_small_talk(said: str) -> None:
    asked, *_ = understood(
        Ask(said, said, TURNS), Answerers(Settings(), None), None, Fallback(allowed=False)
    )
    assert asked[0] != said


def test_a_model_says_what_the_question_means() -> None:
    model = ScriptedModel()
    model.enqueue(["By whom were the apple trees planted?"])
    asked, bounds, left = understood(
        Ask(LEANING, LEANING, TURNS), Answerers(Settings(), model), model, Fallback(allowed=False)
    )
    assert (asked, left) == (("By whom were the apple trees planted?",), model)
    assert not bounds.typed, "what a model has read is bound to nothing"


def test_a_model_that_fails_leaves_it_to_the_words_of_the_conversation() -> None:
    model = ScriptedModel("tiny")
    answerers, slow = Answerers(Settings(), model), ModelTimeout("It did not answer in 5 seconds.")
    model.enqueue(slow)
    fallback = Fallback(allowed=True)
    asked, bounds, left = understood(Ask(LEANING, LEANING, TURNS), answerers, model, fallback)
    assert left is None
    assert bounds.typed == LEANING
    assert "apple" in asked[0]
    assert fallback.note == "Quotes only: tiny did not answer. It did not answer in 5 seconds."
    assert fallback.failure.startswith("It did not answer in 5 seconds.")
    model.enqueue(slow)
    with pytest.raises(ModelTimeout):
        understood(Ask(LEANING, LEANING, TURNS), answerers, model, Fallback(allowed=False))
