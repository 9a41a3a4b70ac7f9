"""Bytes to deltas: no soup of bytes raises anything but a model error."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ContextTooLong, ModelError, ModelProtocol
from rag.llm.faults import Endpoint
from rag.llm.wire import MAX_LINE_BYTES, model_names, read_reply, require_text
from rag.types import CUT, Delta, Usage
from rag.types.messages import BROKEN
from tests.scripted_server import DONE

HERE = Endpoint("http://127.0.0.1:9/v1")
FIELDS = [
    *("choices", "delta", "content", "error", "usage", "message", "finish_reason", "index"),
    *("prompt_tokens", "completion_tokens", "reasoning", "code", "thinking", "text"),
]
SOUP = st.lists(
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from(
            [b"data:", b"data: ", b"\n", b"\n\n", b"\r\n", b"[DONE]", b"event: error\n", b": hm\n"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(FIELDS),
                    inner,
                    max_size=4,
                )
            ),
            max_leaves=12,
        ).map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\n"),
    ),
    max_size=8,
)


def cut(body: bytes, at: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(body) + 1) for place in at), len(body)]
    return [body[start:end] for start, end in pairwise(edges)]


def outcome(pieces: list[bytes]) -> list[Delta] | str:
    try:
        return list(read_reply(pieces, HERE))
    except ModelError as error:
        return str(error)


@settings(deadline=None)  # the machine may be busy
@given(SOUP, st.lists(st.integers(0, 10_000), max_size=5))
def test_any_bytes_in_any_split_give_the_same_deltas_or_model_error(
    soup: list[bytes], at: list[int]
) -> None:
    body = b"".join(soup)
    assert outcome(cut(body, at)) == outcome([body])


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=40) | st.text(max_size=20).map(lambda text: json.dumps(text).encode()))
def test_any_listing_gives_names_or_a_model_error(body: bytes) -> None:
    with contextlib.suppress(ModelError):
        assert all(isinstance(name, str) for name in model_names(body, HERE))


def test_a_line_without_end_is_not_collected_for_ever() -> None:
    def endless() -> Iterator[bytes]:
        yield b"data: "
        for _ in range(2 * MAX_LINE_BYTES // 100_000):
            yield b"x" * 100_000
        pytest.fail("read to the end")

    with pytest.raises(ModelProtocol, match="without end"):
        list(read_reply(endless(), HERE))


def test_content_may_be_a_list_of_parts() -> None:
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]},
        {"type": "text", "text": "Two."},
        "stray",
        {"type": "image"},
    ]
    body = f"data: {json.dumps({'choices': [{'delta': {'content': parts}}]})}\n\n".encode() + DONE
    assert list(read_reply([body], HERE)) == [Delta(reasoning="Hm."), Delta(text="Two.")]


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": True, "completion_tokens": 1}])
def test_usage_that_says_nothing_is_none(usage: object) -> None:
    chunk = {"choices": [{"delta": {"content": "a"}}], "usage": usage}
    (delta,) = read_reply([b"data: " + json.dumps(chunk).encode() + b"\n\n", DONE], HERE)
    assert delta == Delta(text="a")


def test_usage_may_come_with_the_finish() -> None:
    chunk = {
        "choices": [{"delta": {}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 0},
    }
    (delta,) = read_reply([b"data: " + json.dumps(chunk).encode()], HERE)
    assert delta == Delta(finish="stop", usage=Usage(5, 0, estimated=False))


def test_names_are_found_in_the_common_shapes() -> None:
    assert model_names(b'{"data": [{"id": "a"}, {"id": "a"}, {"id": 3}]}', HERE) == ("a",)
    assert model_names(b'["a", "b"]', HERE) == ("a", "b")
    assert model_names(b'{"models": ["a"]}', HERE) == ("a",)
    assert model_names(b'{"object": "list", "data": null}', HERE) == ()  # Ollama without any


def test_text_taken_back_does_not_count_as_an_answer() -> None:
    deltas = [Delta(text="Hm."), Delta(reasoning="Hm.", restart=True)]
    with pytest.raises(ModelProtocol, match="only thought"):
        list(require_text(deltas, HERE))
    answered = [*deltas, Delta(text="Two.")]
    assert list(require_text(answered, HERE)) == answered


@pytest.mark.parametrize(
    ("body", "last"),
    [
        (b'data: {"choices": [{"delta": {"content": "a"}}]}\n\n', Delta(finish=CUT)),
        (b'data: {"choices": [{"delta": {"content": "a"}}]}\n\n' + DONE, Delta(text="a")),
        (
            b'data: {"choices": [{"delta": {"content": "a"}, "finish_reason": "stop"}]}\n\n',
            Delta(text="a"),
        ),
    ],
)
def test_an_end_is_told_from_a_cut(body: bytes, last: Delta) -> None:
    deltas = list(read_reply([body], HERE))
    assert last in deltas
    assert (deltas[-1] == Delta(finish=CUT)) is (last.finish == CUT)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("stop", "stop"),
        ("tool_calls", "tool_calls"),
        ("model_length", "length"),
        ("max_tokens", "length"),
        ("insufficient_system_resource", BROKEN),
        ("abort", BROKEN),
        ("error", BROKEN),
    ],
)
def test_an_end_means_the_same_whatever_a_server_calls_it(told: str, meant: str) -> None:
    chunk = {"choices": [{"delta": {"content": "a"}, "finish_reason": told}]}
    deltas = read_reply([b"data: " + json.dumps(chunk).encode() + b"\n\n"], HERE)
    assert [delta.finish for delta in deltas][-1] == meant


@pytest.mark.parametrize("finish", [None, CUT, "length"])
def test_a_reply_that_never_began_is_taken_for_an_overflow(finish: str | None) -> None:
    with pytest.raises(ContextTooLong) as caught:
        list(require_text([Delta(finish=finish)], HERE))
    assert caught.value.window is None
