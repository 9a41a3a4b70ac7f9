"""Text as Markdown that shows just it: a backslash only where a renderer would read more."""

from __future__ import annotations

import re

from rag.markup.render import printable, unlinked
from rag.regex import regex

_PICTURED = regex(r":(?=[\w+\-]+:)")
"""Where a picture may begin that some renderers draw (":smile:"), backslash or not."""

_FORMATTING = regex(r"[\\`*\[\]|]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_PAIRED = regex(r"[$~](?=\S)[^\n]*[^\s$~][$~]")
"""What some renderers take for a formula, or as struck out: "5 $, ~6 km" is neither."""

_OPENERS = regex(
    r"(?m)^(?P<indent>[ \t]*)"
    r"(?:(?P<digits>\d{1,9})(?P<dot>[.)])|(?P<sign>[-+>]|~(?=~~)|#(?=#{0,5}(?:\s|$))|=(?==*\s*$)))"
    r"|(?P<space>[ \t])(?P<closing>#+)(?=[ \t]*$)"
)
"""What would make a list, a quotation, a heading or code of a line, and what a heading would
lose."""


def escaped(text: str) -> str:
    """The text within a line: no look, link, image, tag or formula.

    A word joiner, which has no width, keeps names between colons from being turned into pictures.
    """
    apart = unlinked(printable(text))
    apart = _PICTURED.sub(":\N{WORD JOINER}", apart)
    apart = _FORMATTING.sub(r"\\\g<0>", apart)
    return re.sub(r"[$~]", r"\\\g<0>", apart) if _PAIRED.search(apart) else apart


def line_escaped(text: str) -> str:
    """Lines that are `escaped` already, so that none begins a list, code, quotation or heading."""
    return _OPENERS.sub(_opener, text)


def _opener(found: re.Match[str]) -> str:
    if found["closing"]:
        return f"{found['space']}\\{found['closing']}"
    digits, indent = found["digits"] or "", found["indent"]
    return f"{indent}{digits}\\{found['dot'] or found['sign']}"
