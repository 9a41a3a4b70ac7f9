"""Sentences as a reader takes them in: a table's row with its headers, each under its heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from rag.fences import closes, opened_by
from rag.regex import regex
from rag.text.entries import entry_dates, tells_day
from rag.text.names import is_calendar
from rag.text.run_ins import run_in_at
from rag.text.sentences import Span, plain
from rag.text.terms import terms

_HEADING = regex(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<words>.+?)[ \t#]*$", re.MULTILINE)
_STOPS = ".!?:;,。！？；：，、।؟؛،…"
_BARE = regex(rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*\.?\s+)?[^\W_][^{_STOPS}\n]{{0,59}}")
_VERSION = regex(
    r"\b(?:v|version|release)?\s?\d{1,4}\.\d+(?:\.\d+)+\b|\bv(?:ersion\s)?\d+\.\d+\b", re.IGNORECASE
)
"""Full stops that end nothing: "Version 2.4.0"."""
_BOLD = regex(r"(\*\*|__)(?P<words>\S.{0,78}?)\1")
_BARE_WORDS = 8
_COLUMNS = " " * 3  # "Power     270 watts"
_NUMBERED = regex(r"\(?\d{1,3}[.)]\s+")
_ROW = regex(r"\s*\|")
_PAGE = regex(r"^(?:p|slide|line|row|minute)s?\b\.? \d.*", re.IGNORECASE)
"""A place that does not say what is there."""
_DELIMITERS = regex(r"[\s|:-]*-[\s|:-]*$")
_BORDER = regex(r"(?<!\\)\|")


class InContext(NamedTuple):
    """A sentence in words of its own, and what it is about: its document's title, its heading."""

    text: str
    about: str

    @property
    def whole(self) -> str:
        """Both. A sentence by itself is often about "it"."""
        return f"{self.about}. {self.text}"


def in_context(
    text: str, spans: Sequence[Span], title: str = "", locator: str = "", columns: str = ""
) -> tuple[InContext, ...]:
    """Each sentence of a Markdown or plain text with what a reader of the page would see with it.

    A heading is one without a mark too: a short line by itself, without a full stop, or a bold one;
    so are, for what stands behind them, the bold words that open its paragraph.
    A row of a table is told with the table's headers ("Job: Full service; City bike: 95"), the
    header row itself as its cells. `locator` says where the text begins: the path of its headings.
    `columns` is the header row of the table that the text begins in the middle of, if it does.
    """
    marked = ((one.end("words"), plain(one["words"]), True) for one in _HEADING.finditer(text))
    bare = ((start, words, False) for start, words in _unmarked_headings(text, spans))
    headings = sorted([*marked, *bare])
    heading, below = heading_of(locator), ""
    found, at = [], 0
    for span, header in zip(spans, row_headers(text, spans, columns), strict=True):
        while at < len(headings) and headings[at][0] < span.start:
            _, words, has_mark = headings[at]
            heading, below = (words, "") if has_mark else (heading, words)
            at += 1
        sentence = text[span.start : span.end]
        told = row_in_words(sentence, header) or sentence
        label = run_in_at(text, span)
        of = label.name if label and label.opens_until < span.end else below
        found.append(InContext(told, _about(_about(title, heading), of)))
    return tuple(found)


def entry_date(text: str, spans: Sequence[Span], own: Span) -> Span | None:
    """The date of the entry that the sentence at `own` is of; None where another heading is nearer.

    `spans` are the text's sentences.
    """
    above = [one for one in entry_dates(text, spans) if one.end <= own.start]
    if not above:
        return None
    marked = (one.start() for one in _HEADING.finditer(text))
    bare = (start for start, _ in _unmarked_headings(text, spans))
    nearer = any(above[-1].start < start <= own.start for start in (*marked, *bare))
    return None if nearer else above[-1]


def day_heading(text: str, spans: Sequence[Span], own: Span, locator: str) -> str:
    """What says of which day's entry the sentence at `own` is: a date above it, else a heading that
    its `locator` names; "" where nothing does."""
    found = entry_date(text, spans, own)
    if found is not None:
        return text[found.start : found.end]
    return next((name for name in reversed(headings_in(locator)) if tells_day(name)), "")


def dated_heading(text: str, own: Span) -> Span | None:
    """The words of the marked heading with a day that the sentence at `own` stands under in this
    text, maybe with others below it."""
    nearest = ""
    for one in reversed([*_HEADING.finditer(text, 0, own.start)]):
        if nearest and len(one["marks"]) >= len(nearest):
            continue
        if tells_day(one["words"]):
            return Span(*one.span("words"))
        nearest = one["marks"]
    return None


def heading_of(locator: str) -> str:
    """The innermost heading that a locator names; "" for one that names pages, lines or rows."""
    return _PAGE.sub("", locator.split("; ")[0].rsplit(" > ")[-1])


def headings_in(locator: str) -> tuple[str, ...]:
    """All headings that the locator of one place names, outermost first."""
    return tuple(name for part in locator.split(" > ") if (name := _PAGE.sub("", part)))


def _unmarked_headings(text: str, spans: Sequence[Span]) -> Iterator[tuple[int, str]]:
    """Where lines stand that head what follows them, though no `#` says so, and their words.

    Not what a page has at its foot (a number, words that come again), the date of a letter, a
    signature, or an item of a numbered list.
    """
    dated = entry_dates(text, spans)
    found = [(one.start, plain(text[one.start : one.end])) for one in dated]
    numbered = [_NUMBERED.match(text, _line_start(text, span.start)) is not None for span in spans]
    for at, (span, following) in enumerate(pairwise(spans)):
        line = text[span.start : span.end]
        signed = at > 0 and text[spans[at - 1].end - 1] == ","
        listed = numbered[at] and (numbered[at + 1] or (at > 0 and numbered[at - 1]))
        ends_line = text[span.end : following.start].lstrip(" \t")[:1] == "\n"
        alone = ends_line and _is_alone(text, span.start)
        if signed or listed or not alone or span in dated:
            continue
        bold = _BOLD.fullmatch(line)
        if (bold or _is_bare_heading(line)) and not is_in_fence(text, span):
            found.append((span.start, plain(bold["words"] if bold else line)))
    times = Counter(words for _, words in found)
    return ((start, words) for start, words in found if times[words] == 1)


def _is_alone(text: str, start: int) -> bool:
    """Does it begin its line, a number apart?"""
    first = _line_start(text, start)
    return start == first or _NUMBERED.fullmatch(text, first, start) is not None


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _is_bare_heading(line: str) -> bool:
    if _BARE.fullmatch(_VERSION.sub("version", line)) is None or len(line.split()) > _BARE_WORDS:
        return False
    if _PAGE.match(line) or _COLUMNS in line:
        return False
    return any(not word.text[0].isdigit() and not is_calendar(word.text) for word in terms(line))


def is_in_fence(text: str, span: Span) -> bool:
    """Is it a block of code of one line?"""
    before = text[: span.start].rstrip("\n").rsplit("\n", 1)[-1]
    fence = opened_by(before)
    return bool(fence) and closes(_line_after(text, span.end), fence)


def _about(title: str, heading: str) -> str:
    return f"{title} > {heading}" if title and heading not in title else title or heading


def row_in_words(row: str, header: str) -> str:
    """A table's row with its headers, "" for what is no row of several cells."""
    cells = row_cells(row)
    if len(cells) < 2:
        return ""
    names = row_cells(header) if header != row else []
    told = (
        f"{name}: {cell}" if name and name != cell else cell
        for name, cell in zip_longest(names[: len(cells)], cells, fillvalue="")
        if cell
    )
    return "; ".join(told)


def row_headers(text: str, spans: Sequence[Span], columns: str) -> Iterator[str]:
    """The header row of the table that each sentence is a row of, "" for any other sentence.

    A table is rows on lines that follow each other, and the first of them is the header where a
    line of dashes follows it; of a table that began before the text, it is `columns`.
    """
    header, end = columns, spans[0].start if spans and columns else -1
    for span in spans:
        row = text[span.start : span.end]
        if not _ROW.match(row):
            header, end = "", -1
            yield ""
            continue
        between = text[end : span.start] if end >= 0 else ""
        if end < 0 or any(not _is_border(line) for line in between.split("\n")[1:-1]):
            header = row if _is_border(_line_after(text, span.end)) else ""
        end = span.end
        yield header


def _line_after(text: str, at: int) -> str:
    start = text.find("\n", at) + 1
    return text[start : text.find("\n", start) % (len(text) + 1)] if start else ""


def _is_border(line: str) -> bool:
    return bool(_DELIMITERS.match(line))


def row_cells(row: str) -> list[str]:
    """The texts of a row's cells, none of what is no row."""
    if not _ROW.match(row):
        return []
    cells = [plain(cell).replace("\\|", "|") for cell in _BORDER.split(row.strip())]
    return cells[1:-1] if row.rstrip().endswith("|") else cells[1:]
