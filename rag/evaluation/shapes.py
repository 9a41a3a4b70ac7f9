"""The JSON of `rag eval`: runs with their metrics and cases, and how two of them compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypedDict

from rag.evaluation.comparison import Comparison
from rag.evaluation.results import CaseResult, Run
from rag.evaluation.tallies import by_case, by_group, cost, estimates, table


class CaseShape(TypedDict):
    """One asking of one case. `refusal` is a reason, `error` words; both empty for an answer."""

    id: str
    group: str
    expect: str
    repeat: int
    met: bool
    known_failure: str
    faults: list[dict[str, str]]
    question: str
    text: str
    refusal: str
    error: str
    seconds: float


class RunShape(TypedDict):
    """A run: the 2x2, metrics (value, cases, low, high) by name, also of each group; the cases."""

    name: str
    fingerprint: str
    table: dict[str, int]
    metrics: dict[str, dict[str, float]]
    groups: dict[str, dict[str, dict[str, float]]]
    cost: dict[str, float] | None
    cases: list[CaseShape]


class ChangeShape(TypedDict):
    """A metric in two runs; `p` is McNemar's exact test, corrected for the number of metrics."""

    metric: str
    before: float
    after: float
    worse: int
    better: int
    p: float
    verdict: str
    words: str


class ComparisonShape(TypedDict):
    """Two runs. `flips`: cases met in one of them only."""

    before: str
    after: str
    regressions: list[str]
    changes: list[ChangeShape]
    flips: list[dict[str, Any]]
    alone: list[str]
    rewritten: list[str]


def run_shape(run: Run) -> RunShape:
    """A run, complete."""
    askings = by_case(run.results)
    spent = cost(run.results)
    return RunShape(
        name=run.name,
        fingerprint=run.fingerprint,
        table=asdict(table(run.results)),
        metrics=_metrics(run.results),
        groups={
            name: _metrics([one for several in cases.values() for one in several])
            for name, cases in by_group(askings).items()
        },
        cost=asdict(spent) if spent is not None else None,
        cases=[_case(one) for one in run.results],
    )


def comparison_shape(comparison: Comparison) -> ComparisonShape:
    """What changed from one run to the other."""
    return ComparisonShape(
        before=comparison.before.name,
        after=comparison.after.name,
        regressions=[one.metric.name for one in comparison.regressions],
        changes=[
            ChangeShape(
                metric=one.metric.name,
                before=one.before.value,
                after=one.after.value,
                worse=one.worse,
                better=one.better,
                p=one.chance,
                verdict=one.verdict,
                words=one.words,
            )
            for one in comparison.changes
        ],
        flips=[
            {"id": one.after[0].case.id, "broke": one.broke, "why": one.why}
            for one in comparison.flips
        ],
        alone=list(comparison.alone),
        rewritten=list(comparison.rewritten),
    )


def _metrics(results: Sequence[CaseResult]) -> dict[str, dict[str, float]]:
    return {name: asdict(one) for name, one in estimates(by_case(results)).items()}


def _case(result: CaseResult) -> CaseShape:
    seen = result.observation
    return CaseShape(
        id=result.case.id,
        group=result.case.group,
        expect=result.case.expect.kind,
        repeat=result.repeat,
        met=result.met,
        known_failure=result.case.known_failure,
        faults=[{"kind": one.kind, "words": one.words} for one in result.faults],
        question=result.case.question,
        text=seen.text,
        refusal=seen.refusal,
        error=seen.error,
        seconds=seen.seconds,
    )
