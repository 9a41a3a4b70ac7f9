"""What the check added to an answer that was printed already: footnotes, and no words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.types import Answer, Marker

_WIDTH = 68  # characters of a sentence, which is only to be recognized


def given_back(shown: str, answer: Answer) -> tuple[str, ...] | None:
    """A line for each sentence of `answer` that has footnotes which `shown` has not; None where the
    two differ in anything else, but for white space."""
    markers = _added(shown, answer)
    if markers is None:
        return None
    lines = []
    for sentence in answer.sentences:
        own = [one for one in markers if sentence.start <= one.start < sentence.end]
        if own:
            said = textwrap.shorten(sentence.text, _WIDTH, placeholder=" ...")
            lines.append(f"{said} {''.join(f'[{one.number}]' for one in own)}")
    return tuple(lines)


def _added(shown: str, answer: Answer) -> Sequence[Marker] | None:
    """The markers that `shown` lacks, in order; None where it lacks or has anything besides."""
    read, at = "".join(shown.split()), 0
    added = []
    for piece, marker in _pieces(answer):
        if read.startswith(piece, at):
            at += len(piece)
        elif marker is None:
            return None
        else:
            added.append(marker)
    return added if at == len(read) else None


def _pieces(answer: Answer) -> Iterator[tuple[str, Marker | None]]:
    """The text without white space, in pieces: what stands before a marker, then the marker."""
    at = 0
    for marker in answer.markers:
        yield "".join(answer.text[at : marker.start].split()), None
        yield "".join(answer.text[marker.start : marker.end].split()), marker
        at = marker.end
    yield "".join(answer.text[at:].split()), None
