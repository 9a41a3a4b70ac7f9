"""The text of a web page as a browser would show it, block by block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from rag.ingest.formats.page_around import AROUND, is_of_the_site, says_something, stands_outside
from rag.ingest.formats.tables import Cell, Columns, write_table
from rag.ingest.text_writer import TextWriter
from rag.text import sentence_spans

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NEVER = {
    *("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas"),
    *("audio", "video", "head", "title", "meta", "link", "select", "datalist", "math"),
}
_AROUND = {"nav", "form", "dialog", "menu", "button", *AROUND}
_AROUND_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search"}
_BLOCKS = {
    *("p", "div", "section", "article", "main", "ul", "ol", "dl", "dd", "dt", "li", "blockquote"),
    *("pre", "table", "figure", "figcaption", "address", "hr", "details", "summary", "body"),
    *("fieldset", "center", "html", "header", "footer", "aside", "nav", "form", "hgroup"),
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DESCRIPTION = 2  # sentences; a longer one is told below its term, as below a heading
_TERM = re.compile(r"[^\n()?!]{1,60}(?<![.;,])")  # no signature of a function, no question
_WIDEST = 100  # columns of one cell
_HIGHEST = 65_534  # rows of one cell, as browsers have it
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)


def write_html(writer: TextWriter, root: Element, *, whole_page: bool) -> None:
    """The shown text below `root`, block by block; of a `whole_page` without what is around it."""
    block = _Block(writer)
    for step in Steps(root, whole_page=whole_page):
        if step.table is not None:
            block.close()
            _write_table(writer, step.table, whole_page)
        elif step.text:
            block.text.append(step.text if block.kind == "pre" else _spaced(step.text))
        elif step.kind == "br":
            block.text.append("\n")
        else:
            block.begin(step.kind)
    block.close()


class Step(NamedTuple):
    """Text, or the beginning of a block of that kind ("" where one ends), or a whole table."""

    text: str = ""
    kind: str = ""
    table: Element | None = None


class Steps:
    """What is shown below an element, in order; without recursion, however deep it is nested."""

    def __init__(self, root: Element, *, whole_page: bool) -> None:
        self._root = root
        self._whole_page = whole_page

    def __iter__(self) -> Iterator[Step]:
        stack: list[tuple[Element, bool]] = [(self._root, False)]
        while stack:
            element, leaving = stack.pop()
            name = _local(element)
            if leaving:
                if name in _BLOCKS or name in _HEADINGS:
                    yield Step()
                elif name == "q":
                    yield Step("”")
                elif _refers(element, name):
                    yield Step("]")
            elif not (self._is_around(element, name) or self._shows(element, name)):
                pass
            elif name == "table" and element is not self._root and _is_grid(element):
                yield Step(table=element)
            else:
                yield from self._entered(element, name)
                stack.append((element, True))
                stack.extend((inner, False) for inner in reversed(element))
                continue
            if element is not self._root and element.tail:
                yield Step(element.tail)

    def _is_around(self, element: Element, name: str) -> bool:
        return element is self._root and name in AROUND

    def _shows(self, element: Element, name: str) -> bool:
        return is_shown(element, name, whole_page=self._whole_page)

    def _entered(self, element: Element, name: str) -> Iterator[Step]:
        if name == "footer":
            yield Step(kind=name if stands_outside(element) else "div")
        elif name in _BLOCKS or name in _HEADINGS:
            yield Step(kind=name)
        elif name == "br":
            yield Step(kind="br")
        elif name in ("td", "th", "input"):
            yield Step(" ")
        elif name == "tr":
            yield Step(kind="p")
        elif name == "q":
            yield Step("“")
        elif _refers(element, name):
            yield Step("[")
        if element.text:
            yield Step(element.text)


class _Block:
    """The text of the block that is being read. A short term and its description are one."""

    def __init__(self, writer: TextWriter) -> None:
        self._writer = writer
        self.kind = ""
        self.text: list[str] = []
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

    def end(self) -> None:
        """Writes the block, if there is anything in it."""
        text = "".join(self.text)
        if self.kind != "pre":
            text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        if not text.strip() or (self._in_footer and is_of_the_site(text)):
            self.kind, self.text = "", []
            return
        if self._term:
            told = self._described and self.kind in ("dd", "p", "div")
            told = told and len(sentence_spans(text)) <= _DESCRIPTION
            text = self._end_term(text if told else "") or text
        if self.kind == "dt" and _TERM.fullmatch(text):
            self._term = text
        elif self.kind in _HEADINGS:
            self._writer.heading(_HEADINGS[self.kind], text)
        elif self.kind == "li":
            self._writer.item(text)
        else:
            self._writer.paragraph(text)
        self.kind, self.text = "", []

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


def is_shown(element: Element, name: str, *, whole_page: bool) -> bool:
    """Would a browser show it, as part of what the page is about?"""
    if not name or name in _NEVER or element.get("hidden") is not None:
        return False
    if element.get("role") == "doc-backlink" or "footnote-back" in (element.get("class") or ""):
        return False
    if element.get("aria-hidden") == "true" and name not in ("html", "body", "main"):
        return False
    if _UNSEEN.search(element.get("style") or ""):
        return False
    if not whole_page or _in_article(element):
        return True
    if name in AROUND:
        return _may_tell(element, name) and says_something(element, _blocks_of(element))
    return name not in _AROUND and element.get("role") not in _AROUND_ROLES


def _may_tell(element: Element, name: str) -> bool:
    """Not within another of its kind; nor where what follows would seem to be below its heading."""
    if any(_local(above) in AROUND for above in element.iterancestors()):
        return False
    return name != "aside" or next(element.iterdescendants(*_HEADINGS), None) is None


def _blocks_of(element: Element) -> list[str]:
    """The words shown in it, block by block; a table's all in one."""
    found = [""]
    for step in Steps(element, whole_page=True):
        if step.table is not None:
            found += [_shown_text(step.table, whole_page=True), ""]
        elif step.text:
            found[-1] += step.text
        else:
            found.append("")
    return found


def _refers(element: Element, name: str) -> bool:
    """Is it the number of a note: a figure that is a link? Brackets keep it apart from the words
    before it."""
    if name not in ("sup", "a") or not "".join(element.itertext()).strip().isdecimal():
        return False
    if name == "a":
        marked = any("noteref" in str(value) or "footnote-ref" in str(value)
                     for value in element.attrib.values())  # fmt: skip
        return marked and _local(element.getparent()) != "sup" and len(element) == 0
    return _local(element.getparent()) == "a" or any(_local(inner) == "a" for inner in element)


def _in_article(element: Element) -> bool:
    """A header within an article holds its headline, not the site's."""
    if _local(element) not in ("header", "footer"):
        return False
    return any(_local(above) in ("article", "main") for above in element.iterancestors())


def _is_grid(table: Element) -> bool:
    """Does the table hold values? One with tables, headings or lists in it lays out the page."""
    layout = table.iterdescendants("table", "h1", "h2", "h3", "ul", "ol", "pre")
    return next(layout, None) is None


def _write_table(writer: TextWriter, table: Element, whole_page: bool) -> None:
    """The rows, each value under its own header; above them the table's titles."""
    for caption in table:
        if _local(caption) == "caption":
            writer.paragraph(_shown_text(caption, whole_page))
    heads: list[list[str]] = []
    rows: list[list[str]] = []
    columns, part = Columns(), None
    for row in table.iterdescendants("tr", "{*}tr"):
        if row.getparent() is not part:
            columns.end_part()
            part = row.getparent()
        elements = [cell for cell in row if _local(cell) in ("td", "th")]
        cells = [_cell(cell, whole_page) for cell in elements]
        alone = len(cells) == 1 and not columns.is_begun
        if alone and cells[0].wide > 1 and not heads and not rows:
            writer.paragraph(cells[0].text)
            continue
        marked = _local(part) == "thead" or all(_local(cell) == "th" for cell in elements)
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
    return Cell(_shown_text(cell, whole_page), wide, high)


def _span(cell: Element, name: str, most: int) -> int:
    stated = (cell.get(name) or "").strip()
    return min(int(stated), most) if stated.isdecimal() and len(stated) < 9 else 1


def _shown_text(element: Element, whole_page: bool) -> str:
    steps = Steps(element, whole_page=whole_page)
    return " ".join("".join(step.text or " " for step in steps).split())


def _local(element: Element | None) -> str:
    tag = "" if element is None else element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _spaced(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text)
