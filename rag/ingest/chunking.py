"""A document into chunks: spans that the embedder sees whole, cut where the author paused."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.ingest.boundaries import Boundary, Rank, find_boundaries, find_pieces
from rag.ingest.packing import pack
from rag.ingest.spans import Span, has_words, line_number, line_starts, trimmed
from rag.text import Table, find_tables, header_at
from rag.types import Chunk, Document, Section, exact_place

VERSION = 19
"""Raise it when the same file would be read or cut differently: every source is then read anew."""

MIN_LIMIT = 16
"""Tokens. Below it there is no room for a word and its heading."""

_PRICES = {
    Rank.BLOCK: 0.0,
    Rank.ITEM: 0.2,
    Rank.SENTENCE: 0.5,
    Rank.LINE: 1.0,
    Rank.WORD: 2.0,
    Rank.LETTER: 4.0,
}
_PIECE = 40  # characters; what a sentence over the limit is made of
_DENSEST = (
    8  # characters a token; English has 4 to 5. A blob that is one unknown token is not small
)


@dataclass(frozen=True, slots=True)
class ChunkedText:
    """A chunk, and the text it is found by: title and heading path, then the chunk's own text."""

    chunk: Chunk
    search_text: str


def chunk_document(
    document: Document, count_tokens: Callable[[str], int], limit: int
) -> tuple[ChunkedText, ...]:
    """The chunks of `document` in order; together they hold every word of its sections.

    `limit` is in tokens of `count_tokens`, special tokens included, and holds for each search text:
    a long heading path is shortened for it. A chunk stays within one section, and within whole
    sentences unless one sentence alone is too long. Raises `ValueError` below `MIN_LIMIT`.
    """
    if limit < MIN_LIMIT:
        raise ValueError(f"A chunk needs a limit of at least {MIN_LIMIT} tokens, not {limit}.")
    text = document.text
    cutter = _Cutter(text, document.media_type, count_tokens, limit)
    lines = line_starts(text)
    found = []
    for section in document.sections or (Section(0, len(text), document.title),):
        if not has_words(text[section.start : section.end]):
            continue
        header = cutter.header(document.title, section.label)
        whole = trimmed(text, section.start, section.end)
        inside = text[whole.start : whole.end]
        for span, head in cutter.cut(whole, header):
            begin, end = span.start - whole.start, span.end - whole.start
            locator = exact_place(section.label, inside, begin, end)
            if not document.sections:
                locator = _lines(lines, span)
            found.append(_chunked(document, span, head, locator))
    return tuple(found)


def _chunked(document: Document, span: Span, header: str, locator: str) -> ChunkedText:
    text = document.text[span.start : span.end]
    identity = f"{document.id}\n{span.start}\n{span.end}\n{text}".encode("utf-8", "surrogatepass")
    chunk = Chunk(
        id=hashlib.sha256(identity).hexdigest()[:24],
        document_id=document.id,
        title=document.title,
        start=span.start,
        end=span.end,
        text=text,
        locator=locator,
    )
    return ChunkedText(chunk, _search_text(header, text))


def _named(row: str) -> str:
    """The cells of a table's header row, as a line that is read."""
    return "; ".join(cell for cell in map(str.strip, row.split("|")) if cell)


def _search_text(header: str, text: str) -> str:
    return f"{header}\n{text}" if header else text


def _lines(starts: Sequence[int], span: Span) -> str:
    """ "line 7" or "lines 12-18", counted from 1."""
    first, last = line_number(starts, span.start), line_number(starts, span.end - 1)
    return f"line {first}" if first == last else f"lines {first}-{last}"


class _Cutter:
    """Cuts spans of one text by the boundaries of its format and one tokenizer."""

    def __init__(
        self,
        text: str,
        media_type: str,
        count_tokens: Callable[[str], int],
        limit: int,
    ) -> None:
        self._text = text
        self._media_type = media_type
        self._count = count_tokens
        self._limit = limit
        self._special = count_tokens("")
        self._tables = find_tables(text)

    def header(self, title: str, label: str) -> str:
        """Title and label, at most a quarter of the limit: middle headings go first, then words."""
        parts = [title] if label == title else [title, *label.split(" > ")]
        room = self._limit // 4
        while len(parts) > 2 and self._cost(" > ".join(parts)) > room:
            del parts[1]
        line = " > ".join(parts)
        while line and self._cost(line) > room:
            line = line[: len(line) * 3 // 4].rstrip()
        return line

    def cut(self, span: Span, header: str) -> Iterator[tuple[Span, str]]:
        """(span, header) of each chunk; the header is empty where nothing else would fit."""
        if self._fits_whole(span, header):
            yield span, self._with_columns(span, header)
            return
        capacity = self._limit - self._special - (self._cost(header) if header else 0)
        if self._tables_in(span):
            capacity -= self._room_for_columns(span)
        yield from self._fitted(self._packed(span, capacity), header, capacity)

    def _fits_whole(self, span: Span, header: str) -> bool:
        """As most sections do: one count tells, in place of one for each of the parts."""
        text = self._text[span.start : span.end]
        if len(text) > _DENSEST * (self._limit - self._special - self._limit // 4):
            return False  # a header is a quarter of the limit at most
        return self._count(_search_text(header, text)) <= self._limit

    def _room_for_columns(self, span: Span) -> int:
        """Tokens that the names of columns take where a table of the span is cut, at most a
        quarter of the limit: rows behind a cut are found by what their columns are called."""
        room = self._limit // 4
        costs = (self._cost(_named(one.header)) for one in self._tables_in(span))
        return max((cost for cost in costs if cost <= room), default=0)

    def _tables_in(self, span: Span) -> Sequence[Table]:
        first = bisect_left(self._tables, span.start, key=lambda table: table.start)
        last = bisect_left(self._tables, span.end, key=lambda table: table.start)
        return self._tables[first:last]

    def _with_columns(self, part: Span, header: str) -> str:
        """The header, and the columns of the table whose rows go on here, where there is room."""
        row = header_at(self._tables, part.start)
        whole = f"{header}\n{_named(row)}" if header else _named(row)
        text = self._text[part.start : part.end]
        fits = bool(row) and self._count(_search_text(whole, text)) <= self._limit
        return whole if fits else header

    def _fitted(
        self, parts: Sequence[Span], header: str, capacity: int
    ) -> Iterator[tuple[Span, str]]:
        """Costs do not add up exactly in every tokenizer: what came out too long is cut again."""
        for part in parts:
            text = self._text[part.start : part.end]
            if self._count(_search_text(header, text)) <= self._limit:
                yield part, self._with_columns(part, header)
            elif capacity > 4:
                smaller = capacity * 2 // 3
                fits = self._cost_of(part, smaller) <= smaller
                again = [part] if fits else self._packed(part, smaller)
                yield from self._fitted(again, header, smaller)
            else:
                yield part, ""

    def _packed(self, span: Span, capacity: int) -> list[Span]:
        """The span in parts of at most `capacity`."""
        units = [*self._units(span, capacity)]
        costs = [cost for _, cost, _ in units]
        ranges = pack(costs, [_PRICES[rank] for _, _, rank in units], capacity)
        parts = [trimmed(self._text, units[a][0].start, units[b - 1][0].end) for a, b in ranges]
        return [part for part in parts if part.end > part.start]

    def _units(self, span: Span, capacity: int) -> Iterator[tuple[Span, int, Rank]]:
        """(span, cost, rank of its beginning): sentences, and the pieces of those over capacity."""
        for unit, rank in self._between(self._inside(span), span.end):
            cost = self._cost_of(unit, capacity)
            if cost <= capacity:
                yield unit, cost, rank
                continue
            pieces = self._pieces(unit, rank, min(_PIECE, capacity))
            for piece, piece_rank in self._between(pieces, unit.end):
                yield piece, self._cost_of(piece, capacity), piece_rank

    @cached_property
    def _boundaries(self) -> list[Boundary]:
        """Looked for only where a section has to be cut."""
        return find_boundaries(self._text, self._media_type)

    def _inside(self, span: Span) -> list[Boundary]:
        """The boundaries within `span`; its start is one, whatever stands there."""
        first = bisect_left(self._boundaries, (span.start + 1,))
        last = bisect_left(self._boundaries, (span.end,))
        return [Boundary(span.start, Rank.BLOCK), *self._boundaries[first:last]]

    def _pieces(self, unit: Span, rank: Rank, longest: int) -> list[Boundary]:
        """Pieces of about `longest` characters, beginning with a line or a word where possible."""
        found = [Boundary(unit.start, rank)]
        for place in find_pieces(self._text, unit, longest):
            near = longest // 2 if place.rank == Rank.LINE else longest
            if place.offset - found[-1].offset >= near or place.rank == Rank.LETTER:
                found.append(place)
        return found

    @staticmethod
    def _between(boundaries: Sequence[Boundary], end: int) -> Iterator[tuple[Span, Rank]]:
        ends = [*(boundary.offset for boundary in boundaries[1:]), end]
        for boundary, following in zip(boundaries, ends, strict=True):
            yield Span(boundary.offset, following), boundary.rank

    def _cost_of(self, span: Span, capacity: int) -> int:
        """Tokens of the span; not counted to the end where its length alone exceeds capacity."""
        body = trimmed(self._text, *span)
        length = -(-(body.end - body.start) // _DENSEST)
        return length if length > capacity else self._cost(self._text[body.start : body.end])

    def _cost(self, text: str) -> int:
        return max(self._count(text) - self._special, -(-len(text) // _DENSEST))
