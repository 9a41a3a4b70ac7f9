"""Reads a slow source in a thread of its own, so that its reader can stop waiting at any time."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Generator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Piece = TypeVar("Piece")


class Line:
    """The way to interrupt a source that is blocked; any thread may cut it, once and for good."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interrupt: Callable[[], None] | None = None
        self._cut = threading.Event()

    @property
    def is_cut(self) -> bool:
        return self._cut.is_set()

    def wait(self, seconds: float) -> bool:
        """Let these seconds pass, unless the line is cut before; returns whether it is."""
        return self._cut.wait(seconds)

    def attach(self, interrupt: Callable[[], None]) -> None:
        """Say how to interrupt from now on; done at once if the line is cut already."""
        with self._lock:
            self._interrupt = interrupt
            cut = self.is_cut
        if cut:
            interrupt()

    def cut(self) -> None:
        with self._lock:
            interrupt = None if self.is_cut else self._interrupt
            self._cut.set()
        if interrupt:
            interrupt()


@dataclass(frozen=True, slots=True)
class _End:
    error: BaseException | None = None


@dataclass(frozen=True, slots=True)
class _Arrived(Generic[Piece]):
    piece: Piece


class Pump(Generic[Piece]):
    """An iterator over `source`, read ahead in a thread that starts with the first `next`.

    Before each piece it waits `patience(last piece)` seconds at most (None before the first);
    then `on_silence(last piece)` says what to raise, or that this is the end after all (None).
    `close` may be called from any thread, ends a waiting `next`, and cuts the source's line.
    Dropping the pump does the same.
    """

    def __init__(
        self,
        source: Callable[[Line], Generator[Piece, None, None]],
        *,
        patience: Callable[[Piece | None], float],
        on_silence: Callable[[Piece | None], Exception | None],
    ) -> None:
        self._line = Line()
        self._arrivals: SimpleQueue[_Arrived[Piece] | _End] = SimpleQueue()
        self._patience = patience
        self._on_silence = on_silence
        self._last: Piece | None = None
        self._ended = False
        self._thread: threading.Thread | None = threading.Thread(
            target=_run, args=(source, self._line, self._arrivals), name="model-reply", daemon=True
        )
        weakref.finalize(self, self._line.cut)

    def __iter__(self) -> Pump[Piece]:
        return self

    def __next__(self) -> Piece:
        if self._ended:
            raise StopIteration
        if self._thread is not None:
            self._thread.start()
            self._thread = None
        try:
            arrival = self._arrivals.get(timeout=self._patience(self._last))
        except Empty:
            self.close()
            silence = self._on_silence(self._last)
            if silence is None:
                raise StopIteration from None
            raise silence from None
        if self._ended:  # closed while waiting: what the cut line says now is no news
            raise StopIteration
        if isinstance(arrival, _End):
            self._ended = True
            if arrival.error is not None:
                raise arrival.error
            raise StopIteration
        self._last = arrival.piece
        return arrival.piece

    def close(self) -> None:
        """Take no more pieces; harmless when repeated, or after the end."""
        self._ended = True
        self._line.cut()
        self._arrivals.put(_End())


def _run(
    source: Callable[[Line], Generator[Piece, None, None]],
    line: Line,
    arrivals: SimpleQueue[_Arrived[Piece] | _End],
) -> None:
    """The thread: no reference to the pump, so that a forgotten pump can be collected."""
    pieces = source(line)
    end = _End()
    try:
        for piece in pieces:
            if line.is_cut:
                break
            arrivals.put(_Arrived(piece))
    except BaseException as error:  # noqa: BLE001 - raised again where the pieces are read
        end = _End(error)
    finally:
        pieces.close()
        arrivals.put(end)
