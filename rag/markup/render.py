"""The one way from untrusted text to HTML: all of it is escaped, and a few fixed tags are added.

Questions, answers, titles and documents pass through here and nowhere else. No link, image, style
or address can come out of a text: the only tags are the ones written in this module and in
`rag.ui.cards`, and the only attributes that hold text are escaped labels.
"""

from __future__ import annotations

import html
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TypeVar

from rag.markup.blocks import Block, BlockKind, blocks
from rag.markup.inline import Look, Run, inline_runs
from rag.markup.letters import without_signs
from rag.markup.row_columns import columns_of
from rag.regex import regex
from rag.types import Stretch


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text to set apart: `<tag attributes>`, once in each block it touches.

    `opening` is a further attribute of the first piece only; `tail` is HTML after the last one.
    All but the offsets is trusted: build it from constants and `escape()`.
    """

    start: int
    end: int
    tag: str
    attributes: str
    opening: str = ""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text that trusted HTML takes the place of, except inside code."""

    start: int
    end: int
    html: str


_Item = TypeVar("_Item", Span, Token)
_UNPRINTABLE = regex("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")
_TAGS = {Look.CODE: "code", Look.BOLD: "strong", Look.ITALIC: "em"}
_GROUPS: dict[BlockKind, str] = {"bullet": "ul", "number": "ol", "row": "table"}


def printable(text: str) -> str:
    """The text without what no page and no file can hold; a mark stands in its place."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def escape(text: str) -> str:
    """The text for use between tags or inside a quoted attribute."""
    return html.escape(printable(text))


class Overlay:
    """Spans and tokens over a text, found by offset. Spans do not overlap; nor do tokens."""

    def __init__(self, spans: Iterable[Span] = (), tokens: Iterable[Token] = ()) -> None:
        self._spans = sorted((span for span in spans if span.start < span.end), key=_place)
        self._tokens = sorted(tokens, key=_place)
        places = [(item.start, item.end) for item in self._spans]
        places += [(item.start, item.end) for item in self._tokens]
        self._edges = sorted({edge for place in places for edge in place})

    def pieces(self, run: Run) -> Iterator[Run]:
        """The run cut at every edge inside it."""
        first, last = bisect_right(self._edges, run.start), bisect_left(self._edges, run.end)
        cuts = [run.start, *self._edges[first:last], run.end]
        for start, end in pairwise(cuts):
            yield Run(start, end, run.look)

    def span(self, offset: int) -> Span | None:
        """The span over this character."""
        return _covering(self._spans, offset)

    def token(self, offset: int) -> Token | None:
        """The token over this character."""
        return _covering(self._tokens, offset)


def _place(item: Span | Token) -> int:
    return item.start


def _covering(items: Sequence[_Item], offset: int) -> _Item | None:
    at = bisect_right(items, offset, key=_place) - 1
    return items[at] if at >= 0 and offset < items[at].end else None


def draw(
    text: str,
    overlay: Overlay | None = None,
    *,
    start: int = 0,
    end: int | None = None,
    markdown: bool = True,
    lossless: bool = False,
    inside: str = "",
    literal: Sequence[Stretch] = (),
) -> str:
    """The HTML of `text[start:end]`, which may begin `inside` a table or code, as `blocks` says.

    The `literal` stretches of a Markdown text are shown letter for letter.
    `lossless` keeps the characters that only format (`**`, `#`, an address in a link), out of
    sight, so that the text of the page is the text of the document; else they are left out.
    """
    brush = _Brush(text, overlay or Overlay(), lossless)
    parts = []
    read = without_signs(text, literal)
    drawn = blocks(read, start, end, markdown=markdown, inside=inside)
    for group, members in groupby(drawn, key=lambda block: _GROUPS.get(block.kind, "")):
        if group == "table" and not markdown:
            body = "\n".join(brush.rows(list(members)))
        else:
            body = "\n".join(brush.block(block, plain=not markdown) for block in members)
        if group == "table":
            parts.append(f'<div class="fn-table" tabindex="0"><table>{body}</table></div>')
        else:
            parts.append(f"<{group}>{body}</{group}>" if group else body)
    return "\n".join(parts)


class _Brush:
    """Draws the blocks of one text."""

    def __init__(self, text: str, overlay: Overlay, lossless: bool) -> None:
        self._text = text
        self._overlay = overlay
        self._lossless = lossless

    def block(self, block: Block, *, plain: bool) -> str:
        """One block in its fixed tag; a document's headings begin below the page's own."""
        cells = [self.cell(runs) for runs in block.cells]
        match block.kind:
            case "heading":
                tag = f"h{min(block.level + 2, 6)}"
                return f"<{tag}>{cells[0]}</{tag}>"
            case "bullet":
                return f'<li class="fn-depth-{block.level}">{cells[0]}</li>'
            case "number":
                depth = f'class="fn-depth-{block.level}"'
                return f'<li {depth} value="{block.ordinal}">{cells[0]}</li>'
            case "row":
                tag = "th" if block.first else "td"
                return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"
            case "code":
                return f'<pre tabindex="0">{cells[0]}</pre>'
            case "quote":
                return f"<blockquote>{cells[0]}</blockquote>"
            case "rule":
                return f'<div class="fn-rule">{cells[0]}</div>'
            case "paragraph":
                return f'<p class="fn-plain">{cells[0]}</p>' if plain else f"<p>{cells[0]}</p>"

    def rows(self, rows: Sequence[Block]) -> Iterator[str]:
        """The rows of a text without Markdown, each cell in its column, whatever is left out."""
        for row, columns in zip(rows, columns_of(self._text, rows), strict=True):
            cells = [""] * (max(columns) + 1)
            for column, runs in zip(columns, row.cells, strict=True):
                cells[column] = self.cell(runs)
            yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

    def cell(self, runs: Iterable[Run]) -> str:
        """The runs of one block's cell. A span breaks off around tokens, which are drawn bare."""
        parts: list[str] = []
        pieces = (piece for run in runs for piece in self._overlay.pieces(run))
        for (span, bare), members in groupby(pieces, key=self._setting):
            inside = list(members)
            body = "".join(self._piece(piece) for piece in inside)
            if span is not None:
                body = _framed(span, inside[0].start, inside[-1].end, body, bare=bare)
            parts.append(body)
        return "".join(parts)

    def _setting(self, piece: Run) -> tuple[Span | None, bool]:
        """The span over a piece, and whether a token stands in its place."""
        token = self._overlay.token(piece.start)
        return self._overlay.span(piece.start), token is not None and Look.CODE not in piece.look

    def _piece(self, piece: Run) -> str:
        token = self._overlay.token(piece.start)
        if token is not None and Look.CODE not in piece.look:
            return token.html if piece.start == token.start else ""
        ends = "<br>" if Look.BREAK in piece.look else ""
        if Look.SYNTAX in piece.look and not self._lossless:
            return ends
        drawn = escape(self._text[piece.start : piece.end])
        if Look.SYNTAX in piece.look:
            return f'<span class="fn-syntax" aria-hidden="true">{drawn}</span>{ends}'
        for look, tag in _TAGS.items():
            if look in piece.look:
                drawn = f"<{tag}>{drawn}</{tag}>"
        return drawn


def _framed(span: Span, start: int, end: int, body: str, *, bare: bool) -> str:
    opening = span.opening if start == span.start else ""
    tail = span.tail if end == span.end else ""
    return (body if bare else f"<{span.tag} {span.attributes}{opening}>{body}</{span.tag}>") + tail


def phrase(text: str, *, markdown: bool = True) -> str:
    """The HTML of a few words that stay in one line of the page, losing no character."""
    if not markdown:
        return escape(text)
    return _Brush(text, Overlay(), lossless=True).cell(inline_runs(text, 0, len(text), 0))


def plain(text: str, *, markdown: bool = True) -> str:
    """The text without the characters that only format; not HTML."""
    if not markdown:
        return text
    runs = inline_runs(text, 0, len(text), 0)
    return shown_words(text, runs)


def shown_words(text: str, runs: Iterable[Run]) -> str:
    """What a reader sees of these runs, in one line."""
    return "".join(
        text[run.start : run.end] if Look.SYNTAX not in run.look else " " * (Look.BREAK in run.look)
        for run in runs
    )


def words_between(
    text: str, start: int, end: int, *, markdown: bool = True, inside: str = ""
) -> str:
    """The words that `draw` shows of `text[start:end]`, one after the other; not HTML."""
    return "\n".join(
        "".join(
            text[run.start : run.end]
            for cell in block.cells
            for run in cell
            if Look.SYNTAX not in run.look
        )
        for block in blocks(text, start, end, markdown=markdown, inside=inside)
    )


_FORMATTING = regex(r"([\\`*_\[\]<>!#$:~|&^=])")
_ADDRESSES = regex(r"(?i)(https?|ftp)(?=:)|\bwww(?=\.)|@")
_PICTURED = regex(r":(?=[A-Za-z+\-])")
"""Where Streamlit may begin a picture (":streamlit:", ":material/home:"), backslash or not."""


def unlinked(text: str) -> str:
    """The text with word joiners, which have no width, where a renderer would make a link of it."""
    return _ADDRESSES.sub("\N{WORD JOINER}\\g<0>\N{WORD JOINER}", text)


def label(text: str) -> str:
    """The text for the label of a Streamlit button, whose Markdown it escapes."""
    return inert(" ".join(text.split()))


def inert(text: str) -> str:
    """The text as Markdown that shows just it, within a line: no look, link, image or tag.

    A word joiner, which has no width, keeps names between colons from being turned into pictures.
    """
    apart = unlinked(printable(text))
    apart = _PICTURED.sub(":\N{WORD JOINER}", apart)
    return _FORMATTING.sub(r"\\\1", apart)
