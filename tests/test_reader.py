"""The shipped reader, with its own weights."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.reading.reader import UNREAD, WEIGHTS, BundledReader
from rag.retrieve.windows import window_of

QUESTION = "How many rooms does the house in Vienna have?"
ANSWERS = window_of("The house", ["The house stands in Vienna.", "It has 12 rooms and a garden."])
SILENT = window_of("The house", ["The house stands in Vienna.", "It was painted red in May."])

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader() -> BundledReader:
    return BundledReader()


def test_a_window_that_answers_reads_likelier_than_one_that_does_not(reader: BundledReader) -> None:
    answers, silent = reader.read(QUESTION, [ANSWERS, SILENT])

    assert answers.answers > silent.answers
    assert answers.sentences[1, 0] > answers.sentences[0, 0]
    assert answers.sentences[1, 2] > silent.sentences[:, 2].max()


def test_a_window_reads_the_same_alone_and_in_company(reader: BundledReader) -> None:
    long = window_of("Long", ["The garden has trees and the trees have leaves."] * 9)

    (alone,) = reader.read(QUESTION, [ANSWERS])
    beside = reader.read(QUESTION, [long, ANSWERS])[1]

    assert beside.answers == pytest.approx(alone.answers, abs=1e-3)
    assert np.allclose(beside.sentences, alone.sentences, atol=1e-3)


def test_what_lies_behind_the_limit_is_unread(reader: BundledReader) -> None:
    window = window_of("T", ["word " * 300, "It has 12 rooms."])

    (reading,) = reader.read(QUESTION, [window])

    assert reading.sentences[1].tolist() == [UNREAD] * 3
    assert reading.sentences[0, 0] != UNREAD


@pytest.mark.parametrize("question", ["?", " ", "日本語", "x" * 4_000, "\x00"])
@pytest.mark.parametrize("text", ["", "1", "日本語。", "\ufffd\u200b", "| a | b |"])
def test_odd_texts_get_a_reading(reader: BundledReader, question: str, text: str) -> None:
    (reading,) = reader.read(question, [window_of("", [text])])

    assert np.isfinite(reading.answers)
    assert np.isfinite(reading.sentences).all()


def test_threads_get_their_own_readings(reader: BundledReader) -> None:
    windows = [window_of("T", [f"It has {number} rooms."]) for number in range(8)]
    expected = [reader.read(QUESTION, [window])[0].answers for window in windows]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: BundledReader.read(reader, QUESTION, [one])[0], windows))

    assert [one.answers for one in found] == pytest.approx(expected, abs=1e-4)


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 12_000_000


def test_loading_the_reader_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    BundledReader().warm_up()

    assert capfd.readouterr() == ("", "")
