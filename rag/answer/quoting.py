"""How a source's own words are shown: on one line, without the footnote marks of its prose."""

from __future__ import annotations

import re

from rag.text import Span, is_in_fence, plain

_NUMBERS = r"(?:\[[1-9]\d{0,2}\])+"
_FOOTNOTE = re.compile(
    r"(?P<code>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))"
    rf"|(?P<first>\A\s*){_NUMBERS}(?![(\[:\w])\s*"
    rf"|(?<![^\s\[\]`])(?P<word>[^\s\[\]`]+){_NUMBERS}(?![(\[\w]|\.\w|\s*\W?=)",
    re.DOTALL,
)
_NAME_IN_CODE = re.compile(r"[$=<>{}\\@]|::|->|\w_\w|\w\(|[a-z]\.[^\W\d]")
"""What a word has that prose does not: "sys.argv", "first_page", "f(x)"."""

_SOURCE = re.compile(
    r"\S+\.(?:pyi?|m?js|jsx|tsx?|java|kt|scala|swift|go|rs|c|h|cc|[ch]pp|cs|rb|php|pl|lua|r|jl|sh|bash|"
    r"ps1|sql|toml|ya?ml|tex|rst)",
    re.IGNORECASE,
)


def quoted(told: str, *, code: bool = False) -> str:
    """A source's sentence as it is shown: on one line, without the source's own footnote marks.

    Of `code` nothing is left out.
    """
    return plain(told if code else without_footnotes(told))


def without_footnotes(text: str) -> str:
    """`text` without the marks that its prose carries ("in 1987.[3]") or that it opens with.

    What stands by itself ("within [30] days") is words, and so is an index in code (`argv[1]`).
    """
    return _FOOTNOTE.sub(_kept, text)


def _kept(found: re.Match[str]) -> str:
    word = found["word"] or ""
    if found["code"] or _NAME_IN_CODE.search(word):
        return found[0]
    return found["first"] or word


def is_code(text: str, span: Span, title: str) -> bool:
    """Is a sentence of this text code: a fenced block, or of a file that is all code?"""
    return is_source(title) or is_in_fence(text, span)


def is_source(title: str) -> bool:
    """Is it the title of source code? Such files are called by their names."""
    return _SOURCE.fullmatch(title) is not None
