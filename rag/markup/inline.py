"""Looks of characters inside one block: bold, italic, code, and the syntax that says so.

Every character belongs to exactly one run, so that spans can be drawn over the result exactly.
Spans are at most 400 characters: an opener without a closer must not make the scan quadratic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntFlag

from rag.regex import regex


class Look(IntFlag):
    """How a run of characters is drawn. `SYNTAX` marks the characters that only format others;
    those that are a `BREAK` as well begin a new line."""

    PLAIN = 0
    BOLD = 1
    ITALIC = 2
    CODE = 4
    SYNTAX = 8
    BREAK = 16


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters of one look: `text[start:end]`."""

    start: int
    end: int
    look: Look


_LONGEST_BODY = 20_000
"""Beyond this a block is no prose: it is shown as it is."""

_FORMATS = regex(r"[*_`\[\\<]")
_CODE = regex(r"(?<!`)(`{1,2})(?!`)((?:(?!\1)[^\n]){1,400})\1(?!`)")
_ESCAPE = regex(r"\\[!-/:-@\[-`{-~]")
_LINK = regex(r"(!?\[)([^\[\]\n]{0,400})(\]\([^()\s]{0,400}(?:[ \t]\"[^\"\n]{0,200}\")?\))")
_TAG = regex(
    r"</?(?:(?P<break>br)|b|strong|i|em|u|ins|mark|small|sub|sup|kbd|span|font|wbr)"
    r"(?:\s[^<>\n]{0,200})?\s*/?>",
    re.IGNORECASE,
)
"""Tags that people and models write within Markdown and that only give words another look."""
_BOLD = regex(
    r"(\*\*)(?=\S)(?P<stars>[^\n]{1,400}?)(?<=\S)\*\*"
    r"|(?<!\w)(__)(?=\S)(?P<lines>[^\n]{1,400}?)(?<=\S)__(?!\w)"
)
_ITALIC = regex(
    r"(?<![\w*])\*(?=[^\s*])(?P<stars>[^*\n]{0,400}?[^\s*])\*(?![\w*])"
    r"|(?<!\w)_(?=[^\s_])(?P<lines>[^_\n]{0,400}?[^\s_])_(?!\w)"
)


def without_tags(text: str) -> str:
    """The text without tags that only give words a look; a space where one ends a line."""
    return _TAG.sub(lambda found: " " if found["break"] else "", text)


def inline_runs(text: str, start: int, end: int, content: int) -> tuple[Run, ...]:
    """The runs of `text[start:end]`, in order and without gaps.

    What lies before `content` is the block's own syntax, such as a bullet.
    """
    lead = (Run(start, content, Look.SYNTAX),) if content > start else ()
    body = text[content:end]
    if not body:
        return lead
    if len(body) > _LONGEST_BODY or not _FORMATS.search(body):
        return (*lead, Run(content, end, Look.PLAIN))
    return (*lead, *_runs(_looks(body), content))


def hide(runs: tuple[Run, ...], places: set[int]) -> tuple[Run, ...]:
    """The same runs with the characters at these offsets made syntax."""
    hidden: list[Run] = []
    for run in runs:
        start = run.start
        for place in sorted(place for place in places if run.start <= place < run.end):
            hidden += [Run(start, place, run.look), Run(place, place + 1, Look.SYNTAX)]
            start = place + 1
        hidden.append(Run(start, run.end, run.look))
    return tuple(run for run in hidden if run.start < run.end)


def _runs(looks: list[int], offset: int) -> list[Run]:
    runs, opened = [], 0
    for place in range(1, len(looks) + 1):
        if place == len(looks) or looks[place] != looks[opened]:
            runs.append(Run(offset + opened, offset + place, Look(looks[opened])))
            opened = place
    return runs


def _looks(body: str) -> list[int]:
    """One look a character. Code is settled first: nothing inside it has a meaning.

    In plain integers: an operation on flags costs many times as much, and this is one a character.
    """
    looks = [int(Look.PLAIN)] * len(body)
    masked = list(body)

    def add(start: int, end: int, look: int) -> None:
        looks[start:end] = [before | look for before in looks[start:end]]

    def settle(start: int, end: int, look: Look) -> None:
        add(start, end, look.value)
        masked[start:end] = "\0" * (end - start)

    for match in _CODE.finditer(body):
        settle(match.start(), match.start(2), Look.SYNTAX)
        settle(*match.span(2), Look.CODE)
        settle(match.end(2), match.end(), Look.SYNTAX)
    for match in _ESCAPE.finditer("".join(masked)):
        settle(match.start(), match.start() + 1, Look.SYNTAX)
        settle(match.start() + 1, match.end(), Look.PLAIN)
    for match in _TAG.finditer("".join(masked)):
        settle(*match.span(), Look.SYNTAX | Look.BREAK if match["break"] else Look.SYNTAX)
    for match in _LINK.finditer("".join(masked)):
        settle(*match.span(1), Look.SYNTAX)
        settle(*match.span(3), Look.SYNTAX)
    for pattern, look in ((_BOLD, Look.BOLD), (_ITALIC, Look.ITALIC)):
        for match in pattern.finditer("".join(masked)):
            inside = match.span("stars" if match.group("stars") is not None else "lines")
            settle(match.start(), inside[0], Look.SYNTAX)
            settle(inside[1], match.end(), Look.SYNTAX)
            add(*inside, look.value)
    return looks
