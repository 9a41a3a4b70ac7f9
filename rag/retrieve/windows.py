"""Which sentences the reader reads: a window around each of the likeliest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rag.retrieve.reader import Reader, Window
from rag.retrieve.signals import READER_SIGNALS, Place
from rag.store import FloatArray
from rag.text import Span

MOST_WINDOWS = 6
_LONGEST = 5  # sentences; the training windows are no longer


class Stretch(NamedTuple):
    """Neighbouring sentences of one place, by number: `first` up to, not including, `end`."""

    place: int
    first: int
    end: int


def likeliest(places: Sequence[Place], scores: FloatArray, most: int) -> list[Stretch]:
    """Stretches around the best-scored sentences, at most about `most`; none overlap.

    `scores` holds one value a sentence of all places, in order.
    """
    starts = np.cumsum([0, *(len(place.spans) for place in places)])
    covered: set[tuple[int, int]] = set()
    centres = 0
    for at in np.argsort(-scores, kind="stable"):
        if centres == most:
            break
        place = int(np.searchsorted(starts, at, side="right")) - 1
        number = int(at - starts[place])
        if (place, number) in covered:
            continue
        centres += 1
        around = range(max(0, number - 1), min(len(places[place].spans), number + 2))
        covered.update((place, one) for one in around)
    return _runs(sorted(covered))


def _runs(numbers: Sequence[tuple[int, int]]) -> list[Stretch]:
    found: list[Stretch] = []
    for place, number in numbers:
        last = found[-1] if found else None
        joins = last and last.place == place and last.end == number
        if last and joins and number - last.first < _LONGEST:
            found[-1] = last._replace(end=number + 1)
        else:
            found.append(Stretch(place, number, number + 1))
    return found


def window_of(title: str, texts: Sequence[str]) -> Window:
    """The window of some sentences, one blank between them."""
    spans, at = [], 0
    for text in texts:
        spans.append(Span(at, at + len(text)))
        at += len(text) + 1
    return Window(title, " ".join(texts), tuple(spans))


def read_likeliest(
    reader: Reader,
    question: str,
    titles: Sequence[str],
    places: Sequence[Place],
    scores: FloatArray,
    most: int = MOST_WINDOWS,
) -> tuple[list[int], FloatArray]:
    """The numbers of the sentences that were read, and their (read, len(READER_SIGNALS)) signals.

    A sentence's number counts through all places. `titles[i]` belongs to `places[i]`.
    """
    stretches = likeliest(places, scores, most)
    windows = [
        window_of(titles[one.place], places[one.place].texts[one.first : one.end])
        for one in stretches
    ]
    starts = np.cumsum([0, *(len(place.spans) for place in places)])
    numbers: list[int] = []
    rows: list[tuple[float, ...]] = []
    for stretch, reading in zip(stretches, reader.read(question, windows), strict=True):
        begin = int(starts[stretch.place])
        numbers.extend(range(begin + stretch.first, begin + stretch.end))
        rows.extend((reading.answers, *map(float, row)) for row in reading.sentences)
    return numbers, np.array(rows, dtype=np.float32).reshape(len(numbers), len(READER_SIGNALS))
