"""A record as Markdown: what the page shows as bold, a list or a table stays so; nothing else.

The texts pass through `rag.markup.blocks`, like those of the page, and what is left of them is
escaped: no link, image or tag in them means anything to whoever renders the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from rag.export.escaping import escaped, line_escaped
from rag.export.record import Exchange, Footnote, Record
from rag.export.words import (
    NOT_BORNE_OUT,
    by_number,
    doubt_words,
    heading,
    is_letters,
    known,
    moment,
    place,
    sentence,
    signature,
)
from rag.markup.blocks import Block, blocks
from rag.markup.inline import Look, Run, inline_runs
from rag.markup.letters import without_signs
from rag.markup.render import Overlay, Token, printable
from rag.markup.words import ASK_INSTEAD, QUOTE_WORDS, asked_of

_CLOSE = ("bullet", "number", "row")
"""Kinds of block that follow each other without a blank line."""


def to_markdown(record: Record) -> str:
    """The whole conversation."""
    parts = [f"# {_line(record.title)}", f"*{moment(record.created)}*"]
    for number, turn in enumerate(record.exchanges, 1):
        parts += _turn(number, turn)
    return "\n\n".join(filter(None, parts)) + "\n"


def _turn(number: int, turn: Exchange) -> Iterator[str]:
    yield f"## {number}. {_line(turn.question)}"
    yield f"*{_line(signature(turn))}*"
    if turn.within:
        yield f"*{_line(asked_of(turn.within))}*"
    if ending := heading(turn.ending, turn.within, turn.refusal, is_hint=turn.is_hint):
        yield f"**{ending}**"
    yield answer_markdown(turn)
    if turn.note:
        yield f"*{_line(turn.note)}*"
    if turn.suggestions:
        yield f"{ASK_INSTEAD}:"
        yield "\n".join(f"- {_line(one)}" for one in turn.suggestions)
    if turn.doubts:
        yield f"**{NOT_BORNE_OUT}**"
        yield "\n".join(
            f"- {_words(sentence(turn, one), markdown=not is_letters(turn, one))}"
            f" ({_line(doubt_words(one))})"
            for one in turn.doubts
        )
    if turn.footnotes:
        yield "**Sources**"
        for _, quotes in by_number(turn.footnotes):
            yield from map(_source, quotes)


def _source(one: Footnote) -> str:
    where = f", {_line(place(one))}" if place(one) else ""
    head = f"[{one.number}] **{_line(one.document)}**{where} · {QUOTE_WORDS[one.support]}"
    return f"{head}\n\n> {_words(one.quote, markdown=one.is_markdown)}"


def answer_markdown(turn: Exchange) -> str:
    """The text of a turn with its `[n]`, which lead nowhere: the sources are below it."""
    tokens = [
        Token(
            one.start, one.end, f"[{one.number}]" if known(turn, one) else escaped(f"[?{one.key}]")
        )
        for one in turn.markers
        if one.number is None or known(turn, one)
    ]
    pen = _Pen(turn.text, Overlay(tokens=tokens))
    parts = []
    drawn = blocks(without_signs(turn.text, turn.literal))
    for kind, members in groupby(drawn, key=lambda block: block.kind):
        lines = [pen.block(block) for block in members]
        parts.append(("\n" if kind in _CLOSE else "\n\n").join(lines))
    return "\n\n".join(filter(None, parts))


class _Pen:
    """Writes the blocks of one text as Markdown."""

    def __init__(self, text: str, overlay: Overlay) -> None:
        self._text = text
        self._overlay = overlay
        self._depth = -1

    def block(self, block: Block) -> str:
        """One block. Headings begin below those of the file."""
        cells = [self.cell(runs) for runs in block.cells]
        item = block.kind in ("bullet", "number")
        self._depth = min(block.level, self._depth + 1) if item else -1
        indent = "    " * self._depth  # an item without one above it must not become code
        match block.kind:
            case "heading":
                return f"{'#' * min(block.level + 2, 6)} {' '.join(cells[0].split())}"
            case "bullet":
                return f"{indent}- {_indented(cells[0], indent)}"
            case "number":
                return f"{indent}{block.ordinal}. {_indented(cells[0], indent)}"
            case "quote":
                return "\n".join(f"> {line}" for line in cells[0].splitlines())
            case "row":
                row = f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |"
                return f"{row}\n|{' --- |' * len(cells)}" if block.first else row
            case "code":
                return self._code(block)
            case "rule":
                return "---"
            case "paragraph":
                return cells[0]

    def cell(self, runs: Iterable[Run]) -> str:
        """The runs of one block's cell."""
        pieces = (piece for run in runs for piece in self._overlay.pieces(run))
        written = "".join(map(self._piece, pieces)).strip()
        return line_escaped(written)

    def _piece(self, piece: Run) -> str:
        token = self._overlay.token(piece.start)
        if token is not None and Look.CODE not in piece.look:
            return token.html if piece.start == token.start else ""
        if Look.SYNTAX in piece.look:
            return "<br>" if Look.BREAK in piece.look else ""
        text = self._text[piece.start : piece.end]
        if Look.CODE in piece.look:
            return _code_span(printable(text))
        drawn = escaped(text)
        for look, sign in ((Look.BOLD, "**"), (Look.ITALIC, "*")):
            if look in piece.look and drawn.strip():
                drawn = _framed(drawn, sign)
        return drawn

    def _code(self, block: Block) -> str:
        """Code in a fence that nothing in it can close."""
        shown = (run for run in block.cells[0] if Look.SYNTAX not in run.look)
        text = "".join(self._text[run.start : run.end] for run in shown).strip("\n")
        text = printable(text)
        fence = _fence(text, 3)
        return f"{fence}\n{text}\n{fence}"


def _framed(text: str, sign: str) -> str:
    """The sign around the words: with a space inside, it would mean nothing."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{sign}{text.strip()}{sign}{after}"


def _code_span(text: str) -> str:
    """Code in a line, also of a table, in a fence that nothing in it can close."""
    fence = _fence(text, 1)
    pad = " " if text.startswith(("`", " ")) or text.endswith(("`", " ")) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _fence(text: str, least: int) -> str:
    """More backticks than stand together anywhere in the text."""
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)


def _indented(text: str, indent: str) -> str:
    return text.replace("\n", f"\n{indent}   ")


def _line(text: str) -> str:
    """A text in one line of the file."""
    return line_escaped(escaped(" ".join(text.split())))


def _words(text: str, *, markdown: bool) -> str:
    """A few words in one line of the file, with their looks where they are Markdown."""
    if not markdown:
        return _line(text)
    words = " ".join(text.split())
    return _Pen(words, Overlay()).cell(inline_runs(words, 0, len(words), 0))
