"""Words that pages and exported files have in common."""

from __future__ import annotations

from datetime import date

from rag.types import EMBEDDED_MODEL, Support

_UNSEEN = {
    sign: repr(chr(sign))[1:-1]
    for sign in (*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}
"""Controls, line ends and what turns text around, as code writes them: letters of every font."""

QUOTES_LABEL = "Quotes only (no model)"

NOT_IN_ASKED = "Not in the documents that were asked"
"""Over a refusal where some documents were asked."""

ASK_INSTEAD = "You could ask instead"
"""Over the questions that a refusal offers."""

SUPPORT_WORDS = {
    Support.SUPPORTED: "In the source",
    Support.PARTIAL: "Partly in the source",
    Support.UNSUPPORTED: "Not in the source",
}


def model_label(model: str) -> str:
    """Who answers, in words."""
    return QUOTES_LABEL if model == EMBEDDED_MODEL else model


def path_words(path: str) -> str:
    r"""The path of a file on one line, with what cannot be seen as code writes it: "a\tb.md"."""
    return path.translate(_UNSEEN)


def asked_of(within: str) -> str:
    """Which documents were asked, where not all: `within` in a sentence."""
    return f"Asked of {within}" if within else ""


def day(when: date) -> str:
    """ "12 May 2024"."""
    return f"{when.day} {when:%B} {when.year}"
