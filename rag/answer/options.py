"""Keeps apart options, phases, buildings with a heading of their own ("Option A: Leaflet"): which
of them a sentence is of, and what must not be quoted without saying so."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.regex import regex
from rag.text import Span, said_words
from rag.text.headings import MARK
from rag.text.parts import Part, parts_of
from rag.types import EvidenceSentence, Passage

_HEADED = regex(
    r"(?:\d+(?:\.\d+)*\.?\s+)?(?P<kind>[^\W\d_]{3,})\s+(?P<label>[A-Z]|\d{1,2})\b(?![.,'’-]\w)"
)
_LABEL = r"(?:[a-z]|\d{1,2})\b(?![.,-]\w|['’](?!s\b))"
_JOINT = r"(?:\s*(?:[,/&]|\b(?:and|or|than|to|vs|versus|und|oder|als|et|ou|y|o)\b\.?))+\s*"
_BARE_LABEL = regex(r"\b[B-HJ-Z]\b")
_VALUED = regex(r"[*_]*(?P<name>[^\W\d_][^:.!?|\n]{0,40}):[*_]*\s+[^\s:]")
_AS_LIKELY = 0.5  # share of a sentence's score with which one of the option asked about is enough


def without_other_options(
    ranked: Sequence[EvidenceSentence], question: str
) -> tuple[EvidenceSentence, ...]:
    """The sentences without what stands under another option's heading than the one that the
    question names, where something under that is about as likely. What mentions that stays."""
    owned = {one.place: found for one in ranked if (found := _option(one, question))}
    asked = {kind: labels_of(kind, question) for kind, _ in owned.values()}
    best: dict[tuple[str, str], float] = {}
    for one in ranked:
        kind, label = owned.get(one.place, ("", ""))
        if label in asked.get(kind, ()):
            key = (one.passage.document_id, kind)
            best[key] = max(one.score, best.get(key, 0.0))

    def is_of_another(one: EvidenceSentence) -> bool:
        kind, label = owned.get(one.place, ("", ""))
        if not kind or label in asked[kind] or labels_of(kind, one.text) & asked[kind]:
            return False
        return best.get((one.passage.document_id, kind), 0.0) >= _AS_LIKELY * one.score > 0

    return tuple(one for one in ranked if not is_of_another(one))


def labels_of(kind: str, text: str) -> frozenset[str]:
    """Which of a kind a text names, in lower case: "a" and "b" for "options A and B"."""
    of_kind = rf"\b{re.escape(kind)}\w{{0,2}}\s+"
    row = re.compile(rf"{of_kind}({_LABEL}(?:{_JOINT}(?:{of_kind})?{_LABEL})*)", re.IGNORECASE)
    named = re.sub(of_kind, " ", " ".join(row.findall(text)), flags=re.IGNORECASE)
    if not named:
        return frozenset()
    bare = _BARE_LABEL.findall(text)
    return frozenset(one.lower() for one in (*re.findall(rf"\b{_LABEL}", named, re.I), *bare))


def heading_needed(passage: Passage, span: Span, asked: Set[str]) -> Span | None:
    """The heading right above the sentence at `span`, where it names an option of a kind that is
    `asked` about (topic words, folded), or where the sentence is a name with a value ("Cost: 1,100
    €") and stands with another value below another heading. Offsets are into the document."""
    parts = parts_of(passage.text)
    at, above = _part_and_heading(parts, span.start - passage.start)
    if above < 0 or parts[at].mark in ("#", "|", "`"):
        return None
    head = parts[above].sentences[0]
    option = _HEADED.match(passage.text[slice(*head)])
    of_kind = option is not None and said_words(option["kind"]) <= asked
    if not of_kind and not _is_told_elsewhere(passage.text, parts, above, parts[at]):
        return None
    return _heading(passage, parts[above])


def heading_over(passage: Passage, span: Span) -> Span | None:
    """The marked heading that the sentence at `span` stands under, as far as the passage has it."""
    parts = parts_of(passage.text)
    _, above = _part_and_heading(parts, span.start - passage.start)
    if above < 0:
        return None
    return _heading(passage, parts[above])


def _heading(passage: Passage, part: Part) -> Span:
    """Where it stands in the document; without its number, but for "2.8.0 (May 2025)"."""
    start, end = part.sentences[0]
    whole = MARK.match(passage.text, passage.text.rfind("\n", 0, start) + 1)
    if whole and passage.text.startswith("(", start):
        start = whole.end()
    return Span(start + passage.start, end + passage.start)


def _part_and_heading(parts: Sequence[Part], begin: int) -> tuple[int, int]:
    """Which part something is in that begins there, and which is the heading above it; or -1."""
    at = next((n for n, one in enumerate(parts) if one.start <= begin < one.end), -1)
    return at, next((n for n in reversed(range(max(at, 0))) if parts[n].mark == "#"), -1)


def _is_told_elsewhere(text: str, parts: Sequence[Part], above: int, own: Part) -> bool:
    """Is a part a name with a value, and has that name another value below another heading?"""
    name = _VALUED.match(text, own.start)
    if name is None:
        return False
    end = next((n for n in range(above + 1, len(parts)) if parts[n].mark == "#"), len(parts))
    others = (*parts[:above], *parts[end:])
    found = (_VALUED.match(text, one.start) for one in others if one.mark not in ("#", "|", "`"))
    return any(one and one["name"].lower() == name["name"].lower() for one in found)


def _option(sentence: EvidenceSentence, question: str) -> tuple[str, str] | None:
    """Of a kind that the question names, which one's heading a sentence stands under; the kind in
    lower case, too."""
    asked = said_words(question)
    place = sentence.locator
    for heading in place.split("; ")[0].split(" > "):
        found = _HEADED.match(heading)
        if found and said_words(found["kind"]) <= asked:
            return found["kind"].lower(), found["label"].lower()
    return None
