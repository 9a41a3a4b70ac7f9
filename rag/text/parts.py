"""Parts of a text as a list has them: paragraphs, items with their marks, rows, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rag.regex import regex
from rag.text.blocks import blocks
from rag.text.dates import GERMAN_DAY
from rag.text.headings import MARK, is_ended, is_underlined
from rag.text.lines import item_starts
from rag.text.sentences import Span, plain, sentence_spans

_NUMBER = regex(r"(?:§\s*)?\(?\d{1,3}(?:\.\d{1,3})*[.)]?\s+(?=\S)")
_LETTERED = regex(r"[*_]*(?:\((?P<enclosed>[a-z]{1,4})\)|(?P<closed>[a-z])\))\s")
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"))
_OPENER = (
    r"(?:if|when|whenever|unless|except|with|without|in|for|during|after|before|while|because|whose|"
    r"who|where|together|under|over|at|on|by|from|to|of|as|until|between|provided|only|not|or|and|"
    r"wenn|falls|bei|mit|ohne|außer|sofern|solange|si|sauf|avec|sans|pendant|con|sin|durante)"
)
_OPENS = regex(rf"[*_\"'(]*{_OPENER}\b", re.IGNORECASE)
_FINITE = regex(
    r"\w[^.!?]*?\s(?:is|are|was|were|has|have|had|do|does|did|will|would|can|cannot|could|(?-i:may|MAY)|might|"
    r"must|should|shall|ist|sind|wird|werden|hat|haben|kann|können|muss|müssen|darf|dürfen|est|sont|"
    r"\w+n['’]t)\b",
    re.IGNORECASE,
)
_STATES = regex(
    r"[*_\"'(]*(?:At|By|During|For|From|In|On|Over|Under|With|Without)\s"
    r"(?!(?:case|condition|so|as|all|what|which|that|whom|whose)\b)"
    r"(?:(?!(?:after|as|because|before|days?|event|extent|if|moment|periods?|provided|since|than|that|"
    r"times?|unless|until|way|what|when|where|which|while|who|whom|whose)\b)[^\s.,:;!?]+\s){1,6}?"
    r"(?:(?:it|they|he|she|there|this|these)\s\w|"
    r"(?<!\byou\s)(?<!\bwe\s)(?:is|are|was|were|will|would|can|cannot|must|should|may)\s)"
    r".*[.!?][*_\"'”’»)\]]*$",
    re.DOTALL,
)
"""A whole sentence, though it opens like part of one: "For adults it runs longer."."""
_FAREWELL = regex(
    r"(?:with )?(?:(?:very |many |all |the |our |my |best|kind|warm|good)(?:est)?\s?){0,3}"
    r"(?:regards|wishes|thanks|greetings|love)(?: (?:for|from|to you)\b[^.:;?!,]{0,30})?[,!]?"
    r"|(?:mit|viele|liebe|beste|herzliche|schöne)n?\s(?:\w+\s){0,2}grü(?:ß|ss)en?[,!]?",
    re.IGNORECASE,
)
LISTED = "·"
"""The mark of a part that is a line of a list without marks."""
_SHORT = 4  # words of a statement, at least
_TEXTS = 64  # whose parts are kept


class Part(NamedTuple):
    """A block and its sentences, or one item of several with letters that share a block.

    `mark` is "" for a paragraph, "#" a heading, "|" a row, "`" code, "~" a paragraph that is a
    fragment, `LISTED` a line of a list without marks, "1" a number, "a" a letter, "i" a small Roman
    number, else the bullet; `indent` is in columns.
    """

    mark: str
    indent: int
    sentences: tuple[Span, ...]

    @property
    def start(self) -> int:
        """Where its first sentence begins."""
        return self.sentences[0].start

    @property
    def end(self) -> int:
        """Where its last one ends."""
        return self.sentences[-1].end

    @property
    def is_item(self) -> bool:
        """Is it of a list?"""
        return self.mark not in {"", "#", "|", "`"}


def words_at(text: str, span: Span) -> str:
    """The words of a span, without the signs that end emphasis."""
    return text[span.start : span.end].rstrip("*_ ")


def is_fragment(line: str) -> bool:
    """Is it less than a sentence: no main clause of its own, as far as its words show?"""
    words = _unmarked(plain(line))
    if not words or words[:1].islower():
        return True
    if _OPENS.match(words):
        if _STATES.match(words):
            return False
        main = words.partition(",")[2]
        return not is_statement_like(f"so {main}") if main else True
    ended = is_ended(words) and not words.rstrip("*_").endswith((":", ";"))
    return not is_statement_like(words) and not (ended and len(words.split()) >= _SHORT)


def is_statement_like(line: str) -> bool:
    """Has it a verb of a main clause behind its first word, one of the few that show as such?"""
    return _FINITE.match(line) is not None


def is_farewell(line: str) -> bool:
    """Does a letter end with it: "With best wishes,"?"""
    return _FAREWELL.fullmatch(plain(line)) is not None


def is_open(line: str) -> bool:
    """Does a line leave something to be said? A question does too."""
    return not is_ended(line) or line.endswith((":", "?"))


def ends_with_colon(line: str) -> bool:
    """Does it announce what follows?"""
    return line.endswith((":", "："))


def part_at(text: str, at: int) -> Part | None:
    """The part of a text that has this place in it; None between parts."""
    return next((one for one in parts_of(text) if one.start <= at < one.end), None)


def list_start(text: str, item: Part) -> int:
    """Where the list begins that a part is an item of: the first with its mark and indent behind
    which nothing but items follows; -1 for what is no item, or a paragraph that is a fragment."""
    if not item.is_item or item.mark == "~":
        return -1
    parts = parts_of(text)
    found = at = parts.index(item)
    while at and parts[at - 1].is_item and parts[at - 1].indent >= item.indent:
        at -= 1
        found = at if parts[at][:2] == item[:2] else found
    return parts[found].start


@lru_cache(_TEXTS)
def parts_of(text: str) -> tuple[Part, ...]:
    """All parts of a text, in order."""
    spans = sentence_spans(text, headings=True)
    found: list[Part] = []
    at = 0
    for block in blocks(text, headings=True):
        first = at
        while at < len(spans) and spans[at].start < block.end:
            at += 1
        if first < at:
            found.extend(_of_block(text, block.start, spans[first:at], whole=block.whole))
    return tuple(_with_romans(text, found))


def _of_block(text: str, start: int, spans: tuple[Span, ...], *, whole: bool) -> Iterator[Part]:
    """A block as a part, or as several where it has items with letters."""
    line = text.rfind("\n", 0, start) + 1
    lead_in = text[line:start].expandtabs(4).replace(">", " ")
    indent = len(lead_in) - len(lead_in.lstrip()) if lead_in.strip() else len(lead_in)
    mark = lead_in.strip()[:1]
    if whole:
        mark = "|" if text[start] == "|" else "`"
    elif MARK.match(text, line, start + 1) or _is_underlined(text, start, spans[-1].end):
        number = not GERMAN_DAY.match(text, start) and _NUMBER.match(text, start, spans[-1].end)
        yield Part("#", 0, (Span(number.end() if number else start, spans[-1].end),))
        return
    elif mark.isdigit() or mark == "(" or (not mark and GERMAN_DAY.match(text, start)):
        mark = "1"
    elif not mark and len(spans) == 1 and hangs(text[start : spans[0].end]):
        mark = "~"
    listed = item_starts(text, start, spans[-1].end) if mark in {"", "~"} else frozenset()
    if listed:
        yield from _by_line(text, spans, listed)
        return
    letters = [] if whole else [n for n, span in enumerate(spans) if _letter(text, span)]
    for first, end in pairwise(sorted({0, *letters, len(spans)})):
        if first in letters:
            mark, indent = "a", column_of(text, spans[first].start)
        yield from _with_rest(text, Part(mark, indent, spans[first:end]))


def _by_line(text: str, spans: Sequence[Span], items: Set[int]) -> Iterator[Part]:
    """A paragraph that has a list without marks in it, whose lines begin at `items`."""
    begins = [
        n
        for n, span in enumerate(spans)
        if not n
        or span.start in items
        or not text[text.rfind("\n", 0, span.start) + 1 : span.start].strip(" \t>")
    ]
    for first, end in pairwise((*begins, len(spans))):
        item = spans[first].start in items
        indent = column_of(text, spans[first].start) if item else 0
        yield Part(LISTED if item else "", indent, tuple(spans[first:end]))


def _with_rest(text: str, part: Part) -> Iterator[Part]:
    """The part; lines at the end of an item that are none of its own as a further one."""
    own = _owned(text, part.sentences, part.indent) if part.is_item else len(part.sentences)
    yield part._replace(sentences=part.sentences[:own])
    if own < len(part.sentences):
        yield Part("", 0, part.sentences[own:])


def _letter(text: str, span: Span) -> str:
    """Of an item that begins with one, on a line of its own: "a" for "(a)"; else ""."""
    found = _LETTERED.match(text, span.start)
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    if found is None or before.strip(" \t>"):
        return ""
    return found["enclosed"] or found["closed"]


def _with_romans(text: str, parts: Sequence[Part]) -> Iterator[Part]:
    """Roman numbers told from letters: "(i)" is a letter behind "(h)", if no "(ii)" follows."""
    letters = [_letter(text, part.sentences[0]) for part in parts if part.mark == "a"]
    at = 0
    for part in parts:
        if part.mark != "a":
            yield part
            continue
        before, own, after = letters[at - 1] if at else "", letters[at], letters[at + 1 : at + 2]
        follows = len(before) == len(own) == 1 and ord(own) - ord(before) == 1
        roman = own in _ROMAN and (not follows or after == [f"{own}i"])
        yield part._replace(mark="i") if roman else part
        at += 1


def column_of(text: str, at: int) -> int:
    """How far in a line begins that has nothing but signs of quotation before `at`."""
    return len(text[text.rfind("\n", 0, at) + 1 : at].expandtabs(4))


def _owned(text: str, spans: Sequence[Span], indent: int) -> int:
    """How many of an item's sentences are its own: a line that begins left of it is not."""
    for number, span in enumerate(spans[1:], 1):
        line = text.rfind("\n", 0, span.start) + 1
        before = text[line : span.start]
        if before.strip(" \t>") or len(before.expandtabs(4)) > indent:
            continue
        rest = spans[number:]
        if len(rest) == 1 or is_open(words_at(text, rest[-1])):
            return number
    return len(spans)


def hangs(line: str) -> bool:
    """Does only what stands above it make sense of it? "if you are ill", "(a) on Sundays;"."""
    words = _unmarked(line)
    if is_farewell(words.partition("\n")[0]):  # and whose it is
        return False
    low = words[:1].islower()
    return low or (_OPENS.match(words) is not None and is_fragment(line) and not is_ended(line))


def _unmarked(line: str) -> str:
    """Without the letter that marks an item, and signs before the first word."""
    letter = _LETTERED.match(line)
    return line[letter.end() if letter else 0 :].lstrip("*_\"'“„«([")


def _is_underlined(text: str, start: int, end: int) -> bool:
    after = text.find("\n", end) + 1
    if not after:
        return False
    line = text[after : text.find("\n", after) % (len(text) + 1)]
    return is_underlined(text[start:end], line)
