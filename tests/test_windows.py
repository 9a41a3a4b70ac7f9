"""Which sentences are read."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading import Reading, Window
from rag.retrieve.signals import READER_SIGNALS, read_place
from rag.retrieve.windows import (
    FEWEST_WINDOWS,
    MOST_WINDOWS,
    likeliest,
    read_likeliest,
    window_at,
    window_of,
)
from rag.store import FloatArray

COUNTS = st.lists(st.integers(0, 12), min_size=1, max_size=6)


class Echo:
    """Reads a window as its length, and each sentence as its place in it."""

    def __init__(self) -> None:
        self.seen: list[Window] = []

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        del question
        self.seen += windows
        return [
            Reading(
                float(len(window.sentences)),
                np.array([(at, at, at) for at in range(len(window.sentences))], np.float32),
            )
            for window in windows
        ]

    def warm_up(self) -> None:
        """There is nothing to load."""


@given(COUNTS, st.integers(1, 6), st.integers(0, 9))
def test_no_stretch_holds_the_middle_of_another_and_the_first_holds_the_best_sentence(
    counts: list[int], most: int, seed: int
) -> None:
    places = [read_place("T", "", " ".join(f"It is {n}." for n in range(many))) for many in counts]
    total = sum(len(place.spans) for place in places)
    scores = np.random.default_rng(seed).random(total).astype(np.float32)

    found = likeliest(places, scores, most)

    read = [(one.place, number) for one in found for number in range(one.first, one.end)]
    assert len(found) <= most
    assert all(1 <= one.end - one.first <= 3 for one in found)
    assert all(number < len(places[place].spans) for place, number in read)
    assert all(read.count(one) <= 2 for one in read)  # at the ends of two at most
    if total:
        starts = np.cumsum([0, *(len(place.spans) for place in places)])
        best = int(np.argmax(scores)) - int(starts[found[0].place])
        assert found[0].first <= best < found[0].end


def test_a_window_gives_each_sentence_its_span() -> None:
    window = window_of("Lease", ["Rent is due.", "Pets\nare banned."])

    assert [window.text[span.start : span.end] for span in window.sentences] == [
        "Rent is due.",
        "Pets\nare banned.",
    ]
    assert window.shown == "Lease. Rent is due. Pets\nare banned."


def test_every_sentence_read_has_its_own_row() -> None:
    places = [read_place("A", "", "One is 1. Two is 2. Three is 3."), read_place("B", "", "Four.")]
    scores = np.array([0.1, 0.2, 0.9, 0.8], np.float32)
    reader = Echo()

    numbers, rows = read_likeliest(reader, "?", places, scores)

    assert numbers == [1, 2, 3, 0]
    assert rows.shape == (4, len(READER_SIGNALS))
    assert [window.title for window in reader.seen] == ["A", "B", "A"]


def test_a_sentence_in_two_windows_counts_where_it_answers_more_surely() -> None:
    places = [read_place("A", "", "One is 1. Two is 2. Three is 3. Four is 4.")]
    scores = np.array([0.9, 0.1, 0.8, 0.2], np.float32)

    numbers, rows = read_likeliest(Echo(), "?", places, scores)

    assert numbers == [0, 1, 2, 3]
    assert rows[:, 0].tolist() == [2, 3, 3, 3]  # the window of three, which Echo reads as surer


@pytest.mark.parametrize(
    ("probability", "many"), [(0.9, 12), (0.05, 12), (0.2, 15), (0.3, MOST_WINDOWS)]
)
def test_it_reads_on_until_it_is_sure_or_without_hope(probability: float, many: int) -> None:
    places = [read_place(str(at), "", f"It is {at}.") for at in range(2 * MOST_WINDOWS)]
    equal = np.full(2 * MOST_WINDOWS, 1 / (2 * MOST_WINDOWS), np.float32)
    reader = Echo()

    def judged(numbers: Sequence[int], readings: FloatArray) -> float:
        assert len(readings) == len(numbers)
        return probability

    numbers, rows = read_likeliest(reader, "?", places, equal, judged)

    assert numbers == list(range(many))
    assert rows.shape == (many, len(READER_SIGNALS))
    assert [window.title for window in reader.seen] == [str(at) for at in range(many)]


def test_what_is_hardly_likely_is_not_read() -> None:
    places = [read_place(str(at), "", f"It is {at}.") for at in range(2 * MOST_WINDOWS)]
    falling = np.float32(0.2) ** np.arange(2 * MOST_WINDOWS, dtype=np.float32)
    asked: list[int] = []

    def judged(numbers: Sequence[int], readings: FloatArray) -> float:
        del readings
        asked.append(len(numbers))
        return 0.5

    numbers, _ = read_likeliest(Echo(), "?", places, falling, judged)
    every, _ = read_likeliest(Echo(), "?", places, falling)

    assert numbers == list(range(FEWEST_WINDOWS))
    assert asked == [FEWEST_WINDOWS]
    assert every == list(range(MOST_WINDOWS))


def test_nothing_to_read_is_nothing_read() -> None:
    numbers, rows = read_likeliest(Echo(), "?", [], np.zeros(0, np.float32))

    assert numbers == []
    assert rows.shape == (0, len(READER_SIGNALS))


def test_a_window_is_read_under_what_its_likeliest_sentence_is_about() -> None:
    text = "**Ash** is grey. It is old.\n\n**Salt** is white. It is new."
    place = read_place("T", "", text)
    scores = np.array([0.0, 0.1, 0.9, 0.0], dtype=np.float32)
    (first, *_) = likeliest([place], scores, 1)
    assert window_at(place, first).title == "T > Salt"
    assert window_at(place, first).text == "It is old. **Salt** is white. It is new."
