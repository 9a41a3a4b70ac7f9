"""What documents say of their own date and collection; and that it comes through the child."""

from __future__ import annotations

from datetime import date

import pytest

from rag.ingest import Parser
from rag.ingest.loaded import stated_date
from rag.ingest.loaders import parse
from tests.formats.make import FILES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("2024-03-01T23:59:59+02:00", date(2024, 3, 1)),
        (" 20240301 ", date(2024, 3, 1)),
        ("D:20240301101530+01'00'", date(2024, 3, 1)),
        ("2024-02-30", None),
        ("0000-01-01", None),
        ("2024", None),
        ("March 2024", None),
        ("", None),
        (None, None),
    ],
)
def test_a_stated_date_is_read_or_left(text: str | None, expected: date | None) -> None:
    assert stated_date(text) == expected


@pytest.mark.parametrize(
    "name",
    ["pandoc.docx", "office.pptx", "pandoc.odt", "pandoc.epub", "office.pdf", "office.odp"],
)
def test_formats_that_keep_a_date_give_it(name: str) -> None:
    found = parse((FILES / name).read_bytes(), name).date
    assert found is not None
    assert found.year >= 2025, "when tests.formats.make was run"


def test_a_mail_is_of_the_day_on_which_it_was_sent() -> None:
    assert parse((FILES / "mail.eml").read_bytes(), "mail.eml").date == date(2031, 3, 14)


@pytest.mark.parametrize("line", ["Date: never", "Date:", "X: y", "Date: Thu, 99 Mar 2031 10:00"])
def test_a_mail_without_a_date_is_read_all_the_same(line: str) -> None:
    loaded = parse(f"From: a@b.c\n{line}\nSubject: Rent\n\nThe rent.".encode(), "mail.eml")
    assert loaded.date is None
    assert "The rent." in loaded.text


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("<meta property='article:published_time' content='2022-05-06T07:08Z'>", date(2022, 5, 6)),
        ("<meta name='date' content='2022-05-06'>", date(2022, 5, 6)),
        ("<meta name='DC.date' content='2022-05-06'>", date(2022, 5, 6)),
        ("<meta itemprop='datePublished' content='2022-05-06'>", date(2022, 5, 6)),
        ("<meta name=date content=soon><meta name=dc.date content=2022-05-06>", date(2022, 5, 6)),
        (
            "<meta name='date' content='2030-01-01'>"
            "<meta property='article:published_time' content='2022-05-06'>",
            date(2022, 5, 6),
        ),
        ("<meta name='date' content='last spring'><meta charset='utf-8'>", None),
        ("<meta name='expires' content='2022-05-06'>", None),
    ],
)
def test_a_web_page_is_of_the_day_on_which_it_was_published(head: str, day: date | None) -> None:
    page = f"<html><head>{head}</head><body><p>The rent is due.</p></body></html>"
    assert parse(page.encode(), "page.html").date == day


def test_date_and_collection_come_through_the_child() -> None:
    front = "---\ncollection: Law\u202e and\n  order\ndate: 2021-03-04\n---\n"
    raw = (front + "Words. " * 200_000).encode()
    with Parser() as parser:
        loaded = parser.parse(raw, "a.md")
        assert parser.child_id is not None
    assert (loaded.collection, loaded.date) == ("Law and order", date(2021, 3, 4))
