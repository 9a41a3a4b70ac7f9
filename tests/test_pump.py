"""The pump: order, limits, errors, and closing from any thread at any time."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Generator

import pytest

from rag.llm.pump import Line, Pump

LONG = 20.0  # seconds: never reached unless something is broken
Source = Callable[[Line], Generator[int, None, None]]


def pump(source: Source, *, limit: float = LONG, silence: Exception | None = None) -> Pump[int]:
    return Pump(source, patience=lambda _: limit, on_silence=lambda _: silence)


def counting(_line: Line) -> Generator[int, None, None]:
    yield from range(5)


class Blocked:
    """Yields 1, then waits until its line is cut, and fails as a broken connection would."""

    def __init__(self) -> None:
        self.woken = threading.Event()
        self.left = threading.Event()

    def __call__(self, line: Line) -> Generator[int, None, None]:
        line.attach(self.woken.set)
        try:
            yield 1
            assert self.woken.wait(LONG)
            raise ConnectionResetError
        finally:
            self.left.set()


def test_pieces_come_in_order_and_end() -> None:
    pieces = pump(counting)
    assert list(pieces) == [0, 1, 2, 3, 4]
    assert next(pieces, None) is None


def test_an_error_comes_after_the_pieces_before_it() -> None:
    def failing(_line: Line) -> Generator[int, None, None]:
        yield 1
        raise LookupError("gone")

    pieces = pump(failing)
    assert next(pieces) == 1
    with pytest.raises(LookupError, match="gone"):
        next(pieces)
    assert next(pieces, None) is None


def test_silence_raises_what_it_is_told_to_and_cuts() -> None:
    source = Blocked()
    pieces = pump(source, limit=0.05, silence=TimeoutError("late"))
    assert next(pieces) == 1
    with pytest.raises(TimeoutError, match="late"):
        next(pieces)
    assert source.left.wait(LONG)


def test_silence_may_be_the_end() -> None:
    assert list(pump(Blocked(), limit=0.05)) == [1]


def test_patience_and_silence_hear_of_the_last_piece() -> None:
    asked: list[int | None] = []
    silent: list[int | None] = []

    def patience(last: int | None) -> float:
        asked.append(last)
        return 0.05

    def on_silence(last: int | None) -> None:
        silent.append(last)

    assert list(Pump(Blocked(), patience=patience, on_silence=on_silence)) == [1]
    assert asked == [None, 1]
    assert silent == [1]


def test_closing_ends_a_waiting_reader_without_an_error() -> None:
    source = Blocked()
    waiting = threading.Event()

    def patience(last: int | None) -> float:
        if last is not None:
            waiting.set()
        return LONG

    pieces = Pump(source, patience=patience, on_silence=lambda _: None)
    read: list[int] = []
    failed: list[BaseException] = []

    def reading() -> None:
        try:
            read.extend(pieces)
        except ConnectionResetError as error:
            failed.append(error)

    reader = threading.Thread(target=reading)
    reader.start()
    assert waiting.wait(LONG)
    pieces.close()
    reader.join(LONG)
    assert not reader.is_alive()
    assert (read, failed) == ([1], [])
    assert source.left.wait(LONG)


def test_what_a_cut_line_says_is_no_news() -> None:
    source = Blocked()
    pieces = pump(source)
    assert next(pieces) == 1
    pieces.close()
    assert source.left.wait(LONG)  # its error is in the queue by now, or about to be
    assert next(pieces, None) is None


def test_closing_twice_and_before_the_start_is_harmless() -> None:
    started = threading.Event()

    def source(_line: Line) -> Generator[int, None, None]:
        started.set()
        yield 1

    pieces = pump(source)
    pieces.close()
    pieces.close()
    assert list(pieces) == []
    assert not started.is_set()


def test_a_forgotten_pump_lets_its_source_go() -> None:
    source = Blocked()
    pieces = pump(source)
    assert next(pieces) == 1
    del pieces
    gc.collect()
    assert source.left.wait(LONG)


def test_a_line_that_is_cut_already_interrupts_whoever_attaches() -> None:
    line = Line()
    line.cut()
    interrupted: list[bool] = []
    line.attach(lambda: interrupted.append(True))
    line.cut()
    assert interrupted == [True]
    assert line.is_cut


def test_a_wait_on_the_line_ends_when_it_is_cut() -> None:
    line = Line()
    assert not line.wait(0.01)
    threading.Timer(0.01, line.cut).start()
    assert line.wait(LONG)
