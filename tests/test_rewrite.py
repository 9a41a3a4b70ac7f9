"""A follow-up rewritten by a model: bounded in what it sends, no failure where it is too long."""

from __future__ import annotations

import pytest

from rag.answer import QuestionRewriter
from rag.errors import ContextTooLong, ModelProtocol, ModelUnreachable
from rag.llm import ScriptedModel, count_prompt
from rag.llm.reasoning import separate_reasoning
from rag.settings import shipped
from rag.types import CUT, Delta, Message
from rag.types.messages import BROKEN

TURNS = (Message("user", "Where is the flat?"), Message("assistant", "In Baker Street. " * 500))


def rewriter(reply: Exception | list[str]) -> tuple[QuestionRewriter, ScriptedModel]:
    model = ScriptedModel()
    model.enqueue(reply)
    return QuestionRewriter(model, shipped("prompts")), model


def test_long_turns_are_cut_to_what_a_small_window_can_hold() -> None:
    rewrite, model = rewriter(['"How much is the flat in Baker Street?"'])
    assert rewrite("How much is it?", TURNS * 9) == "How much is the flat in Baker Street?"
    assert count_prompt(model.prompts[0]) < 2_000


@pytest.mark.parametrize("error", [ContextTooLong("Too long."), ModelProtocol("It only thought.")])
def test_where_the_model_is_of_no_use_the_question_is_not_lost(error: Exception) -> None:
    rewrite, _ = rewriter(error)
    assert rewrite("How much is it?", TURNS) == ""


@pytest.mark.parametrize("finish", ["length", CUT, BROKEN])
def test_words_that_were_cut_off_are_no_question(finish: str) -> None:
    model = ScriptedModel()
    model.enqueue([Delta(text="Okay, the user asks about the rent. So"), Delta(finish=finish)])
    assert QuestionRewriter(model, shipped("prompts"))("How much is it?", TURNS) == ""


def test_what_turned_out_to_be_thinking_is_not_searched_for() -> None:
    model = ScriptedModel()
    raw = [
        Delta(text="They mean the flat.\n"),
        Delta(text="</think>\n\nHow much is the flat?"),
        Delta(finish="stop"),
    ]
    model.enqueue(list(separate_reasoning(raw)))
    rewritten = QuestionRewriter(model, shipped("prompts"))("How much is it?", TURNS)
    assert rewritten == "How much is the flat?"


def test_an_outage_is_an_outage() -> None:
    rewrite, _ = rewriter(ModelUnreachable("Nobody answers."))
    with pytest.raises(ModelUnreachable):
        rewrite("How much is it?", TURNS)
