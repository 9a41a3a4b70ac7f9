"""Ctrl-C, put off by a moment where it would stop Python in the middle of taking an import lock."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_IMPORTING = "<frozen importlib"  # Python's own frames of an import; a module's are not among them
_MOMENT = 0.02  # seconds; those frames take microseconds


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block Ctrl-C raises `KeyboardInterrupt`, but never while a lock of an import is
    taken or given back: there it would be swallowed or leave the lock held, and every thread that
    imports would wait for ever, the process with them. Nothing changes outside the main thread, or
    where somebody else takes the signal."""
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if frame is None or not frame.f_code.co_filename.startswith(_IMPORTING):
        signal.default_int_handler(number, frame)
    again = threading.Timer(_MOMENT, _send, [number])
    again.daemon = True
    again.start()


def _send(number: int) -> None:
    """To the main thread, where the system can tell: one that waits for a lock hears no other."""
    if sys.platform == "win32":
        signal.raise_signal(number)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, number)
