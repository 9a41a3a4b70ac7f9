"""Where files are dropped, and what became of each: taken, there already, refused; its stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import streamlit as st

from rag.markup.render import escape
from rag.markup.words import counted, path_words
from rag.settings import Settings
from rag.types import DocumentEntry, SyncFailure
from rag.ui.edits import Arrival, take
from rag.ui.library import Library, LibraryState
from rag.ui.shelf import UPLOAD_ANEW, advice, going_words

FORMATS = "PDF, Office files, e-books, web pages, e-mails, tables, text, code, or a zip of them."
_ARRIVALS, _BATCH = "arrivals", "arrivals-batch"
_MOST = 200
_FEW = 5
_TOLD = {
    "ready": "ready",
    "same": "already there",
    "waiting": "on the way",
    "out": "removed",
    "problem": "with a problem",
}
_WORDS = {
    "waiting": "Waits to be read",
    "reading": "Being read",
    "indexing": "Being indexed",
    "kept": "Kept for the next sync",
}


def uploader(library: Library, *, first: bool) -> None:
    """The place to drop files. What is dropped is kept at once and read in the background.

    `first`: there are no documents yet.
    """
    batch = st.session_state.setdefault(_BATCH, 0)
    settings = library.assistant.settings
    files = st.file_uploader(
        "Add your first documents" if first else "Add documents",
        accept_multiple_files=True,
        key=f"upload-{batch}",
        max_upload_size=most_megabytes(settings),
    )
    st.html(f'<p class="fn fn-aside">{escape(limits_line(settings))}</p>')
    if not files:
        return
    with st.spinner(f"Keeping {counted(len(files), 'file')}"):
        st.session_state[_ARRIVALS] = take(library, files)
    st.session_state[_BATCH] = batch + 1
    st.rerun()


def most_megabytes(settings: Settings) -> int:
    """The largest file that the browser is let send; which kind it is, the library knows."""
    return max(1, -(-int(max(settings.max_file_mb, settings.max_zip_mb) * 1000) // 1000))


def limits_line(settings: Settings) -> str:
    """What may be dropped, in words."""
    return (
        f"{FORMATS} At most {settings.max_file_mb:g} MB a file, {settings.max_zip_mb:g} MB a zip."
    )


def arrivals() -> tuple[Arrival, ...]:
    """What this session has dropped last."""
    return cast("tuple[Arrival, ...]", st.session_state.get(_ARRIVALS, ()))


def forget_arrivals() -> None:
    """Say no more of them."""
    st.session_state.pop(_ARRIVALS, None)


def arrivals_html(
    arrived: Sequence[Arrival], state: LibraryState, entries: Mapping[str, DocumentEntry]
) -> str:
    """A row for each file: its name, and in words what became of it; those with a problem first,
    and where there are many how many fared how. `entries` are by source."""
    rows = [row for arrival in arrived for row in _rows(arrival, state, entries)]
    rows.sort(key=lambda row: row.kind != "problem")
    shown = "".join(_row(*row) for row in rows[:_MOST])
    told = _summary([row.kind for row in rows]) if len(rows) > _FEW else ""
    more = f"<li>and {len(rows) - _MOST:,} more</li>" if len(rows) > _MOST else ""
    return (
        '<section class="fn fn-arrivals" aria-label="What became of your files">'
        f"<h2>What became of your files</h2>{told}<ul>{shown}{more}</ul></section>"
    )


def _summary(kinds: Sequence[str]) -> str:
    """ "19 ready, 6 with a problem"."""
    told = [f"{kinds.count(one):,} {words}" for one, words in _TOLD.items() if one in kinds]
    return f'<p class="fn-aside">{counted(len(kinds), "file")}: {", ".join(told)}.</p>'


class _Row(NamedTuple):
    """A file's name, the kind of its mark, and words."""

    name: str
    kind: str
    words: str


def _rows(
    arrival: Arrival, state: LibraryState, entries: Mapping[str, DocumentEntry]
) -> Iterator[_Row]:
    for source in arrival.added.sources:
        kind, words = _stage(source, state, entries.get(source))
        named = arrival.name if len(arrival.added.sources) == 1 else f"{arrival.name}: {source}"
        yield _Row(named, kind, words)
    for source in arrival.added.existing:
        known = entries.get(source)
        title = f"{known.title} ({path_words(source)})" if known is not None else path_words(source)
        yield _Row(arrival.name, "same", f"Already there: {title}")
    for refused in arrival.added.refused:
        yield _Row(_named(arrival, refused), "problem", f"Not taken. {refused.reason}")
    if not (arrival.added.sources or arrival.added.existing or arrival.added.refused):
        yield _Row(arrival.name, "problem", "Not taken. There is no document in it.")


def _named(arrival: Arrival, refused: SyncFailure) -> str:
    same = refused.source == arrival.name
    return arrival.name if same else f"{arrival.name}: {refused.source}"


def _stage(source: str, state: LibraryState, entry: DocumentEntry | None) -> tuple[str, str]:
    """How far a kept file is: the kind of its mark, and words."""
    if state.changes.get(source) == "removed":
        return "out", going_words(state.phase == "reading")
    if source in state.changes:
        if state.phase != "reading":
            return "waiting", _WORDS["kept"]
        if source in state.unreadable:
            return "problem", f"Could not be read: {state.unreadable[source]} {UPLOAD_ANEW}"
        progress = state.progress
        if source not in state.reached or progress is None:
            return "waiting", _WORDS["waiting"]
        if progress.stage == "reading":
            at_it = progress.source == source
            return "waiting", _WORDS["reading"] if at_it else "Read; waits for the others"
        return "waiting", _WORDS["indexing"]
    if entry is None:
        return "out", "No longer among your documents"
    if entry.failure:
        return "problem", f"Could not be read: {entry.failure} {advice(entry)}"
    if entry.remark:
        return "problem", f"Ready to be asked in part. {entry.remark}"
    same = f". The same content as {path_words(entry.duplicates[0])}" if entry.duplicates else ""
    return "ready", f"Ready to be asked: {counted(entry.chunks, 'passage')}{same}"


def _row(name: str, kind: str, words: str) -> str:
    return (
        f'<li><span class="fn-title" dir="auto">{escape(path_words(name))}</span>'
        f'<span class="fn-state" data-state="{kind}"><span dir="auto">{escape(words)}</span>'
        "</span></li>"
    )
