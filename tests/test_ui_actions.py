"""The buttons below an answer: what they say, open and copy, and what a click may do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from rag.export.plain import to_plain
from rag.types import Answer
from rag.ui.actions import actions_html
from rag.ui.rating import REASONS, Rating, reasons
from tests.kept import NOON, PAYLOADS, REFUSED, hostile
from tests.page_reader import PageReader


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    st.session_state.clear()
    yield
    st.session_state.clear()


def opens(html: str) -> list[str]:
    return [one.attributes["data-open"] for one in PageReader(html).all("button") if
            "data-open" in one.attributes]  # fmt: skip


def test_what_can_be_wrong_fits_an_answer_or_a_refusal() -> None:
    assert [REASONS[one] for one in reasons(NOON)] == [
        "The source is the wrong one",
        "The source does not say that",
        "Something is missing",
        "The question was taken for another",
        "It should have refused",
    ]
    assert reasons(REFUSED) == ("should have answered", "misread", "useless offers")
    assert set(reasons(NOON)) | set(reasons(REFUSED)) == set(REASONS)


def test_an_answer_can_be_rated_asked_again_and_copied_with_its_footnotes() -> None:
    html = actions_html(NOON, None, {}, again=True)
    assert opens(html) == ["up", "down", "again"]
    (copy,) = [one for one in PageReader(html).all("button") if "data-copy" in one.attributes]
    assert copy.attributes["data-copy"] == to_plain(NOON)
    assert "Copy with footnotes" in copy.text


def test_nobody_else_to_ask_is_not_offered() -> None:
    assert "again" not in opens(actions_html(NOON, None, {}, again=False))


def test_a_rated_answer_can_become_a_case_once() -> None:
    assert "case" in opens(actions_html(NOON, Rating("up"), {}, again=False))
    html = actions_html(NOON, Rating("up"), {}, again=False, case="high-tide")
    assert "case" not in opens(html)
    assert "It is the grounding case high-tide." in PageReader(html).text


@pytest.mark.parametrize("verdict", ["up", "down"])
def test_which_was_pressed_is_told_to_everybody(verdict: str) -> None:
    given = Rating("up") if verdict == "up" else Rating("down", "wrong source")
    read = PageReader(actions_html(NOON, given, {}, again=False))
    pressed = [one.attributes["data-open"] for one in read.all("button", aria_pressed="true")]
    assert pressed == [verdict]
    words = {"up": "You found this helpful.", "down": "the source is the wrong one."}
    assert words[verdict] in read.text
    assert "Press it again to take that back." in read.text


def test_a_refusal_has_no_footnotes_to_copy() -> None:
    assert "footnotes" not in PageReader(actions_html(REFUSED, None, {}, again=True)).text


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_copied_stays_text(payload: str) -> None:
    for turn in hostile(payload).turns:
        if isinstance(turn.answer, Answer):
            read = PageReader(actions_html(turn.answer, None, {}, again=True, case=payload))
            assert {tag.name for tag in read.tags} == {"div", "button", "span", "p"}
            (copy,) = [one for one in read.all("button") if "data-copy" in one.attributes]
            assert copy.attributes["data-copy"] == to_plain(turn.answer)
