"""Scores how far a span of a passage supports a sentence: by its words and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

import numpy as np

from rag.answer.row_labels import labels_in, with_label
from rag.answer.verification.candidate import Candidate
from rag.answer.verification.passage_parts import counted, parts_of, squeezed, topics
from rag.answer.verification.support import coverage, told_of, topical_terms
from rag.regex import regex
from rag.text import Span, content_terms, figures, is_question
from rag.types import Passage

_FIGURES = 2  # of a sentence that sums up several
_COPIED, _CLOSE = 0.9, 0.9  # of the words
_WORD = regex(r"\w+")
_PAIR, _WIDEST = 2, 6  # sentences


def is_copied(sentence: str, source: str) -> bool:
    """Are nearly all words of a sentence the source's, in its order?"""
    said, given = (_WORD.findall(text.lower()) for text in (sentence, source))
    same = SequenceMatcher(None, said, given, autojunk=False).get_matching_blocks()
    return sum(one.size for one in same) >= _COPIED * len(said)


def is_close(sentence: str, texts: Iterable[str]) -> bool:
    """Has one of the texts nearly all words of a sentence that carry its topic?"""
    wanted = topical_terms(sentence)
    return any(coverage(wanted, told_of(sentence, wanted, one)) >= _CLOSE for one in texts)


def widened(sentence: str, one: Candidate) -> Candidate:
    """With all sentences of the passage that the figures of `sentence`, a summary, are from, where
    the two that speak best for it have not all of them."""
    said = figures(sentence)
    if one.verbatim or len(said) < _FIGURES:
        return one
    passage = one.passage
    parts = parts_of(passage)
    singles = len(parts.in_context)
    given = counted(parts.texts[:singles])
    near = parts.spans.index(one.span) % singles
    places = [near]
    for figure in said:
        holding = [at for at in range(singles) if any(figure.same_as(it) for it in given[at])]
        if not holding:
            return one
        places.append(min(holding, key=lambda at: abs(at - near)))
    first, last = min(places), max(places)
    span = Span(parts.spans[first].start, parts.spans[last].end)
    if not _PAIR < last - first + 1 <= _WIDEST:
        return one
    return replace(one, span=span, told=parts.texts[first : last + 1], denied="")


def covered(sentence: str, texts: tuple[str, ...]) -> list[float]:
    """The share of a sentence's words that each text has; of figures, in whichever writing."""
    topic = content_terms(sentence)
    spoken = [
        (frozenset(one.folded for one in topic if figure.start <= one.start < figure.end), figure)
        for figure in figures(sentence)
    ]
    found = []
    for words, given in zip(topics(texts), counted(texts), strict=True):
        same = (said for said, figure in spoken if any(figure.same_as(one) for one in given))
        found.append(coverage(topic, words.union(*same)))
    return found


def verbatim(sentence: str, passage: Passage) -> Candidate | None:
    """The sentence, the row or the heading of a passage that the sentence is, word for word."""
    parts = parts_of(passage)
    wanted = squeezed(sentence)
    at = parts.bare.index(wanted) if wanted in parts.bare else _labelled(sentence, passage)
    if wanted and at >= 0:
        return Candidate(
            passage, parts.spans[at], parts.texts[at], (), True, np.ones(1, np.float32)
        )
    heading = parts.headings.get(wanted) if wanted else None
    if heading is None:
        return None
    words = passage.text[heading.start : heading.end]
    if words.endswith("?") and not sentence.rstrip('*_"”’» ').endswith("?"):
        return None  # it asks what this says
    return Candidate(passage, heading, words, (), True, np.ones(1, np.float32))


def states(sentence: str, cited: Sequence[Passage]) -> bool:
    """Does a source say just this, and not ask it?"""
    found = (verbatim(sentence, one) for one in cited)
    return any(one is not None and not is_question(one.text) for one in found)


def _labelled(sentence: str, passage: Passage) -> int:
    """The number of the row that the sentence is, with the headings that it stands below in front
    of it; -1 where it is none."""
    parts, wanted = parts_of(passage), squeezed(sentence)
    for span, label in labels_in(passage, sentence):
        at = parts.spans.index(span) if span in parts.spans else -1
        if at >= 0 and squeezed(with_label(label, parts.texts[at])) == wanted:
            return at
    return -1
