"""Keeps what says something in a web page's header, footer or asides: opening hours, whom to ask,
since when it holds. Menus and copyright lines do not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rag.regex import regex

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

AROUND = frozenset(["header", "footer", "aside"])
"""The elements that may."""

_OF_THE_SITE = regex(
    r"©|\(c\)\s|\bcopyright\b|\brights reserved\b|\bcookies?\b|\bpowered by\b|\bnewsletter\b|"
    r"\bimprint\b|\bimpressum\b|\balle rechte\b|\btous droits\b|\bmentions légales\b|"
    r"\btodos los derechos\b|\btutti i diritti\b",
    re.IGNORECASE,
)
_LABELLED = regex(r"(?:^|[.;\n]\s*)[^\W\d_][\w /&'’()-]{1,30}:\s+[^\W_]")
_ENDED = regex(r"[.!?][\"'”’»)]*$")
_WORDS = 4  # of a sentence, at least
_WORDS_OF_A_FACT = 3  # ... of a line with a figure
_MOST_LINKED = 0.5  # share of its letters that may be those of links
_CONTACT = ("mailto:", "tel:")
_FRAMES = frozenset(["html", "body", "div", "form"])


def says_something(element: Element, blocks: Iterable[str]) -> bool:
    """Is it more than links and what every page of a site has? `blocks` are its shown words."""
    lines = [" ".join(block.split()) for block in blocks]
    if not any(map(_tells, lines)):
        return False
    linked = sum(
        len("".join(link.itertext()).strip())
        for link in element.iterdescendants("a")
        if not (link.get("href") or "").startswith(_CONTACT)
    )
    return linked <= _MOST_LINKED * sum(map(len, lines))


def is_of_the_site(text: str) -> bool:
    """Does it say whose the page is, or what else every page of a site does?"""
    return _OF_THE_SITE.search(text) is not None


def stands_outside(element: Element) -> bool:
    """Is it of the whole page, and of no article, list or section of it?"""
    return all(above.tag in _FRAMES for above in element.iterancestors())


def _tells(line: str) -> bool:
    """A sentence, a label with its value, or a line with a figure."""
    if is_of_the_site(line):
        return False
    words = len(line.split())
    figure = any(map(str.isdigit, line)) and words >= _WORDS_OF_A_FACT
    ended = _ENDED.search(line) is not None and words >= _WORDS
    return figure or ended or _LABELLED.search(line) is not None
