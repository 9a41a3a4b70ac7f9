"""Lines that were ended on purpose, told from lines that are merely full."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from rag.regex import regex
from rag.text.german import is_german
from rag.text.line_lists import begins_apart, items_of, may_end
from rag.text.stamps import STAMP
from rag.text.terms import FUNCTION_WORDS

_LABEL = regex(
    r"[*_]*[^\W\d_][\w /&'’.()-]{0,30}"
    r"(?: \([^()\n]{1,60}\))?:[*_]*(?:\s|$)"  # "Date:", "**Paid by:** ", "Rare (1 in 1,000):"
    r"|[^\W_](?:\S| (?! )){0,30} {3,}\S"  # "Power     270 watts"
)
EXPLAINED = regex(r"[*_]*[^\W\d_][\w /&'’.-]{0,30} \([^()\n]{1,60}\):[*_]*\s+[^\W_]")
"""A label with what it means, and its value: all that a sentence has but the full stop."""
LEADER = regex(
    r"(?:\s?\.{4,}|\s\.{3}|(?:\s\.){4,}|_{4,}|…{2,})[\s.]*(?=[^\w\s.]{0,2}\d)"
    r"|(?:\.{6,}|(?:\s\.){6,}|_{6,}|…{3,})[\s.]*(?=\S)"
)
"""What leads the eye from a thing to its value: "Tax due ........ $4,451.70"."""
_DOTS_APART = regex(r"\.\s\.")
_VALUED = regex(r"\s*[^\W\d_](?:[\w/&'’.()-]| (?! )){0,30}: ?\S")
_GAP = regex(r"(?<=\S) {3,}(?=[^\W\d_][\w/&'’.()-]*(?: [\w/&'’.()-]+){0,4}: ?\S)")
"""Between "Tank: 1.8 l" and "Beans: 250 g", on one line."""
_SETTING = regex(r"(?:export\s+)?[\w.\"'-]+(?:\s?=\s?\S|:\s+\S)")
_BOLD_LABEL = regex(r"(\*\*|__)[^\s*_][^*_\n]{0,40}(?::\1|\1\s?:)(?:\s|$)")
_BOLD = regex(r"(\*\*|__)\S.*?\S\1")  # all of a line
_QUOTED = regex(r"\s*(?:>\s*)*")
_LINK = regex(r"!?\[[^\]\n]*\]\([^)\n]*\)\S*")  # which no wrapping parts
_HARD_BREAK = regex(r"\S {2,}\n?$")
_SHORT = 0.75  # of the width that a paragraph was wrapped to
_UNBROKEN = 40  # characters; a longer word, a web address say, widens its line beyond that width
_WIDEST = 100  # characters of a line; one that is longer was not wrapped
_FAR_LONGER = 2  # times a paragraph's width: a text with such lines is not wrapped
_FEWEST = 2  # lines of a paragraph that were ended on purpose, and more than half, where all were


def without_leaders(text: str) -> str:
    """The text, letter by letter, with dashes for what leads the eye to a value."""
    if not any(dots in text for dots in ("...", "____", "……")) and not _DOTS_APART.search(text):
        return text  # as most: to look for all kinds of leaders takes longer
    return LEADER.sub(lambda dots: "-" * len(dots[0]), text)


def longest_line(text: str) -> int:
    """The length of a text's longest line of prose."""
    return max((len(line) for line in text.splitlines() if _is_prose(line)), default=0)


def _is_prose(line: str) -> bool:
    """Is it no row of a table, and has it no word that widens it?"""
    if len(line) <= _UNBROKEN:
        return True
    return not line.lstrip().startswith("|") and not _is_widened(line)


def _is_widened(line: str) -> bool:
    """Has it a word so long that no width parts it?"""
    return max(map(len, line.split()), default=0) > _UNBROKEN


def stretches(text: str, start: int, end: int, longest: int = 0) -> Iterator[tuple[int, int]]:
    """A paragraph's lines, those that run on joined, without the `>` of a quoted line in front.

    `longest` is the length of the text's longest line. A list's item alone does not show how wide
    its text is, and a line below it that begins no further right may be none of it. Of a paragraph
    that was not wrapped, lines end on purpose that have no room for another word, too.
    """
    lines = text[start:end].splitlines(keepends=True)
    width = _width(lines)
    stamped = sum(_begins_with(STAMP, line) for line in lines) > 1
    margin = _margin(text, start)
    items = items_of(lines)
    each = _ends_each(text[start:end], lines, width, longest)
    begin = at = start
    for number, (line, following) in enumerate(pairwise(lines), 1):
        at += len(line)
        begins = begins_apart(lines, number, items) or (stamped and _begins_with(STAMP, following))
        begins = begins or _are_settings(line, following) or _leads(line) or _leads(following)
        beside = margin >= 0 and len(following) - len(following.lstrip(" \t>")) <= margin
        wide = max(width, min(longest, _WIDEST)) if beside else width
        if (
            begins
            or (each and _may_end(line, following))
            or _ends_on_purpose(line, following, wide)
        ):
            yield from _side_by_side(text, begin, at)
            begin = at + len(following) - len(_unquoted(following))
    yield from _side_by_side(text, begin, end)


def item_starts(text: str, start: int, end: int) -> frozenset[int]:
    """Where the lines of a list without marks in it begin, behind their margin."""
    lines = text[start:end].splitlines(keepends=True)
    begins = accumulate(map(len, lines), initial=start)
    items = items_of(lines)
    return frozenset(
        begin + len(line) - len(line.lstrip(" \t>"))
        for number, (begin, line) in enumerate(zip(begins, lines, strict=False))
        if number in items
    )


def _side_by_side(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Labels with their values that one line has beside each other, each by itself."""
    if "   " in text[begin:end] and _VALUED.match(text, begin, end):
        for gap in _GAP.finditer(text, begin, end):
            yield begin, gap.start()
            begin = gap.end()
    yield begin, end


def _begins_with(pattern: re.Pattern[str], line: str) -> bool:
    return pattern.match(_unquoted(line).lstrip()) is not None


def _leads(line: str) -> bool:
    """Is it a line of a bill or of contents, a thing and what dots lead to?"""
    return LEADER.search(line) is not None


def _are_settings(line: str, following: str) -> bool:
    """Is each of the two a name with its value ("rate = 120", "timeout: 5")?"""
    return _begins_with(_SETTING, line) and _begins_with(_SETTING, following)


def _margin(text: str, start: int) -> int:
    """How far in the mark of the item stands that begins at `start`; -1 for what is no item."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    mark = before.lstrip(" \t>")
    return len(before) - len(mark) if mark else -1


def _unquoted(line: str) -> str:
    return _QUOTED.sub("", line, count=1)


def _width(lines: Sequence[str]) -> int:
    """What the paragraph was wrapped to: its longest line, but one that stands out of many."""
    fit = [line for line in lines if not _is_widened(line)]
    lengths = sorted(len(line.strip()) for line in fit or lines)
    return lengths[-2] if len(lengths) > 3 else lengths[-1]


def _ends_each(paragraph: str, lines: Sequence[str], width: int, longest: int) -> bool:
    """Does each line of a paragraph end on purpose, also its longest? Where most do; or where the
    text has lines far longer, each of these could begin a thing, and one could hold the next word.
    Not where one runs on, nor in German, whose nouns have capitals: there a full line may, too."""
    pairs = [*pairwise(lines)]
    ends = [_ends_on_purpose(*two, width) for two in pairs]
    most = len(ends) < 2 * sum(ends) and sum(ends) >= _FEWEST
    short = longest > max(_FAR_LONGER * width, _WIDEST)
    unwrapped = (
        short
        and not paragraph.rstrip().endswith((".", "!", "?"))
        and all(_may_end(*two) for two in pairs)
        and any(_has_room(*two, width) for two in pairs)
    )
    runs_on = any(_runs_on(*two) for two in pairs)
    return (most or unwrapped) and not runs_on and not is_german(paragraph)


def _has_room(line: str, following: str, width: int) -> bool:
    following = _unquoted(following).split()[0]
    return len(_unquoted(line).strip()) + 1 + len(following) <= width


def _runs_on(line: str, following: str) -> bool:
    """Does it go on in the next line, no further in, in the middle of a sentence?"""
    indents = [len(one) - len(one.lstrip(" \t>")) for one in (line, following)]
    lower = [_unquoted(one).lstrip(" *_\"'(")[:1].islower() for one in (line, following)]
    return indents[0] == indents[1] and lower == [False, True]


def _may_end(line: str, following: str) -> bool:
    line, following = _unquoted(line).strip(), _unquoted(following).strip()
    return may_end(line, following) and line.split()[-1].lower() not in FUNCTION_WORDS


def _ends_on_purpose(line: str, following: str, width: int) -> bool:
    """Would the first word of the next line have had room in it?"""
    broken = _HARD_BREAK.search(line) is not None
    line, following = _unquoted(line).strip(), _unquoted(following).strip()
    if not may_end(line, following):
        return False
    if broken or _BOLD.fullmatch(line) or _BOLD_LABEL.match(following):
        return True
    link = _LINK.match(following)
    needed = len(line) + 1 + len(link[0] if link else following.split()[0])
    labelled = _LABEL.match(line) is not None
    if _LABEL.match(following):
        return needed <= width or labelled
    width = max(width, len(following)) if labelled else width
    return needed <= _SHORT * width and line.split()[-1].lower() not in FUNCTION_WORDS
