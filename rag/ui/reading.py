"""A whole document for reading, with the cited words highlighted exactly where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.markup.render import Overlay, Span, draw, escape
from rag.markup.words import path_words
from rag.types import MARKDOWN, Citation, Document, Section
from rag.ui.parts import Part, bar_html, part_at, parts

_CITED = 'class="fn-mark" data-testid="cited"'
_ALSO = 'class="fn-also" data-testid="also-cited" title="Quoted elsewhere in the answer"'


_PANE = ' tabindex="0" role="group" aria-label="The text"'
"""Beside a page, the text may be a pane that scrolls by itself."""

_TEXT = ' tabindex="-1" role="group" aria-label="The text"'
"""Of several parts, the text is where whoever turns to another one is to read on."""

LONGEST_FIND = 200
"""Characters of what is looked for in a document."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of the document that the answer quotes; `cited` are those that were asked for."""

    start: int
    end: int
    cited: bool


@dataclass(frozen=True, slots=True)
class Highlight:
    """A citation's words found in the document as it is now."""

    start: int
    end: int


def locate(document: Document, citation: Citation) -> Highlight | None:
    """Where the quote stands today; None when the document no longer has it in one place."""
    if document.text[citation.start : citation.end] == citation.quote:
        return Highlight(citation.start, citation.end)
    at = document.text.find(citation.quote) if citation.quote else -1
    if at < 0 or document.text.find(citation.quote, at + 1) >= 0:
        return None
    return Highlight(at, at + len(citation.quote))


def quoted(
    document: Document, cited: Sequence[Citation] = (), also: Sequence[Citation] = ()
) -> tuple[Quoted, ...]:
    """Where the quotes stand: `cited` first, then `also`, the answer's others; each in order."""
    marks = _merged(place for one in cited if (place := locate(document, one)))
    others = _merged(place for one in also if (place := locate(document, one)))
    return (
        *(Quoted(place.start, place.end, cited=True) for place in marks),
        *(Quoted(other.start, other.end, cited=False) for other in others if _apart(other, marks)),
    )


def document_html(
    document: Document,
    cited: Sequence[Citation] = (),
    also: Sequence[Citation] = (),
    paper: str = "",
    cut: Sequence[Part] = (),
) -> str:
    """The document with `cited` marked, and `also`, the answer's other quotes, less strongly.

    A document of several parts has an empty place for one of them, which `part_html` draws.
    `paper`: HTML of the pages themselves, to stand beside the text. `cut`: the document's parts,
    where they are known.
    """
    quotes = quoted(document, cited, also)
    cut = cut or parts(document)
    lost = [citation for citation in cited if locate(document, citation) is None]
    pages = (
        _pages(document, quotes, cut[0], _PANE if paper else "")
        if len(cut) == 1
        else '<div class="fn-part"></div>'
    )
    live = '<p class="fn-hidden" role="status" data-live></p>' if len(cut) > 1 else ""
    return (
        f'<article class="fn fn-document{" fn-beside" if paper else ""}">'
        f"{_head(document, cited)}{_changed(lost)}{live}{_tools(quotes, cut)}"
        + (f'<div class="fn-spread">{pages}{paper}</div>' if paper else pages)
        + "</article>"
    )


def part_html(
    document: Document, quotes: Sequence[Quoted], cut: Sequence[Part], number: int, paper: str = ""
) -> str:
    """Part `number`, from 0, between two bars that lead to those before and after it."""
    pages = _pages(document, quotes, cut[number], _PANE if paper else _TEXT)
    return f"{bar_html(number, len(cut), 'above')}{pages}{bar_html(number, len(cut), 'below')}"


def _merged(places: Iterable[Highlight]) -> list[Highlight]:
    """In order, overlapping ones joined."""
    merged: list[Highlight] = []
    for place in sorted(places, key=lambda place: (place.start, place.end)):
        if merged and place.start < merged[-1].end:
            merged[-1] = Highlight(merged[-1].start, max(merged[-1].end, place.end))
        else:
            merged.append(place)
    return merged


def _apart(place: Highlight, marks: Sequence[Highlight]) -> bool:
    return all(place.end <= mark.start or mark.end <= place.start for mark in marks)


def _spans(quotes: Sequence[Quoted]) -> Iterator[Span]:
    for number, quote in enumerate(quotes):
        opening = f' data-quote="{number}"'
        if quote.cited:
            opening = f' id="cited-{number + 1}"{opening}'
        tag, attributes = ("mark", _CITED) if quote.cited else ("span", _ALSO)
        yield Span(quote.start, quote.end, tag, attributes, opening=opening)


def _pages(document: Document, quotes: Sequence[Quoted], part: Part, more: str) -> str:
    """The text of a part; its element takes `more` attributes."""
    overlay = Overlay(_spans(quotes))
    if document.media_type == MARKDOWN:
        body = draw(
            document.text,
            overlay,
            start=part.start,
            end=part.end,
            lossless=True,
            inside=part.inside,
        )
    else:
        body = "".join(
            (f'<p class="fn-place">{escape(label)}</p>' if label else "")
            + draw(document.text, overlay, start=first, end=last, markdown=False, lossless=True)
            for first, last, label in stretches(document, part.start, part.end)
        )
    return f'<div class="fn-pages" dir="auto"{more}>{body}</div>'


def stretches(document: Document, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """`[start, end)` cut where sections begin, each piece with the label to show above it.

    The label is "" where the text itself begins with it.
    """
    label, sections = "", document.sections
    first = bisect_left(sections, start, key=_start)
    for section in sections[first : bisect_left(sections, end, lo=first, key=_start)]:
        if start <= section.start:
            yield start, section.start, _unsaid(label, document.text[start : section.start])
            start, label = section.start, _unlike(section.label, document.title)
    yield start, end, _unsaid(label, document.text[start:end])


def _start(section: Section) -> int:
    return section.start


def _unsaid(label: str, text: str) -> str:
    return "" if label and _begins_with(text, label) else label


def _begins_with(text: str, label: str) -> bool:
    """Does the text itself begin with the heading that a label ends in?"""
    heading = label.rsplit(" > ")[-1].casefold()
    return text.lstrip("# \n\t").casefold().startswith(heading)


def _unlike(label: str, title: str) -> str:
    return "" if label == title else label


def _head(document: Document, cited: Sequence[Citation]) -> str:
    """Title, path and place; a title that the document itself begins with is not said twice."""
    opening = document.text[:400].lstrip().split("\n", 1)[0].lstrip("# ").strip()
    places = dict.fromkeys(citation.locator for citation in cited if citation.locator)
    lines = (
        ("title", "" if opening == document.title else document.title),
        ("path", path_words(document.source)),
        ("locator", " · ".join(place for place in places if _unlike(place, document.title))),
    )
    drawn = "".join(
        f'<p class="fn-{kind}" dir="auto">{escape(words)}</p>' for kind, words in lines if words
    )
    return f"<header>{drawn}</header>"


def _changed(lost: Sequence[Citation]) -> str:
    """The document is not the one that was quoted: say so, and show what had been quoted."""
    if not lost:
        return ""
    quotes = "".join(f"<blockquote>{escape(citation.quote)}</blockquote>" for citation in lost)
    return (
        '<div class="fn-card fn-failure" role="note"><p class="fn-label">This document has changed'
        f" since the answer</p><p>These words were quoted from it:</p>{quotes}</div>"
    )


def _tools(quotes: Sequence[Quoted], cut: Sequence[Part]) -> str:
    """To find words, and to walk from one of the answer's quotes to the next.

    The walk knows each quote's number and part, in the order of the document.
    """
    places = " ".join(
        f"{number}/{part_at(cut, quote.start)}"
        for number, quote in sorted(enumerate(quotes), key=lambda one: one[1].start)
    )
    walk = (
        f'<div data-walk="quotes" data-quotes="{places}" role="group"'
        f' aria-label="Quotes of the answer">'
        f"{step_html(-1, 'Previous quote')}<output></output>{step_html(1, 'Next quote')}</div>"
    )
    return (
        '<div class="fn-tools"><div data-walk="finds" role="search">'
        f'<input type="search" class="fn-find" maxlength="{LONGEST_FIND}"'
        ' placeholder="Find in this document"'
        ' aria-label="Find in this document" autocomplete="off">'
        f"{step_html(-1, 'Previous find')}<output></output>{step_html(1, 'Next find')}</div>"
        f"{walk if len(quotes) > 1 or (quotes and len(cut) > 1) else ''}</div>"
    )


def step_html(by: int, words: str) -> str:
    """A button that goes on, or back for a negative number."""
    arrow = "↓" if by > 0 else "↑"
    return (
        f'<button type="button" data-step="{by}" aria-label="{words}" title="{words}">'
        f'<span aria-hidden="true">{arrow}</span></button>'
    )
