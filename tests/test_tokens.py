"""Token counts: offline, total, and safe to cut by."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.llm.tokens import MESSAGE_TOKENS, count_prompt, count_tokens, trim
from rag.types import Message


def test_counts_what_the_encoding_is_known_to_give() -> None:
    assert count_tokens("") == 0
    assert count_tokens("hello world") == 2
    assert count_tokens("tiktoken is great!") == 6  # the example in OpenAI's cookbook


def test_names_of_special_tokens_are_plain_text() -> None:
    assert count_tokens("<|endoftext|>") > 1
    assert trim("a <|endoftext|> b", 100) == "a <|endoftext|> b"


def test_needs_no_network() -> None:
    script = (
        "import socket\n"
        "def refuse(*_): raise SystemExit('connected')\n"
        "socket.socket.connect = refuse\n"
        "from rag.llm.tokens import count_tokens\n"
        "assert count_tokens('hello world') == 2\n"
    )
    assert hasattr(socket.socket, "connect")
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_a_prompt_costs_its_texts_and_a_frame_each() -> None:
    prompt = [Message("system", "hello world"), Message("user", "hello")]
    assert count_prompt(prompt) == 3 + 2 * MESSAGE_TOKENS


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters()), st.integers(-1, 40))
def test_trimming_keeps_a_beginning_that_fits(text: str, limit: int) -> None:
    kept = trim(text, limit)
    assert text.startswith(kept)
    assert count_tokens(kept) <= max(limit, 0)
    if count_tokens(text) <= limit:
        assert kept == text


@pytest.mark.parametrize("text", ["hello world " * 50, "東京都 " * 50, "🏳️‍🌈🙂" * 30])
@pytest.mark.parametrize("limit", [1, 7, 33])
def test_trimming_keeps_nearly_all_that_fits(text: str, limit: int) -> None:
    kept = trim(text, limit)
    assert count_tokens(kept) <= limit
    assert count_tokens(text[: len(kept) + 3]) >= limit


def test_a_lone_surrogate_is_counted() -> None:
    assert count_tokens("a\ud800b") > 0
    assert trim("a\ud800b " * 20, 5).startswith("a\ud800")
