"""A whole document for reading, with the cited words highlighted exactly where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.markup.render import Overlay, Span, draw, escape
from rag.types import Citation, Document

LONGEST_PAGE = 600_000
"""Characters of a document that one page shows; more would keep a browser busy for seconds."""

_CITED = 'class="fn-mark" data-testid="cited"'
_ALSO = 'class="fn-also" data-testid="also-cited" title="Quoted elsewhere in the answer"'


_PANE = ' tabindex="0" role="group" aria-label="The text"'
"""Beside a page, the text may be a pane that scrolls by itself."""


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
) -> str:
    """The document with `cited` marked, and `also`, the answer's other quotes, less strongly.

    `paper`: HTML of the pages themselves, to stand beside the text.
    """
    quotes = quoted(document, cited, also)
    start, end = _window(document.text, quotes)
    shown = sum(start <= quote.start < end for quote in quotes)
    lost = [citation for citation in cited if locate(document, citation) is None]
    body = _body(document, Overlay(_spans(quotes)), start, end)
    pages = (
        f'<div class="fn-pages" dir="auto"{_PANE if paper else ""}>{_cut(start, "before")}{body}'
        f"{_cut(len(document.text) - end, 'after')}</div>"
    )
    return (
        f'<article class="fn fn-document{" fn-beside" if paper else ""}">'
        f"{_head(document, cited)}{_changed(lost)}{_tools(shown)}"
        + (f'<div class="fn-spread">{pages}{paper}</div>' if paper else pages)
        + "</article>"
    )


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


def _window(text: str, quotes: Sequence[Quoted]) -> tuple[int, int]:
    """The stretch of a very long document to show: around the first quote, at line ends."""
    if len(text) <= LONGEST_PAGE:
        return 0, len(text)
    middle = next((quote.start for quote in quotes if quote.cited), 0)
    start = max(0, min(middle - LONGEST_PAGE // 2, len(text) - LONGEST_PAGE))
    end = start + LONGEST_PAGE
    return text.rfind("\n", 0, start) + 1, max(text.rfind("\n", start, end), end - 10_000)


def _body(document: Document, overlay: Overlay, start: int, end: int) -> str:
    if document.media_type == "text/markdown":
        return draw(document.text, overlay, start=start, end=end, lossless=True)
    parts = []
    for first, last, label in _stretches(document, start, end):
        if label and not _begins_with(document.text[first:last], label):
            parts.append(f'<p class="fn-place">{escape(label)}</p>')
        parts.append(
            draw(document.text, overlay, start=first, end=last, markdown=False, lossless=True)
        )
    return "".join(parts)


def _stretches(document: Document, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """`[start, end)` cut where sections begin, each piece with the label that begins there."""
    label = ""
    for section in document.sections:
        if start <= section.start < end:
            yield start, section.start, label
            start, label = section.start, _unlike(section.label, document.title)
    yield start, end, label


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
        ("path", document.source),
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


def _tools(quotes: int) -> str:
    """To find words, and to walk from one of the answer's quotes to the next."""
    walk = (
        f'<div data-walk="quotes" role="group" aria-label="Quotes of the answer">'
        f"{step_html(-1, 'Previous quote')}<output></output>{step_html(1, 'Next quote')}</div>"
    )
    return (
        '<div class="fn-tools"><div data-walk="finds" role="search">'
        '<input type="search" class="fn-find" placeholder="Find in this document"'
        ' aria-label="Find in this document" autocomplete="off">'
        f"{step_html(-1, 'Previous find')}<output></output>{step_html(1, 'Next find')}</div>"
        f"{walk if quotes > 1 else ''}</div>"
    )


def step_html(by: int, words: str) -> str:
    """A button that goes on, or back for a negative number."""
    arrow = "↓" if by > 0 else "↑"
    return (
        f'<button type="button" data-step="{by}" aria-label="{words}" title="{words}">'
        f'<span aria-hidden="true">{arrow}</span></button>'
    )


def _cut(characters: int, where: str) -> str:
    if characters <= 0:
        return ""
    return f'<p class="fn-note">{characters:,} characters {where} this are not shown.</p>'
