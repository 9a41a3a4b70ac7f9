"""A web page step by step, as a browser would show it: text, blocks, tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from rag.ingest.formats.page_around import AROUND, says_something, stands_outside
from rag.regex import regex

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
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOLD = regex(r"font-weight\s*:\s*(?:(?P<bold>bold|[6-9]00)|normal|[1-5]00)", re.IGNORECASE)
_UNSEEN = regex(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)


class Step(NamedTuple):
    """Text, which may be `bold`, or the beginning of a block of that kind ("" where one ends), or a
    whole table."""

    text: str = ""
    kind: str = ""
    table: Element | None = None
    bold: bool = False


class Steps:
    """What is shown below an element, in order; without recursion, however deep it is nested."""

    def __init__(self, root: Element, *, whole_page: bool) -> None:
        self._root = root
        self._whole_page = whole_page

    def __iter__(self) -> Iterator[Step]:
        stack: list[tuple[Element, bool, bool]] = [(self._root, False, False)]
        while stack:
            element, leaving, around_bold = stack.pop()
            name = local_name(element)
            if leaving:
                if name in _BLOCKS or name in HEADINGS:
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
                bold = _is_bold(element, name, around_bold)
                yield from self._entered(element, name, bold)
                stack.append((element, True, around_bold))
                stack.extend((inner, False, bold) for inner in reversed(element))
                continue
            if element is not self._root and element.tail:
                yield Step(element.tail, bold=around_bold)

    def _is_around(self, element: Element, name: str) -> bool:
        return element is self._root and name in AROUND

    def _shows(self, element: Element, name: str) -> bool:
        return is_shown(element, name, whole_page=self._whole_page)

    def _entered(self, element: Element, name: str, bold: bool) -> Iterator[Step]:
        if name == "footer":
            yield Step(kind=name if stands_outside(element) else "div")
        elif name in _BLOCKS or name in HEADINGS:
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
            yield Step(element.text, bold=bold)


def _is_bold(element: Element, name: str, around_bold: bool) -> bool:
    """Is its text set in bold, by itself or as what is around it?"""
    stated = _BOLD.search(element.get("style") or "")
    return bool(stated["bold"]) if stated else around_bold or name in ("b", "strong")


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
    if any(local_name(above) in AROUND for above in element.iterancestors()):
        return False
    return name != "aside" or next(element.iterdescendants(*HEADINGS), None) is None


def _blocks_of(element: Element) -> list[str]:
    """The words shown in it, block by block; a table's all in one."""
    found = [""]
    for step in Steps(element, whole_page=True):
        if step.table is not None:
            found += [shown_text(step.table, whole_page=True), ""]
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
        return marked and local_name(element.getparent()) != "sup" and len(element) == 0
    within = local_name(element.getparent()) == "a"
    return within or any(local_name(inner) == "a" for inner in element)


def _in_article(element: Element) -> bool:
    """A header within an article holds its headline, not the site's."""
    if local_name(element) not in ("header", "footer"):
        return False
    return any(local_name(above) in ("article", "main") for above in element.iterancestors())


def _is_grid(table: Element) -> bool:
    """Does the table hold values? One with tables, headings or lists in it lays out the page."""
    layout = table.iterdescendants("table", "h1", "h2", "h3", "ul", "ol", "pre")
    return next(layout, None) is None


def is_all_bold(elements: Iterable[Element], whole_page: bool) -> bool:
    """Do they show words, and all of them in bold?"""
    said = [
        step.bold
        for element in elements
        for step in Steps(element, whole_page=whole_page)
        if step.text.strip()
    ]
    return bool(said) and all(said)


def shown_text(element: Element, whole_page: bool) -> str:
    steps = Steps(element, whole_page=whole_page)
    return " ".join("".join(step.text or " " for step in steps).split())


def local_name(element: Element | None) -> str:
    tag = "" if element is None else element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
