"""Chooses which sentences the reader reads, each in a window of its neighbours, and how many."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from rag.reading import Reader, Reading, Window
from rag.retrieve.signals import READER_SIGNALS, Place
from rag.retrieve.told_questions import asking_sentence
from rag.store import FloatArray
from rag.text import Span

FEWEST_WINDOWS = 4
MOST_WINDOWS = 16
SURE = 0.7  # from this probability on no further window is read


class Step(NamedTuple):
    """Windows are read until they hold `share` of what is likely. Further ones then only if the
    best sentence yet answers with a probability from `hope` up to `SURE`."""

    share: float
    hope: float


STEPS = (Step(0.7, 0.1), Step(0.93, 0.25), Step(0.99, SURE))
"""Chosen on the even-numbered questions of `tests/benchmarks/hands`: the fewest windows that lose
nothing there, nor on the shipped corpus."""

_AROUND = 1  # sentences before and behind; in longer windows what answers is overlooked
_ENDS = (".", "!", "?", ":", ";", "…", "。", '"', "'", "”", "’", ")", "]")

Judge = Callable[[Sequence[int], FloatArray], float]
"""Given the numbers of the sentences that were read and their signals: how probable it is that the
best of them answers."""


class Stretch(NamedTuple):
    """Neighbouring sentences of one place, by number: `first` up to, not including, `end`.

    `score` is that of the sentence for whose sake they are read. `title` is what the first is
    about; where paragraphs have labels or speakers of their own, what that sentence is about.
    """

    place: int
    first: int
    end: int
    score: float
    title: str


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
        own = places[place].labelled[number] or places[place].labelled[first]
        title = places[place].titles[number if own else first]
        found.append(Stretch(place, first, end, float(scores[at]), title))
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
    """The window of a stretch, under its title."""
    texts = place.texts[stretch.first : stretch.end]
    return window_of(stretch.title, texts)


def read_likeliest(
    reader: Reader,
    question: str,
    places: Sequence[Place],
    scores: FloatArray,
    judged: Judge | None = None,
) -> tuple[list[int], FloatArray]:
    """The numbers of the sentences that were read, and their (read, len(READER_SIGNALS)) signals.

    `scores` are shares of all sentences: how probably each is the one that answers. `MOST_WINDOWS`
    are read at most; with `judged`, only as far as `STEPS` say, and `FEWEST_WINDOWS` at least. A
    sentence's number counts through all places. One that stands in two windows counts as read in
    that which answers more surely. Of a question with a story around it, what gives hope is also
    read for the sentence that asks, and answers as surely as the surer reading says.
    """
    stretches = likeliest(places, scores, MOST_WINDOWS)
    starts = np.cumsum([0, *(len(place.spans) for place in places)])
    rows: dict[int, tuple[float, ...]] = {}
    read = 0
    for end, hope in _ends(stretches) if judged else [(len(stretches), SURE)]:
        some = stretches[read:end]
        read += len(some)
        windows = [window_at(places[one.place], one) for one in some]
        begins = [int(starts[one.place]) + one.first for one in some]
        readings = reader.read(question, windows)
        if judged and (asking := asking_sentence(question)):
            readings = _read_again(reader, asking, windows, begins, readings, judged)
        for begin, reading in zip(begins, readings, strict=True):
            for number, signals in enumerate(_rows(reading), begin):
                rows[number] = max(signals, rows.get(number, signals))
        if not judged or not hope <= judged(list(rows), _matrix(rows.values())) < SURE:
            break
    return list(rows), _matrix(rows.values())


def _read_again(
    reader: Reader,
    asking: str,
    windows: Sequence[Window],
    begins: Sequence[int],
    readings: Sequence[Reading],
    judged: Judge,
) -> list[Reading]:
    """The readings; a window that gives hope answers as surely as it does `asking`, if more so.

    Which of its sentences do so is told by the whole question. What the story rules out ("We are a
    school. Is there a discount?") gives no hope.
    """
    found = list(readings)
    rows = [_rows(one) for one in readings]
    hopeful = [
        at
        for at, (begin, own) in enumerate(zip(begins, rows, strict=True))
        if own and judged(range(begin, begin + len(own)), _matrix(own)) >= STEPS[0].hope
    ]
    again = reader.read(asking, [windows[at] for at in hopeful])
    for at, reading in zip(hopeful, again, strict=True):
        found[at] = replace(found[at], answers=max(found[at].answers, reading.answers))
    return found


def _rows(reading: Reading) -> list[tuple[float, ...]]:
    return [(reading.answers, *map(float, row)) for row in reading.sentences]


def _ends(stretches: Sequence[Stretch]) -> list[tuple[int, float]]:
    """How many are read at the end of each step, and what hope it then takes to go on."""
    held = np.cumsum([one.score for one in stretches])
    ends: dict[int, float] = {}
    for share, hope in STEPS if stretches else ():
        enough = int(np.searchsorted(held, share * held[-1])) + 1
        ends[min(len(stretches), max(FEWEST_WINDOWS, enough))] = hope
    return list(ends.items())


def _matrix(rows: Collection[Sequence[float]]) -> FloatArray:
    found = np.array(list(rows), dtype=np.float32)
    return found.reshape(len(rows), len(READER_SIGNALS))
