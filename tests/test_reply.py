"""A reply and the model it follows: waits are told, and hanging up is certain."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Sequence

import pytest

from rag.errors import ModelUnreachable, ReplyUnfinished
from rag.llm import ChatModel, Pump, ScriptedModel
from rag.llm.pump import Line
from rag.reply import Reply
from rag.types import Answer, Delta, Message

LONG = 20.0  # seconds: never reached unless something is broken


def empty(_reply: Reply) -> Generator[str, None, None]:
    yield from ()


def followed(reply: Reply, model: ChatModel) -> Iterator[Delta]:
    chat = reply.followed(model)
    assert chat is not None
    assert chat.name == model.name
    return chat.stream((Message("user", "Hi"),), max_tokens=9, temperature=0.0)


class Silent:
    """A model that says one word, and then nothing until it is hung up on."""

    name = "silent"

    def __init__(self) -> None:
        self.left = threading.Event()

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Iterator[Delta]:
        del messages, max_tokens, temperature
        return Pump(self._words, patience=lambda _: LONG, on_silence=lambda _: None)

    def _words(self, line: Line) -> Generator[Delta, None, None]:
        yield Delta(text="One")
        if line.wait(LONG):
            self.left.set()


def test_a_model_is_awaited_until_its_first_word() -> None:
    reply, started = Reply(empty), threading.Event()

    class Slow:
        name = "slow-7b"

        def stream(
            self, messages: Sequence[Message], *, max_tokens: int, temperature: float
        ) -> Iterator[Delta]:
            del messages, max_tokens, temperature
            assert reply.awaiting == "slow-7b"
            started.set()
            yield Delta(text="One")
            yield Delta(text="Two")

    assert [reply.awaiting for _ in followed(reply, Slow())] == ["", ""]
    assert started.is_set()
    assert reply.awaiting == ""


def test_a_model_that_thinks_before_it_writes_is_told_apart_from_one_that_writes() -> None:
    reply, model = Reply(empty), ScriptedModel()
    thought = [Delta(reasoning="Hm."), Delta(reasoning="So.")]
    model.enqueue([*thought, Delta(text="One"), Delta(finish="stop")])
    reply.stage = "answering"
    stages = [reply.stage for _ in followed(reply, model)]
    assert stages == ["thinking", "thinking", "answering", "answering"]
    model.enqueue([*thought, ModelUnreachable("Gone.", hint="Look.")])
    with pytest.raises(ModelUnreachable):
        list(followed(reply, model))
    assert reply.stage == "answering"


def test_a_model_that_fails_is_awaited_no_more() -> None:
    reply = Reply(empty)
    model = ScriptedModel()
    model.enqueue(ModelUnreachable("Nobody.", hint="Look."))
    with pytest.raises(ModelUnreachable):
        list(followed(reply, model))
    assert reply.awaiting == ""


def test_waits_are_told_to_the_reply_and_not_to_its_reader() -> None:
    model = ScriptedModel()
    model.enqueue([Delta(waiting=30.0), Delta(text="One"), Delta(waiting=5.0), Delta(text="Two")])
    reply = Reply(empty)
    assert reply.waiting is None
    waits: list[float | None] = []
    for delta in followed(reply, model):
        waits.append(reply.waiting)
        assert delta.waiting is None
    assert waits == [None, None]
    assert reply.waiting is None


def test_a_wait_counts_down_and_ends() -> None:
    reply = Reply(empty)
    reply.wait_for(30.0)
    first = reply.waiting
    assert first is not None
    assert 29.0 < first <= 30.0
    second = reply.waiting
    assert second is not None
    assert second <= first
    reply.wait_for(-1.0)
    assert reply.waiting is None


def test_nobody_to_follow_is_nobody() -> None:
    assert Reply(empty).followed(None) is None


def test_stopping_hangs_up_on_whoever_is_followed() -> None:
    reply, model = Reply(empty), Silent()
    stream = followed(reply, model)
    assert next(stream).text == "One"
    reply.stop()
    assert next(stream, None) is None
    assert model.left.wait(LONG)


def test_a_reply_that_is_stopped_already_asks_nobody() -> None:
    reply = Reply(empty)
    reply.stop()
    assert list(followed(reply, Silent())) == []


def test_giving_up_in_the_middle_hangs_up() -> None:
    model = Silent()

    def path(reply: Reply) -> Generator[str, None, None]:
        for delta in followed(reply, model):
            yield delta.text

    with Reply(path) as reply:
        assert next(iter(reply)) == "One"
    assert model.left.wait(LONG)


def test_the_answer_is_there_at_the_end_only() -> None:
    reply = Reply(empty)
    with pytest.raises(ReplyUnfinished):
        _ = reply.answer
    answer = Answer("q", "q", "")
    reply.finish(answer)
    assert reply.answer is answer
    assert reply.stage == "done"
