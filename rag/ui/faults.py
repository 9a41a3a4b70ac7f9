"""What is said of a fault that nobody foresaw."""

from __future__ import annotations

from rag.errors import RagError


def unexpected(when: str) -> RagError:
    """A fault of ours, in words for the person in front of the page."""
    return RagError(
        f"Footnote met an unexpected fault {when}.",
        hint="Try again; the terminal that Footnote runs in has the details.",
    )
