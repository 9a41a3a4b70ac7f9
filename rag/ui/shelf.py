"""The list of documents: which of them, in what order, how many at a time, and how a row looks.

Pure functions from values to values and HTML. Text goes through `rag.markup.render`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from rag.markup.render import escape
from rag.markup.words import counted, day, path_words
from rag.types import DocumentEntry
from rag.ui.changes import GOING, Change

Order = Literal["title", "date", "size"]
Kind = Literal["all", "ready", "problem", "left out", "duplicate"]

UPLOAD_ANEW = "Upload a version that can be opened, and delete this one."
"""What to do about an upload that could not be read."""

PAGE = 25
"""Documents that are listed at a time."""

KINDS: Mapping[Kind, str] = {
    "all": "All",
    "ready": "Ready",
    "problem": "With a problem",
    "left out": "Left out",
    "duplicate": "Duplicates",
}
ORDERS: Mapping[Order, str] = {"title": "Title", "date": "Newest first", "size": "Largest first"}
_KEYS: Mapping[Order, Callable[[DocumentEntry], object]] = {
    "title": lambda one: (one.title.casefold(), one.source),
    "date": lambda one: (-(one.date or datetime.date.min).toordinal(), one.title.casefold()),
    "size": lambda one: (-one.size, one.title.casefold()),
}
_CHANGES: Mapping[Change, str] = {
    "to be read again": "To be read again",
    "restored": "Comes back with the next sync",
    "added": "Waits for the next sync",
    "missing": "No longer in your folders: being taken out of the index",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants listed. `collection` None: of any."""

    words: str = ""
    collection: str | None = None
    kind: Kind = "all"
    order: Order = "title"


def narrowed(entries: Sequence[DocumentEntry], wish: Wish) -> list[DocumentEntry]:
    """The entries that are wanted, in the order that is."""
    wanted = wish.words.casefold().split()
    found = [
        entry
        for entry in entries
        if (wish.collection is None or entry.collection == wish.collection)
        and is_of(entry, wish.kind)
        and all(word in f"{entry.title} {entry.source}".casefold() for word in wanted)
    ]
    return sorted(found, key=_KEYS[wish.order])  # type: ignore[arg-type]


def is_of(entry: DocumentEntry, kind: Kind) -> bool:
    """Does the entry belong to this kind?"""
    match kind:
        case "all":
            return True
        case "ready":
            return entry.status == "indexed" and not entry.failure
        case "problem":
            return bool(entry.failure or entry.remark)
        case "left out":
            return entry.status == "excluded"
        case "duplicate":
            return bool(entry.duplicates)


def rows_html(
    entries: Sequence[DocumentEntry], changes: Mapping[str, Change], *, reading: bool = False
) -> str:
    """These entries as rows: the title reads the document, a second button manages it.

    A document that is going has neither. `reading`: a sync is under way.
    """
    rows = "".join(_row(entry, changes.get(entry.source), reading) for entry in entries)
    return f'<div class="fn"><ul class="fn-shelf">{rows}</ul></div>'


def name_of(entry: DocumentEntry) -> str:
    """What a row's buttons call the document: ASCII, since of other characters a browser does not
    give back all."""
    return quote(entry.source, errors="surrogatepass")


def _row(entry: DocumentEntry, change: Change | None, reading: bool) -> str:
    facts = facts_line(entry)
    going = change in GOING and entry.status != "excluded"
    inside = (
        f'<span class="fn-title" dir="auto">{escape(path_words(entry.title))}</span>'
        f'<span class="fn-line"><span class="fn-path" dir="auto">'
        f"{escape(path_words(entry.source))}</span>"
        + (f'<span class="fn-locator" dir="auto">{escape(facts)}</span>' if facts else "")
        + "</span>"
    )
    source = name_of(entry)
    head = (
        f'<button type="button" class="fn-entry" data-open="read {source}">{inside}</button>'
        if entry.id and not going
        else f'<div class="fn-entry">{inside}</div>'
    )
    name = escape(f"Manage {path_words(entry.title)}")
    manage = (
        f'<button type="button" class="fn-more" data-open="manage {source}" aria-label="{name}">'
        '<span aria-hidden="true">…</span></button>'
    )
    row = head if going else f"{head}{manage}"
    return f'<li><div class="fn-row">{row}</div>{_notes(entry, change, reading)}</li>'


def _notes(entry: DocumentEntry, change: Change | None, reading: bool) -> str:
    """What is unusual about it, in words; nothing where nothing is."""
    parts = []
    if change is not None:
        parts.append(_note("waiting", _change_words(entry, change, reading)))
    if entry.failure:
        parts.append(_note("problem", problem_words(entry), advice(entry)))
    if entry.remark:
        parts.append(_note("problem", f"Read in part: {entry.remark}"))
    if entry.status == "excluded" and change is None:
        parts.append(_note("out", "Left out: the file is on your disk, and not used."))
    if entry.duplicates:
        parts.append(
            _note("same", f"The same content as {', '.join(map(path_words, entry.duplicates))}")
        )
    return "".join(parts)


def _change_words(entry: DocumentEntry, change: Change, reading: bool) -> str:
    if change != "removed":
        return _CHANGES[change]
    if entry.status == "excluded":
        return "Being left out" if reading else "Left out with the next sync"
    return going_words(reading)


def going_words(reading: bool) -> str:
    """What becomes of a document that somebody has removed."""
    return "Being removed" if reading else "Goes with the next sync"


def _note(kind: str, words: str, more: str = "") -> str:
    told = f'<span class="fn-advice">{escape(more)}</span>' if more else ""
    return (
        f'<p class="fn-state" data-state="{kind}"><span dir="auto">{escape(words)}</span>{told}</p>'
    )


def facts_line(entry: DocumentEntry) -> str:
    """ "guides · 12 May 2024 · 1.2 MB · 14 passages"."""
    facts = (
        entry.collection,
        day(entry.date) if entry.date else "",
        size_words(entry.size) if entry.size else "",
        counted(entry.chunks, "passage") if entry.chunks else "",
    )
    return " · ".join(filter(None, facts))


def problem_words(entry: DocumentEntry) -> str:
    """Why its file could not be read, and what is used instead if something is."""
    if entry.status == "indexed":
        return f"Its newer file could not be read: {entry.failure} The version before it is used."
    return f"Could not be read: {entry.failure}"


def advice(entry: DocumentEntry) -> str:
    """What to do about a file that could not be read."""
    if entry.uploaded:
        return UPLOAD_ANEW
    return "Mend or replace the file in its folder, then sync; or leave it out."


def size_words(size: int) -> str:
    """Bytes as a person says them: "820 bytes", "12 KB", "1.2 MB"."""
    if size < 1_000:
        return counted(size, "byte")
    if size < 1_000_000:
        return f"{size / 1_000:.0f} KB"
    return f"{size / 1_000_000:.1f} MB"
