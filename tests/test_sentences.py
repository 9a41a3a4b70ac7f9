"""Which sentence a marker belongs to."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.citations import CitationStream
from rag.answer.sentences import CitedSentence, split_answer
from rag.types import Marker
from tests.test_citations import PASSAGES, SOUP


def split(written: str) -> tuple[str, tuple[CitedSentence, ...]]:
    stream = CitationStream(PASSAGES)
    stream.feed(written)
    stream.finish()
    return stream.text, split_answer(stream.text, stream.markers)


def told(written: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(sentence.text, sentence.numbers) for sentence in split(written)[1]]


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        ("One GPU. [k7f2] Two.", [("One GPU.", (1,)), ("Two.", ())]),
        ("One GPU [k7f2]. Two.", [("One GPU.", (1,)), ("Two.", ())]),
        ("One GPU.[k7f2] Two [m3qd].", [("One GPU.", (1,)), ("Two.", (2,))]),
        ("One [k7f2] GPU, two [m3qd][k7f2].", [("One GPU, two.", (1, 2))]),
        ("One.[k7f2]Two.", [("One.", (1,)), ("Two.", ())]),
        ("One. Two. [k7f2][m3qd]", [("One.", ()), ("Two.", (1, 2))]),
        ("One.\n\n[k7f2]", [("One.", (1,))]),
        ("One.\n\n[k7f2] Two.", [("One.", ()), ("Two.", (1,))]),
        ("[k7f2] One. Two.", [("One.", (1,)), ("Two.", ())]),
        ("- One [k7f2]\n- Two [m3qd]", [("One", (1,)), ("Two", (2,))]),
        ("- One.\n- [k7f2] Two.", [("One.", ()), ("Two.", (1,))]),
        ("1. One. [k7f2]\n2. Two.\n[m3qd]", [("One.", (1,)), ("Two.", (2,))]),
        ("One.\n\n## Costs [k7f2]\n\nTwo [m3qd].", [("One.", ()), ("Two.", (2,))]),
        ("One.\n\n## Costs\n[k7f2]", [("One.", ())]),
        ("One [k7f2].\n---\nTwo [m3qd].", [("One.", (1,)), ("Two.", (2,))]),
        (
            "## The fee is 5 euros\n## It is due in May. [k7f2]\nTwo.",
            [("The fee is 5 euros", ()), ("It is due in May.", (1,)), ("Two.", ())],
        ),
        ("## Six weeks [k7f2]\n\nTwo.", [("Six weeks", (1,)), ("Two.", ())]),
        ("## Three key points\n## 1. Costs [k7f2]\n## When is it due in 2024?\n", []),
        ("## What was paid in 2024\n## Next\n```\n# It is 5.\n```", [("# It is 5.", ())]),
        (
            "Dr. Ng paid $3.5 million [k7f2]. Yes.",
            [("Dr. Ng paid $3.5 million.", (1,)), ("Yes.", ())],
        ),
        ("See [sic] and [1].", [("See [sic] and.", ())]),
        ("[k7f2]", []),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_marker_belongs_to_the_sentence_it_follows(
    written: str, sentences: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert told(written) == sentences


def test_a_code_block_is_one_unit() -> None:
    told_apart = told("Run this. [k7f2]\n\n```\nfirst. Second.\n\n[1]\n```\n\nDone. [m3qd]")
    assert told_apart[0] == ("Run this.", (1,))
    assert told_apart[1] == ("first. Second.\n\n[1]", ())
    assert told_apart[2] == ("Done.", (2,))


def test_unknown_markers_are_told_and_left_out_of_the_text() -> None:
    _, (sentence,) = split("One [zz9x] GPU [k7f2][zz9x].")
    assert (sentence.text, sentence.numbers, sentence.unknown) == ("One GPU.", (1,), ("zz9x",))


def test_spans_hold_the_sentence_and_its_markers() -> None:
    text, sentences = split("One [k7f2]. Two. [m3qd]\n\n- Three\n\n[k7f2]")
    assert [text[item.start : item.end] for item in sentences] == [
        "One [1].",
        "Two. [2]",
        "Three\n\n[1]",
    ]


@settings(deadline=None)  # the machine may be busy
@given(SOUP)
def test_sentences_are_in_order_apart_and_true_to_the_text(written: str) -> None:
    stream = CitationStream(PASSAGES)
    stream.feed(written)
    stream.finish()
    end = 0
    for sentence in split_answer(stream.text, stream.markers):
        assert end <= sentence.start < sentence.end <= len(stream.text)
        end = sentence.end
        inside = [m for m in stream.markers if sentence.start <= m.start and m.end <= end]
        assert set(sentence.numbers) <= {marker.number for marker in inside}
        assert sentence.text.strip() == sentence.text != ""


@settings(deadline=None)  # the machine may be busy
@given(st.text())
def test_without_markers_the_text_is_the_span(text: str) -> None:
    for sentence in split_answer(text, ()):
        assert text[sentence.start : sentence.end] == sentence.text


def test_markers_are_taken_as_given() -> None:
    (sentence,) = split_answer("One [1].", (Marker(4, 7, 1, "k7f2"),))
    assert sentence.numbers == (1,)
    (sentence,) = split_answer("One [1].", ())
    assert (sentence.text, sentence.numbers) == ("One [1].", ())
