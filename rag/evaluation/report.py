"""The report of a run as one HTML file: opens from disk, and asks nobody for anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from rag.evaluation.comparison import Comparison, Flip
from rag.evaluation.metrics import METRICS
from rag.evaluation.observation import JudgedSentence, Observation
from rag.evaluation.plots import Bar, responsive, two_by_two
from rag.evaluation.results import CaseResult, Run
from rag.evaluation.tallies import by_case, by_group, cost, estimates, table
from rag.evaluation.wording import EDITED, TITLES, conclusion, cost_line, percent

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1a; --soft: #6a6a65; --line: #deded8; --page: #fff;
  --accent: #2457a6; --bad: #b3372b; --good: #2c7a4b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e9e4; --soft: #a3a39c; --line: #3a3a36;
  --page: #191918; --accent: #8ab4f8; --bad: #f08a7d; --good: #7ccf9b; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 800px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2.2rem; }
table { border-collapse: collapse; width: 100%; } .wide { overflow-x: auto; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; } th { color: var(--soft); font-weight: 500; }
td.figure, th.figure { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.narrow-plot { display: none; } @media (max-width: 640px) { .wide-plot { display: none; }
  .narrow-plot { display: block; } }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; }
svg .tick { fill: var(--soft); font-size: 12px; } svg .count { font-size: 20px; }
svg .grid { stroke: var(--line); } svg line.now { stroke: var(--accent); stroke-width: 3; }
svg circle.now { fill: var(--accent); } svg line.before { stroke: var(--soft); }
svg circle.before { fill: var(--page); stroke: var(--soft); stroke-width: 1.5; }
svg .good { fill: var(--good); } svg .bad { fill: var(--bad); }
.soft { color: var(--soft); } .bad { color: var(--bad); } .good { color: var(--good); }
.beside { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.beside > div { flex: 1 1 18rem; min-width: 0; overflow-wrap: anywhere; }
details { border-bottom: 1px solid var(--line); padding: .4rem 0; } summary { cursor: pointer; }
td details { border-bottom: 0; padding: 0; }
blockquote { margin: .2rem 0 .6rem; padding-left: .8rem; border-left: 3px solid var(--line);
  color: var(--soft); white-space: pre-line; }
"""


def report_html(runs: Sequence[Run], comparison: Comparison | None = None) -> str:
    """One page: of each run the 2x2, metrics and cases; with a comparison, what changed and why,
    and of each case that flipped the old answer beside the new one.

    Everything that was asked, said or quoted is shown as plain text.
    """
    parts = []
    if comparison is not None:
        parts.append(_comparison(comparison))
    elif len(runs) > 1:
        parts.append(_matrix(runs))
    parts += [_run(run, comparison) for run in runs]
    title = "Grounding report: " + ", ".join(run.name for run in runs)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def _run(run: Run, comparison: Comparison | None) -> str:
    askings = by_case(run.results)
    found = estimates(askings)
    before = {}
    if comparison is not None and comparison.after is run:
        before = {one.metric.name: one.before for one in comparison.changes}
    bars = [Bar(TITLES[name], one, before.get(name)) for name, one in found.items()]
    groups = [
        Bar(name or "no group", estimates(cases)["passed"])
        for name, cases in by_group(askings).items()
    ]
    spent = cost(run.results)
    parts = [
        f"<h2>{escape(run.name)}: answerable and answered</h2>",
        two_by_two(table(run.results)),
        f'<p class="soft">{escape(cost_line(spent))}</p>' if spent is not None else "",
        f"<h2>{escape(run.name)}: metrics</h2>",
        '<p class="soft">A dot is the value; its line the 95 % interval (Wilson).</p>',
        responsive("Metrics with their intervals", bars),
        _formulas(found),
        f"<h2>{escape(run.name)}: cases met, by group</h2>",
        responsive("Cases met by group", groups),
        f"<h2>{escape(run.name)}: cases</h2>",
        *_cases(run.results),
    ]
    return "\n".join(parts)


def _formulas(found: Mapping[str, object]) -> str:
    rows = "".join(
        f"<tr><td>{escape(metric.title)}</td><td>{escape(metric.formula)}</td></tr>"
        for metric in METRICS
        if metric.name in found
    )
    return f"<details><summary>What each metric is</summary><table>{rows}</table></details>"


def _matrix(runs: Sequence[Run]) -> str:
    found = [estimates(by_case(run.results)) for run in runs]
    head = "".join(f'<th class="figure">{escape(run.name)}</th>' for run in runs)
    rows = []
    for name, title in TITLES.items():
        if any(name in one for one in found):
            cells = (percent(one[name].value) if name in one else "" for one in found)
            row = "".join(f'<td class="figure">{cell}</td>' for cell in cells)
            rows.append(f"<tr><td>{escape(title)}</td>{row}</tr>")
    table = f"<table><tr><th></th>{head}</tr>{''.join(rows)}</table>"
    return f'<h2>Side by side</h2><div class="wide">{table}</div>'


def _comparison(comparison: Comparison) -> str:
    before, after = comparison.before.name, comparison.after.name
    tone = "bad" if comparison.regressions or comparison.empty else "good"
    rows = "".join(
        f"<tr><td>{escape(one.metric.title)}</td>"
        f'<td class="figure">{percent(one.before.value)}</td>'
        f'<td class="figure">{percent(one.after.value)}</td><td>{escape(one.words)}</td></tr>'
        for one in comparison.changes
    )
    flips = "".join(_flip(one, before, after) for one in comparison.flips)
    left_out = [*comparison.rewritten, *comparison.alone]
    parts = [
        f"<h2>{escape(before)} compared with {escape(after)}</h2>",
        f'<p class="{tone}"><strong>{escape(conclusion(comparison))}</strong></p>',
        '<div class="wide"><table><tr><th>Metric</th><th class="figure">before</th>'
        f'<th class="figure">after</th><th></th></tr>{rows}</table></div>',
        "<h2>Cases that flipped, and why</h2>",
        f'<div class="wide"><table>{flips}</table></div>' if flips else "<p>None.</p>",
    ]
    if comparison.edited:
        parts.append(f'<p class="soft">{EDITED} {escape(", ".join(comparison.edited))}</p>')
    if left_out:
        parts.append(f'<p class="soft">Not compared: {escape(", ".join(left_out))}</p>')
    return "\n".join(parts)


def _flip(flip: Flip, before: str, after: str) -> str:
    """What became of a case, and below it the answer of the one run beside the other's."""
    tone, words = ("bad", "not met any more") if flip.broke else ("good", "met now")
    case = flip.after[0].case
    sides = "".join(
        f"<div><p><strong>{escape(name)}</strong>{_asking(one, repeated=repeated)}</p>"
        f"{_observation(one.observation)}</div>"
        for name, one, repeated in (
            (before, flip.shown_before, len(flip.before) > 1),
            (after, flip.shown_after, len(flip.after) > 1),
        )
    )
    return (
        f'<tr><td>{escape(case.id)}</td><td class="{tone}">{words}</td>'
        f'<td>{escape(flip.why)}</td></tr><tr><td colspan="3"><details open>'
        f"<summary>{escape(case.question)}</summary>"
        f'<div class="beside">{sides}</div></details></td></tr>'
    )


def _asking(result: CaseResult, *, repeated: bool) -> str:
    return f", asking {result.repeat + 1}" if repeated else ""


def _cases(results: Sequence[CaseResult]) -> list[str]:
    """Those not met first; each opens to the answer."""
    several = {one.case.id for one in results if one.repeat}
    ordered = sorted(results, key=lambda one: one.met)
    return [_case(one, repeated=one.case.id in several) for one in ordered]


def _case(result: CaseResult, *, repeated: bool) -> str:
    state = '<span class="good">met</span>' if result.met else '<span class="bad">not met</span>'
    if result.case.known_failure:
        state += f' <span class="soft">(known: {escape(result.case.known_failure)})</span>'
    faults = "".join(f"<li>{escape(fault.words)}</li>" for fault in result.faults)
    again = _asking(result, repeated=repeated)
    return (
        f"<details><summary>{escape(result.case.id)}{again}: {state}</summary>"
        f"<p><strong>{escape(result.case.question)}</strong></p><ul>{faults}</ul>"
        f"{_observation(result.observation)}</details>"
    )


def _observation(seen: Observation) -> str:
    if seen.error:
        return f'<p class="bad">It failed: {escape(seen.error)}</p>'
    if not seen.answered:
        return f"<p>Refused ({escape(seen.refusal)}): {escape(seen.text)}</p>"
    note = f'<p class="soft">{escape(seen.note)}</p>' if seen.note else ""
    return "".join(map(_sentence, seen.sentences)) + note


def _sentence(sentence: JudgedSentence) -> str:
    reason = f": {sentence.reason}" if sentence.reason else ""
    quotes = "".join(
        f"<blockquote>[{one.number}] {escape(one.source)}, {escape(one.locator)}\n"
        f"{escape(one.quote)}</blockquote>"
        for one in sentence.citations
    )
    verdict = escape(f"{sentence.support.value}{reason}")
    return f'<p>{escape(sentence.text)} <span class="soft">({verdict})</span></p>{quotes}'
