"""Work done ahead of the one who takes it: in another thread, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


@contextmanager
def made_ahead(
    make: Callable[[Item], Made], items: Sequence[Item]
) -> Iterator[Sequence[Future[Made]]]:
    """What `make` makes of each item, begun at once and made one after the other.

    What it raises is raised where the result is asked for. At the end of the block what has not
    been begun is not made any more.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")
    try:
        yield [thread.submit(make, item) for item in items]
    finally:
        thread.shutdown(cancel_futures=True)
