"""Plots as inline SVG: drawn here, so that a report needs no script and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from rag.evaluation.tallies import Estimate, Table
from rag.evaluation.wording import percent

_ROW = 26  # pixels
_LABELS = 190
_SCALE = 360
_FIGURES = 190


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a plot: a share with its interval, and what it was before, if that is known."""

    label: str
    now: Estimate
    before: Estimate | None = None


def intervals(title: str, bars: Sequence[Bar]) -> str:
    """Shares from 0 to 100 %, one a row: a dot in its 95 % interval; before, a hollow dot."""
    height = _ROW * len(bars) + 34
    width = _LABELS + _SCALE + _FIGURES
    parts = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">'
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _x(share)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="4" y2="{height - 24}"/>')
        parts.append(
            f'<text class="tick" x="{x}" y="{height - 8}" text-anchor="middle">{share:.0%}</text>'
        )
    for row, bar in enumerate(bars):
        parts += _bar(bar, 4 + _ROW * row + _ROW / 2)
    return "\n".join([*parts, "</svg>"])


def _bar(bar: Bar, y: float) -> list[str]:
    label = bar.label if len(bar.label) <= 28 else bar.label[:27] + "…"
    figures = f"{percent(bar.now.value)} of {bar.now.cases}"
    parts = [f'<text x="0" y="{y + 4}">{escape(label)}</text>']
    if bar.before is not None:
        figures += f", was {percent(bar.before.value)}"
        parts.append(_line("before", bar.before, y + 6))
        parts.append(f'<circle class="before" cx="{_x(bar.before.value)}" cy="{y + 6}" r="4"/>')
    parts.append(_line("now", bar.now, y))
    parts.append(f'<circle class="now" cx="{_x(bar.now.value)}" cy="{y}" r="4.5"/>')
    parts.append(f'<text class="tick" x="{_LABELS + _SCALE + 14}" y="{y + 4}">{figures}</text>')
    return parts


def _line(kind: str, one: Estimate, y: float) -> str:
    return f'<line class="{kind}" x1="{_x(one.low)}" x2="{_x(one.high)}" y1="{y}" y2="{y}"/>'


def two_by_two(counts: Table) -> str:
    """The 2x2 as four squares, the darker the more; each says what it is."""
    rows = (
        ("answerable", (counts.answerable_answered, "good"), (counts.answerable_refused, "bad")),
        (
            "unanswerable",
            (counts.unanswerable_answered, "bad"),
            (counts.unanswerable_refused, "good"),
        ),
    )
    parts = [
        '<svg viewBox="0 0 400 190" width="400" height="190" role="img" '
        'aria-label="Answerable or not, answered or refused">',
        '<text x="180" y="16" text-anchor="middle">answered</text>',
        '<text x="320" y="16" text-anchor="middle">refused</text>',
    ]
    for row, (label, *cells) in enumerate(rows):
        y = 26 + 80 * row
        total = sum(count for count, _ in cells) or 1
        parts.append(f'<text x="0" y="{y + 42}">{label}</text>')
        for column, (count, kind) in enumerate(cells):
            x = 112 + 140 * column
            shade = 0.08 + 0.37 * count / total
            parts.append(
                f'<rect class="{kind}" x="{x}" y="{y}" width="136" height="74" rx="4" '
                f'fill-opacity="{shade:.2f}"/>'
                f'<text class="count" x="{x + 68}" y="{y + 40}" text-anchor="middle">{count}</text>'
                f'<text x="{x + 68}" y="{y + 60}" text-anchor="middle">'
                f"{percent(count / total)}</text>"
            )
    return "\n".join([*parts, "</svg>"])


def _x(share: float) -> float:
    return round(_LABELS + share * _SCALE, 1)
