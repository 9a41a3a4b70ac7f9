"""The answerer that asks a model: what it asks, and that it passes everything on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from rag.answer.answerer import Answerer
from rag.answer.generate import ModelAnswerer
from rag.errors import ModelTimeout, PromptError
from rag.llm import COUNTED, ScriptedModel, Window, count_prompt
from rag.settings import shipped
from rag.types import Delta, Evidence, Message
from tests.test_prompt import passage

PASSAGES = (passage("k7f2", "xAI runs 200,000 GPUs."),)
EVIDENCE = Evidence(probability=0.9)


def answerer(model: ScriptedModel) -> Answerer:
    return ModelAnswerer(model, shipped("prompts"), max_tokens=50, temperature=0.0)


def stream(model: ScriptedModel) -> Iterator[Delta]:
    asked = answerer(model)
    return asked.stream(asked.prompt("How many?", PASSAGES), EVIDENCE)


def test_the_models_deltas_are_passed_on() -> None:
    model = ScriptedModel("tiny")
    model.enqueue(["200,000 ", "[k7f2]."])
    deltas = list(stream(model))
    assert deltas == [Delta(text="200,000 "), Delta(text="[k7f2]."), Delta(finish="stop")]


def test_the_model_is_asked_once_with_the_question_and_the_passages() -> None:
    model = ScriptedModel()
    model.enqueue(["Yes [k7f2]."])
    list(stream(model))
    ((system, user),) = model.prompts
    assert (system.role, user.role) == ("system", "user")
    assert "How many?" in user.content
    assert PASSAGES[0].text in user.content


def test_the_prompt_that_it_offers_is_the_one_that_it_sends() -> None:
    model = ScriptedModel()
    model.enqueue(["Yes [k7f2]."])
    asked = answerer(model)
    offered = asked.prompt("How many?", PASSAGES)
    list(asked.stream(offered, EVIDENCE))
    assert model.prompts == [offered]


class Windowed(ScriptedModel):
    """Knows its window, and keeps how long an answer may be."""

    def __init__(self, tokens: int) -> None:
        super().__init__()
        self.tokens = tokens
        self.most = 0

    def window(self, wait: float = 0.0) -> Window:
        del wait
        return Window(self.tokens)

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        self.most = max_tokens
        return super().stream(messages, max_tokens=max_tokens, temperature=temperature)


def test_an_answer_gets_no_more_tokens_than_the_window_leaves() -> None:
    prompt = answerer(ScriptedModel()).prompt("How many?", PASSAGES)
    sent = count_prompt(prompt)
    for window, most in ((0, 50), (10 * sent, 50), (2 * sent, 50), (sent // 2, 50)):
        model = Windowed(window)
        model.enqueue(["Yes [k7f2]."])
        list(answerer(model).stream(prompt, EVIDENCE))
        assert model.most == most
    tight = Windowed(int(sent / COUNTED) + 30)
    tight.enqueue(["Yes [k7f2]."])
    list(answerer(tight).stream(prompt, EVIDENCE))
    assert 0 < tight.most <= 30


def test_it_signs_with_the_models_name() -> None:
    assert answerer(ScriptedModel("tiny")).name == "tiny"


def test_closing_closes_the_models_stream() -> None:
    model = ScriptedModel()
    model.enqueue(["One", "two"])
    pieces = stream(model)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert model.closed == 1


def test_an_outage_is_raised_as_it_is() -> None:
    model = ScriptedModel()
    model.enqueue(["One", ModelTimeout("late")])
    pieces = stream(model)
    assert next(pieces) == Delta(text="One")
    with pytest.raises(ModelTimeout):
        next(pieces)


def test_a_missing_template_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(PromptError):
        ModelAnswerer(ScriptedModel(), tmp_path, max_tokens=50, temperature=0.0)
