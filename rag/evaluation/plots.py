"""Plots as inline SVG: drawn here, so that a report needs no script and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from rag.evaluation.labels import distinct
from rag.evaluation.tallies import Estimate, Table
from rag.evaluation.wording import percent

_ROW = 26  # pixels
_LABELS = 190
_SCALE = 360
_FIGURES = 190
_STACKED = 340
_STACKED_ROW = 46
_LONGEST = 28  # characters of a label
_END = 14  # of these, how many are its last where it begins as another does


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
    for row, (bar, label) in enumerate(zip(bars, _labels(bars), strict=True)):
        parts += _bar(bar, label, 4 + _ROW * row + _ROW / 2)
    return "\n".join([*parts, "</svg>"])


def responsive(title: str, bars: Sequence[Bar]) -> str:
    """The plot twice, for wide pages and for narrow ones: the page's style shows one of them."""
    wide, narrow = intervals(title, bars), stacked(title, bars)
    return f'<div class="wide-plot">{wide}</div><div class="narrow-plot">{narrow}</div>'


def stacked(title: str, bars: Sequence[Bar]) -> str:
    """The same for a narrow page: the label and the figures above each interval."""
    height = _STACKED_ROW * len(bars) + 20
    parts = [
        f'<svg viewBox="0 0 {_STACKED} {height}" width="{_STACKED}" height="{height}" role="img" '
        f'aria-label="{escape(title)}">'
    ]
    labels = _labels(bars)
    for row, bar in enumerate(bars):
        top = _STACKED_ROW * row
        y = top + 32
        figures = _figures(bar)
        parts.append(f'<text x="0" y="{top + 18}">{escape(labels[row])}</text>')
        parts.append(
            f'<text class="tick" x="{_STACKED}" y="{top + 18}" text-anchor="end">{figures}</text>'
        )
        parts.append(f'<line class="grid" x1="{_across(0)}" x2="{_across(1)}" y1="{y}" y2="{y}"/>')
        if bar.before is not None:
            parts.append(_mark("before", bar.before, y + 5, _across))
        parts.append(_mark("now", bar.now, y, _across))
    return "\n".join([*parts, *_stacked_ticks(height), "</svg>"])


def _stacked_ticks(height: int) -> list[str]:
    ends = ((0.0, "start"), (0.5, "middle"), (1.0, "end"))
    return [
        f'<text class="tick" x="{_across(share)}" y="{height - 4}" text-anchor="{anchor}">'
        f"{share:.0%}</text>"
        for share, anchor in ends
    ]


def _bar(bar: Bar, label: str, y: float) -> list[str]:
    parts = [f'<text x="0" y="{y + 4}">{escape(label)}</text>']
    if bar.before is not None:
        parts.append(_mark("before", bar.before, y + 6, _x))
    parts.append(_mark("now", bar.now, y, _x))
    right = _LABELS + _SCALE + 14
    parts.append(f'<text class="tick" x="{right}" y="{y + 4}">{_figures(bar)}</text>')
    return parts


def _figures(bar: Bar) -> str:
    figures = f"{percent(bar.now.value)} of {bar.now.cases}"
    return figures if bar.before is None else f"{figures}, was {percent(bar.before.value)}"


def _labels(bars: Sequence[Bar]) -> list[str]:
    """The labels as far as there is room; those that begin alike, without their middle."""
    return distinct([(_short(bar.label, 0), _short(bar.label, _END)) for bar in bars])


def _short(label: str, end: int) -> str:
    """At most `_LONGEST` characters, `end` of them its last."""
    if len(label) <= _LONGEST:
        return label
    return f"{label[: _LONGEST - 1 - end]}…{label[len(label) - end :]}"


def _mark(kind: str, one: Estimate, y: float, place: Callable[[float], float]) -> str:
    """The interval as a line, the value as a dot."""
    radius = 4.5 if kind == "now" else 4
    return (
        f'<line class="{kind}" x1="{place(one.low)}" x2="{place(one.high)}" y1="{y}" y2="{y}"/>'
        f'<circle class="{kind}" cx="{place(one.value)}" cy="{y}" r="{radius}"/>'
    )


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


def _across(share: float) -> float:
    return round(5 + share * (_STACKED - 10), 1)
