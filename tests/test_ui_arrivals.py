"""What became of dropped files, in words, at every stage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.settings import Settings
from rag.types import Added, DocumentEntry, SyncFailure, SyncProgress
from rag.ui.arrivals import arrivals_html, limits_line, most_megabytes
from rag.ui.edits import Arrival
from rag.ui.library import LibraryState
from tests.page_reader import PageReader

SOURCE = "uploads/lease.md"
LEASE = Arrival("<b>lease</b>.md", Added(sources=(SOURCE,)))
READY = DocumentEntry("1", "Lease", SOURCE, 4, uploaded=True)
TOLD = {SOURCE: READY}


def words(arrival: Arrival, state: LibraryState, entries: dict[str, DocumentEntry]) -> str:
    page = PageReader(arrivals_html((arrival,), state, entries))
    return page.one("span", class_="fn-state").text


def reading(progress: SyncProgress | None, *reached: str) -> LibraryState:
    return LibraryState("reading", progress, changes={SOURCE: "added"}, reached=frozenset(reached))


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (LibraryState(changes={SOURCE: "added"}), "Kept for the next sync"),
        (reading(None), "Waits to be read"),
        (reading(SyncProgress("reading", 0, 2, "other.md")), "Waits to be read"),
        (reading(SyncProgress("reading", 1, 2, SOURCE), SOURCE), "Being read"),
        (reading(SyncProgress("reading", 2, 3, "c.md"), SOURCE), "Read; waits for the others"),
        (reading(SyncProgress("embedding", 2, 3, "c.md"), SOURCE), "Being indexed"),
    ],
)
def test_a_kept_file_tells_its_stage(state: LibraryState, told: str) -> None:
    assert words(LEASE, state, {}) == told


def test_a_file_that_cannot_be_read_says_so_while_the_others_are_indexed() -> None:
    progress = SyncProgress("embedding", 2, 3, "c.md")
    state = replace(reading(progress, SOURCE), unreadable={SOURCE: "It is damaged."})

    told = words(LEASE, state, {})

    assert told.startswith("Could not be read: It is damaged. Upload a version")
    page = PageReader(arrivals_html((LEASE,), state, {}))
    assert page.one("span", class_="fn-state").attributes["data-state"] == "problem"


def test_a_file_that_was_read_is_ready_or_says_why_not() -> None:
    assert words(LEASE, LibraryState(), TOLD) == "Ready to be asked: 4 passages"
    part = {SOURCE: replace(READY, remark="1 of 2 pages.")}
    assert words(LEASE, LibraryState(), part) == "Ready to be asked in part. 1 of 2 pages."
    failed = DocumentEntry("", "x", SOURCE, 0, status="failed", failure="Empty.", uploaded=True)
    assert "Could not be read: Empty. Upload a version" in words(
        LEASE, LibraryState(), {SOURCE: failed}
    )
    assert words(LEASE, LibraryState(), {}) == "No longer among your documents"


def test_a_file_that_was_deleted_since_does_not_wait_to_be_read() -> None:
    going = LibraryState("reading", changes={SOURCE: "removed"})
    assert words(LEASE, going, TOLD) == "Being removed"


def test_names_are_text() -> None:
    page = PageReader(arrivals_html((LEASE,), LibraryState(), TOLD))
    assert page.one("span", class_="fn-title").text == "<b>lease</b>.md"


def test_what_is_there_already_is_named() -> None:
    same = Arrival("copy.md", Added(existing=(SOURCE,)))
    assert words(same, LibraryState(), TOLD) == f"Already there: Lease ({SOURCE})"
    assert words(same, LibraryState(), {}) == f"Already there: {SOURCE}"


def test_what_is_refused_says_why_and_a_zip_names_its_files() -> None:
    refused = Added(
        sources=("uploads/z/a.md", "uploads/z/b.md"), refused=(SyncFailure("c.exe", "No loader."),)
    )
    page = PageReader(arrivals_html((Arrival("z.zip", refused),), LibraryState(), {}))
    names = [one.text for one in page.all("span", class_="fn-title")]
    assert names == ["z.zip: c.exe", "z.zip: uploads/z/a.md", "z.zip: uploads/z/b.md"]
    assert "Not taken. No loader." in page.text
    assert "no document in it" in words(Arrival("empty.zip", Added()), LibraryState(), {})


def test_of_many_files_those_with_a_problem_come_first_and_how_many_fared_how_is_said() -> None:
    sources = [f"uploads/{number}.md" for number in range(5)]
    known = {one: replace(READY, source=one) for one in sources}
    known[sources[1]] = DocumentEntry(
        "", "x", sources[1], 0, status="failed", failure="Empty.", uploaded=True
    )
    arrived = [Arrival(one[8:], Added(sources=(one,))) for one in sources]
    arrived.append(Arrival("old.doc", Added(refused=(SyncFailure("old.doc", "Too old."),))))
    page = PageReader(arrivals_html(arrived, LibraryState(), known))
    names = [one.text for one in page.all("span", class_="fn-title")]
    assert names == ["1.md", "old.doc", "0.md", "2.md", "3.md", "4.md"]
    assert page.one("p", class_="fn-aside").text == "6 files: 4 ready, 2 with a problem."
    few = PageReader(arrivals_html(arrived[:2], LibraryState(), known))
    assert not few.all("p", class_="fn-aside"), "two are seen at a glance"


def test_a_file_of_the_same_content_as_another_says_so() -> None:
    copy = {SOURCE: replace(READY, duplicates=("uploads/old.md",))}
    told = "Ready to be asked: 4 passages. The same content as uploads/old.md"
    assert words(LEASE, LibraryState(), copy) == told


def test_a_large_zip_is_told_in_part() -> None:
    many = Added(sources=tuple(f"uploads/{number}.md" for number in range(1_000)))
    page = PageReader(arrivals_html((Arrival("z.zip", many),), LibraryState(), {}))
    assert len(page.all("li")) == 201
    assert "and 800 more" in page.text


def test_limits_are_said_and_the_browser_is_let_send_the_largest() -> None:
    settings = Settings(max_file_mb=2.5, max_zip_mb=0.5)
    assert "At most 2.5 MB a file, 0.5 MB a zip." in limits_line(settings)
    assert most_megabytes(settings) == 3
