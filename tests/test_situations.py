"""What servers mean by their statuses and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.llm import situations
from rag.llm.situations import Situation, situation, wait_told, window_told

ALL = [value for value in vars(situations).values() if isinstance(value, Situation)]


@pytest.mark.parametrize(
    ("status", "said", "name"),
    [
        (307, "", "REDIRECT"),
        (401, "anything", "KEY_REJECTED"),
        (400, "API key not valid: invalid_api_key", "KEY_REJECTED"),
        (403, "", "FORBIDDEN"),
        (402, "", "NO_CREDIT"),
        (429, "insufficient_quota", "NO_CREDIT"),
        (429, "You exceeded your current quota, please check your plan.", "NO_CREDIT"),
        (429, "You exceeded your current quota. Please retry in 11.6s.", "TOO_OFTEN"),
        (None, "exceeded your current quota', 'status': 'RESOURCE_EXHAUSTED'", "TOO_OFTEN"),
        (500, "RESOURCE_EXHAUSTED: out of memory", "BROKEN"),
        (429, "", "TOO_OFTEN"),
        (None, "Rate limit reached", "TOO_OFTEN"),
        (503, "", "BUSY"),
        (503, "Loading model", "LOADING"),
        (500, "Loading model", "LOADING"),
        (503, "model is currently loading", "LOADING"),
        (503, "Error: Loading model", "LOADING"),
        (400, 'Failed to load model "x". Error: Error loading model.', "NOT_LOADED"),
        (500, "llama runner process has terminated: error loading model: bad magic", "NOT_LOADED"),
        (503, "model failed to load, this may be due to resource limitations", "NOT_LOADED"),
        (404, "", "NO_SUCH_ADDRESS"),
        (404, "The model `x` does not exist", "NO_SUCH_MODEL"),
        (404, "model 'x' not found, try pulling it first", "NO_SUCH_MODEL"),
        (400, "No models loaded. Please load a model", "NO_SUCH_MODEL"),
        (None, "Unexpected endpoint or method.", "NO_SUCH_ADDRESS"),
        (400, "maximum context length is 8192", "TOO_LONG"),
        (413, "", "TOO_LONG"),
        (400, "System role not supported", "ROLES"),
        (500, "roles must alternate user/assistant", "ROLES"),
        (502, "", "NOTHING_BEHIND"),
        (504, "", "GAVE_UP"),
        (500, "", "BROKEN"),
        (418, "", "NOT_ACCEPTED"),
        (None, "", "REPORTED"),
    ],
)
def test_a_status_and_its_words_name_the_situation(
    status: int | None, said: str, name: str
) -> None:
    assert situation(status, said) is getattr(situations, name)


@given(st.none() | st.integers(300, 599), st.text())
def test_there_is_always_a_meaning(status: int | None, said: str) -> None:
    assert situation(status, said) in ALL


def test_every_situation_says_what_happened_and_what_to_do() -> None:
    assert len(ALL) > 12
    assert len({one.what for one in ALL}) == len(ALL)
    for one in ALL:
        assert issubclass(one.kind, ModelError)
        assert "{url}" in one.what
        assert one.hint.endswith(".")


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("This model's maximum context length is 8192 tokens. However, 9001", 8192),
        ("exceeds the available context size (4096 tokens)", 4096),
        ("n_ctx = 2048", 2048),
        ("the model is loaded with context length of only 4096 tokens", 4096),
        ("`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000", 4096),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200000),
        ("prompt too long; exceeded max context length by 812 tokens", None),
        ("the prompt has 5021 tokens", None),
        ("", None),
    ],
)
def test_the_window_is_read_where_it_is_told(said: str, window: int | None) -> None:
    assert window_told(said) == window


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("Please retry in 11.6s.", 11.6),
        ("Rate limit reached. Please try again in 20 seconds.", 20.0),
        ("Please try again in 4m7.6s", None),
        ("Please try again in 20ms.", None),
        ("Please retry in a while", None),
        ("", None),
    ],
)
def test_the_wait_is_read_where_it_is_told(said: str, wait: float | None) -> None:
    assert wait_told(said) == wait
