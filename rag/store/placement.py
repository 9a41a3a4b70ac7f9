"""Moves threads that compute at the same time to different cores.

A kernel wakes a thread where it ran last, or where the one that wakes it runs. That another core is
idle it may see only at its next tick: on a virtual machine idle cores look taken to it. Two threads
of two milliseconds each then take turns on one core. Only Linux lets a thread choose; elsewhere
nothing is done.
"""

from __future__ import annotations

import ctypes
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache

_busy: Counter[int] = Counter()
"""Cores, and how many threads have begun to compute there."""

_guard = threading.Lock()


@contextmanager
def apart(asker: int | None = None) -> Iterator[None]:
    """This thread computes in the block: if another one does so on its core, or `asker` is that
    core, it moves to a free one first, if there is one; that takes a twelfth of a millisecond."""
    core = core_now()
    if core is None:
        yield
        return
    with _guard:
        if _busy[core] or core == asker:
            core = _moved(core, asker)
        _busy[core] += 1
    try:
        yield
    finally:
        with _guard:
            _busy[core] -= 1


def core_now() -> int | None:
    """The core that this thread is on; None where there is but one, or a thread has no choice."""
    find = _finder()
    return None if find is None else find()


def _moved(core: int, asker: int | None) -> int:
    """The core that this thread is on, after it has left `core` if there is where to go."""
    with suppress(OSError):  # a container may take cores away at any time
        allowed = os.sched_getaffinity(0)
        free = {one for one in allowed if not _busy[one] and one not in (core, asker)}
        if free:
            os.sched_setaffinity(0, free)
            os.sched_setaffinity(0, allowed)
    now = core_now()
    return core if now is None else now


@cache
def _finder() -> Callable[[], int] | None:
    """The C library's `sched_getcpu`."""
    if not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2:
        return None
    with suppress(OSError, AttributeError):
        found: Callable[[], int] = ctypes.PyDLL(None).sched_getcpu  # keeps the GIL
        if found() >= 0:
            return found
    return None
