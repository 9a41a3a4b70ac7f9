"""Lists: the line that announces an item, and the items that a line announces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.regex import regex
from rag.text.headings import MARK, is_ended
from rag.text.parts import (
    LISTED,
    Part,
    ends_with_colon,
    hangs,
    is_fragment,
    is_open,
    is_statement_like,
    parts_of,
    words_at,
)
from rag.text.sentences import Span, sentence_spans

_LIMITS = regex(
    r"\b(?:not|no|never|none|nothing|nobody|neither|cannot|\w+n['’]t|without|except\w*|exclu\w+|unless|"
    r"only|provided|until|forbidden|prohibit\w*|banned|contraindicat\w*|avoid|refus\w+|reject\w*|"
    r"cancel\w*|discontinued|withdrawn|expired|former\w*|closed|false|wrong|myths?|nicht|kein\w*|nie|"
    r"niemals|ohne|außer|ausgenommen|ausgeschlossen|verboten|untersagt|nur|pas|jamais|sans|sauf|"
    r"interdit\w*|nunca|sin|salvo|excepto|prohibid\w*)\b",
    re.IGNORECASE,
)
_CONDITIONS = regex(
    r"\b(?:unless|except\w*|only (?:if|when|where|after|for)|provided|as long as|all of|"
    r"(?:following|these) (?:conditions|requirements|exceptions)|es sei denn|außer|ausgenommen|"
    r"nur wenn|sofern)\b|\b(?:conditions|requirements|exceptions|bedingungen|voraussetzungen|"
    r"ausnahmen)(?: are| sind)?:\W*$",
    re.IGNORECASE,
)
_FOLLOWING = regex(
    r"\b(?:following|these|below|such|cases?|conditions|folgende\w*|diese\w*|suivant\w*)\b",
    re.IGNORECASE,
)
_BORDER = regex(r"\n[ \t|:-]*-[ \t|:-]*(?:\n|\Z)")
_NUMBER = regex(r"[\s>]*\(?(\d{1,3})[.)]")
_SHORT = 4  # words of a statement, at least
_VALUED = regex(r"[*_]*[^\W\d_][^:.!?|\n]{0,30}:[*_]*\s+[^\s:]")  # "Absent: Ann"


def leads(text: str, span: Span) -> tuple[Span, ...]:
    """What announces the sentence at `span`, outermost first: it says too little without.

    "Do not take it" for the item "if you are ill", whether that is a paragraph's last line, a
    heading, the item above, or a table's title. Nothing for a sentence that stands by itself.
    """
    parts = parts_of(text)
    at = _at(parts, span)
    return _leads(text, parts, at, span) if at >= 0 else ()


def listed_below(text: str, span: Span) -> list[list[Span]]:
    """The items of the list that the sentence at `span` announces, each in sentences.

    A sentence announces one where it does not end, or ends with a colon. Items with Roman numbers
    are of the list with letters that they stand within.
    """
    parts = parts_of(text)
    at = _at(parts, span)
    if at < 0 or parts[at].sentences[-1].end != span.end or not is_open(words_at(text, span)):
        return []
    return [list(part.sentences) for part in _below(text, parts, at)]


def heading_above(text: str, span: Span) -> Span | None:
    """The marked heading right above the list that the sentence at `span` is of; else None."""
    parts = parts_of(text)
    at = _at(parts, span)
    above = _above(parts, at) if at >= 0 and parts[at].is_item else -1
    return parts[above].sentences[0] if above >= 0 and parts[above].mark == "#" else None


def only_names(text: str, lead: Span, told: Span) -> bool:
    """Is the lead of an item or a row a marked heading that but names what stands below it, as a
    source's place does, and neither limits it nor begins its sentence?"""
    line = text[text.rfind("\n", 0, lead.start) + 1 : lead.end]
    words = words_at(text, lead)
    if MARK.match(line) is None or ends_with_colon(words) or is_statement_like(words):
        return False
    return not _LIMITS.search(words) and not hangs(words_at(text, told))


def is_header_row(text: str, span: Span) -> bool:
    """Is it the row that names a table's columns: above a border, or above a row whose first cell
    says that name itself?"""
    first = text[span.start + 1 : span.end].split("|", 1)[0].strip()
    told = first and text.startswith(f"\n| {first}: ", span.end)
    return text.startswith("|", span.start) and bool(told or _BORDER.match(text, span.end))


def announces_conditions(line: str) -> bool:
    """Does it hold only under what is listed below it, all of that together?"""
    return _CONDITIONS.search(line) is not None


def announces_limits(line: str) -> bool:
    """Does it say no, or not always, to what is listed below it?"""
    return _LIMITS.search(line) is not None


def told_below(text: str, span: Span) -> list[Span]:
    """What a sentence that ends with a colon leads to where that is no list: lines, rows, code."""
    parts = parts_of(text)
    at = _at(parts, span)
    if at < 0 or not ends_with_colon(words_at(text, span)):
        return []
    rest = [one for one in parts[at].sentences if one.start >= span.end]
    if not rest:
        following = parts[at + 1 : at + 2]
        if not following or following[0].is_item or following[0].mark == "#":
            return []
        if following[0].mark == "|":
            return list(_rows(text, parts, at + 1))
        rest = list(following[0].sentences)
    ended = (number for number, one in enumerate(rest) if is_ended(text[one.start : one.end]))
    return rest[: next(ended, len(rest)) + 1]


def begins_in_list(text: str) -> bool:
    """Does it begin with an item, a row, or less than a sentence?"""
    part = next(iter(parts_of(text)), None)
    return part is not None and (part.is_item or part.mark == "|")


def lead_start(text: str, at: int) -> int:
    """Where the lead of the item, or of the row, that begins at `at` begins; `at` without one."""
    first = next((span for span in sentence_spans(text) if span.start >= at), None)
    lead = leads(text, first) if first else ()
    return min(at, text.rfind("\n", 0, lead[0].start) + 1) if lead else at


def marked_headings(text: str) -> tuple[Span, ...]:
    """The marked headings of a text, without their numbers."""
    return tuple(part.sentences[0] for part in parts_of(text) if part.mark == "#")


def _at(parts: Sequence[Part], span: Span) -> int:
    inside = (n for n, part in enumerate(parts) if part.start <= span.start < part.end)
    return next(inside, -1)


def _leads(text: str, parts: Sequence[Part], at: int, span: Span) -> tuple[Span, ...]:
    """Without recursion: lists may stand in each other as deep as their author likes."""
    found: tuple[Span, ...] = ()
    while (part := parts[at]).is_item or part.mark == "|":
        first = part.sentences[0]
        if part.is_item and span.start > first.start:  # an item goes on: what it began with
            if not is_fragment(text[span.start : span.end]):
                break
            found, span = (first, *found), first
        above = _above(parts, at)
        if above < 0 or _is_numbered_apart(text, parts, above, at):
            break
        lead = parts[above].sentences[0 if parts[above].is_item else -1]
        title = None if part.mark == LISTED else _title(text, parts, above, part.mark)
        if not _is_needed(text, part.mark, span, lead):
            # "Not covered", a paragraph in between, and then the list
            names = title and part.is_item and is_fragment(words_at(text, span))
            return (title, *found) if title and names else found
        found = (lead, *found)
        if not parts[above].is_item:
            return (*_headings_of_lead(text, parts, above, lead, title), *found)
        at, span = above, lead
    return found


def _is_needed(text: str, mark: str, span: Span, lead: Span) -> bool:
    """Does a part with this mark need the line that announces it?"""
    line, told = words_at(text, lead), words_at(text, span)
    if ends_with_colon(line) or line.endswith(("—", "–")):
        return True
    limited = _LIMITS.search(line) is not None
    if not is_open(line):
        hanging = mark != "|" and hangs(told)
        return hanging or (is_fragment(told) and _FOLLOWING.search(line) is not None)
    if mark == "|":
        return limited or is_statement_like(line)
    if mark == "~":
        return not line.endswith(",")
    return limited or is_fragment(told)


def _title(text: str, parts: Sequence[Part], above: int, mark: str) -> Span | None:
    """The heading right above the paragraph that stands above a list."""
    if not above or parts[above].mark:
        return None
    part = parts[above - 1]
    alone = part.mark in {"", "1"} and part.mark != mark and len(part.sentences) == 1
    if part.mark == "#" or (alone and not is_ended(words_at(text, part.sentences[0]))):
        return part.sentences[0]
    return None


def _headings_of_lead(
    text: str, parts: Sequence[Part], above: int, lead: Span, title: Span | None
) -> tuple[Span, ...]:
    """The headings that the announcing line itself hangs on, or that limit it."""
    part = parts[above]
    line = words_at(text, lead)
    level, found = _level(text, part), set[Span]()
    if title and (len(line.split()) < _SHORT or not is_open(line)):
        found.add(title)
    if title and _LIMITS.search(words_at(text, title)):
        found.add(title)
    for other in reversed(parts[:above]):
        if other.mark == "#" and _level(text, other) < level:
            level = _level(text, other)
            if _LIMITS.search(words_at(text, other.sentences[0])):
                found.add(other.sentences[0])
    return tuple(sorted(found))


def _level(text: str, part: Part) -> int:
    """Of a heading, 1 for the highest; of anything else lower than any."""
    mark = MARK.match(text, text.rfind("\n", 0, part.start) + 1) if part.mark == "#" else None
    return len(mark[1]) if mark else (2 if part.mark == "#" else 7)


def _above(parts: Sequence[Part], at: int) -> int:
    """The number of the part that announces the list, or the table, which a part is of; or -1."""
    part = parts[at]
    for number in range(at - 1, -1, -1):
        other = parts[number]
        if part.mark == "|":
            if other.mark != "|":
                return number if other.mark in {"", "#"} else -1
        elif other.mark in {"|", "`"}:
            if other.indent <= part.indent:
                return -1
        elif other.indent < part.indent or (not other.is_item and other.indent == part.indent):
            return _outer(parts, number, at)
    return -1 if part.mark == "|" else _outer(parts, -1, at)


def _outer(parts: Sequence[Part], above: int, at: int) -> int:
    """The item of another kind that a part stands below, though no deeper, else `above`.

    "1. Exclusions", "- war", "2. Payment": the kind that comes first is the outer one.
    """
    part = parts[at]
    level = [n for n in range(above + 1, at + 1) if parts[n].indent == part.indent]
    kinds = list(dict.fromkeys(parts[n].mark for n in level if parts[n].is_item))
    kinds.sort(key=lambda mark: mark != "1")
    outer = kinds[: kinds.index(part.mark)]
    return next((n for n in reversed(level) if parts[n].mark in outer), above)


def _is_numbered_apart(text: str, parts: Sequence[Part], above: int, at: int) -> bool:
    """Is the part right below a line without a colon one that a number above 1 begins? A list that
    is announced begins with 1: it is the next section's title. Not a fragment with the next number
    right behind it: the list begins elsewhere. Nor does "Absent: Ann" announce what stands apart.
    """
    if at != above + 1 or parts[at].mark != "1" or parts[above].is_item:
        return False
    line = words_at(text, parts[above].sentences[-1])
    number = _number_of(text, parts[at])
    goes_on = at + 1 < len(parts) and _number_of(text, parts[at + 1]) == number + 1
    goes_on = goes_on and is_fragment(words_at(text, parts[at].sentences[0]))
    apart = "\n\n" in text[parts[above].end : parts[at].start] and _VALUED.match(line) is not None
    return (apart or (number > 1 and not goes_on)) and not ends_with_colon(line)


def _number_of(text: str, part: Part) -> int:
    """The number that it begins with; 0 without one."""
    mark = _NUMBER.match(text, text.rfind("\n", 0, part.start) + 1)
    return int(mark[1]) if mark and part.mark == "1" else 0


def _below(text: str, parts: Sequence[Part], at: int) -> Iterator[Part]:
    """The items that a part announces; what stands indented below one of them is told with it."""
    first = parts[at + 1] if at + 1 < len(parts) else None
    if first is None or not first.is_item or _above(parts, at + 1) != at:
        return
    if _is_numbered_apart(text, parts, at, at + 1):
        return
    lead = words_at(text, parts[at].sentences[-1])
    if first.mark == "~" and lead.endswith(","):  # "Dear Ann,"
        return
    for part in parts[at + 1 :]:
        deeper = part.indent > first.indent or (first.mark, part.mark) == ("a", "i")
        if part.mark == "#" or not (deeper or (part.mark, part.indent) == first[:2]):
            return
        yield part


def _rows(text: str, parts: Sequence[Part], at: int) -> Iterator[Span]:
    """The rows of a table, without its header."""
    for part in parts[at:]:
        if part.mark != "|":
            return
        if not _BORDER.match(text, part.end):
            yield part.sentences[0]
