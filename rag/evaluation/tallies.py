"""A run in numbers: metrics with their intervals, the 2x2, time and tokens, by group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from statistics import mean, median

from rag.evaluation.metrics import METRICS, Metric, value_of
from rag.evaluation.results import CaseResult
from rag.evaluation.statistics import wilson

Askings = dict[str, tuple[CaseResult, ...]]
"""Results by case id, each case's in the order of its repeats."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate or a mean of shares, over `cases`, with its 95 % interval (Wilson)."""

    value: float
    cases: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Table:
    """The 2x2 of answerable and refused; counts of askings. Errors are apart."""

    answerable_answered: int = 0
    answerable_refused: int = 0
    unanswerable_answered: int = 0
    unanswerable_refused: int = 0
    errors: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What the answers took: seconds by median and 95th percentile, mean tokens of a question."""

    median_seconds: float
    p95_seconds: float
    prompt_tokens: float
    completion_tokens: float


def by_case(results: Iterable[CaseResult]) -> Askings:
    """The askings of each case; the first result of a repeat counts where there are two."""
    found: dict[str, dict[int, CaseResult]] = {}
    for result in results:
        found.setdefault(result.case.id, {}).setdefault(result.repeat, result)
    return {
        case_id: tuple(one for _, one in sorted(askings.items()))
        for case_id, askings in found.items()
    }


def estimate(metric: Metric, askings: Askings) -> Estimate | None:
    """A metric over cases; None where it applies to none of them."""
    values = [value for one in askings.values() if (value := value_of(metric, one)) is not None]
    if not values:
        return None
    return Estimate(mean(values), len(values), *wilson(sum(values), len(values)))


def estimates(askings: Askings) -> dict[str, Estimate]:
    """Every metric that applies, by name, in the order of `METRICS`; and the stability."""
    found = {metric.name: estimate(metric, askings) for metric in METRICS}
    found["stability"] = stability(askings)
    return {name: one for name, one in found.items() if one is not None}


def stability(askings: Askings) -> Estimate | None:
    """Pairs of askings of a case that ended alike / pairs: both refused, or both answered with the
    same faults. The mean over cases that were asked more than once; None where none was."""
    shares = []
    for several in askings.values():
        ends = [(one.observation.answered, frozenset(one.faults)) for one in several]
        if len(ends) > 1:
            shares.append(mean(float(one == other) for one, other in combinations(ends, 2)))
    if not shares:
        return None
    return Estimate(mean(shares), len(shares), *wilson(sum(shares), len(shares)))


def table(results: Iterable[CaseResult]) -> Table:
    """The 2x2."""
    counts = {(answerable, answered): 0 for answerable in (True, False) for answered in (1, 0)}
    failed = 0
    for one in results:
        if one.observation.error:
            failed += 1
        else:
            counts[one.case.expect.kind != "refusal", int(one.observation.answered)] += 1
    return Table(counts[True, 1], counts[True, 0], counts[False, 1], counts[False, 0], failed)


def cost(results: Iterable[CaseResult]) -> Cost | None:
    """Time and tokens; None without a result that is no error."""
    seen = [one.observation for one in results if not one.observation.error]
    if not seen:
        return None
    seconds = sorted(one.seconds for one in seen)
    return Cost(
        median(seconds),
        seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))],
        mean(one.prompt_tokens for one in seen),
        mean(one.completion_tokens for one in seen),
    )


def by_group(askings: Askings) -> dict[str, Askings]:
    """The cases of each group, by its name; "" for those without one."""
    groups: dict[str, Askings] = {}
    for case_id, several in askings.items():
        groups.setdefault(several[0].case.group, {})[case_id] = several
    return dict(sorted(groups.items()))
