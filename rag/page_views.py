"""The pages of a PDF that somebody quotes, as pictures with the quoted words boxed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cachetools import LRUCache

from rag.digests import known_digest_of
from rag.errors import CorpusError, UnreadableDocument, said
from rag.ingest import DrawnPage, Limits, NotReadNow, Parser, boxes_on
from rag.regex import regex
from rag.types import PDF, Document, PageView, Section

PICTURED = PDF
"""The media type of documents whose pages can be drawn."""

MOST_PAGES = 8
"""Pages that are drawn for one look at a document."""

_SECONDS = 15
"""What drawing one page may take, where reading a file may take more."""

_CACHE_BYTES = 48_000_000
_LETTER_BYTES = 250
"""What a letter's place takes in memory, with its box, about."""

_PAGE = regex(r"p\. (\d+)")

_Drawn = DrawnPage | UnreadableDocument


class PageViews:
    """Draws pages in a child process with limits, and remembers the last ones by content.

    Thread-safe; one page is drawn at a time.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = replace(
            limits,
            wall_seconds=min(limits.wall_seconds, _SECONDS),
            cpu_seconds=min(limits.cpu_seconds, _SECONDS),
        )
        self._lock = threading.Lock()
        self._drawn: LRUCache[tuple[str, int], _Drawn] = LRUCache(_CACHE_BYTES, getsizeof=_size)

    def of(
        self, document: Document, path: Path, spans: Sequence[tuple[int, int]]
    ) -> tuple[PageView, ...]:
        """The pages of its file that these spans of the text touch, the first few, in order.

        Raises `CorpusError` for a file that is not the one that was read any more, and
        `UnreadableDocument` for one that cannot be drawn.
        """
        sections = _touched(document, spans)
        pages = self._pages(document.content_hash, path, [number for number, _ in sections])
        return tuple(
            _view(number, page, document, section, spans)
            for (number, section), page in zip(sections, pages, strict=True)
        )

    def _pages(self, content_hash: str, path: Path, numbers: Sequence[int]) -> list[DrawnPage]:
        if numbers and digest_of(path) != content_hash:
            raise _changed()
        with self._lock:
            wanted = [number for number in numbers if (content_hash, number) not in self._drawn]
            drawn = {number: self._drawn.get((content_hash, number)) for number in numbers}
            if wanted:
                drawn |= self._draw(content_hash, path, wanted)
        return [_sound(drawn[number]) for number in numbers]

    def _draw(self, content_hash: str, path: Path, numbers: Iterable[int]) -> dict[int, _Drawn]:
        """Draws these, and remembers also that one never can be drawn."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise CorpusError(f"The file cannot be read: {said(error)}.") from None
        if hashlib.sha256(raw).hexdigest() != content_hash:
            raise _changed()  # this very moment
        drawn: dict[int, _Drawn] = {}
        with Parser(self._limits) as parser:
            for number in numbers:
                try:
                    drawn[number] = parser.draw(raw, number)
                except UnreadableDocument as error:
                    drawn[number] = error
                    break  # who does harm on one page is not asked for another
        for number, page in drawn.items():
            if isinstance(page, NotReadNow):
                continue
            with suppress(ValueError):  # larger than all that is remembered
                self._drawn[content_hash, number] = page
        return drawn


def _changed() -> CorpusError:
    return CorpusError("The file has changed since it was read.", hint="Sync to read it again.")


def page_of(label: str) -> int:
    """The number of the page that a section's label names, from 1; 0 where it names none."""
    found = _PAGE.fullmatch(label)
    return int(found[1]) if found else 0


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, as the ledger has it; `CorpusError` where it cannot be read."""
    try:
        return known_digest_of(path)
    except OSError as error:
        raise CorpusError(f"The file cannot be read: {said(error)}.") from None


def _size(page: _Drawn) -> int:
    if isinstance(page, UnreadableDocument):
        return 1_000
    return len(page.picture) + _LETTER_BYTES * sum(len(line.letters) for line in page.lines)


def _sound(page: _Drawn | None) -> DrawnPage:
    if isinstance(page, DrawnPage):
        return page
    raise UnreadableDocument(page.message if page else "A page before it cannot be drawn.")


def _touched(document: Document, spans: Sequence[tuple[int, int]]) -> list[tuple[int, Section]]:
    """The sections that are pages and that a span touches, each with its page's number.

    Those of the first spans come before others, as there may be more than are drawn.
    """
    found: dict[int, Section] = {}
    for start, end in spans:
        for section in document.sections:
            page = page_of(section.label)
            if page and section.start < end and start < section.end:
                found.setdefault(page, section)
    return sorted(list(found.items())[:MOST_PAGES], key=lambda item: item[0])


def _view(
    number: int,
    page: DrawnPage,
    document: Document,
    section: Section,
    spans: Sequence[tuple[int, int]],
) -> PageView:
    size = section.end - section.start
    within = [
        (min(max(0, start - section.start), size), max(0, min(end - section.start, size)))
        for start, end in spans
    ]
    touching = tuple(number for number, (start, end) in enumerate(within) if start < end)
    boxes = boxes_on(page, document.text[section.start : section.end], within)
    return PageView(number, page.media_type, page.picture, page.width, page.height, touching, boxes)
