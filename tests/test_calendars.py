"""Calendars: each entry says what is when and where, whatever program wrote it."""

from __future__ import annotations

import pytest

from rag.errors import UnreadableDocument
from rag.ingest.loaders import parse


def entry(*lines: str, kind: str = "VEVENT") -> str:
    return "\r\n".join(("BEGIN:VCALENDAR", f"BEGIN:{kind}", *lines, f"END:{kind}", "END:VCALENDAR"))


def test_an_entry_is_a_sentence_with_its_description_below() -> None:
    loaded = parse(
        entry(
            'DTSTART;TZID="Europe/Oslo":20250614T180000',
            "DTEND:20250614T220000",
            "SUMMARY:Concert",
            "LOCATION:Church\\, Mill Street",
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "DESCRIPTION:Child",
            " ren pay 5\\;\\nAdults 12.",
            'ORGANIZER;CN="Olsen, Marit":mailto:m@example.org',
            "ATTENDEE;CN=Anna:mailto:a@example.org",
            "ATTENDEE:mailto:b@example.org",
            "BEGIN:VALARM",
            "DESCRIPTION:Soon",
            "END:VALARM",
        ).encode(),
        "choir.ics",
    )
    assert loaded.text == (
        "Concert: 14 June 2025, 18:00 to 22:00, Church, Mill Street, repeats weekly.\n\n"
        "Children pay 5;\nAdults 12.\nOrganizer: Olsen, Marit\nAttendees: Anna, b@example.org"
    )
    assert [section.label for section in loaded.sections] == ["Concert"]
    assert loaded.media_type == "text/calendar"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["DTSTART;VALUE=DATE:20250701", "DTEND;VALUE=DATE:20250702"], "A: 1 July 2025."),
        (["DTSTART:20250701", "DTEND:20250704"], "A: 1 July 2025 to 3 July 2025."),
        (
            ["DTSTART:20250701T220000Z", "DTEND:20250702T010000Z"],
            "A: 1 July 2025, 22:00 UTC to 2 July 2025, 01:00 UTC.",
        ),
        (["DTSTART:20250701T220000"], "A: 1 July 2025, 22:00."),
        (["DUE:20250701"], "A: due 1 July 2025."),
        (["DTSTART:99991231", "DTEND:99991230"], "A: 31 December 9999."),
        (["DTSTART:99991230", "DTEND:99991231"], "A: 30 December 9999."),
        (["DTSTART:99991229", "DTEND:99991231"], "A: 29 December 9999 to 30 December 9999."),
        (["DTSTART:20250701T220000", "DTEND:00010101"], "A: 1 July 2025, 22:00 to 1 January 1."),
        (["DTSTART:20259901", "STATUS:CANCELLED"], "A, cancelled."),
    ],
)
def test_a_moment_is_told_in_words(lines: list[str], told: str) -> None:
    for kind in ("VEVENT", "VTODO"):
        assert parse(entry("SUMMARY:A", *lines, kind=kind).encode(), "a.ics").text == told


def test_what_is_no_entry_is_not_read() -> None:
    for text in (
        "words",
        "BEGIN:VCALENDAR\nX:y\nEND:VEVENT\n",
        entry("TZNAME:CET", kind="STANDARD"),
    ):
        with pytest.raises(UnreadableDocument, match="holds no text"):
            parse(text.encode(), "a.ics")
