"""Two runs on the same cases, compared case by case: what got worse, what better, what one cannot
tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.evaluation.metrics import METRICS, Metric, value_of
from rag.evaluation.results import CaseResult, Run
from rag.evaluation.statistics import ALPHA, pairs_needed, tarone
from rag.evaluation.tallies import Askings, Estimate, by_case, estimate

Verdict = Literal["worse", "better", "same", "cannot tell"]


@dataclass(frozen=True, slots=True)
class Change:
    """One metric, before and after, over the cases that both runs have.

    `worse` and `better` count cases whose value changed; `chance` is the p of McNemar's exact test
    on them, corrected for the number of metrics (Tarone).
    """

    metric: Metric
    before: Estimate
    after: Estimate
    worse: int
    better: int
    chance: float

    @property
    def verdict(self) -> Verdict:
        """What may be said."""
        if not self.worse and not self.better:
            return "same"
        if self.chance <= ALPHA:
            return "worse" if self.worse > self.better else "better"
        return "cannot tell"

    @property
    def words(self) -> str:
        """The verdict for people, with what it would take to say more."""
        counts = f"{self.worse} worse, {self.better} better"
        match self.verdict:
            case "same":
                return "No case changed."
            case "worse" | "better" as verdict:
                return f"{verdict.capitalize()}: {counts} (p = {self.chance:.2g})."
        needed = pairs_needed(self.worse, self.better)
        more = (
            "so even that it would take thousands"
            if needed is None
            else f"in this proportion it takes {needed} changed cases, for this metric alone"
        )
        if needed is not None and needed <= self.worse + self.better:
            more = "alone it would tell, but not among so many metrics"
        return f"Cannot tell with so few cases: {counts} (p = {self.chance:.2g}); {more}."


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that was met and is not any more, or the other way round. `why`: the faults then."""

    before: tuple[CaseResult, ...]
    after: tuple[CaseResult, ...]

    @property
    def broke(self) -> bool:
        """Met before, not now?"""
        return all(one.met for one in self.before)

    @property
    def why(self) -> str:
        """What was wrong in the run in which it was not met."""
        wrong = self.after if self.broke else self.before
        return " ".join(dict.fromkeys(fault.words for one in wrong for fault in one.faults))

    @property
    def shown_before(self) -> CaseResult:
        """Of the earlier run's askings the one to show: the first that was not met, if any was."""
        return _telling(self.before)

    @property
    def shown_after(self) -> CaseResult:
        """The same of the later run's."""
        return _telling(self.after)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`alone`: ids of cases that only one run has; `rewritten`: whose case itself changed.

    Neither takes part in the figures.
    """

    before: Run
    after: Run
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    alone: tuple[str, ...]
    rewritten: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Was nothing compared, as no case is in both runs as it is?"""
        return not self.changes

    @property
    def regressions(self) -> tuple[Change, ...]:
        """Metrics that got worse, beyond chance."""
        return tuple(one for one in self.changes if one.verdict == "worse")

    @property
    def edited(self) -> tuple[str, ...]:
        """The documents that both runs cite, and whose files are not the same in them."""
        before, after = _cited(self.before), _cited(self.after)
        return tuple(sorted(one for one in before if one in after and before[one] != after[one]))


def compare(before: Run, after: Run) -> Comparison:
    """What changed from one run to the other."""
    old, new = by_case(before.results), by_case(after.results)
    rewritten = tuple(
        one
        for one in old
        if one in new and old[one][0].case.fingerprint != new[one][0].case.fingerprint
    )
    both = [one for one in old if one in new and one not in rewritten]
    pair = {one: old[one] for one in both}, {one: new[one] for one in both}
    flips = tuple(
        Flip(old[one], new[one]) for one in both if _always_met(old[one]) != _always_met(new[one])
    )
    return Comparison(
        before, after, _changes(*pair), flips, tuple(sorted({*old} ^ {*new})), rewritten
    )


def _cited(run: Run) -> dict[str, set[str]]:
    """What stands for the files of the documents that a run cites, by their paths; of runs that
    have kept it."""
    found: dict[str, set[str]] = {}
    for result in run.results:
        for one in result.observation.citations:
            if one.content:
                found.setdefault(one.source, set()).add(one.content)
    return found


def _telling(askings: Sequence[CaseResult]) -> CaseResult:
    return next((one for one in askings if not one.met), askings[0])


def _always_met(askings: Iterable[CaseResult]) -> bool:
    return all(one.met for one in askings)


def _changes(old: Askings, new: Askings) -> tuple[Change, ...]:
    """Each metric over the cases to which it applies in both runs."""
    found = []
    for metric in METRICS:
        values = {
            one: (was, now)
            for one in old
            if (was := value_of(metric, old[one])) is not None
            and (now := value_of(metric, new[one])) is not None
        }
        before, after = (estimate(metric, {one: run[one] for one in values}) for run in (old, new))
        if before is None or after is None:
            continue
        steps = [(b - a) if metric.high_is_good else (a - b) for b, a in values.values()]
        worse, better = (sum(step * way > 1e-9 for step in steps) for way in (1, -1))
        found.append((metric, before, after, worse, better))
    chances = tarone([(worse, better) for *_, worse, better in found])
    return tuple(Change(*one, chance) for one, chance in zip(found, chances, strict=True))
