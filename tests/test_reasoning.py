"""Thinking and answer, told apart however the stream is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.llm.reasoning import separate_reasoning
from rag.types import Delta, Usage


def told_apart(*pieces: str) -> tuple[str, str]:
    """(text, reasoning) as a reader who follows `restart` ends up with them."""
    text = reasoning = ""
    deltas = [*(Delta(text=piece) for piece in pieces), Delta(finish="stop")]
    for delta in separate_reasoning(deltas):
        assert delta != Delta()
        text = ("" if delta.restart else text) + delta.text
        reasoning += delta.reasoning
    return text, reasoning


@pytest.mark.parametrize(
    ("reply", "text", "reasoning"),
    [
        ("Two.", "Two.", ""),
        ("<think>Hm.</think>\n\nTwo.", "Two.", "Hm."),
        (" \n<THINKING>Hm.</Thinking>Two.", "Two.", "Hm."),
        ("<think></think>Two.", "Two.", ""),
        ("<think>Never closed", "", "Never closed"),
        ("Hm.\n</think>\n\nTwo.", "Two.", "Hm.\n"),
        ("</think>Two.", "Two.", ""),
        ("The tag <think> opens and </think> closes.",) * 2 + ("",),
        ("<think>a</think>b\n</think>c", "b\n</think>c", "a"),
        ("<think>a</think>b<think>c", "b<think>c", "a"),
        ("<think>a < b </ think></think>b", "b", "a < b </ think>"),
        ("1 < 2", "1 < 2", ""),
        ("[THINK]Hm.[/THINK]Two.", "Two.", "Hm."),
        ("◁think▷Hm.◁/think▷Two.", "Two.", "Hm."),
        ("<reasoning>Hm.</reasoning>\nTwo.", "Two.", "Hm."),
        ("<|channel|>analysis<|message|>Hm.<|channel|>final<|message|>Two.", "Two.", "Hm."),
        ("<|channel|>final<|message|>Two.", "Two.", ""),
        ("One [THINK] or <reasoning>.", "One [THINK] or <reasoning>.", ""),
        ("    <pre>", "    <pre>", ""),
        ("  ", "  ", ""),
        ("<thin", "<thin", ""),
    ],
)
def test_in_one_piece_and_in_single_characters(reply: str, text: str, reasoning: str) -> None:
    assert told_apart(reply) == (text, reasoning)
    assert told_apart(*reply) == (text, reasoning)


SNIPPETS = st.lists(
    st.sampled_from(
        ["<think>", "</think>", "<thinking>", "<", "th", "\n", " ", "ink>", "a b", "é"]
    ),
    max_size=12,
).map("".join)


@settings(deadline=None)  # the machine may be busy
@given(SNIPPETS, st.data())
def test_any_split_gives_the_same(reply: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(reply)), max_size=6)))
    edges = [0, *cuts, len(reply)]
    pieces = [reply[start:end] for start, end in pairwise(edges)]
    assert told_apart(*pieces) == told_apart(reply)


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_text_without_tags_is_untouched(reply: str) -> None:
    if not any(word in reply.lower() for word in ("think", "thought", "reasoning", "channel")):
        assert told_apart(*reply) == (reply, "")


def test_text_is_not_held_back_needlessly() -> None:
    pieces = [Delta(text=piece) for piece in ("Two", " <b>", " three")]
    assert list(separate_reasoning(pieces)) == pieces


def test_text_that_turns_out_to_be_thinking_is_taken_back() -> None:
    deltas = [Delta(text="Hm."), Delta(text="\n</think>Two."), Delta(finish="stop")]
    assert list(separate_reasoning(deltas)) == [
        Delta(text="Hm."),
        Delta(reasoning="Hm.\n", restart=True),
        Delta(text="Two."),
        Delta(finish="stop"),
    ]


def test_fields_of_the_server_pass_through() -> None:
    usage = Usage(3, 4, estimated=False)
    deltas = [Delta(reasoning="Hm."), Delta(text="Two."), Delta(finish="length", usage=usage)]
    assert list(separate_reasoning(deltas)) == deltas


def test_what_is_held_comes_before_the_finish() -> None:
    deltas = [Delta(text="a <"), Delta(finish="stop")]
    assert list(separate_reasoning(deltas)) == [
        Delta(text="a "),
        Delta(text="<"),
        Delta(finish="stop"),
    ]
