"""What the styles of a Word document say: which are headings, and which are in bold."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from rag.ingest.archives import Archive, attribute, child, children, local
from rag.regex import regex

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_STYLES = "word/styles.xml"
_HEADING = regex(r"(?i)heading\s*(\d)")
_OFF = ("0", "false", "off")
_FIRST_ROW = 0x20
_DEEPEST = 20  # styles that are based on one another


class Styles:
    """The styles of one document by their id."""

    def __init__(self, archive: Archive) -> None:
        self._by_id: dict[str, Element] = {}
        if _STYLES in archive.names:
            self._by_id = {
                attribute(style, "styleId"): style
                for style in children(archive.xml(_STYLES), "style")
            }
        self._levels = {name: _level(style) for name, style in self._by_id.items()}
        self._bold: dict[str, bool] = {}

    def level(self, paragraph: Element) -> int:
        """The level of the heading that the paragraph is, from 1; 0 if it is none."""
        outline = child(paragraph, "pPr", "outlineLvl")
        if outline is not None and attribute(outline, "val").isdecimal():
            return _sane(int(attribute(outline, "val")) + 1)
        return self._levels.get(_named(paragraph, "pPr", "pStyle"), 0)

    def is_bold(self, paragraph: Element) -> bool:
        """Are all its words in bold? Those of boxes that are anchored in it do not count."""
        runs = [run for run in paragraph.iter("{*}r") if _says(run, paragraph)]
        around = self._is_bold(_named(paragraph, "pPr", "pStyle"))
        return bool(runs) and all(self._sets_bold(run, around) for run in runs)

    def heads(self, rows: Sequence[Element]) -> bool:
        """Is the first of a table's rows set in bold, and the next not? By its words, or by the
        table's style for a first row."""
        first, second = ([*row.iter("{*}p")] for row in rows[:2])
        if self._are_bold(first):
            return not self._are_bold(second)
        table = rows[0].getparent()
        look = child(table, "tblPr", "tblLook")
        style = self._by_id.get(_named(table, "tblPr", "tblStyle")) if table is not None else None
        if style is None or look is None or not _is_on(look):
            return False
        parts = [
            one for one in children(style, "tblStylePr") if attribute(one, "type") == "firstRow"
        ]
        return any(child(one, "rPr", "b") is not None for one in parts)

    def _are_bold(self, paragraphs: Sequence[Element]) -> bool:
        """Are all in bold that say something?"""
        said = [one for one in paragraphs if "".join(one.itertext()).strip()]
        return bool(said) and all(map(self.is_bold, said))

    def _sets_bold(self, run: Element, around: bool) -> bool:
        stated = child(run, "rPr", "b")
        if stated is not None:
            return attribute(stated, "val") not in _OFF
        return around or self._is_bold(_named(run, "rPr", "rStyle"))

    def _is_bold(self, name: str) -> bool:
        """Does the style set in bold, or one that it is based on?"""
        if name not in self._bold:
            above, found = name, None
            for _ in range(_DEEPEST):
                style = self._by_id.get(above)
                if style is None or found is not None:
                    break
                found, above = child(style, "rPr", "b"), _named(style, "basedOn")
            self._bold[name] = found is not None and attribute(found, "val") not in _OFF
        return self._bold[name]


def _level(style: Element) -> int:
    """The level of the headings in a style, 0 if it is for none; the title's is 1."""
    named = child(style, "name")
    name = attribute(named, "val") if named is not None else ""
    outline = child(style, "pPr", "outlineLvl")
    stated = _HEADING.fullmatch(name)
    if stated:
        return _sane(int(stated[1]))
    if name.casefold() == "title":
        return 1
    if outline is not None and attribute(outline, "val").isdecimal():
        return _sane(int(attribute(outline, "val")) + 1)
    return 0


def _is_on(look: Element) -> bool:
    """Does a table have the look that its style has for a first row? Older files say it in bits."""
    bits = attribute(look, "val")
    if stated := attribute(look, "firstRow"):
        return stated not in _OFF
    with suppress(ValueError):
        return bool(int(bits, 16) & _FIRST_ROW)
    return False


def _sane(level: int) -> int:
    return level if 1 <= level <= 9 else 0


def _named(element: Element, *path: str) -> str:
    found = child(element, *path)
    return attribute(found, "val") if found is not None else ""


def _says(run: Element, paragraph: Element) -> bool:
    """Has the run words of the paragraph itself?"""
    if next(run.iterancestors("{*}p"), None) is not paragraph:
        return False
    return any((text.text or "").strip() for text in run if local(text) == "t")
