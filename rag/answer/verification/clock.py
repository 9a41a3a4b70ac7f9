"""Times of day: "3 pm" rewritten as a source's "15:00", and times that a source does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.regex import regex

_TIME = regex(
    r"(?<![\w:.,])(?:(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d)|\s?h\s?(?P<minute_too>\d\d))?"
    r"\s?(?P<mark>[ap]\.?\s?m\b\.?|Uhr\b|h\b)|(?P<hour_alone>\d\d?):(?P<minute_alone>\d\d)(?![:\d]))"
    r"|\b(?P<word>noon|midday|midnight|Mitternacht|minuit|mediodía|medianoche)\b",
    re.IGNORECASE,
)
_WORDS = {"noon": 12, "midday": 12, "mediodía": 12}
_NOON, _DAY = 12, 24


class _Time(NamedTuple):
    """Where it stands, and the minutes of the day; None where it may be in either half of it."""

    start: int
    end: int
    minutes: int | None


def clocked(sentence: str, source: str) -> str:
    """`sentence` with the source's writing for each time of day that it has, too."""
    theirs = list(_times(source))
    for said in reversed(list(_times(sentence))):
        same = [one for one in theirs if said.minutes is not None and one.minutes == said.minutes]
        written = [source[one.start : one.end] for one in same]
        if same and sentence[said.start : said.end] not in written:
            sentence = f"{sentence[: said.start]}{written[0]}{sentence[said.end :]}"
    return sentence


def wrong_time(sentence: str, read: str) -> str:
    """A time of day that a source has not, where it has others; as a fault, or ""."""
    known = {one.minutes for one in _times(read)}
    if not known or None in known:
        return ""
    for said in _times(sentence):
        if said.minutes is not None and said.minutes not in known:
            written = sentence[said.start : said.end].rstrip(".")
            return f"The cited text does not give the time {written}."
    return ""


def time_at(text: str, at: int) -> str:
    """The time of day that a figure at an offset is a part of, as it is written but for a full stop
    at its end; "" for none."""
    found = (one for one in _TIME.finditer(text) if one.start() <= at < one.end())
    return next((one[0].rstrip(".") for one in found), "")


def _times(text: str) -> Iterator[_Time]:
    found = list(_TIME.finditer(text))
    whole_day = any(_hour(one) > _NOON or _written_hour(one).startswith("0") for one in found)
    for one in found:
        hour = _hour(one)
        minute = int(one["minute"] or one["minute_too"] or one["minute_alone"] or 0)
        mark = (one["mark"] or "").lower()[:1]
        if mark in ("a", "p") and 0 < hour <= _NOON:
            minutes: int | None = (hour % _NOON + (_NOON if mark == "p" else 0)) * 60 + minute
        elif (
            one["word"]
            or (hour < _DAY and mark in ("u", "h"))
            or (hour < _DAY and not mark and whole_day)
        ):
            minutes = hour * 60 + minute
        else:
            minutes = None
        yield _Time(*one.span(), minutes if minute < 60 else None)


def _written_hour(found: re.Match[str]) -> str:
    return found["hour"] or found["hour_alone"] or ""


def _hour(found: re.Match[str]) -> int:
    written = _written_hour(found)
    return int(written) if written else _WORDS.get(found["word"].lower(), 0)
