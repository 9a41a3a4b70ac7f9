"""Forms batches of texts of similar length: cores stay busy, and little padding is computed."""

from __future__ import annotations

from collections.abc import Sequence

from rag.store.bert_graph import padded
from rag.store.cores import core_count

_FEWEST_TOKENS = 128  # that a core is asked for where another could take them too
_BATCH = 38
"""What a batch takes by itself, in tokens: the weights come from memory once for each."""


def batches(sizes: Sequence[int], most: int) -> list[list[int]]:
    """The rows of texts of so many tokens, those of similar size together; the largest batch first.

    A batch has at most `most` tokens, padding included, unless it is one text. Of a few ways to
    share them out it is the one that keeps the cores least long.
    """
    if not sizes:
        return []
    order = sorted(range(len(sizes)), key=sizes.__getitem__)
    widths = [padded(sizes[row]) for row in order]
    total, widest = sum(widths), widths[-1]
    limits = {
        min(most, max(_FEWEST_TOKENS, total // (core_count() * each) + widest // 2))
        for each in (1, 2, 3)
    }
    ways = [_cheapest(widths, limit) for limit in sorted(limits, reverse=True)]
    best = min(ways, key=lambda ends: _longest(_costs(widths, ends)))
    found = [order[first:end] for first, end in zip([0, *best], best, strict=False)]
    return sorted(found, key=lambda rows: -len(rows) * padded(sizes[rows[-1]]))


def _cheapest(widths: Sequence[int], most: int) -> list[int]:
    """Where batches of rising widths end, so that they and their padding cost least."""
    costs, begins = [0], [0]
    for end, width in enumerate(widths, 1):
        fitting = range(max(0, end - max(1, most // width)), end)
        ways = [costs[first] + (end - first) * width for first in fitting]
        cost = min(ways)
        costs.append(cost + _BATCH)
        begins.append(fitting[ways.index(cost)])
    ends, end = [], len(widths)
    while end:
        ends.append(end)
        end = begins[end]
    return ends[::-1]


def _costs(widths: Sequence[int], ends: Sequence[int]) -> list[int]:
    pairs = zip([0, *ends], ends, strict=False)
    return [_BATCH + (end - first) * widths[end - 1] for first, end in pairs]


def _longest(costs: Sequence[int]) -> int:
    """What the core has to do that is done last, if each takes the largest that is left."""
    loads = [0] * core_count()
    for cost in sorted(costs, reverse=True):
        loads[loads.index(min(loads))] += cost
    return max(loads)
