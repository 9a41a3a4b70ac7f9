"""Words that pages and exported files have in common."""

from __future__ import annotations

from datetime import date

from rag.types import EMBEDDED_MODEL, Support

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


def asked_of(within: str) -> str:
    """Which documents were asked, where not all: `within` in a sentence."""
    return f"Asked of {within}" if within else ""


def day(when: date) -> str:
    """ "12 May 2024"."""
    return f"{when.day} {when:%B} {when.year}"
