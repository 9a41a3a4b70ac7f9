"""Lists that have no marks: lines below each other that are built alike, one thing on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from rag.regex import regex
from rag.text.terms import FUNCTION_WORDS

_COLUMNS = regex(r"(?P<thing>[^\W_](?:\S| (?! )){0,40})(?<![.!?:;,])(?: {2,}|\s*\t\s*)(?=\S)")
"""A thing and, behind a gap, what is said of it: "Crown   720 pounds"."""
_ENDED = regex(r"[.!?:;。！？…][*_\"'”’»)\]]*$|[^\W_]{4}[.!?]\s|\d[.!?]\s[^\W\d_]")
_KINDS = {
    "comma": regex(r"[^\W\d_].*\S, \S"),  # "Anna Brown, chair"
    "dash": regex(r"[^\W\d_].*\S [-–—|] \S"),  # "Anna Brown - chair"
    "bracket": regex(r"[^\W\d_].*\S \([^()]+\)$"),  # "Anna Brown (chair)"
    "first": regex(r"\d"),  # "2 eggs"
    "last": regex(r"[^\W\d_].*\s\W?\d[\d.,]*(?:\s?[€$£%]|\s[^\W\d_]{1,10})?$"),  # "Crown £720"
}
_FIGURES = {"first", "last"}
_FEWEST = 3  # lines that are built alike
_LONGEST = 100  # characters of such a line
_NARROW = 40  # characters; few texts are wrapped to that
_SHORT = 0.75  # of the list's width; a wrapped line that could hold the next word is fuller


def items_of(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of a paragraph's lines, the first being 0, that are of such a list."""
    if len(lines) < 2:
        return frozenset()
    return _in_columns(lines) | _built_alike([_bare(line) for line in lines])


def begins_apart(lines: Sequence[str], at: int, items: frozenset[int]) -> bool:
    """Does line `at`, which is no first one, begin a further thing of a list, or what follows it?

    A line that is further in than the one above goes on with that."""
    if at in items and at - 1 in items:
        return True
    if at not in items and (at - 1 not in items or _indent(lines[at]) > _indent(lines[at - 1])):
        return False
    line = _bare(lines[at - 1])
    return may_end(line, _bare(lines[at])) and line.split()[-1].lower() not in FUNCTION_WORDS


def may_end(line: str, following: str) -> bool:
    """Is a line's end, by its last sign and by what the next one begins with, perhaps an end?"""
    first = following.lstrip("*_\"'“„«([")[:1]
    ends = bool(line) and line[-1] not in ",;:-–—("
    return ends and (first.isupper() or first.isdigit())


def _bare(line: str) -> str:
    return line.lstrip(" \t>").rstrip()


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t>"))


def _in_columns(lines: Sequence[str]) -> frozenset[int]:
    """Those with a gap, where two or more have theirs end below each other."""
    gaps = [_COLUMNS.match(_bare(line)) for line in lines]
    ends = Counter(
        _indent(line) + gap.end() if "\t" not in gap[0] else -1
        for line, gap in zip(lines, gaps, strict=True)
        if gap
    )
    wide = any(gap and ("\t" in gap[0] or gap[0].endswith("   ")) for gap in gaps)
    if not wide or max(ends.values()) < 2:
        return frozenset()
    return frozenset(
        at for at, gap in enumerate(gaps) if gap and gap["thing"].lower() not in FUNCTION_WORDS
    )


def _built_alike(plain: Sequence[str]) -> frozenset[int]:
    """Of runs of three lines or more that share a form and end no sentence."""
    found: set[int] = set()
    first = 0
    while first < len(plain):
        end, shared = first + 1, _kinds(plain[first])
        while end < len(plain) and (kinds := shared & _kinds(plain[end])):
            end, shared = end + 1, kinds
        if end - first >= _FEWEST and _is_list(plain[first:end], shared, last=end == len(plain)):
            found.update(range(first, end))
        first = end
    return frozenset(found)


def _is_list(run: Sequence[str], shared: set[str], *, last: bool) -> bool:
    """Does its width show that it was not wrapped, or that one of its lines had much room for the
    next one's first word? Before the paragraph's `last` line prose may look like it."""
    width = max(map(len, run))
    if width <= _NARROW:
        return last or not shared.isdisjoint(_FIGURES)
    return last and any(
        len(line) + 1 + len(following.split()[0]) <= _SHORT * width
        for line, following in pairwise(run)
    )


def _kinds(line: str) -> set[str]:
    """The forms that a line has; none for one that ends a sentence or can end nothing."""
    words = line.lstrip("*_\"'“„«(").rstrip("*_")
    starts = words[:1].isupper() or words[:1].isdigit()
    if not starts or len(line) > _LONGEST or _ENDED.search(line) or line[-1] in ",-–—(":
        return set()
    return {kind for kind, form in _KINDS.items() if form.match(words)}
