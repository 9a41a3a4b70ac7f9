"""A sync as the page shows it: stage and file, and how it ended."""

from __future__ import annotations

from rag.types import SyncProgress
from rag.ui.library import LibraryState
from rag.ui.syncing import cancelled_html, doing_html
from tests.page_reader import PageReader


def test_it_says_the_stage_and_the_file_and_how_far_it_is() -> None:
    progress = SyncProgress("reading", 1, 4, "notes/<b>.md")
    page = PageReader(doing_html(LibraryState("reading", progress)))
    assert page.text == "Reading your documents: 1 of 4notes/<b>.md"
    assert page.all("span", style="width:25%")


def test_it_says_that_it_is_cancelling_or_getting_ready() -> None:
    cancelling = LibraryState("reading", SyncProgress("reading", 1, 4, "a.md"), cancelling=True)
    assert PageReader(doing_html(cancelling)).text == "Cancelling: everything stays as it was"
    assert "ready" in PageReader(doing_html(LibraryState("warming"))).text


def test_a_cancelled_sync_says_what_still_waits() -> None:
    assert "wait" not in cancelled_html(LibraryState())
    one = LibraryState(changes={"a.md": "added"})
    assert "One change of yours waits for the next sync." in cancelled_html(one)
    two = LibraryState(changes={"a.md": "added", "b.md": "removed"})
    assert "2 changes of yours wait" in cancelled_html(two)
