"""What speaks for a sentence in one passage, and what gives reason to doubt that it does."""

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
from rag.answer.verification.misplaced import misplaced_figure
from rag.answer.verification.narrower import said_of_more
from rag.answer.verification.opposites import in_denials
from rag.answer.verification.roles import other_roles
from rag.answer.verification.told_as import told_otherwise
from rag.answer.verification.unlimited import unlimited
from rag.answer.verification.voices import other_voice
from rag.answer.verification.whole import other_rank, part_for_whole
from rag.store import FloatArray
from rag.text import Span, sentence_spans
from rag.types import Passage

_PRONOUN = re.compile(
    r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these)\b", re.IGNORECASE
)
PLACE = re.compile(r"\b(?:p|pages?|slides?|lines?|rows?)\b\.? \d[\d,\u2013-]*", re.IGNORECASE)
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

    def read(self, sentence: str) -> str:
        """The span as it is compared with a sentence: under what denies it, prefixes apart."""
        return in_denials(self.denied or self.text, sentence)

    def around(self, sentence: str) -> str:
        """What may be taken as said beside the span: title, headings, whom a pronoun means.

        The number of a page or a row is said only where `sentence` names such a place.
        """
        place = self.passage.locator
        said = [self.passage.title, place if PLACE.search(sentence) else PLACE.sub("", place)]
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
        or other_bound(sentence, one.read(sentence))
        or other_joint(sentence, one.read(sentence))
        or unreserved(sentence, one.told, one.passage.text)
        or told_otherwise(sentence, one.read(sentence))
        or not_free(sentence, one.read(sentence))
        or said_of_more(sentence, one.told, one.passage.text)
        or misplaced_figure(sentence, one.told, one.around(sentence))
        or other_roles(sentence, one.told, one.passage.text)
        or other_voice(sentence, one.told)
        or other_rank(sentence, one.read(sentence))
        or part_for_whole(sentence, one.told)
        or unlimited(sentence, one.read(sentence), one.told, one.passage.text)
    )
