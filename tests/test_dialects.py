"""What servers do not take: told from their words, and left out without losing any."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.llm.dialects import ROLES, Dialect, folded, rejected_by
from rag.types import Message, Role

TURNS = st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), st.text()))


@pytest.mark.parametrize(
    ("status", "said", "named"),
    [
        (400, "stream_options is odd", {"stream_options"}),
        (422, "include_usage: extra fields", {"stream_options"}),
        (400, "Unsupported parameter: 'max_tokens'", {"max_tokens"}),
        (400, "'temperature' does not support 0.0", {"temperature"}),
        (400, "temperature is deprecated for this model.", {"temperature"}),
        (400, "invalid temperature: only 1 is allowed for this model", {"temperature"}),
        (400, "invalid temperature: only [0, 2] is allowed", set()),
        (400, "max_tokens is too large: 50000", set()),
        (400, "temperature must be below 2", set()),
        (500, "Unsupported parameter: stream_options", set()),
        (400, "the prompt is bad", set()),
        (400, "Conversation roles must alternate user/assistant", {ROLES}),
        (500, "After the system message, roles must alternate", {ROLES}),
        (None, "Only user and assistant roles are supported!", {ROLES}),
        (400, "System role not supported", {ROLES}),
        (422, "Template error: template_error", {ROLES}),
        (401, "System role not supported", set()),
        (None, "Unsupported parameter: stream_options", set()),
    ],
)
def test_what_a_rejection_is_about(status: int | None, said: str, named: set[str]) -> None:
    assert rejected_by(status, said) == named


@given(TURNS)
def test_folding_alternates_and_loses_nothing(turns: list[Message]) -> None:
    told = folded(turns)
    assert all(before.role != after.role for before, after in pairwise(told))
    assert {turn.role for turn in told} <= {"user", "assistant"}
    for role, given_as in (("assistant", {"assistant"}), ("user", {"user", "system"})):
        said = [turn.content for turn in turns if turn.role in given_as]
        assert "\n\n".join(turn.content for turn in told if turn.role == role) == "\n\n".join(said)


def test_a_system_message_opens_the_next_user_turn() -> None:
    roles: list[Role] = ["system", "user", "assistant", "user"]
    turns = [Message(role, str(number)) for number, role in enumerate(roles)]
    assert [turn.content for turn in folded(turns)] == ["0\n\n1", "2", "3"]


def test_a_dialect_grows_and_folds_only_when_it_has_to() -> None:
    turns = (Message("system", "a"), Message("user", "b"))
    assert Dialect().messages(turns) == turns
    both = Dialect().simpler({"temperature"}).simpler({ROLES})
    assert both.without == {"temperature", ROLES}
    assert len(both.messages(turns)) == 1
