"""The pages of the original that an answer quotes, as pictures with the quoted words boxed.

A picture is one that our own child process has drawn, and comes within the HTML itself: nothing is
asked for elsewhere. Text goes through `rag.markup.render`.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence

from rag.markup.render import escape
from rag.types import Box, PageView
from rag.ui.reading import Quoted, step_html

_ROOM = 4
"""Pixels of the picture between the words and their box."""

_UNBOXED = "The words on this page are part of a picture, so they are not boxed."


def paper_html(pages: Sequence[PageView], quotes: Sequence[Quoted], title: str) -> str:
    """The pages, of which one is seen at a time: at first that of the first quote.

    `quotes` are those that the pages' boxes are of. "" without pages.
    """
    if not pages:
        return ""
    first = next((page for page in pages if 0 in page.spans), pages[0])
    figures = "".join(_page(page, quotes, title, hidden=page is not first) for page in pages)
    turn = (
        '<div data-walk="pages" role="group" aria-label="Pages with quotes">'
        f"{step_html(-1, 'Previous page')}<output></output>{step_html(1, 'Next page')}</div>"
    )
    large = (
        '<button type="button" class="fn-act" data-enlarge aria-pressed="false">'
        '<span class="fn-icon" aria-hidden="true">zoom_in</span>Enlarge</button>'
    )
    return (
        '<section class="fn-paper" aria-label="Pages of the original"><div class="fn-turn">'
        f"{turn if len(pages) > 1 else ''}{large}</div>"
        f'<div class="fn-sheets" tabindex="0" role="group" aria-label="The page">{figures}</div>'
        "</section>"
    )


def no_paper_html(why: str) -> str:
    """A sentence in the place of the pages."""
    return f'<p class="fn fn-note" role="note" dir="auto">{escape(why)}</p>'


def _page(page: PageView, quotes: Sequence[Quoted], title: str, *, hidden: bool) -> str:
    picture = base64.b64encode(page.picture).decode("ascii")
    alt = escape(f"Page {page.number} of {title}")
    boxes = "".join(
        _box(box, page, number, cited=quotes[number].cited)
        for number, lines in enumerate(page.boxes)
        for box in lines
    )
    words = f"Page {page.number}" if boxes else f"Page {page.number}. {_UNBOXED}"
    return (
        f'<figure data-page="{page.number}" data-quotes="{" ".join(map(str, page.spans))}"'
        f'{" hidden" if hidden else ""}><div class="fn-sheet">'
        f'<img alt="{alt}" width="{page.width}" height="{page.height}"'
        f' src="data:{escape(page.media_type)};base64,{picture}">'
        f'<svg viewBox="0 0 {page.width} {page.height}" aria-hidden="true">{boxes}</svg></div>'
        f"<figcaption>{words}</figcaption></figure>"
    )


def _box(box: Box, page: PageView, number: int, *, cited: bool) -> str:
    left, top = box.left * page.width - _ROOM, box.top * page.height - _ROOM
    width, height = box.width * page.width + 2 * _ROOM, box.height * page.height + 2 * _ROOM
    kind = "fn-box" if cited else "fn-box fn-box-also"
    return (
        f'<rect class="{kind}" data-box="{number}" x="{left:.1f}" y="{top:.1f}"'
        f' width="{width:.1f}" height="{height:.1f}" rx="4"/>'
    )
