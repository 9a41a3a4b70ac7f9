"""The text of a web page as a browser would show it, block by block."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from rag.ingest.formats.page_around import is_of_the_site
from rag.ingest.formats.page_steps import HEADINGS, Steps, is_all_bold, local_name, shown_text
from rag.ingest.formats.tables import Cell, Columns, write_table
from rag.ingest.text_writer import TextWriter, may_head
from rag.regex import regex
from rag.text import sentence_spans

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DESCRIPTION = 2  # sentences; a longer one is told below its term, as below a heading
_TERM = regex(r"[^\n()?!]{1,60}(?<![.;,])")  # no signature of a function, no question
_PLAIN = {"", "p", "div", "center"}
_WIDEST = 100  # columns of one cell
_HIGHEST = 65_534  # rows of one cell, as browsers have it


def write_html(writer: TextWriter, root: Element, *, whole_page: bool) -> None:
    """The shown text below `root`, block by block; of a `whole_page` without what is around it."""
    block = _Block(writer)
    for step in Steps(root, whole_page=whole_page):
        if step.table is not None:
            block.close()
            _write_table(writer, step.table, whole_page)
        elif step.text:
            block.add(step.text if block.kind == "pre" else _spaced(step.text), bold=step.bold)
        elif step.kind == "br":
            block.add("\n", bold=True)
        else:
            block.begin(step.kind)
    block.close()


class _Block:
    """The text of the block that is being read. A short term and its description are one."""

    def __init__(self, writer: TextWriter) -> None:
        self._writer = writer
        self.kind = ""
        self.text: list[str] = []
        self._bold = 0  # how many of these pieces, from the first on, are in bold
        self._term = ""
        self._in_footer = False
        self._described = False  # a description of the term has begun

    def begin(self, kind: str) -> None:
        """Ends what was open. The first paragraph of a list's item is the item."""
        item = self.kind == "li" and kind == "p" and not "".join(self.text).strip()
        self.end()
        if kind == "footer":
            self._writer.top()
            self._in_footer = True
        self.kind = "li" if item else kind
        self._described = kind == "dd" or (self._described and kind in ("", "p", "div"))

    def add(self, text: str, *, bold: bool) -> None:
        """A piece of its text."""
        if self._bold == len(self.text) and (bold or not text.strip()):
            self._bold += 1
        self.text.append(text)

    def end(self) -> None:
        """Writes the block, if there is anything in it."""
        text = "".join(self.text)
        if self.kind != "pre":
            text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        if not text.strip() or (self._in_footer and is_of_the_site(text)):
            self._clear()
            return
        if self._term:
            told = self._described and self.kind in ("dd", "p", "div")
            told = told and len(sentence_spans(text)) <= _DESCRIPTION
            text = self._end_term(text if told else "") or text
        if self.kind == "dt" and _TERM.fullmatch(text):
            self._term = text
        elif self.kind in HEADINGS:
            self._writer.heading(HEADINGS[self.kind], text)
        elif self.kind == "li":
            self._writer.item(text)
        else:
            self._paragraph(text)
        self._clear()

    def _paragraph(self, text: str) -> None:
        """One that is wholly in bold, or whose first line is, may begin with a heading."""
        opening = "".join(self.text[: self._bold])
        head = " ".join(opening.split())
        if self.kind not in _PLAIN or self._term:
            self._writer.paragraph(text)
        elif self._bold == len(self.text):
            self._writer.bold(text)
        elif opening.rstrip(" ").endswith("\n") and text.startswith(f"{head}\n") and may_head(head):
            self._writer.bold(head)
            self._writer.paragraph(text[len(head) :].strip())
        else:
            self._writer.paragraph(text)

    def _clear(self) -> None:
        self.kind, self.text, self._bold = "", [], 0

    def close(self) -> None:
        """Ends what is open; a term without a description is a paragraph."""
        self.end()
        self._end_term("")

    def _end_term(self, description: str) -> str:
        """The term with its description; without one it is written, and nothing is left of it."""
        term, self._term = self._term, ""
        if term and not description:
            self._writer.paragraph(term)
            return ""
        return f"{term}{'' if term.endswith(':') else ':'} {description}" if term else ""


def _write_table(writer: TextWriter, table: Element, whole_page: bool) -> None:
    """The rows, each value under its own header; above them the table's titles."""
    for caption in table:
        if local_name(caption) == "caption":
            writer.paragraph(shown_text(caption, whole_page))
    heads: list[list[str]] = []
    rows: list[list[str]] = []
    columns, part = Columns(), None
    found = [*table.iterdescendants("tr", "{*}tr")]
    bold = [is_all_bold(row, whole_page) for row in found[:2]] == [True, False]
    for at, row in enumerate(found):
        if row.getparent() is not part:
            columns.end_part()
            part = row.getparent()
        elements = [cell for cell in row if local_name(cell) in ("td", "th")]
        cells = [_cell(cell, whole_page) for cell in elements]
        alone = len(cells) == 1 and not columns.is_begun
        if alone and cells[0].wide > 1 and not heads and not rows:
            writer.paragraph(cells[0].text)
            continue
        marked = local_name(part) == "thead" or all(local_name(cell) == "th" for cell in elements)
        marked = marked or (bold and not at)
        heading = marked and not rows and not (alone and heads)
        texts = columns.row(cells, repeated=heading)
        if any(texts):
            (heads if heading else rows).append(texts)
    if len(heads) > 1 and rows:
        heads = [[" ".join(filter(None, dict.fromkeys(names)))
                  for names in zip_longest(*heads, fillvalue="")]]  # fmt: skip
    write_table(writer, _narrowed([*heads, *rows]), headed=bool(heads))


def _narrowed(rows: list[list[str]]) -> list[list[str]]:
    """The rows without columns at the end that hold nothing."""
    filled = (max((at for at, text in enumerate(row, 1) if text), default=0) for row in rows)
    width = max(filled, default=0)
    return [row[:width] for row in rows]


def _cell(cell: Element, whole_page: bool) -> Cell:
    wide = _span(cell, "colspan", _WIDEST) or 1
    high = _span(cell, "rowspan", _HIGHEST) or _HIGHEST  # 0 is to the end of its part
    return Cell(shown_text(cell, whole_page), wide, high)


def _span(cell: Element, name: str, most: int) -> int:
    stated = (cell.get(name) or "").strip()
    return min(int(stated), most) if stated.isdecimal() and len(stated) < 9 else 1


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text)
