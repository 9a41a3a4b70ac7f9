"""Calendars (iCalendar, RFC 5545): each entry a sentence that says what is when, and where."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, one_line, title_from_name
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter
from rag.regex import regex

MEDIA_TYPE = "text/calendar"

_DAY = datetime.timedelta(days=1)
_ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")
_PROPERTY = regex(r"(?P<name>[\w-]+)(?P<parameters>(?:;[^:\";]*(?:\"[^\"]*\"[^:\";]*)*)*):")
_ESCAPED = regex(r"\\([nN,;\\])")
_WHEN = regex(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z?))?")
_COMMON_NAME = regex(r";CN=(?:\"([^\"]*)\"|([^;]*))", re.IGNORECASE)


class Value(NamedTuple):
    """A property's value as it is written, and its parameters (";TZID=Europe/Oslo")."""

    text: str
    parameters: str


class Moment(NamedTuple):
    """A day, and the time of it in words ("18:00 UTC"); "" for the whole day."""

    day: datetime.date
    time: str

    @property
    def told(self) -> str:
        """As it is written in English."""
        day = f"{self.day.day} {self.day:%B %Y}"
        return f"{day}, {self.time}" if self.time else day

    @property
    def before_midnight(self) -> Moment:
        """The last day of what ends with the day before this one begins."""
        is_day = not self.time and self.day > datetime.date.min
        return Moment(self.day - _DAY, "") if is_day else self


Entry = dict[str, list[Value]]


def load_calendar(file: RawFile) -> LoadedText:
    """Places are the entries, by what they are called. Whatever is no entry is left out."""
    writer = TextWriter(title_from_name(file.source), file.limits)
    for entry in find_entries(decode(file.raw)):
        name = one_line(_text(entry, "SUMMARY")) or "Entry"
        writer.place(name)
        told = [f"{name}: {_when(entry)}" if _when(entry) else name, _text(entry, "LOCATION")]
        repeats = re.search(r"FREQ=(\w+)", _text(entry, "RRULE"))
        told.append(f"repeats {repeats[1].lower()}" if repeats else "")
        told.append("cancelled" if _text(entry, "STATUS") == "CANCELLED" else "")
        writer.paragraph(f"{', '.join(one_line(part) for part in told if part)}.")
        writer.paragraph(_text(entry, "DESCRIPTION"))
        for label, people in (("Organizer", "ORGANIZER"), ("Attendees", "ATTENDEE")):
            names = ", ".join(filter(None, map(_person, entry.get(people, []))))
            writer.line(f"{label}: {names}" if names else "")
    return writer.finish(MEDIA_TYPE)


def find_entries(text: str) -> Iterator[Entry]:
    """The properties of each entry by name, without those of its alarms."""
    entry: Entry | None = None
    within = ""
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        found = _PROPERTY.match(line)
        if found is None:
            continue
        name, value = found["name"].upper(), line[found.end() :].strip()
        if name == "BEGIN" and value.upper() in _ENTRIES:
            entry, within = {}, ""
        elif name == "BEGIN":
            within = within or value
        elif name == "END" and entry is not None and value.upper() in _ENTRIES:
            yield entry
            entry = None
        elif name == "END":
            within = "" if value == within else within
        elif entry is not None and not within:
            entry.setdefault(name, []).append(Value(value, found["parameters"]))


def _text(entry: Entry, name: str) -> str:
    (first, *_) = entry.get(name) or [Value("", "")]
    return _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], first.text)


def _person(value: Value) -> str:
    """The name, or the address where there is none."""
    found = _COMMON_NAME.search(value.parameters)
    named = (found[1] or found[2] or "").strip() if found else ""
    return named or re.sub(r"(?i)^mailto:", "", value.text)


def _when(entry: Entry) -> str:
    """ "14 June 2025, 18:00 to 22:00"; a task has the day that it is due."""
    start, end = (_moment(_text(entry, name)) for name in ("DTSTART", "DTEND"))
    due = _moment(_text(entry, "DUE"))
    if start is None:
        return f"due {due.told}" if due else ""
    if end is None or end == start or (not start.time and end.day - start.day <= _DAY):
        return start.told
    return f"{start.told} to {end.time if end.day == start.day else end.before_midnight.told}"


def _moment(written: str) -> Moment | None:
    found = _WHEN.match(written)
    if found is None:
        return None
    with suppress(ValueError):
        day = datetime.date(*map(int, found.group(1, 2, 3)))
        return Moment(day, f"{found[4]}:{found[5]}{' UTC' * bool(found[6])}" if found[4] else "")
    return None
