"""Figures in a text: numbers with their unit, made comparable ("200k" equals "200,000")."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from rag.regex import regex
from rag.text.english import is_english
from rag.text.measures import MEASURE, measure_behind
from rag.text.number_words import NUMBER_WORDS, in_digits
from rag.text.numbers_abroad import numbers_abroad
from rag.text.scales import LARGE, SCALE, SHORTENED_BY, counts, is_doubtful, times
from rag.text.units import MONEY_BEFORE, MONEY_BEHIND, are_one, currency_of

_FRACTIONS = {"¼": "0.25", "½": "0.5", "¾": "0.75"}

_POINTS = (
    r"(?:percentage|per\s?cent|%)[\s-]points?\b|[Pp]rozentpunkten?\b|[Pp]rozentpunkte\b|pp\b|"
    r"points?\sde\spourcentage\b|puntos?\sporcentuales\b|punti\spercentuali\b"
)
_PERCENT = r"%|percent\b|per\s?cent\b|[Pp]rozent\b|pour\scent\b|por\sciento\b|per\scento\b"
_COUNTED = rf"\s?(?:%|percent\b|per\s?cent\b|(?:{SCALE})|{MONEY_BEHIND}|{MEASURE})"
_SPACED = (
    r"(?<!\d\s)[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?(?!\s?\d)"
    rf"(?(currency)|(?={_COUNTED}|[ ][a-z]))"
)  # a row of a table has such numbers, too, but no word behind them
_DOTTED = (
    r"[1-9]\d{0,2}(?:\.\d{3})+,\d\d?(?!\d)|[1-9]\d{0,2}(?:\.\d{3}){2,}(?![.\d])|"
    r"[1-9]\d{0,2}\.\d{3}(?=\s?(?:€|EUR\b|[Ee]uros?\b))"
)
_COMMA = rf"(?(currency)\d+,\d\d(?![\d,])|(?<!\d,)\d+,\d\d?(?={_COUNTED}))"
_FIGURE = regex(
    rf"(?:(?P<currency>{MONEY_BEFORE})\s?|(?<![\w.]))(?P<sign>[-−](?=\.?\d))?"
    rf"(?:(?P<spaced>{_SPACED})|(?P<dotted>{_DOTTED})|(?P<comma>{_COMMA})|"
    r"(?P<plain>\d{1,3}(?:[,\u00a0\u202f'’]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+))"
    r"(?:\s?(?P<fraction>[¼½¾])|\sand\sa\s(?P<half>half)\b)?"
    rf"(?:[\s\u00a0\u202f-]?(?P<scale>{SCALE}){SHORTENED_BY})?"
    rf"(?:\s?(?P<unit>{_POINTS}|{_PERCENT}|×|x\b|times\b|-?fold\b))?"
    rf"(?:[\s-]?(?P<money>{MONEY_BEHIND}))?"
)
_WORD_FIGURE = regex(
    rf"(?P<number>{NUMBER_WORDS})"
    rf"(?:\s?(?P<unit>{_POINTS}|{_PERCENT}|times\b|-?fold\b))?"
    rf"(?:[\s-](?P<money>{MONEY_BEHIND}))?",
    re.IGNORECASE,
)
_LEADER = regex(r"\.{3,}")  # "Deposit.......200 euros"
_SHARE = regex(rf"\s({_POINTS}|{_PERCENT})", re.IGNORECASE)
_DATE = regex(r"(?<![\w.])\d{1,2}\.\d{1,2}\.[12]\d{3}(?![\d.]\d)")
_RANGE = regex(r"\s?[-–—]\s?|\s(?:to|and|or|bis)\s")
_IN_LARGE = regex(rf"(?P<scale>{LARGE})\b", re.IGNORECASE)
_BESIDE = 8  # characters before a number that are looked at: enough for a letter, a sign, a code
_UNSPACED = regex(
    "[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
"""Letters that stand beside a number without a space, and yet are no part of it."""
_BEHIND_NUMBERS = frozenset("百千万萬만亿億억元円圓圆원")
_THOUSANDTH = regex("千[克米瓦]")  # of a unit: no scale
_LETTERS = str.maketrans("ſıİ％", "siI%")
"""Letters that a pattern takes for "s" and "i", where case is ignored, and a look-up does not; and
a wide sign."""


class Figure(NamedTuple):
    """A number as a value: compare value and unit.

    `unit` is "%", "pp" (percentage points), "x", a currency, or "".
    `measure` is what it is measured in ("week", "kg"), if anything: that stands behind the span.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    measure: str = ""

    def same_as(self, other: Figure) -> bool:
        """Equal in value, and in unit and measure where both have one."""
        return (
            self.value == other.value
            and are_one(self.unit, other.unit)
            and (not self.measure or not other.measure or self.measure == other.measure)
        )

    def written(self, text: str) -> str:
        """As `text` says it, with its measure."""
        return text[self.start : measure_behind(text, self.end)[1]].strip()


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure in `text`, in order: digits with separators, scale and unit, and number words.

    Digits inside a name ("GPT-4.5", "H100", "k7f2") belong to the name and are no figure.
    "25 m" are millions beside money ("$25 m") and of what is counted by the million ("25m people");
    else they are 25: of metres, or whatever it may be.
    """
    whole = _DATE.sub(lambda date: date[0].replace(".", "/"), text.translate(_LETTERS))
    whole = _LEADER.sub(lambda dots: " " * len(dots[0]), whole)
    text = _UNSPACED.sub(_apart, whole)
    found = [_digits(match) for match in _FIGURE.finditer(text) if not _in_name(text, match)]
    starts = [figure.start for figure in found]
    ends = [figure.end for figure in found]
    for match in _WORD_FIGURE.finditer(text):
        if bisect_left(starts, match.end()) == bisect_right(ends, match.start()):  # none between
            found.append(_spelled(match))
    found += _abroad(text, found)
    return tuple(
        one._replace(measure=_measure(text, one.end) or _measure(whole, one.end))
        if not one.unit
        else one
        for one in _ranged(text, sorted(found))
    )


def _abroad(text: str, found: Sequence[Figure]) -> list[Figure]:
    """The number words of a text that is not English, where no other figure is."""
    words = list(numbers_abroad(text))
    if not words or is_english(text):
        return []
    return [
        _counted_abroad(text, start, end, value)
        for start, end, value in words
        if not any(one.start < end and start < one.end for one in found)
    ]


def _counted_abroad(text: str, start: int, end: int, value: Decimal) -> Figure:
    """With the percent behind it, if it has any: "drei Prozent"."""
    share = _SHARE.match(text, end)
    return Figure(start, share.end() if share else end, value, _unit(share[1]) if share else "")


def _measure(text: str, end: int) -> str:
    return measure_behind(text, end)[0]


def _apart(letter: re.Match[str]) -> str:
    """A space, but for a scale or a currency behind a number."""
    before = letter.string[max(0, letter.start() - 2) : letter.start()].rstrip(" ")[-1:]
    belongs = before.isdecimal() or (before != "" and before in _BEHIND_NUMBERS)
    if not belongs or _THOUSANDTH.match(letter.string, letter.start()):
        return " "
    return letter[0] if letter[0] in _BEHIND_NUMBERS else " "


def _ranged(text: str, found: list[Figure]) -> list[Figure]:
    """In "5–10 million euros" the scale and the unit belong to both."""
    for at, (one, other) in enumerate(pairwise(found)):
        large = _IN_LARGE.search(text, other.start, other.end)
        if not _RANGE.fullmatch(text, one.end, other.start):
            continue
        if large and not _IN_LARGE.search(text, one.start, one.end):
            scale = times(large["scale"])
            if one.value * scale < other.value:
                found[at] = one._replace(
                    value=(one.value * scale).normalize(), unit=one.unit or other.unit
                )
    return found


def _in_name(text: str, match: re.Match[str]) -> bool:
    """Is the number glued to letters in front ("GPT-4", "v2") or behind ("4o", "3D")?"""
    start, end = match.start(_kind(match)), match.end(_kind(match))
    before, after = text[max(0, start - _BESIDE) : start], text[match.end() : match.end() + 1]
    if re.search(r"[A-Za-z][-‑/]?$", before) and not match["currency"]:
        return True
    glued = match.end() == end and re.match(r"[^\W\d_]", after)
    return bool(glued) and not measure_behind(text, end)[0]


def _digits(match: re.Match[str]) -> Figure:
    kind = _kind(match)
    value = Decimal(re.sub(r"[,\u00a0\u202f'’\s]", "", _in_english(kind, match[kind])))
    if match["fraction"] or match["half"]:
        value += Decimal(_FRACTIONS[match["fraction"] or "½"])
    if match["sign"]:
        value = -value
    money = match["currency"] or match["money"]
    doubtful = not money and is_doubtful(match["scale"])
    if doubtful and not counts(match.string, match.start(kind), match.end("scale")):
        return Figure(match.start(kind), match.end(kind), value.normalize(), "")
    if match["scale"]:
        value *= times(match["scale"])
    unit = currency_of(money) if money else _unit(match["unit"])
    start = match.start("currency") if match["currency"] else match.start(kind)
    return Figure(start, match.end(), value.normalize(), unit)


def _kind(match: re.Match[str]) -> str:
    """In which of its ways the number is written: the name of the group that holds it."""
    return next(kind for kind in ("spaced", "dotted", "comma", "plain") if match[kind])


def _in_english(kind: str, number: str) -> str:
    """With a decimal point, and without points between thousands."""
    bare = number.replace(".", "") if kind == "dotted" else number
    return bare.replace(",", ".") if kind in ("dotted", "comma") else bare


def _spelled(match: re.Match[str]) -> Figure:
    value = in_digits(match["number"])
    unit = currency_of(match["money"]) if match["money"] else _unit(match["unit"])
    return Figure(match.start(), match.end(), value.normalize(), unit)


def _unit(written: str | None) -> str:
    if not written:
        return ""
    lowered = written.lower()
    if re.fullmatch(_POINTS, lowered):
        return "pp"
    return "%" if re.fullmatch(_PERCENT, lowered) else "x"
