"""What may be concluded from so few cases: intervals, paired tests, and how many it would take."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb, sqrt

ALPHA = 0.05
_Z = 1.959963984540054  # the normal distribution's quantile of 0.975
_MOST_PAIRS = 2_000


def wilson(successes: float, trials: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson 1927, without continuity correction).

    `successes` may be a sum of shares in [0, 1]: their variance is at most that of a rate with the
    same mean, so the interval is then wide enough. No trials: [0, 1].
    """
    if not trials:
        return 0.0, 1.0
    share = successes / trials
    spread = _Z * sqrt(max(share * (1 - share), 0.0) / trials + _Z**2 / (4 * trials**2))
    middle, scale = share + _Z**2 / (2 * trials), 1 + _Z**2 / trials
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return (0.0 if successes <= 0 else low), (1.0 if successes >= trials else high)


def mcnemar_exact(worse: int, better: int) -> float:
    """p of a paired comparison: as many cases turned out worse and better by chance alone?

    Two-sided, exact (McNemar 1947 on the binomial distribution); cases that stayed count nothing.
    """
    pairs = worse + better
    tail: int = sum(comb(pairs, count) for count in range(min(worse, better) + 1))
    chance: float = 2 * tail / 2**pairs
    return min(1.0, chance)


def pairs_needed(worse: int, better: int) -> int | None:
    """How many changed cases it takes for a difference, if they change in this proportion.

    With none changed, all are taken to change the same way. None: thousands, or so even a
    proportion that no number shows anything.
    """
    if worse == better > 0:
        return None
    share = max(worse, better) / (worse + better) if worse + better else 1.0
    about = int(0.5 * _Z**2 / (2 * share - 1) ** 2)  # half of what the normal distribution says
    for pairs in range(max(1, worse + better, about), _MOST_PAIRS):
        more = round(share * pairs)
        if mcnemar_exact(pairs - more, more) <= ALPHA:
            return pairs
    return None


def tarone(pairs: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """p of each (worse, better), corrected for there being several tests (Tarone 1990).

    A test on so few pairs that it could not come out below `ALPHA` anyhow takes nothing from the
    others; the rest is multiplied by the least number that holds the level for all together.
    """
    least = [mcnemar_exact(worse + better, 0) for worse, better in pairs]
    factor = next(
        count
        for count in range(1, len(pairs) + 2)
        if sum(one <= ALPHA / count for one in least) <= count
    )
    return tuple(
        min(1.0, factor * mcnemar_exact(*pair)) if one <= ALPHA / factor else 1.0
        for pair, one in zip(pairs, least, strict=True)
    )
