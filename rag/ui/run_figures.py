"""Runs in figures: over time, one by itself, one compared with another. Pure functions to HTML.

The plots are those of the HTML report. Text goes through `rag.markup.render`.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluation.comparison import Change, Comparison
from rag.evaluation.kept import KeptRun
from rag.evaluation.labels import distinct
from rag.evaluation.plots import Bar, responsive, two_by_two
from rag.evaluation.results import Run
from rag.evaluation.tallies import by_case, by_group, cost, estimates, table
from rag.evaluation.wording import EDITED, TITLES, conclusion, cost_line, percent
from rag.markup.render import escape

MOST_RUNS = 12
"""Runs that the plot over time shows."""


def when(kept: KeptRun) -> str:
    """ "28 Nov 2026, 09:12", in this machine's time."""
    local = kept.began.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def run_labels(runs: Sequence[KeptRun]) -> list[str]:
    """ "28 Nov 2026, 09:12, model=a, cut off", a label each: with seconds where two share it."""
    spellings = []
    for kept in runs:
        name = f"{kept.run.name}{'' if kept.run.finished else ', cut off'}"
        minute = when(kept)
        spellings.append((f"{minute}, {name}", f"{minute}:{kept.began.astimezone():%S}, {name}"))
    return distinct(spellings)


def over_time_html(runs: Sequence[KeptRun]) -> str:
    """Cases met, run by run, newest first."""
    shown = runs[:MOST_RUNS]
    stamps = ("%d %b %H:%M", "%d %b %H:%M:%S", "%d %b %Y %H:%M:%S")
    labels = distinct(
        [
            [f"{kept.began.astimezone():{stamp}} {kept.run.name}" for stamp in stamps]
            for kept in shown
        ]
    )
    bars = []
    for kept, label in zip(shown, labels, strict=True):
        found = estimates(by_case(kept.run.results)).get("passed")
        if found is not None:
            bars.append(Bar(label, found))
    if not bars:
        return ""
    more = len(runs) - MOST_RUNS
    older = f'<p class="fn-aside">{more:,} older can be chosen below.</p>' if more > 0 else ""
    return _section("Cases met, newest run first", responsive("Cases met by run", bars) + older)


def run_html(run: Run, comparison: Comparison | None = None) -> str:
    """The 2x2, the metrics with their intervals, the groups; beside what they were before."""
    askings = by_case(run.results)
    if not askings:
        return '<p class="fn fn-note">No case of this run was asked yet.</p>'
    before = {}
    if comparison is not None:
        before = {one.metric.name: one.before for one in comparison.changes}
    bars = [Bar(TITLES[name], one, before.get(name)) for name, one in estimates(askings).items()]
    groups = [
        Bar(name or "no group", estimates(cases)["passed"])
        for name, cases in by_group(askings).items()
    ]
    spent = cost(run.results)
    said = f'<p class="fn-aside">{escape(cost_line(spent))}</p>' if spent is not None else ""
    counts = table(run.results)
    failed = f'<p class="fn-aside">Failed: {counts.errors:,}</p>' if counts.errors else ""
    note = '<p class="fn-aside">A dot is the value; its line the 95 % interval (Wilson).</p>'
    parts = [
        _section("Answerable and answered", two_by_two(counts) + failed + said),
        _section("Metrics", note + responsive("Metrics with their intervals", bars)),
    ]
    if len(groups) > 1:
        parts.append(_section("Cases met, by group", responsive("Cases met by group", groups)))
    return "".join(parts)


def comparison_html(comparison: Comparison) -> str:
    """Is it a regression, and what changed, metric by metric."""
    kind = "failure" if comparison.regressions else "refusal"
    changed = [one for one in comparison.changes if one.verdict != "same"]
    rows = "".join(map(_change, changed))
    table_ = (
        '<div class="fn-table" tabindex="0"><table><tr><th>Metric</th><th>Before</th><th>Now</th>'
        f"<th>What may be said</th></tr>{rows}</table></div>"
    )
    left_out = [*comparison.rewritten, *comparison.alone]
    apart = (
        f'<p class="fn-aside" dir="auto">Not compared, because only one run has them or they were '
        f"rewritten: {escape(', '.join(left_out))}</p>"
        if left_out
        else ""
    )
    edited = (
        f'<p class="fn-aside" dir="auto">{EDITED} {escape(", ".join(comparison.edited))}</p>'
        if comparison.edited
        else ""
    )
    return (
        f'<div class="fn fn-card fn-{kind}" role="status"><p class="fn-label">'
        f"{escape(conclusion(comparison))}</p>"
        f"{table_ if rows else '<p>No case changed in any metric.</p>'}{edited}{apart}</div>"
    )


def _change(one: Change) -> str:
    return (
        f"<tr><td>{escape(one.metric.title)}</td><td>{percent(one.before.value)}</td>"
        f"<td>{percent(one.after.value)}</td><td>{escape(one.words)}</td></tr>"
    )


def _section(title: str, body: str) -> str:
    return f'<section class="fn fn-plot"><h2>{escape(title)}</h2>{body}</section>'
