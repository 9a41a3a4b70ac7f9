"""Code in streaming Markdown: decisions are final, and the end always decides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.code import MAX_SPAN_CHARS, code_span, fenced, has_stray_ticks, opening_fence
from rag.answer.markers import UNDECIDED

SOUP = st.text(st.sampled_from(list("`~ \n>-1.ab")), max_size=20)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```\nx", (4, "```")),
        ("  - ````py\nx", (11, "````")),
        ("~~~ `a` \n", (9, "~~~")),
        ("```a`b\n", None),
        ("``\n", None),
        ("text", None),
        ("``", UNDECIDED),
        ("```py", UNDECIDED),
        ("  ", UNDECIDED),
        ("1.", UNDECIDED),
    ],
)
def test_a_line_that_opens_a_fence_is_told_from_one_that_does_not(text: str, found: object) -> None:
    assert opening_fence(text, 0, final=False) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```\n", (4, True)),
        ("  ````  \nx", (9, True)),
        ("``\n", (3, False)),
        ("``` x\n", (6, False)),
        ("a", (1, False)),
        ("``", UNDECIDED),
    ],
)
def test_a_fence_is_closed_by_its_like_alone(text: str, found: object) -> None:
    assert fenced(text, 0, "```", fresh=True, final=False) == found


def test_only_a_whole_line_closes() -> None:
    assert fenced("```\n", 0, "```", fresh=False, final=False) == (4, False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`a` b", 3),
        ("`` a ` b``c", 10),
        ("`a\nb` c", 5),
        ("`a\n\nb` c", None),
        ("`a\n- b` c", None),
        ("`a", UNDECIDED),
        ("`a`", UNDECIDED),
        ("`" + "x" * (MAX_SPAN_CHARS + 1), None),
    ],
)
def test_a_code_span_ends_at_its_own_backticks_within_a_paragraph(text: str, found: object) -> None:
    assert code_span(text, 0, final=False) == found


@settings(deadline=None)  # the machine may be busy
@given(SOUP, SOUP)
def test_once_decided_more_text_changes_nothing(text: str, more: str) -> None:
    opened = opening_fence(text, 0, final=False)
    if opened != UNDECIDED:
        assert opening_fence(text + more, 0, final=False) == opened
    span = code_span("`" + text, 0, final=False)
    if span != UNDECIDED:
        assert code_span("`" + text + more, 0, final=False) == span


@settings(deadline=None)  # the machine may be busy
@given(SOUP)
def test_the_end_always_decides(text: str) -> None:
    assert opening_fence(text, 0, final=True) != UNDECIDED
    assert code_span("`" + text, 0, final=True) != UNDECIDED
    assert fenced("`" + text, 0, "```", fresh=True, final=True) != UNDECIDED


@pytest.mark.parametrize(
    ("text", "stray"),
    [
        ("", False),
        ("`a` and `` b ` c ``", False),
        ("\\` and `a`", False),
        ("Press the `.", True),
        ("`a` or ` b", True),
        ("\\`a` b", True),
        ("`` a `", True),
        ("a\\", False),
    ],
)
def test_backticks_that_open_nothing_are_stray(text: str, stray: bool) -> None:
    assert has_stray_ticks(text) is stray
