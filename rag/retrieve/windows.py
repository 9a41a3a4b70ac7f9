"""Which sentences the reader reads: a window around each of the likeliest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

import numpy as np

from rag.retrieve.reader import Reader, Window
from rag.retrieve.signals import READER_SIGNALS, Place
from rag.store import FloatArray
from rag.text import Span

FIRST_WINDOWS = 8
MOST_WINDOWS = 16
_AROUND = 1  # sentences before and behind; in longer windows what answers is overlooked
_ENDS = (".", "!", "?", ":", ";", "…", "。", '"', "'", "”", "’", ")", "]")


class Stretch(NamedTuple):
    """Neighbouring sentences of one place, by number: `first` up to, not including, `end`."""

    place: int
    first: int
    end: int


def likeliest(places: Sequence[Place], scores: FloatArray, most: int) -> list[Stretch]:
    """The best-scored sentences with their neighbours, best first, at most `most`.

    No stretch holds the middle of another; two may share a sentence at their ends. `scores` holds
    one value a sentence of all places, in order.
    """
    starts = np.cumsum([0, *(len(place.spans) for place in places)])
    found: list[Stretch] = []
    for at in np.argsort(-scores, kind="stable"):
        if len(found) == most:
            break
        place = int(np.searchsorted(starts, at, side="right")) - 1
        number = int(at - starts[place])
        if any(one.place == place and one.first <= number < one.end for one in found):
            continue
        first, end = max(0, number - _AROUND), min(len(places[place].spans), number + _AROUND + 1)
        found.append(Stretch(place, first, end))
    return found


def window_of(title: str, texts: Sequence[str]) -> Window:
    """The window of some sentences: one blank between them, a full stop where one has no end."""
    spans: list[Span] = []
    shown = ""
    for text in texts:
        spans.append(Span(len(shown), len(shown) + len(text)))
        shown += text + (" " if text.endswith(_ENDS) else ". ")
    return Window(title, shown.rstrip(), tuple(spans))


def window_at(place: Place, stretch: Stretch) -> Window:
    """The window of a stretch, under what its first sentence is about."""
    texts = place.texts[stretch.first : stretch.end]
    return window_of(place.titles[stretch.first], texts)


def never(numbers: Sequence[int], readings: FloatArray) -> bool:
    """Nothing that was read is enough."""
    del numbers, readings
    return False


def read_likeliest(
    reader: Reader,
    question: str,
    places: Sequence[Place],
    scores: FloatArray,
    enough: Callable[[Sequence[int], FloatArray], bool] = never,
) -> tuple[list[int], FloatArray]:
    """The numbers of the sentences that were read, and their (read, len(READER_SIGNALS)) signals.

    `FIRST_WINDOWS` are read, and unless what they gave is `enough`, as many more as make
    `MOST_WINDOWS`. A sentence's number counts through all places. One that stands in two windows
    counts as read in that which answers more surely.
    """
    stretches = likeliest(places, scores, MOST_WINDOWS)
    starts = np.cumsum([0, *(len(place.spans) for place in places)])
    rows: dict[int, tuple[float, ...]] = {}
    for some in (stretches[:FIRST_WINDOWS], stretches[FIRST_WINDOWS:]):
        windows = [window_at(places[one.place], one) for one in some]
        for stretch, reading in zip(some, reader.read(question, windows), strict=True):
            begin = int(starts[stretch.place]) + stretch.first
            for number, row in enumerate(reading.sentences, begin):
                signals = (reading.answers, *map(float, row))
                rows[number] = max(signals, rows.get(number, signals))
        if not some or enough(list(rows), _matrix(rows.values())):
            break
    return list(rows), _matrix(rows.values())


def _matrix(rows: Collection[Sequence[float]]) -> FloatArray:
    found = np.array(list(rows), dtype=np.float32)
    return found.reshape(len(rows), len(READER_SIGNALS))
