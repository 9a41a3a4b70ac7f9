"""The words about the documents: progress, results, and what could not be read."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
import streamlit as st

from rag.errors import CorpusError
from rag.types import SyncFailure, SyncProgress, SyncRemark, SyncReport, SyncSkipped
from rag.ui.library import Library, LibraryState
from rag.ui.status import (
    ago,
    busy_line,
    describe,
    failed_line,
    notices_html,
    partly_line,
    report_line,
    skipped_line,
    status,
)
from tests.page_reader import PageReader


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (None, "Looking for documents"),
        (SyncProgress("scanning", 3, None), "Looking for documents"),
        (SyncProgress("reading", 12, 43, "a.md"), "Reading your documents: 12 of 43"),
        (SyncProgress("embedding", 5, 1200), "Indexing your documents: 5 of 1,200 passages"),
        (SyncProgress("publishing", 0, 1), "Finishing the index"),
    ],
)
def test_progress_in_words(progress: SyncProgress | None, words: str) -> None:
    assert describe(progress) == words


def test_the_line_is_there_only_while_it_has_something_to_say() -> None:
    reading = LibraryState("reading", SyncProgress("reading", 12, 43))
    page = PageReader(busy_line(reading))
    assert page.text == "Reading your documents: 12 of 43"
    assert page.all("span", style="width:28%")
    assert "ready" in busy_line(LibraryState("warming"))
    assert "Cancelling" in busy_line(LibraryState("reading", cancelling=True))
    assert busy_line(LibraryState()) == ""


@pytest.mark.parametrize(
    ("now", "drawn_again"),
    [
        (LibraryState("reading"), False),
        (LibraryState("warming", finished=2.0), True),
        (LibraryState(finished=2.0, models=("m",)), True),
    ],
)
def test_the_page_is_drawn_again_as_soon_as_it_has_other_documents(
    monkeypatch: pytest.MonkeyPatch, now: LibraryState, *, drawn_again: bool
) -> None:
    library, drawn = SimpleNamespace(state=LibraryState("reading")), []

    def later(poll: Callable[..., None], run_every: float) -> Callable[..., None]:
        assert run_every < 1

        def polled(*given: object) -> None:
            library.state = now
            poll(*given)

        return polled

    monkeypatch.setattr(st, "fragment", later)
    monkeypatch.setattr(st, "rerun", lambda: drawn.append(now))
    monkeypatch.setattr(st, "html", lambda _: None)
    status(cast(Library, library))
    assert bool(drawn) is drawn_again


def test_the_result_of_a_sync_in_words() -> None:
    assert report_line(SyncReport(unchanged=40)) == "Nothing had changed"
    assert report_line(SyncReport(added=1200, removed=2)) == "1,200 added, 2 removed"
    assert report_line(SyncReport(cancelled=True)) == "It was cancelled, and nothing has changed"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "just now"), (61, "1 minute ago"), (7_300, "2 hours ago"), (90_000, "1 day ago")],
)
def test_times_in_words(seconds: float, words: str) -> None:
    assert ago(time.time() - seconds) == words


def test_unreadable_files_are_listed_by_name_and_reason() -> None:
    failed = (SyncFailure("a/<b>.pdf", "It has no text."), SyncFailure("c.md", "Too large."))
    report = SyncReport(failed=failed)
    page = PageReader(notices_html(LibraryState(report=report)))
    assert page.one("summary").text == failed_line(report) == "2 files could not be read"
    assert [item.text for item in page.all("li")] == ["a/<b>.pdfIt has no text.", "c.mdToo large."]


def test_files_that_were_read_in_part_are_counted() -> None:
    remark = SyncRemark("a.pdf", "1 of 2 pages.")
    assert partly_line(SyncReport(remarks=(remark,))) == "1 file could be read only in part"
    assert partly_line(SyncReport(remarks=(remark,) * 2)) == "2 files could be read only in part"


def test_a_failed_sync_says_what_to_do() -> None:
    problem = CorpusError("There is no folder docs.", hint="Set RAG_CORPUS_DIR.")
    page = PageReader(notices_html(LibraryState(problem=problem)))
    assert "There is no folder docs." in page.text
    assert "Set RAG_CORPUS_DIR." in page.text


def test_nothing_wrong_is_not_mentioned() -> None:
    assert notices_html(LibraryState(report=SyncReport(added=3))) == ""


def test_kinds_that_are_not_read_are_told_once() -> None:
    pictures = SyncSkipped("Pictures are not read.", 12, ("a.png", "<b>.png", "c.png"))
    report = SyncReport(skipped=(pictures, SyncSkipped("No messages.", 1, ("m.msg",))))

    assert skipped_line(report) == "13 files are of kinds that are not read"
    assert skipped_line(SyncReport(skipped=report.skipped[1:])) == (
        "1 file is of a kind that is not read"
    )
    told = notices_html(LibraryState(report=report))
    assert "a.png, &lt;b&gt;.png, c.png and 9 more" in told
    assert told.count("Pictures are not read.") == 1
