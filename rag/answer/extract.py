"""The embedded answerer: an answer made of the sources' own sentences, with no model at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.text import Span, content_terms, figures, plain, sentence_spans
from rag.types import EMBEDDED_MODEL, Delta, Evidence, EvidenceSentence, Passage

MAX_SENTENCES = 4
_CLOSE_TO_BEST = 0.5  # share of the best sentence's score that earns a place beside it
_SAME_WORDS = 0.8  # above this overlap of topic words, a sentence says nothing new
_LEANING = re.compile(
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|the former|the latter|"
    r"however|therefore|moreover|in addition|as a result|for example|instead|also)\b",
    re.IGNORECASE,
)
_ITEM_MARK = re.compile(r"\n\s*(?:[-*+•]|\(?\d{1,3}[.)])\s+$")
_MOST_ITEMS = 12
_FOOTNOTE_MARK = re.compile(r"\s*\[\d{1,3}\](?!\()")


class ExtractiveAnswerer:
    """Quotes the fewest sentences that carry the evidence, each with the key of its passage.

    It speaks the same language as a model, text with `[key]` markers, so that everything after
    it is the one path. Needs evidence with at least one sentence.
    """

    name = EMBEDDED_MODEL

    def stream(
        self, question: str, passages: Sequence[Passage], evidence: Evidence
    ) -> Iterator[Delta]:
        """One piece a sentence, in reading order, best passage first."""
        del question, passages  # the evidence already says which sentences answer which question
        chosen = select(evidence.sentences)
        for place, (passage, span) in enumerate(chosen):
            text = quoted(passage.text[span.start - passage.start : span.end - passage.start])
            gap = "" if place == 0 else (" " if chosen[place - 1][0] is passage else "\n\n")
            yield Delta(text=f"{gap}{text} [{passage.key}]")


def quoted(text: str) -> str:
    """A source's sentence as it is shown: on one line, without the source's own footnote marks."""
    return _FOOTNOTE_MARK.sub("", plain(text))


def select(ranked: Sequence[EvidenceSentence]) -> list[tuple[Passage, Span]]:
    """The sentences to quote, with what they need to be understood, in reading order."""
    kept: list[EvidenceSentence] = []
    for sentence in ranked:
        if len(kept) == MAX_SENTENCES or (kept and sentence.score < _CLOSE_TO_BEST * kept[0].score):
            break
        if not any(_says_the_same(sentence.text, other.text) for other in kept):
            kept.append(sentence)
    order = list(dict.fromkeys(sentence.passage.key for sentence in kept))
    spans = {
        (sentence.passage.key, span): sentence.passage
        for sentence in kept
        for span in (*_with_lead(sentence), *_announced(sentence))
    }
    listed = sorted(spans.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    return [(passage, span) for (_, span), passage in listed]


def _with_lead(sentence: EvidenceSentence) -> list[Span]:
    """The sentence, after the one before it where it cannot stand alone."""
    own = Span(sentence.start, sentence.end)
    if not _LEANING.match(sentence.text):
        return [own]
    passage = sentence.passage
    before = [
        Span(passage.start + span.start, passage.start + span.end)
        for span in sentence_spans(passage.text)
        if passage.start + span.end <= sentence.start
    ]
    if (
        not before
        or "\n\n" in passage.text[before[-1].end - passage.start : own.start - passage.start]
    ):
        return [own]
    return [before[-1], own]


def _announced(sentence: EvidenceSentence) -> list[Span]:
    """The list that a sentence ending in a colon announces; nothing for any other."""
    if not sentence.text.endswith(":"):
        return []
    passage = sentence.passage
    items: list[Span] = []
    end = sentence.end
    for span in sentence_spans(passage.text):
        found = Span(passage.start + span.start, passage.start + span.end)
        if found.start < sentence.end:
            continue
        between = passage.text[end - passage.start : span.start]
        if not _ITEM_MARK.search(between) or len(items) == _MOST_ITEMS:
            break
        items.append(found)
        end = found.end
    return items


def _says_the_same(one: str, other: str) -> bool:
    """Do two sentences share nearly all topic words of the shorter, and every figure?"""
    if {f.value for f in figures(one)} != {f.value for f in figures(other)}:
        return False
    first = {term.folded for term in content_terms(one)}
    second = {term.folded for term in content_terms(other)}
    shorter = min(len(first), len(second))
    return shorter > 0 and len(first & second) / shorter >= _SAME_WORDS
