"""Units into chunks: which neighbours share one, so that cuts fall well and sizes come out even."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

_TOO_SMALL = 24  # tokens; a shorter chunk says too little to be found by meaning
_SMALL_PRICE = 1.0


def pack(costs: Sequence[int], prices: Sequence[float], capacity: int) -> list[tuple[int, int]]:
    """Half-open ranges of units, in order, none of them over `capacity` unless one unit is.

    `costs` are the units' sizes in tokens, `prices` what it costs to begin a chunk at each. The sum
    of the prices, of the squared shares left empty and of a charge for tiny chunks is the least
    possible: the dynamic programme of Knuth & Plass, "Breaking Paragraphs into Lines" (1981).
    """
    costs = [max(1, cost) for cost in costs]
    least = [0.0] + [inf] * len(costs)
    begin = [0] * len(least)
    for end in range(1, len(least)):
        size = 0
        for start in range(end - 1, -1, -1):
            size += costs[start]
            if size > capacity and start < end - 1:
                break
            price = least[start] + _chunk_price(size, capacity) + (prices[start] if start else 0.0)
            if price < least[end]:
                least[end], begin[end] = price, start
    return _ranges(begin)


def _chunk_price(size: int, capacity: int) -> float:
    empty = max(0, capacity - size) / capacity
    return empty * empty + (_SMALL_PRICE if size < min(_TOO_SMALL, capacity // 4) else 0.0)


def _ranges(begin: Sequence[int]) -> list[tuple[int, int]]:
    """Followed back from the last unit."""
    ranges = []
    end = len(begin) - 1
    while end > 0:
        ranges.append((begin[end], end))
        end = begin[end]
    return ranges[::-1]
