"""The embedded answerer: an answer made of the sources' own sentences, with no model at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.answer.disagreement import conflict
from rag.answer.shape import Shape, mentions, shape_of
from rag.text import Span, content_terms, figures, plain, sentence_spans
from rag.types import EMBEDDED_MODEL, Delta, Evidence, EvidenceSentence, Message, Passage

MAX_SENTENCES = 4
_CLOSE_TO_BEST = 0.6  # share of the best sentence's score that earns a place beside it
_CLOSE_BESIDE = 0.5  # ... right beside a sentence that has one: an account goes on
_FRAGMENT = 0.5
_LISTED = 1.5  # how much more a sentence weighs that lists things where several are asked for
_COMPARED = 0.3  # share of the best score that is enough for what the other sentences leave out
_SAME_WORDS = 0.8  # above this overlap of topic words, a sentence says nothing new
_LEANING = re.compile(
    r"(?:this|that|these|those|it|its|they|their|he|she|his|her|such|both|the former|the latter|"
    r"however|therefore|moreover|in addition|as a result|for example|instead|also|"
    r"the (?:difference|result|reason|two|three|others?|same|rest))\b",
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

    def prompt(self, question: str, passages: Sequence[Passage]) -> tuple[Message, ...]:
        """No messages: there is no model."""
        del question, passages
        return ()

    def stream(self, prompt: Sequence[Message], evidence: Evidence) -> Iterator[Delta]:
        """One piece a sentence, in reading order, best passage first, part by part."""
        del prompt  # the evidence already says which sentences answer which question
        last: Chosen | None = None
        for chosen in select_all(evidence):
            gap = "" if last is None else _gap(last, chosen)
            mark = "- " if chosen.listed else ""
            yield Delta(text=f"{gap}{mark}{quoted(chosen.text)} [{chosen.passage.key}]")
            last = chosen
        yield Delta(finish="stop")


class Chosen(NamedTuple):
    """A sentence to quote, by its offsets into the document; `listed` if it is a list's item."""

    passage: Passage
    span: Span
    listed: bool = False

    @property
    def text(self) -> str:
        """The source's words."""
        begin = self.passage.start
        return self.passage.text[self.span.start - begin : self.span.end - begin]


def _gap(before: Chosen, after: Chosen) -> str:
    """What stands between two: list items on lines of their own, passages apart."""
    if before.passage is not after.passage:
        return "\n\n"
    if after.listed:
        return "\n"
    return "\n\n" if before.listed else " "


def quoted(text: str) -> str:
    """A source's sentence as it is shown: on one line, without the source's own footnote marks."""
    return _FOOTNOTE_MARK.sub("", plain(text)).strip()


def select_all(evidence: Evidence) -> list[Chosen]:
    """The sentences to quote for every part of a question, each once."""
    found: dict[tuple[str, Span], Chosen] = {}
    for part in evidence.parts or (evidence,):
        for chosen in select(part.sentences, part.question):
            found.setdefault((chosen.passage.key, chosen.span), chosen)
    return list(found.values())


def select(ranked: Sequence[EvidenceSentence], question: str = "") -> list[Chosen]:
    """The sentences to quote, with what they need to be understood, in reading order."""
    shape = shape_of(question)
    kept = _kept(ranked, shape)
    kept += _compared(kept, ranked, shape) + _contradicting(kept, ranked)
    order = list(dict.fromkeys(sentence.passage.key for sentence in kept))
    chosen: dict[tuple[str, Span], Chosen] = {}
    for sentence in kept:
        for span in _with_lead(sentence):
            chosen.setdefault((sentence.passage.key, span), Chosen(sentence.passage, span))
        for span in _announced(sentence):  # a list's item, even if it was chosen by itself
            chosen[sentence.passage.key, span] = Chosen(sentence.passage, span, listed=True)
    return sorted(chosen.values(), key=lambda one: (order.index(one.passage.key), one.span))


def _kept(ranked: Sequence[EvidenceSentence], shape: Shape) -> list[EvidenceSentence]:
    """The best, and those near to it that say something else, heaviest first."""

    def weight(sentence: EvidenceSentence) -> float:
        return _weight(sentence, shape)

    weighed = sorted(ranked, key=lambda one: -weight(one))
    kept: list[EvidenceSentence] = []
    for sentence in weighed:
        if len(kept) == MAX_SENTENCES:
            break
        beside = any(_is_beside(sentence, other) for other in kept)
        share = _CLOSE_BESIDE if beside else _CLOSE_TO_BEST
        if kept and weight(sentence) < share * weight(kept[0]):
            continue
        if not any(_says_the_same(sentence.text, other.text) for other in kept):
            kept.append(sentence)
    return kept


def _compared(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence], shape: Shape
) -> list[EvidenceSentence]:
    """For each thing to be compared that is not mentioned yet, the best sentence that does."""
    found: list[EvidenceSentence] = []
    for subject in shape.subjects:
        if any(mentions(one.text, subject) for one in (*kept, *found)):
            continue
        fit = (
            one
            for one in ranked
            if mentions(one.text, subject) and one.score >= _COMPARED * ranked[0].score
        )
        found.extend(one for one in [next(fit, None)] if one is not None)
    return found


def _weight(sentence: EvidenceSentence, shape: Shape) -> float:
    """The score; half of it for a fragment (a list's item, a caption), which seldom tells."""
    whole = sentence.text.rstrip("\"'”’)]*_").endswith((".", "!", "?", ":", "…", "。"))
    listed = shape.several and shape.is_listed_in(sentence.text)
    return sentence.score * (1.0 if whole else _FRAGMENT) * (_LISTED if listed else 1.0)


def _is_beside(one: EvidenceSentence, other: EvidenceSentence) -> bool:
    """Do the two follow each other in one paragraph?"""
    first, second = sorted((one, other), key=lambda sentence: sentence.start)
    passage = first.passage
    if second.passage is not passage:
        return False
    between = passage.text[first.end - passage.start : second.start - passage.start]
    return not between.strip() and "\n\n" not in between


def _contradicting(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """A sentence of another document that gives the best one's value otherwise, if there is one."""
    best = kept[0] if kept else None
    for sentence in ranked:
        apart = best and sentence.passage.document_id != best.passage.document_id
        if best and apart and sentence not in kept and conflict(best.text, sentence.text):
            return [sentence]
    return []


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
