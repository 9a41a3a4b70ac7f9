"""Interviews, and what else is told in turns: "GM: In 1961" with the name that the document's head
has for GM, and with what was asked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from typing import NamedTuple

from rag.regex import regex
from rag.text.asked import is_question, is_reply
from rag.text.sentences import Span, plain, sentence_spans

HEAD = 3_000  # characters in which a document says who speaks

Speakers = tuple[tuple[str, str], ...]
"""Initials, each with the name that they are of."""

_WORD = r"(?:(?:Dr|Prof|Mrs?|Ms|[A-ZÀ-ÖØ-Þ])\.|[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’-](?=\w)){0,40})"
_JOINT = r" (?:(?:van|von|de|der|den|du|di|da|la|le|el|al|bin) )?"
_NAME = rf"{_WORD}(?:{_JOINT}{_WORD}){{0,4}}"
_INITIALS = r"(?:[A-ZÀ-ÖØ-Þ]{1,3}|(?:[A-ZÀ-ÖØ-Þ]\. ?){2,3})"
_TURN = regex(
    rf"^[ \t>]*[*_]{{0,3}}(?P<label>{_INITIALS}|{_NAME}(?: \d{{1,2}})?)"
    r"[*_]{0,3}:[*_]{0,3}[ \t]+(?=\S)",
    re.MULTILINE,
)
_SIGNS = 3  # of emphasis before a label
_HEADING = regex(r"^#{1,6} ", re.MULTILINE)
_NAMES = regex(rf"(?<!\w){_NAME}")
_DECLARED = regex(rf"(?<!\w)(?P<name>{_NAME}),? ?[(\[](?P<label>[^()\[\]\s]{{1,8}})[)\]]")
_EXCHANGES = 2  # questions that somebody else answers, at least; one where speakers are known
_LEANS = regex(r"\b(?:it|its|that|this|they|them|their)\b", re.IGNORECASE)
_MOST = 3  # questions that are told together: "Were you in favour of it?" goes on with another
_LONGEST = 200  # characters of what is asked
_TEXTS = 64  # whose turns are kept


class Turn(NamedTuple):
    """What one speaker says at once: where it begins with its label, where its words begin, where
    it ends, and that label."""

    start: int
    words: int
    end: int
    label: str


class Told(NamedTuple):
    """How a sentence of a turn is read: with the speaker's name, and below what was asked."""

    text: str
    asked: str


class Interview:
    """The turns of a text in order, and who asks in it."""

    def __init__(self, text: str, turns: Sequence[Turn], asker: str, speakers: Speakers) -> None:
        self.turns = tuple(turns)
        self.asker = asker
        self._text = text
        self._names = dict(speakers)
        self._spans = sentence_spans(text)
        self._starts = [one.start for one in self._spans]
        self._ends = [one.end for one in self._spans]

    def name(self, label: str) -> str:
        """Whose label it is, or the label."""
        return self._names.get(label, label)

    def turn_at(self, at: int) -> Turn | None:
        """The turn that what begins at this place is of, be it with signs before its label."""
        return next((one for one in self.turns if one.start - _SIGNS <= at < one.end), None)

    def opens(self, at: int) -> int:
        """How long the label is, with what parts it from the words, where a turn begins there."""
        turn = self.turn_at(at)
        return turn.words - at if turn and at <= turn.start else 0

    def sentences(self, turn: Turn) -> list[Span]:
        """Those of a turn."""
        first = bisect_right(self._ends, turn.words)
        return list(self._spans[first : bisect_left(self._starts, turn.end)])

    def asked_in(self, turn: Turn) -> str:
        """What it asks last, or else says last."""
        said = [self._text[max(one.start, turn.words) : one.end] for one in self.sentences(turn)]
        asked = [one for one in said if is_question(one)] or said
        return plain(asked[-1]) if asked else ""

    def replies(self, turn: Turn) -> list[Turn]:
        """The turns behind one of the asker's, up to the asker's next one."""
        behind = self.turns[self.turns.index(turn) + 1 :]
        until = (at for at, one in enumerate(behind) if one.label == self.asker)
        return list(behind[: next(until, len(behind))])

    def is_said_to_no_question(self, span: Span) -> bool:
        """Is it a bare "Yes." to what was no question?"""
        turn = self.turn_at(span.start)
        at = self.turns.index(turn) if turn else 0
        if turn is None or not at or not self.opens(span.start):
            return False
        words = self._text[turn.words : span.end]
        before = self.asked_in(self.turns[at - 1])
        return is_reply(words) and len(words.split()) == 1 and not is_question(before)

    @cached_property
    def told(self) -> dict[Span, Told]:
        """Its sentences as somebody reads them who knows who speaks."""
        found: dict[Span, Told] = {}
        asked: list[str] = []
        for turn, following in zip_longest(self.turns, self.turns[1:]):
            last = self.asked_in(turn)[-_LONGEST:]
            replied = following is not None and self.asker != following.label != turn.label
            asks = turn.label == self.asker or (is_question(last) and replied)
            if asks:
                asked = [*(asked[1 - _MOST :] if _LEANS.search(last) else ()), last]
            for one in self.sentences(turn):
                said = self._text[max(one.start, turn.words) : one.end]
                told = f"{self.name(turn.label)}: {said}" if one.start < turn.words else said
                goes_on = "\n\n" in self._text[turn.words : one.start]
                found[one] = Told(told, "" if asks or goes_on else " ".join(asked))
        return found


@lru_cache(_TEXTS)
def interview(text: str, speakers: Speakers = (), *, part: bool = False) -> Interview | None:
    """A text as an interview; None where nobody answers another. Of a `part` of one, and where the
    speakers are known, a single answer is enough."""
    begins = [*_TURN.finditer(text)]
    stops = sorted({*(one.start() for one in (*begins, *_HEADING.finditer(text))), len(text)})
    found = [
        Turn(one.start("label"), one.end(), stops[bisect_right(stops, one.start())], one["label"])
        for one in begins
    ]
    answered = Counter(
        one.label
        for one, other in pairwise(found)
        if one.label != other.label and is_question(text[one.words : one.end].rstrip())
    )
    if sum(answered.values()) < (1 if part or speakers else _EXCHANGES):
        return None
    asker = max(answered, key=lambda label: answered[label])
    first = next(at for at, one in enumerate(found) if one.label in answered)
    return Interview(text, found[first:], asker, speakers)


def speakers_of(text: str, head: Callable[[], str]) -> Speakers:
    """What turns of a `text` begin with, initials or one name, each with the name in full that the
    document's `head` declares for it ("Gerda Malthe (GM)"), or that alone of those named there has
    these initials or this name in it."""
    found = interview(text, part=True)
    labels = dict.fromkeys(one.label for one in found.turns) if found else {}
    beginning = head() if labels else ""
    named = ((label, _name_of(label, beginning)) for label in labels if " " not in label)
    return tuple((label, name) for label, name in named if name)


def _name_of(label: str, head: str) -> str:
    first = re.search(rf"^[ \t>*_]*{re.escape(label)}[*_]*:", head, re.MULTILINE)
    before = head[: first.start()] if first else ""
    return _named_in(before, label) or _named_in(head, label)


def _named_in(head: str, label: str) -> str:
    initials, word = _letters(label), label.casefold()
    for one in _DECLARED.finditer(head):
        if _letters(one["label"]) == initials:
            return plain(one["name"])
    several = [one[0] for one in _NAMES.finditer(head) if " " in one[0]]
    found = {name for name in several if word in name.casefold().split()}
    found = found or {_fitting(name, initials) for name in several} - {""}
    return found.pop() if len(found) == 1 and len(initials) > 1 else ""


def _letters(label: str) -> str:
    return re.sub(r"[\W_]", "", label)


def _fitting(name: str, initials: str) -> str:
    """The words of a name that have these initials, "" where none have."""
    words = [word for word in name.split() if word[0].isupper()]
    for at in range(len(words) - len(initials) + 1):
        some = words[at : at + len(initials)]
        if "".join(word[0] for word in some) == initials and len(some[-1]) > 1:
            return name[name.index(some[0]) : name.rindex(some[-1]) + len(some[-1])]
    return ""
