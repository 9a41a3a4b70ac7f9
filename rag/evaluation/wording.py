"""Results for a terminal: lines of plain text, the same under pytest and in `rag eval`.

What documents and models say is in them as it is: whoever prints them makes them harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten

from rag.evaluation.cases import Case
from rag.evaluation.comparison import Comparison, Flip
from rag.evaluation.metrics import METRICS
from rag.evaluation.observation import JudgedSentence, Observation
from rag.evaluation.results import CaseResult, Run
from rag.evaluation.tallies import (
    Askings,
    Cost,
    Estimate,
    Table,
    by_case,
    by_group,
    cost,
    estimates,
    table,
)
from rag.markup.words import counted

TITLES = {metric.name: metric.title for metric in METRICS} | {"stability": "Stability"}
"""What each metric is called."""

NOTHING_COMPARED = "Nothing was compared: no case is in both runs, or all were rewritten."
"""What is no passed comparison, either."""

_MOST_QUOTED = 200  # characters
_MOST_FLIPS = 40


def table_lines(counts: Table) -> list[str]:
    """The 2x2."""
    lines = [
        f"{'':14}{'answered':>10}{'refused':>10}",
        f"{'answerable':14}{counts.answerable_answered:>10}{counts.answerable_refused:>10}",
        f"{'unanswerable':14}{counts.unanswerable_answered:>10}{counts.unanswerable_refused:>10}",
    ]
    return lines + ([f"{'errors':14}{counts.errors:>10}"] if counts.errors else [])


def percent(share: float) -> str:
    """ "97.5 %"; whole ones without decimals."""
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def estimate_line(title: str, one: Estimate) -> str:
    """ "Fact recall   78.1 %   70.8 to 84.0 %   151 cases"."""
    between = f"{100 * one.low:.1f} to {100 * one.high:.1f} %"
    return f"{title:24}{percent(one.value):>8}   {between:>17}   {counted(one.cases, 'case'):>9}"


def metric_lines(askings: Askings) -> list[str]:
    """Each metric that applies, with its 95 % interval."""
    return [estimate_line(TITLES[name], one) for name, one in estimates(askings).items()]


def group_lines(askings: Askings) -> list[str]:
    """Cases met, by group; nothing where all are in one."""
    groups = by_group(askings)
    if len(groups) < 2:
        return []
    return [
        estimate_line(f"  {name or 'no group'}", estimates(cases)["passed"])
        for name, cases in groups.items()
    ]


def run_lines(run: Run) -> list[str]:
    """The 2x2, the metrics, the groups, the cost."""
    askings = by_case(run.results)
    spent = cost(run.results)
    lines = [*table_lines(table(run.results)), "", *metric_lines(askings), *group_lines(askings)]
    return lines + ([cost_line(spent)] if spent is not None else [])


def cost_line(spent: Cost) -> str:
    """Time and tokens in one line."""
    line = f"{spent.median_seconds:.2f} s a question (median), {spent.p95_seconds:.2f} s (95th)"
    if spent.prompt_tokens or spent.completion_tokens:
        line += f"; {spent.prompt_tokens:.0f} tokens read, {spent.completion_tokens:.0f} written"
    return line


def expected_words(case: Case) -> str:
    """ "An answer that says the number 3 months, from contract.md"."""
    if case.expect.refusal is not None:
        return "A refusal"
    said = " and ".join(map(str, case.expect.facts))
    if case.expect.conflict is not None:
        return f"A note that the sources differ: {said}"
    answer = case.expect.answer
    words = f"An answer that says {said}" if said else "An answer"
    return words + (f", from {', '.join(answer.sources)}" if answer and answer.sources else "")


def result_lines(results: Sequence[CaseResult], before: Sequence[CaseResult] = ()) -> list[str]:
    """A case that was not met: what is wrong, what came, and what came in the baseline."""
    wrong = [one for one in results if not one.met] or list(results)
    first = wrong[0]
    lines = [fault.words for fault in first.faults]
    if len(results) > 1:
        lines.append(f"So it was in {len(wrong)} of {len(results)} askings; the first such:")
    lines += ["", f"Question: {first.case.question}", *observation_lines(first.observation)]
    if before:
        lines += ["", *_baseline_lines(before[0], first)]
    return lines


def observation_lines(seen: Observation) -> list[str]:
    """The answer sentence by sentence with verdicts and quotes; or the refusal."""
    if seen.error:
        return ["It failed:", f"  {seen.error}", *_drafted(seen)]
    if not seen.answered:
        lines = [f"It was refused ({seen.refusal}; evidence {seen.evidence:.2f}):"]
        return [*lines, f"  {seen.text}", *_drafted(seen)]
    lines = [f"It was answered by {seen.model} (evidence {seen.evidence:.2f}):"]
    for sentence in seen.sentences:
        lines += _sentence_lines(sentence)
    return lines + ([f"  Note: {seen.note}"] if seen.note else [])


def _drafted(seen: Observation) -> list[str]:
    return [f"  Drafted: {seen.draft}"] if seen.draft else []


def _sentence_lines(sentence: JudgedSentence) -> list[str]:
    numbers = "".join(f"[{one.number}]" for one in sentence.citations) or "no citation"
    why = f": {sentence.reason}" if sentence.reason else ""
    lines = [f"  {sentence.text}", f"    {sentence.support.value}, {numbers}{why}"]
    for one in sentence.citations:
        quote = shorten(one.quote, _MOST_QUOTED, placeholder=" …")
        lines.append(f"    [{one.number}] {one.source}: “{quote}”")
    return lines


def _baseline_lines(before: CaseResult, after: CaseResult) -> list[str]:
    state = "met" if before.met else "not met either"
    if _gist(before.observation) == _gist(after.observation):
        return [f"In the baseline it was {state}, with the same outcome."]
    lines = [f"In the baseline it was {state}:"]
    old, new = _gist(before.observation), _gist(after.observation)
    lines += [f"  - {line}" for line in old if line not in new]
    return lines + [f"  + {line}" for line in new if line not in old]


def _gist(seen: Observation) -> list[str]:
    """What is compared with the baseline, a line each."""
    if seen.error:
        return [f"failed: {seen.error}"]
    if not seen.answered:
        return [f"refused: {seen.refusal}"]
    return [
        f"{one.text} ({one.support.value}: {', '.join(sorted({c.source for c in one.citations}))})"
        for one in seen.sentences
    ]


EDITED = "Documents that changed between the runs, of those that both cite:"


def comparison_lines(comparison: Comparison) -> list[str]:
    """Each metric before and after with its verdict, then the cases that flipped."""
    lines = [f"{'':24}{'before':>8}{'after':>9}   {comparison.before.name} -> "]
    lines[0] += comparison.after.name
    for change in comparison.changes:
        values = f"{percent(change.before.value):>8} {percent(change.after.value):>8}"
        lines.append(f"{change.metric.title:24}{values}   {change.words}")
    lines += flip_lines([one for one in comparison.flips if one.broke], "Not met any more:")
    lines += flip_lines([one for one in comparison.flips if not one.broke], "Met now:")
    if comparison.edited:
        lines.append(f"{EDITED} {_listed(comparison.edited)}")
    if comparison.rewritten:
        lines.append(f"Rewritten since, so not compared: {_listed(comparison.rewritten)}")
    if comparison.alone:
        lines.append(f"In one of the runs only: {_listed(comparison.alone)}")
    lines.append(conclusion(comparison))
    return lines


def _listed(ids: Sequence[str]) -> str:
    more = len(ids) - _MOST_FLIPS
    return ", ".join(ids[:_MOST_FLIPS]) + (f" and {more} more" if more > 0 else "")


def flip_lines(flips: Sequence[Flip], title: str) -> list[str]:
    """The cases that went one way, and why."""
    if not flips:
        return []
    lines = [title, *(f"  {one.after[0].case.id}: {one.why}" for one in flips[:_MOST_FLIPS])]
    return lines + ([f"  and {len(flips) - _MOST_FLIPS} more"] if len(flips) > _MOST_FLIPS else [])


def conclusion(comparison: Comparison) -> str:
    """Is it a regression, in a sentence?"""
    if comparison.empty:
        return NOTHING_COMPARED
    worse = comparison.regressions
    if worse:
        return f"Regression: {', '.join(one.metric.title.lower() for one in worse)}."
    if any(one.verdict == "cannot tell" and one.worse > one.better for one in comparison.changes):
        return "No regression beyond chance; some cases turned out worse, too few to tell."
    return "No regression."
