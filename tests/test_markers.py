"""The grammar of markers: decisions are final, and made as early as they can be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.markers import MAX_MARKER_CHARS, UNDECIDED, Bracket, MarkerGrammar, Name

GRAMMAR = MarkerGrammar(["k7f2", "M3QD"])
SOUP = st.text(st.sampled_from(list("[](),; \\:k7f2m3qdz91aé】【\n")), max_size=20)


@pytest.mark.parametrize(
    "text", ["[", "[k7", "[k7f2", "[k7f2, m3", "[[", "[[k7f2]", "[sour", "[1", "("]
)
def test_the_beginning_of_a_marker_waits(text: str) -> None:
    assert GRAMMAR.at(text, 0, final=False) == UNDECIDED
    assert GRAMMAR.at(text, 0, final=True) is None


@pytest.mark.parametrize(
    "text", ["[sic ", "[Editor's", "[k7f2[", "[k7f2\n", "(zz9x)", "(see ", "[12345", "[]", "x"]
)
def test_what_cannot_be_a_marker_does_not_wait(text: str) -> None:
    assert GRAMMAR.at(text, 0, final=False) is None or text == "[12345"


def test_no_bracket_is_waited_for_for_ever() -> None:
    long = "[k7f2 " + "x" * MAX_MARKER_CHARS
    assert GRAMMAR.at(long, 0, final=False) is None
    assert GRAMMAR.at("[" + " " * MAX_MARKER_CHARS, 0, final=False) is None
    assert GRAMMAR.at("[[k7f2]" + " " * 20, 0, final=False) is None


def test_names_come_in_order_and_known_ones_in_lower_case() -> None:
    found = GRAMMAR.at("see [M3QD, ZZ9X, 4]", 4, final=False)
    names = (Name("m3qd", True), Name("ZZ9X", False), Name("4", False))
    assert found == Bracket(19, names)


@settings(deadline=None)  # the machine may be busy
@given(SOUP, SOUP)
def test_once_decided_more_text_changes_nothing(text: str, more: str) -> None:
    decided = GRAMMAR.at("[" + text, 0, final=False)
    if decided != UNDECIDED:
        assert GRAMMAR.at("[" + text + more, 0, final=False) == decided


@settings(deadline=None)  # the machine may be busy
@given(SOUP)
def test_the_end_always_decides(text: str) -> None:
    assert GRAMMAR.at("[" + text, 0, final=True) != UNDECIDED
