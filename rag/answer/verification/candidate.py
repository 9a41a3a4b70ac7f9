"""Evaluates one passage as support for a sentence: the best quote, and all reasons to doubt it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.verification.brief import too_brief
from rag.answer.verification.doubts import doubt
from rag.answer.verification.exact import unknown_noun
from rag.answer.verification.hedged import unreserved
from rag.answer.verification.joints import other_joint
from rag.answer.verification.limits import not_free, other_bound
from rag.answer.verification.misplaced import misplaced_figure, other_place
from rag.answer.verification.narrower import said_of_more
from rag.answer.verification.opposites import in_denials
from rag.answer.verification.roles import other_roles
from rag.answer.verification.told_as import told_otherwise
from rag.answer.verification.unlimited import unlimited
from rag.answer.verification.voices import other_voice
from rag.answer.verification.whole import other_rank, part_for_whole
from rag.regex import regex
from rag.store import FloatArray
from rag.text import Span, sentence_spans
from rag.types import Passage

_PRONOUN = regex(r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these)\b", re.IGNORECASE)
PLACE = regex(r"\b(?:p|pages?|slides?|lines?|rows?)\b\.? \d[\d,\u2013-]*", re.IGNORECASE)
_HEADING = regex(r"[ \t>]*(?P<marks>#{1,6})[ \t]")
_NEAR = 400  # characters around a quote that a judge reads too
_MEANT = 2  # sentences before a pronoun in which what it means may be named


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best span of a passage, its nearest sentence, and the cosines with all spans.

    `told` are the sentences of the span and the nearest, as a reader takes them in. `denied` is
    the span with the line that denies it, if one does.
    """

    passage: Passage
    span: Span
    nearest: str
    told: tuple[str, ...]
    verbatim: bool
    cosines: FloatArray
    denied: str = ""

    @property
    def text(self) -> str:
        return self.passage.text[self.span.start : self.span.end]

    @property
    def is_by_header(self) -> bool:
        """Is the nearest sentence the first row of a table: the names of its columns?"""
        return f"| {self.nearest.replace('; ', ' | ')} |\n|" in self.passage.text

    def read(self, sentence: str) -> str:
        """The span as it is compared with a sentence: under what denies it, prefixes apart."""
        return in_denials(self.denied or self.text, sentence)

    def counted(self, sentence: str) -> str:
        """The same, a row with the names of its columns, which may bound its figures."""
        is_row = self.text.startswith("|") and self.told
        return "\n".join(self.told) if is_row else self.read(sentence)

    def around(self, sentence: str) -> str:
        """What may be taken as said beside the span: title, headings, the names of columns, whom a
        pronoun means.

        The number of a page or a row is said only where `sentence` names such a place.
        """
        place = self.passage.locator
        said = [self.passage.title, place if PLACE.search(sentence) else PLACE.sub("", place)]
        said += headed(self.passage.text, self.span.start)
        if _PRONOUN.search(self.text):
            before = [
                one for one in sentence_spans(self.passage.text) if one.end <= self.span.start
            ]
            said += [self.passage.text[one.start : one.end] for one in before[-_MEANT:]]
        return "\n".join(said)

    @property
    def source(self) -> str:
        """The span with what stands around it, for somebody who reads it."""
        text, (start, end) = self.passage.text, self.span
        near = text[max(0, start - _NEAR) : end + _NEAR]
        return f"{self.passage.title}\n{self.passage.locator}\n{near}"


def headed(text: str, at: int) -> list[str]:
    """The marked headings that a place stands under, and the first row of its table."""
    found: list[tuple[int, str]] = []
    table: list[str] = []
    for line in text[:at].split("\n")[:-1]:
        heading = _HEADING.match(line)
        if heading:
            level = len(heading["marks"])
            found = [one for one in found if one[0] < level] + [(level, line)]
        table = [*table, line] if line.startswith("|") else []
    is_row = text.startswith("|", at) and len(table) > 1
    return [line for _, line in found] + (table[:1] if is_row else [])


def all_of(found: Sequence[Candidate]) -> Candidate:
    """What several passages say only together, as if one said it."""
    first, *_ = found
    text = "\n\n".join(one.text for one in found)
    told = tuple(one for it in found for one in it.told)
    passage = replace(first.passage, text="\n\n".join(one.passage.text for one in found))
    near = "\n".join(one.nearest for one in found)
    return replace(first, passage=passage, nearest=near, told=told, denied=text)


def why_doubted(sentence: str, one: Candidate) -> str:
    """Why a passage that has the sentence's words may still not say what it says; or ""."""
    return (
        too_brief(sentence, one.nearest)
        or unknown_noun(sentence, f"{one.around(sentence)}\n{one.passage.text}")
        or doubt(sentence, one.read(sentence))
        or other_bound(sentence, one.counted(sentence))
        or other_joint(sentence, one.read(sentence))
        or unreserved(sentence, one.told, one.passage.text)
        or told_otherwise(sentence, one.read(sentence))
        or not_free(sentence, one.read(sentence))
        or said_of_more(sentence, one.told, one.passage.text)
        or misplaced_figure(sentence, one.told, one.around(sentence))
        or other_place(sentence, one.told)
        or other_roles(sentence, one.told, one.passage.text)
        or other_voice(sentence, one.told)
        or other_rank(sentence, one.read(sentence))
        or part_for_whole(sentence, one.told)
        or unlimited(sentence, one.read(sentence), one.told, one.passage.text)
    )
