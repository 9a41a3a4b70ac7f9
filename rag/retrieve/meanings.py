"""Answers what an abbreviation or a code means: by a legend, a glossary, a table of errors, or the
words that it stands behind in brackets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.meaning_forms import ENTRY as _ENTRY
from rag.retrieve.meaning_forms import FORMS, is_entry, rank_of
from rag.retrieve.sifting import sifted
from rag.text import Span, is_question, said_words, sentence_spans, topic_words
from rag.text.context import row_headers
from rag.text.parts import column_of
from rag.text.terms import FUNCTION_WORDS
from rag.types import Evidence, EvidenceSentence, Passage

_ASKS = tuple(
    regex(way, re.IGNORECASE)
    for way in (
        r"\b(?:does|do|did)\s(?P<what>[^?]{1,60}?)\s(?:mean|stand\sfor|signify|indicate|denote)\b",
        r"\b(?:meaning|(?:full|long)\sform|definition|expansion)\s(?:of|for)\s(?P<what>[^?]{1,60})",
        r"\bwhat(?:['’]s|\sis|\sare)\s(?P<what>[^?]{1,60}?)\s(?:short\sfor|(?:an?\s|the\s)?(?:abbreviation|"
        r"acronym)\s(?:for|of))",
        r"\b(?:what\sis\smeant\sby|define)\s(?P<what>[^?]{1,60})",
        r"\b(?:was\s(?:bedeutet|heißt|heisst|meint)|wofür\ssteht|bedeutung\svon)\s(?P<what>[^?]{1,60})",
        r"^\W*(?P<what>[^?]{1,60}?)\s(?:meaning|abbreviation|definition|(?:full|long)\sform|stands?\sfor"
        r"(?:\swhat)?)\W*$",
    )
)
_POINTS = regex(
    r"\bwhat(?:['’]s|\sis|\sdoes|\sdo)\s(?:that|this|it|they)\b(?:\s(?:mean|stand\sfor))?\W*$",
    re.IGNORECASE,
)
_CODE = regex(r"[^\W_](?:[\w&/.+-]*[^\W_])?|-{2,5}")
_GENERIC = topic_words(
    "mean means meaning stand stands short full long form forms definition define abbreviation "
    "acronym expansion code codes error errors fault faults letter letters symbol symbols display "
    "displays show shows showing say says message messages sign status term word words read reads "
    "table column list document documents file files text legend signify indicate denote please "
    "tell bedeutet heißt steht wofür wofur wofuer abkürzung kürzel fehler bedeutung"
)
_SHORT = 6  # letters of an abbreviation that is asked for without capitals
_EXPANDS = regex(
    r"\b(?:stands?\sfor|short\sfor|(?:full|long)\sform|expansion|abbreviation|acronym|wofür\ssteht)\b",
    re.IGNORECASE,
)
_LIKELY = 0.8
_DIGITS = 3
_MOST = (1, 1, 1, 2)  # sentences of each rank; of more, an entry is of somebody who speaks
_SURE = 0.95
_FURTHER = 2  # sentences that an entry goes on with
_DOCUMENTS = 2


class Asked(NamedTuple):
    """The code or abbreviation whose meaning is asked for, and the words for where it stands."""

    name: str
    about: frozenset[str]


class _Found(NamedTuple):
    rank: int
    near: int
    passage: Passage
    spans: tuple[Span, ...]


def asked_meaning(question: str) -> Asked | None:
    """What it asks the meaning of; None where it asks no such thing."""
    points = _POINTS.search(question)
    found = None if points else next(filter(None, (way.search(question) for way in _ASKS)), None)
    if not (found or points):
        return None
    what = found["what"] if found else question
    words = _CODE.findall(what)
    codes = [word for word in words if _is_code(word)]
    plain = [w for w in words if w.lower() not in FUNCTION_WORDS and not topic_words(w) <= _GENERIC]
    if not codes and found and len(plain) == 1 and len(plain[0]) <= _SHORT:
        codes = plain
    if len(set(codes)) != 1:
        return None
    return Asked(codes[0], topic_words(question) - topic_words(codes[0]) - _GENERIC)


def with_meaning(evidence: Evidence, passages: Sequence[Passage]) -> Evidence:
    """The evidence; where its question asks what something stands for, and passages say it in one
    of the usual forms, what they say. Not of another thing than the one that is named with it."""
    asked = asked_meaning(evidence.question)
    if asked is None:
        return evidence
    found = [one for passage in passages for one in _said_in(asked, passage)]
    if _expands(asked, evidence.question):
        found = [one for one in found if one.rank < _ENTRY or _may_expand(asked, one)]
    nearest = max((one.near for one in found), default=0)
    if asked.about and not nearest:
        return sifted(evidence, lambda one: _of_no_other(one, asked, found, passages))
    if not found:
        return _unless_expanded(evidence, asked)
    best: dict[str, _Found] = {}
    for one in sorted((one for one in found if one.near == nearest), key=lambda one: one.rank):
        best.setdefault(one.passage.document_id, one)
    told = [*best.values()][:_DOCUMENTS]
    sentences = tuple(
        EvidenceSentence.of(one.passage, *span, _SURE) for one in told for span in one.spans
    )
    return replace(evidence, probability=_SURE, sentences=sentences, missing="")


def _of_no_other(
    evidence: Evidence, asked: Asked, found: Sequence[_Found], passages: Sequence[Passage]
) -> list[EvidenceSentence]:
    """Without what says it of another thing, where documents are about the one that is named."""
    named = any(asked.about & said_words(f"{one.title}\n{one.locator}") for one in passages)
    other = {
        (one.passage.key, one.passage.start + span.start) for one in found for span in one.spans
    }
    return [one for one in evidence.sentences if not (named and one.place in other)]


def _unless_expanded(evidence: Evidence, asked: Asked) -> Evidence:
    """The evidence; improbable where an abbreviation is to be spelt out, nothing does, and what was
    found is not sure to."""
    if not _expands(asked, evidence.question) or evidence.probability >= _LIKELY:
        return evidence
    missing = evidence.missing or f"says what {asked.name} stands for"
    return replace(evidence, probability=0.0, missing=missing)


def _expands(asked: Asked, question: str) -> bool:
    """Is an abbreviation to be spelt out?"""
    spelt = _EXPANDS.search(question) and any(map(str.isupper, asked.name))
    return bool(spelt) and not any(map(str.isdigit, asked.name))


def _may_expand(asked: Asked, found: _Found) -> bool:
    """Has what was found another word with its first letter?"""
    told = (found.passage.text[span.start : span.end] for span in found.spans)
    words = {word.lower() for text in told for word in _CODE.findall(text)}
    return any(word[0] == asked.name[0].lower() for word in words - {asked.name.lower()})


def _is_code(word: str) -> bool:
    """Has it letters and a digit, or capitals as no other word has? A number has three digits."""
    if not any(map(str.isalpha, word)):
        return len(word) >= _DIGITS
    capitals = sum(map(str.isupper, word))
    return (
        any(map(str.isdigit, word))
        or capitals > 1
        or word[1:] != word[1:].lower()
        or (len(word) == 1 and capitals == 1 and word != "I")
    )


def _said_in(asked: Asked, passage: Passage) -> Iterator[_Found]:
    """Where the passage says it, and how many words for the place it has."""
    if asked.name.lower() not in passage.text.lower():
        return
    text = passage.text
    spans = sentence_spans(text)
    headers = [*row_headers(text, spans, passage.columns)]
    ranked = [
        (at, rank)
        for at, (span, header) in enumerate(zip(spans, headers, strict=True))
        if not is_question(text[span.start : span.end])
        if (rank := rank_of(asked.name, text[span.start : span.end], header)) is not None
    ]
    for rank in range(FORMS):
        having = [at for at, one in ranked if one == rank]
        if rank >= _ENTRY and len(having) > _MOST[rank]:
            continue
        for at in having[: _MOST[rank]]:
            where = passage.locator_at(
                passage.start + spans[at].start, passage.start + spans[at].end
            )
            near = 2 * len(asked.about & said_words(f"{passage.title}\n{where}"))
            near += len(asked.about & said_words(text))
            yield _Found(rank, near, passage, (spans[at], *_further(asked, text, spans[at:])))


def _further(asked: Asked, text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """The sentences that an entry goes on with, up to the next line that may be one."""
    if not is_entry(asked.name, text[spans[0].start : spans[0].end]):
        return
    column = column_of(text, spans[0].start)
    for before, span in itertools.pairwise(spans):
        between = text[before.end : span.start]
        begins = "\n" in between
        if "\n\n" in between or (begins and column_of(text, span.start) <= column):
            return
        if between.strip():
            return
        yield span
