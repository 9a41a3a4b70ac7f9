"""Before the search: questions that cannot be taken, and questions that lean on what was said."""

from __future__ import annotations

import pytest

from rag.answerers import Answerers
from rag.asking import check_question, understood
from rag.errors import ModelTimeout, QuestionError
from rag.llm import ScriptedModel
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


def test_a_model_says_what_the_question_means() -> None:
    model = ScriptedModel()
    model.enqueue(["By whom were the apple trees planted?"])
    asked, bounds, left = understood(
        LEANING, TURNS, Answerers(Settings(), model), model, Fallback(allowed=False)
    )
    assert (asked, left) == (("By whom were the apple trees planted?",), model)
    assert not bounds.typed, "what a model has read is bound to nothing"


def test_a_model_that_fails_leaves_it_to_the_words_of_the_conversation() -> None:
    model = ScriptedModel("tiny")
    answerers, slow = Answerers(Settings(), model), ModelTimeout("It did not answer in 5 seconds.")
    model.enqueue(slow)
    fallback = Fallback(allowed=True)
    asked, bounds, left = understood(LEANING, TURNS, answerers, model, fallback)
    assert left is None
    assert bounds.typed == LEANING
    assert "apple" in asked[0]
    assert fallback.note == "Quotes only: tiny did not answer. It did not answer in 5 seconds."
    model.enqueue(slow)
    with pytest.raises(ModelTimeout):
        understood(LEANING, TURNS, answerers, model, Fallback(allowed=False))
