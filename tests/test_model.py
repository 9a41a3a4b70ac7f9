"""The scripted model: it plays what was enqueued and remembers what it was asked."""

from __future__ import annotations

import inspect
from collections.abc import Generator
from typing import cast

import pytest

from rag.errors import ModelTimeout
from rag.llm.client import OpenAIModel
from rag.llm.model import ChatModel, ScriptedModel
from rag.types import Delta, Message

QUESTION = (Message("user", "How many?"),)


def play(model: ChatModel) -> list[Delta]:
    return list(model.stream(QUESTION, max_tokens=10, temperature=0.0))


def test_replies_are_played_in_order_and_prompts_remembered() -> None:
    model = ScriptedModel()
    model.enqueue(["One", " two."])
    model.enqueue([])
    assert play(model) == [Delta(text="One"), Delta(text=" two."), Delta(finish="stop")]
    assert play(model) == [Delta(finish="stop")]
    assert model.prompts == [QUESTION, QUESTION]


def test_deltas_are_played_as_they_are() -> None:
    model = ScriptedModel()
    model.enqueue(["One", Delta(reasoning="Hm.")])
    assert play(model) == [Delta(text="One"), Delta(reasoning="Hm.")]


def test_an_exception_is_raised_at_its_place() -> None:
    model = ScriptedModel()
    model.enqueue(ModelTimeout("late"))
    model.enqueue(["One", ModelTimeout("later")])
    with pytest.raises(ModelTimeout, match="late"):
        play(model)
    reply = model.stream(QUESTION, max_tokens=10, temperature=0.0)
    assert next(reply) == Delta(text="One")
    with pytest.raises(ModelTimeout, match="later"):
        next(reply)


def test_replies_closed_early_are_counted() -> None:
    model = ScriptedModel()
    model.enqueue(["One", "two"])
    model.enqueue(["One"])
    reply = cast(
        Generator[Delta, None, None], model.stream(QUESTION, max_tokens=10, temperature=0.0)
    )
    next(reply)
    reply.close()
    play(model)
    assert model.closed == 1


def test_a_call_too_many_is_a_broken_test() -> None:
    with pytest.raises(AssertionError, match="enqueue more"):
        ScriptedModel().stream(QUESTION, max_tokens=10, temperature=0.0)


def test_the_real_model_can_stand_where_the_scripted_one_does() -> None:
    def parameters(model: type) -> list[str]:
        return list(inspect.signature(model.stream).parameters)  # type: ignore[attr-defined]

    assert parameters(OpenAIModel) == parameters(ScriptedModel) == parameters(ChatModel)
