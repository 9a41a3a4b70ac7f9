"""The list of documents: narrowed, ordered, and a row for every state that one can be in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from rag.types import DocumentEntry
from rag.ui.shelf import Kind, Order, Wish, facts_line, is_of, narrowed, rows_html, size_words
from tests.page_reader import PageReader

TIDES = DocumentEntry(
    "1", "Tides", "sea/tides.md", 3, "sea", date(2024, 5, 12), 1_200_000, uploaded=True
)
ROADS = DocumentEntry(
    "2", "<b>Roads</b>", "land/roads.md", 1, "land", date(2025, 1, 2), 820, duplicates=("r2.md",)
)
DEED = DocumentEntry("", "deed.pdf", "deed.pdf", 0, status="failed", failure="It has no text.")
LEASE = DocumentEntry("", "lease.pdf", "lease.pdf", 0, status="excluded")
BYLAWS = DocumentEntry("5", "Bylaws", "bylaws.md", 9, failure="It is encrypted.", size=40_000)
ALL = (TIDES, ROADS, DEED, LEASE, BYLAWS)


def sources(wish: Wish) -> list[str]:
    return [entry.source for entry in narrowed(ALL, wish)]


def test_words_are_looked_for_in_title_and_path() -> None:
    assert sources(Wish(words="LAND roads")) == ["land/roads.md"]
    assert sources(Wish(words="nothing")) == []


def test_it_is_narrowed_to_a_collection() -> None:
    assert sources(Wish(collection="sea")) == ["sea/tides.md"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("all", {entry.source for entry in ALL}),
        ("ready", {"sea/tides.md", "land/roads.md"}),
        ("problem", {"deed.pdf", "bylaws.md"}),
        ("left out", {"lease.pdf"}),
        ("duplicate", {"land/roads.md"}),
    ],
)
def test_it_is_narrowed_to_a_status(kind: Kind, found: set[str]) -> None:
    assert set(sources(Wish(kind=kind))) == found


@pytest.mark.parametrize(
    ("order", "first"),
    [("title", "land/roads.md"), ("date", "land/roads.md"), ("size", "sea/tides.md")],
)
def test_it_is_ordered_as_wished(order: Order, first: str) -> None:
    assert sources(Wish(order=order))[0] == first
    assert len(sources(Wish(order=order))) == len(ALL)


def test_a_row_says_where_from_and_how_much() -> None:
    assert facts_line(TIDES) == "sea · 12 May 2024 · 1.2 MB · 3 passages"
    page = PageReader(rows_html([ROADS], {}))
    read, manage = page.all("button")
    assert "<b>Roads</b>" in read.text
    assert "land/roads.md" in read.text
    assert read.attributes["data-open"] == "read land/roads.md"
    assert manage.attributes["data-open"] == "manage land/roads.md"
    assert manage.attributes["aria-label"] == "Manage <b>Roads</b>"
    assert "The same content as r2.md" in page.text


def test_what_could_not_be_read_says_why_and_what_to_do_and_opens_nothing() -> None:
    page = PageReader(rows_html([DEED], {}))
    assert [one.attributes["data-open"] for one in page.all("button")] == ["manage deed.pdf"]
    assert "Could not be read: It has no text." in page.text
    assert "Mend or replace the file in its folder" in page.text
    uploaded = PageReader(rows_html([replace(DEED, uploaded=True)], {}))
    assert "Upload a version that can be opened" in uploaded.text


def test_an_old_version_that_is_still_used_is_told() -> None:
    page = PageReader(rows_html([BYLAWS], {}))
    assert "It is encrypted. The version before it is used." in page.text
    assert page.all("button", class_="fn-entry")


def test_a_document_that_was_read_in_part_is_ready_and_says_what_is_missing() -> None:
    part = replace(TIDES, remark="1 of its 2 pages is damaged, and left out.")
    assert [is_of(part, kind) for kind in ("ready", "problem")] == [True, True]
    page = PageReader(rows_html([part], {}))
    assert "Read in part: 1 of its 2 pages is damaged, and left out." in page.text
    assert page.all("button", class_="fn-entry")


def test_what_is_left_out_and_what_is_still_to_happen_is_told() -> None:
    assert "Left out" in PageReader(rows_html([LEASE], {})).text
    going = PageReader(rows_html([TIDES], {"sea/tides.md": "removed"}))
    assert "Goes with the next sync" in going.text


def test_a_document_that_is_being_removed_says_so_and_offers_nothing() -> None:
    going = PageReader(rows_html([TIDES], {TIDES.source: "removed"}, reading=True))
    assert "Being removed" in going.text
    assert not going.all("button")
    gone = PageReader(rows_html([TIDES], {TIDES.source: "missing"}, reading=True))
    assert "No longer in your folders" in gone.text
    assert not gone.all("button")
    left_out = PageReader(rows_html([LEASE], {LEASE.source: "removed"}, reading=True))
    assert "Being left out" in left_out.text
    assert left_out.all("button", class_="fn-more")


def test_what_is_as_it_should_be_has_no_note() -> None:
    assert not PageReader(rows_html([TIDES], {})).all("p")


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 byte"), (999, "999 bytes"), (12_300, "12 KB"), (1_250_000, "1.2 MB")],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert size_words(size) == words
