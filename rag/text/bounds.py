"""Figures, dates, weekdays and months as intervals: "up to 30", "30 or more", "until 6 June".

The words are English, German, French, Spanish and Italian. `AT_MOST`, `AT_LEAST`, `ABOVE`, `BELOW`
and `ABOUT` are patterns for what stands before a figure, `MOST_BEHIND` and `LEAST_BEHIND` for what
stands behind it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from rag.regex import regex
from rag.text.dates import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS, MONTH, Date, dates
from rag.text.figures import Figure, figures
from rag.text.measures import measure_behind

AT_MOST = (
    r"(?:no|not)\s+(?:more|higher|greater|larger|longer|older|bigger|heavier)\s+than|"
    r"not\s+(?:over|above|exceed(?:ing)?)|(?<!the\s)at\s+(?:the\s+)?(?:very\s+)?most|up\s+to(?:\s+and\s+including)?|"
    r"(?:a\s+)?max(?:imum|\.)?(?:\s+of)?|limited\s+to|capped\s+at|höchstens|maximal|bis\s+zu|"
    r"nicht\s+(?:mehr|länger|höher|älter|größer|schwerer)\s+als|nicht\s+über|au\s+(?:plus|maximum)|"
    r"jusqu['’](?:à|au)|pas\s+plus\s+de|como\s+máximo|a\s+lo\s+sumo|hasta|no\s+más\s+de|al\s+massimo|"
    r"non\s+più\s+di|fino\s+al?"
)
AT_LEAST = (
    r"(?:no|not)\s+(?:less|fewer|lower|smaller|shorter|younger|lighter)\s+than|not\s+(?:under|below)|"
    r"at\s+(?:the\s+)?(?:very\s+)?least|(?:a\s+)?min(?:imum|\.)?(?:\s+of)?|mindestens|wenigstens|"
    r"nicht\s+(?:weniger|kürzer|niedriger|jünger)\s+als|nicht\s+unter|au\s+(?:moins|minimum)|"
    r"pas\s+moins\s+de|al\s+menos|por\s+lo\s+menos|como\s+mínimo|no\s+menos\s+de|almeno|non\s+meno\s+di"
)
ABOVE = (
    r"(?:more|greater|higher|larger|longer|older|bigger|heavier)\s+than|over|above|exceed(?:s|ing|ed)?|"
    r"in\s+excess\s+of|upwards\s+of|(?:mehr|länger|höher|älter|größer|schwerer)\s+als|über|plus\s+de|"
    r"supérieure?s?\s+à|au-delà\s+de|más\s+de|superior(?:es)?\s+a|più\s+di|oltre"
)
BELOW = (
    r"(?:less|fewer|lower|smaller|shorter|younger|lighter)\s+than|under|below|"
    r"(?:weniger|kürzer|niedriger|jünger|kleiner|leichter)\s+als|unter|moins\s+de|inférieure?s?\s+à|"
    r"menos\s+de|inferior(?:es)?\s+a|meno\s+di"
)
_UNTIL = (
    r"(?:up\s+)?until|till|within|before|by|binnen|innerhalb(?:\s+von)?|(?:no|not)\s+later\s+than|not\s+after|bis(?:\s+zu[mr])?|vor(?:\s+dem)?|"
    r"spätestens(?:\s+(?:am|bis))?|nicht\s+(?:nach|später\s+als)|jusqu['’](?:à|au|en)|avant(?:\s+le)?|"
    r"antes\s+del?|prima\s+del?|entro(?:\s+il)?"
)
_FROM = (
    r"from|since|after|starting(?:\s+(?:on|from|in))?|beginning(?:\s+(?:on|from|in))?|as\s+(?:of|from)|"
    r"not\s+(?:before|until)|(?:no|not)\s+earlier\s+than|(?:erst\s+)?(?:ab|seit|nach)(?:\s+dem)?|nicht\s+vor|"
    r"frühestens(?:\s+(?:am|ab))?|à\s+(?:partir|compter)\s+d[eu]|depuis(?:\s+le)?|dès(?:\s+le)?|"
    r"après(?:\s+le)?|desde(?:\s+el)?|a\s+partir\s+del?|después\s+del?|dal|dopo(?:\s+il)?"
)
ABOUT = (
    r"about|around|approximately|roughly|circa|ca?\.|some|nearly|almost|etwa|rund|ungefähr|fast|"
    r"knapp|gut|environ|près\s+de|presque|un[oa]s|aproximadamente|cerca\s+de|alrededor\s+de|casi|circa|quasi"
)
_LEANING = (
    r"(?:\s+(?:the|an?|age|of|at|on|in|der|die|das|dem|den|le|la|les|l['’]|el|las|los|il))*\s*"
)
_BEFORE = regex(
    rf"(?:(?<=\s)|^|(?<=\())(?:(?P<about>{ABOUT})|(?P<most>{AT_MOST})|(?P<least>{AT_LEAST})|"
    rf"(?P<above>{ABOVE})|(?P<below>{BELOW})|(?P<until>{_UNTIL})|(?P<since>{_FROM}))"
    rf"{_LEANING}\Z",
    re.IGNORECASE,
)
_LABEL = regex(
    r"\b(?:(?P<most>max(?:imum|imal\w*|\.)?|Höchst\w+|maximale?|at\s+most|up\s+to|höchstens|bis\s+zu)|"
    r"(?P<least>min(?:imum|imal\w*|\.)?|Mindest\w+|minimale?|at\s+least|mindestens))(?:\s+[^\W\d]+){0,5}?\s*(?::|\bis|\bof|\bist|\bbeträgt|\bvon|\best(?:\s+de)?)\s*\Z",
    re.IGNORECASE,
)
"""What says of a thing that it is the most or the least: "Maximum load: 50 kg"."""
_WORDS = r"(?:\s+(?!or\b|and\b|at\b|oder\b|und\b|ou\b|au\b)[^\W\d]+){0,2}"
MOST_BEHIND = (
    r"or\s+(?:less|fewer|under|younger|below|shorter|lower|smaller)|and\s+(?:under|younger|below)|"
    r"at\s+(?:the\s+)?(?:very\s+)?most|max(?:imum|\b\.)|oder\s+(?:weniger|jünger|kürzer|kleiner)|"
    r"und\s+jünger|ou\s+moins|au\s+(?:plus|maximum)"
)
LEAST_BEHIND = (
    r"or\s+(?:more|older|over|above|longer|higher|larger|greater)|"
    r"and\s+(?:over|older|above|up|upwards|more)|at\s+(?:the\s+)?(?:very\s+)?least|minimum|"
    r"oder\s+(?:mehr|älter|länger)|und\s+(?:mehr|älter)|ou\s+plus|au\s+(?:moins|minimum)"
)
_BEHIND = regex(
    rf"{_WORDS}(?:,?\s+(?:(?P<most>{MOST_BEHIND})|(?P<least>{LEAST_BEHIND})|"
    r"(?P<until>at\s+the\s+latest|or\s+earlier|spätestens|au\s+plus\s+tard)|"
    r"(?P<since>onwards?|or\s+later|at\s+the\s+earliest|frühestens))\b|(?P<plus>\+))",
    re.IGNORECASE,
)
_RANGE = regex(
    r"\s*(?:[-–—]|to|until|till|through|bis(?:\s+zu[mr])?|à|au)\s*(?:the\s+|le\s+)?", re.IGNORECASE
)
_BETWEEN = regex(r"\b(?:between|zwischen|entre)\s+(?:the\s+|dem\s+|le\s+)?\Z", re.IGNORECASE)
_AND = regex(r"\s+(?:and|und|et)\s+(?:the\s+|dem\s+|le\s+)?", re.IGNORECASE)
_AHEAD = regex(
    r"\s+(?:before(?:hand)?|prior|ahead|in\s+advance|earlier|vor(?:her)?|avant)\b", re.IGNORECASE
)
_DENIAL = regex(
    r"\b(?:not|no|never|nobody|cannot|\w+n['’]t|forbidden|prohibited|banned|nicht|kein\w*|nie|verboten|"
    r"pas|jamais|aucune?|interdit\w*|nunca|ningun[ao]|prohibid\w+|non|mai|vietat\w+)\b",
    re.IGNORECASE,
)
_CLAUSE_END = regex(r"[.;!?\n](?!\d)")
_WEEKDAY = (
    rf"(?:{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS})s?|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_CALENDAR = regex(rf"\b(?:{_WEEKDAY}|(?:{MONTH}))")
_TIMES = frozenset(["year", "month", "week", "day", "hour", "minute", "second"])
_LOOKED_AT = 48  # characters before a point
_YEARS = range(1000, 2200)


class Bound(StrEnum):
    """Where what is said lies, beside the figure or the date that it is said with."""

    AT = "exactly"
    ABOUT = "about"
    AT_MOST = "at most"
    BELOW = "less than"
    AT_LEAST = "at least"
    ABOVE = "more than"
    UNTIL = "until"
    FROM = "from"


class Contrast(StrEnum):
    """How far two bounds of one figure differ."""

    NONE = "not"
    DIFFERENT = "different"
    OPPOSITE = "opposite"


_UPPER = frozenset([Bound.AT_MOST, Bound.BELOW, Bound.UNTIL])
_LOWER = frozenset([Bound.AT_LEAST, Bound.ABOVE, Bound.FROM])
_LOOSE = frozenset([Bound.UNTIL, Bound.FROM, Bound.ABOUT])
"""Bounds that a figure without any goes along with: what begins "on 1 May" is so "from 1 May"."""
_TURNED = {
    Bound.AT_MOST: Bound.ABOVE,
    Bound.BELOW: Bound.AT_LEAST,
    Bound.AT_LEAST: Bound.BELOW,
    Bound.ABOVE: Bound.AT_MOST,
    Bound.UNTIL: Bound.FROM,
    Bound.FROM: Bound.UNTIL,
}
_GROUPS = {
    "about": Bound.ABOUT,
    "most": Bound.AT_MOST,
    "least": Bound.AT_LEAST,
    "above": Bound.ABOVE,
    "below": Bound.BELOW,
    "until": Bound.UNTIL,
    "since": Bound.FROM,
    "plus": Bound.AT_LEAST,
}


class Bounded(NamedTuple):
    """A figure, a date, or the name of a weekday or a month, and how it may be bounded.

    More than one bound where a negation in front of it may turn it.
    """

    start: int
    end: int
    point: Figure | Date | str
    bounds: frozenset[Bound]

    def same_as(self, other: Bounded) -> bool:
        """Is it the same figure or day?"""
        match self.point, other.point:
            case Figure() as one, Figure() as two:
                return one.same_as(two)
            case Date() as one, Date() as two:
                return one.same_as(two)
            case str(one), str(two):
                return one == two
        return False

    def contrast(self, other: Bounded) -> Contrast:
        """The least in which any of the bounds of both differ."""
        found = {_contrast(one, two) for one in self.bounds for two in other.bounds}
        return next(one for one in Contrast if one in found)


def bounded(text: str) -> tuple[Bounded, ...]:
    """Every figure, date, weekday and month in `text`, in order, with its bounds."""
    points = _points(text)
    found = [Bounded(*one, _bounds(text, *one)) for one in points]
    for at, (one, two) in enumerate(pairwise(found)):
        joint = text[one.end : two.start]
        between = _BETWEEN.search(text, 0, one.start) and _AND.fullmatch(joint)
        if between or _RANGE.fullmatch(joint):
            found[at] = one._replace(bounds=frozenset([Bound.FROM]))
            found[at + 1] = two._replace(bounds=frozenset([Bound.UNTIL]))
    return tuple(found)


def bounds_such(text: str, figure: Figure) -> bool:
    """Does a sentence bound what the figure measures? "Over seven hours" does for eight."""
    kind = (figure.unit, figure.measure)
    return any(kind) and any(
        isinstance(one.point, Figure)
        and (one.point.unit, one.point.measure) == kind
        and bool(one.bounds & (_UPPER | _LOWER))
        for one in bounded(" ".join(text.split()))  # a line may be broken before "hours"
    )


def _points(text: str) -> list[tuple[int, int, Figure | Date | str]]:
    days = dates(text)
    found: list[tuple[int, int, Figure | Date | str]] = [(one.start, one.end, one) for one in days]
    for one in figures(text):
        if not any(day.start < one.end and one.start < day.end for day in days):
            found.append((one.start, measure_behind(text, one.end)[1], one))
    for name in _CALENDAR.finditer(text):
        if not any(start < name.end() and name.start() < end for start, end, _ in found):
            found.append((*name.span(), name[0].lower().removesuffix("s").removesuffix(".")))
    return sorted(found, key=lambda one: one[:2])


def _bounds(text: str, start: int, end: int, point: Figure | Date | str) -> frozenset[Bound]:
    before = _BEFORE.search(text[max(0, start - _LOOKED_AT) : start])
    behind = None if before else _BEHIND.match(text, end)
    said = before or behind
    if said is None or said.lastgroup is None:
        label = _LABEL.search(text[max(0, start - _LOOKED_AT) : start])
        named = {_GROUPS[label.lastgroup]} if label and label.lastgroup else set()
        return frozenset({Bound.AT} | named)
    bound = next(bound for group, bound in _GROUPS.items() if said.groupdict().get(group))
    word = (said.groupdict().get("above") or said.groupdict().get("until") or "").lower()
    is_time = not isinstance(point, Figure) or _is_time(point)
    if word == "by" and not is_time:
        return frozenset([Bound.AT])
    if word in ("over", "über") and isinstance(point, Figure) and point.measure in _TIMES:
        return frozenset(Bound)  # "over three years": more than that, or as long
    if is_time and bound is Bound.AT_MOST and not isinstance(point, Figure):
        bound = Bound.UNTIL
    latest = bound is Bound.UNTIL or said[0].strip(" (").lower().startswith(("up", "bis", "jus"))
    if latest and bound in _UPPER and _AHEAD.match(text, end):
        bound = Bound.AT_LEAST  # "up to 14 days before"
    first = max(0, start - _LOOKED_AT) + before.start() if before else start
    clause = _CLAUSE_END.split(text[:first])[-1]
    turned = {_TURNED[bound]} if bound in _TURNED and _DENIAL.search(clause) else set()
    return frozenset({bound} | turned)


def _is_time(figure: Figure) -> bool:
    is_year = not figure.unit and not figure.measure and figure.value in _YEARS
    return is_year or figure.measure in ("am", "pm")


def _contrast(one: Bound, other: Bound) -> Contrast:
    if one is other or Bound.ABOUT in (one, other):
        return Contrast.NONE
    if (one in _UPPER and other in _LOWER) or (one in _LOWER and other in _UPPER):
        return Contrast.OPPOSITE
    return Contrast.NONE if {one, other} & _LOOSE else Contrast.DIFFERENT
