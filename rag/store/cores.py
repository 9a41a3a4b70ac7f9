"""Thread pools that spread independent work over the processor's cores.

A session of ONNX Runtime computes with one thread here. Its own threads wait for each other after
every operator, of which a text takes dozens: on a busy machine each wait lasts until the
slowest has had its turn. Threads of ours meet once, at the end.

There are two sets of threads: a question that stood in line behind the texts of a sync would wait
for several of its batches.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from typing import TypeVar

from rag.store.placement import apart, core_now

Item = TypeVar("Item")
Result = TypeVar("Result")

_AHEAD = 2

_in_bulk = ContextVar("in_bulk", default=False)


@contextmanager
def in_bulk() -> Iterator[None]:
    """What this thread has done in the block is much, and nobody waits for one piece of it."""
    before = _in_bulk.set(True)
    try:
        yield
    finally:
        _in_bulk.reset(before)


@cache
def core_count() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def on_all_cores(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """`work` of each item, in order. Raises what it raises. `work` itself must not call this."""
    if len(items) < 2 or core_count() < 2:
        return [work(item) for item in items]
    return list(_threads(_in_bulk.get()).map(lambda item: _placed(partial(work, item)), items))


def ahead(work: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result, None, None]:
    """`work` of each item, in order, by threads of its own; while one result is used, the next two
    are made. What has begun when nobody asks any further is finished for nothing."""
    threads = ThreadPoolExecutor(_AHEAD, thread_name_prefix="ahead")
    coming: deque[Future[Result]] = deque()
    try:
        for item in items:
            coming.append(threads.submit(work, item))
            if len(coming) > _AHEAD:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()
    finally:
        threads.shutdown(cancel_futures=True)


def aside(work: Callable[[], Result]) -> Future[Result]:
    """`work`, begun now in another thread, which may call `on_all_cores`."""
    return _asides().submit(_placed, work, core_now())


def _placed(work: Callable[[], Result], asker: int | None = None) -> Result:
    with apart(asker):
        return work()


@cache
def _asides() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(core_count(), thread_name_prefix="aside")


@cache
def _threads(bulk: bool) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(core_count(), thread_name_prefix="bulk" if bulk else "core")
