"""One slim line about the documents: being read, could not be read, ready."""

from __future__ import annotations

import time
from collections.abc import Sequence

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import path_words
from rag.types import SyncProgress, SyncReport
from rag.ui.cards import failure_html
from rag.ui.library import Library, LibraryState

POLL = 0.5
"""Seconds between two looks at a busy library."""

_STAGES = {
    "scanning": "Looking for documents",
    "reading": "Reading your documents",
    "embedding": "Indexing your documents",
    "indexing": "Indexing your documents",
    "publishing": "Finishing the index",
}
_COUNTED = {"reading": "", "embedding": " passages"}


def status(library: Library) -> None:
    """The line, kept up to date while there is something to say; then it is gone."""
    if library.state.busy:
        st.fragment(_poll, run_every=POLL)(library, library.state.finished)
    else:
        st.empty()


def _poll(library: Library, finished: float | None) -> None:
    """Draw the line; the whole page once there is none, or other documents than it shows."""
    state = library.state
    if not state.busy or state.finished != finished:
        st.rerun()
    line = busy_line(state)
    if line:
        st.html(line)


def busy_line(state: LibraryState) -> str:
    """What the library is doing, as HTML; empty when that needs no words."""
    if state.phase == "warming":
        return _line("Getting the search ready", "")
    if state.phase == "reading":
        words = "Cancelling" if state.cancelling else describe(state.progress)
        return _line(words, bar_html(state.progress))
    return ""


def describe(progress: SyncProgress | None) -> str:
    """ "Reading your documents: 12 of 43"."""
    if progress is None:
        return _STAGES["scanning"]
    words = _STAGES[progress.stage]
    if progress.total is None or progress.stage not in _COUNTED:
        return words
    return f"{words}: {progress.done:,} of {progress.total:,}{_COUNTED[progress.stage]}"


def report_line(report: SyncReport) -> str:
    """What the last sync did, in words."""
    if report.cancelled:
        return "It was cancelled, and nothing has changed"
    counts = ((report.added, "added"), (report.updated, "updated"), (report.removed, "removed"))
    parts = [f"{count:,} {what}" for count, what in counts if count]
    return ", ".join(parts) if parts else "Nothing had changed"


def failed_line(report: SyncReport) -> str:
    """How many files could not be read, in words."""
    count = len(report.failed)
    return f"{count:,} {'file' if count == 1 else 'files'} could not be read"


def partly_line(report: SyncReport) -> str:
    """How many files could be read in part alone, in words."""
    count = len(report.remarks)
    return f"{count:,} {'file' if count == 1 else 'files'} could be read only in part"


def skipped_line(report: SyncReport) -> str:
    """How many files are of kinds that are not read, in words."""
    count = sum(kind.count for kind in report.skipped)
    are = "file is of a kind that is" if count == 1 else "files are of kinds that are"
    return f"{count:,} {are} not read"


def ago(then: float) -> str:
    """Unix seconds as "just now", "5 minutes ago"."""
    seconds = max(0.0, time.time() - then)
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // length)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def notices_html(state: LibraryState) -> str:
    """What went wrong with the documents, if anything did; each with what to do."""
    parts = []
    if state.problem is not None:
        parts.append(failure_html(state.problem))
    if state.report is not None and state.report.failed:
        failed = [(path_words(one.source), one.reason) for one in state.report.failed[:200]]
        parts.append(_folded(failed_line(state.report), failed))
    if state.report is not None and state.report.skipped:
        kinds = [(kind.files, kind.reason) for kind in state.report.skipped]
        parts.append(_folded(skipped_line(state.report), kinds))
    return "".join(parts)


def _folded(summary: str, rows: Sequence[tuple[str, str]]) -> str:
    """A line that opens: names of files, and a reason beside each."""
    items = "".join(
        f'<li><span class="fn-path" dir="auto">{escape(name)}</span>'
        f"<span>{escape(reason)}</span></li>"
        for name, reason in rows
    )
    return f'<details class="fn fn-failed"><summary>{summary}</summary><ul>{items}</ul></details>'


def _line(words: str, bar: str) -> str:
    return f'<div class="fn fn-status" role="status"><span>{escape(words)}</span>{bar}</div>'


def bar_html(progress: SyncProgress | None) -> str:
    """How far it is, as a bar; nothing where that is not known."""
    if progress is None or not progress.total:
        return ""
    percent = round(100 * min(1.0, progress.done / progress.total))
    return f'<span class="fn-bar"><span style="width:{percent}%"></span></span>'
