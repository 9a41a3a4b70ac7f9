"""The older messages that a mail's plain text quotes: without marks, under their senders' names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.ingest.loaded import one_line
from rag.regex import regex

_MARKS = regex(r" ?(?:>[ \t]?)+")
_MADE_OUT = regex(r"\d|@")  # a date or an address: the line is whole
_HEADER = regex(r"\*?([^\W\d_][\w -]{1,20}?)\s?:\*?\s+(\S.*)")
_SENDERS = frozenset(
    ("from", "von", "de", "da", "van", "från", "fra", "lähettäjä", "od", "от", "差出人")
)
_DASHES = regex(r"\s*-{3,}[^\n]{3,60}?-{3,}\s*|\s*_{10,}\s*")
_FEWEST_HEADERS = 3
_MOST_LINES = 3  # of "On Monday ... wrote:"
_LONGEST_LINE = 200  # characters of one

BODY = "Body"
_QUOTED = "Quoted"


class Part(NamedTuple):
    """A stretch of a mail's text, and where it stands: in the mail itself or in an older one."""

    place: str
    text: str


def quoted_parts(text: str) -> Iterator[Part]:
    """The text in its order, without the marks before the lines of older messages. The line that
    says whose message follows ("On Monday, Ann wrote:") is a paragraph at its beginning."""
    places = {0: BODY}
    opening: list[str] = []
    groups = list(_groups(text))
    for at, (depth, lines) in enumerate(groups):
        before = groups[at - 1][0] if at else 0
        if depth > before or depth not in places:
            places = {level: place for level, place in places.items() if level < depth}
            places[depth] = _place(opening) if opening else f"{BODY} > {_QUOTED}"
        rises = at + 1 < len(groups) and groups[at + 1][0] > depth
        cut = len(lines) - (_opening_lines(lines) if rises else 0)
        for begin, end, place in _messages(lines[:cut]):
            if place:
                places[depth] = place
            part = [" ".join(map(str.strip, opening)), "", *lines[begin:end]]
            opening = []
            if any(line.strip() for line in part):
                yield Part(places[depth], "\n".join(part))
        opening = lines[cut:]


def _groups(text: str) -> Iterator[tuple[int, list[str]]]:
    """How many marks lines that follow each other have, and the lines without them. Blank ones
    without any belong to those above."""
    held: list[str] = []
    depth = 0
    for line in text.splitlines():
        marks = _MARKS.match(line)
        own = marks[0].count(">") if marks else 0
        if own != depth and (marks or line.strip()):
            if held:
                yield depth, held
            held, depth = [], own
        held.append(line[marks.end() :] if marks else line)
    if held:
        yield depth, held


def _opening_lines(lines: Sequence[str]) -> int:
    """How many of the last lines say whose message follows: one, or what it is the end of."""
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled or not lines[filled[-1]].rstrip().endswith(":"):
        return 0
    first = last = filled[-1]
    while first and lines[first - 1].strip() and last - first + 1 < _MOST_LINES:
        if _MADE_OUT.search(lines[first]) and lines[first].lstrip()[:1].isupper():
            break
        first -= 1
    said = " ".join(lines[first : last + 1])
    if not _MADE_OUT.search(said) or len(said) > _LONGEST_LINE:
        first = last  # "Ann wrote:"
    return len(lines) - first


def _messages(lines: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The stretches of the lines that begin with the headers of an older message, and the one
    before them; with the place that each begins, "" for the first."""
    begin, place = 0, ""
    for at in range(len(lines)):
        headers = _headers(lines[at : at + 8])
        if not headers or at < begin:
            continue
        dashed = at > begin and _DASHES.fullmatch(lines[at - 1])
        yield begin, at - bool(dashed), place
        begin, place = at - bool(dashed), f"{BODY} > {one_line(headers)}"
    yield begin, len(lines), place


def _headers(lines: Sequence[str]) -> str:
    """The first two of the headers of an older message that the lines begin with, "" if none."""
    first = _HEADER.fullmatch(lines[0].rstrip())
    if first is None or first[1].casefold() not in _SENDERS:
        return ""
    found = [first]
    for line in lines[1:]:
        header = _HEADER.fullmatch(line.rstrip())
        if header is None:
            break
        found.append(header)
    if len(found) < _FEWEST_HEADERS:
        return ""
    return ", ".join(f"{one[1]}: {one[2]}" for one in found[:2])


def _place(opening: Sequence[str]) -> str:
    return f"{BODY} > {one_line(' '.join(opening)).rstrip(' :')}"
