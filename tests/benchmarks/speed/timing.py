"""What was measured, as values, and how they are shown."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Measure:
    """One figure. `other`: the same of what it is compared with; `ratio`: median of the pairs.

    `bar` is what the figure, or the ratio where there is one, must keep to: ("<=", 1.5).
    """

    name: str
    value: float
    unit: str
    other: float | None = None
    against: str = ""
    ratio: float | None = None
    bar: tuple[str, float] | None = None

    @property
    def met(self) -> bool | None:
        """Is the bar kept to? None where there is none."""
        if self.bar is None:
            return None
        sign, limit = self.bar
        figure = self.value if self.ratio is None else self.ratio
        return figure <= limit if sign == "<=" else figure >= limit


def interleaved(rounds: int, runs: Mapping[str, Callable[[], float]]) -> dict[str, list[float]]:
    """What each run gives, `rounds` times in turns; every second round goes backwards, so that
    what slows the machine down meanwhile slows each of them."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(rounds):
        for name in list(runs)[:: -1 if number % 2 else 1]:
            found[name].append(runs[name]())
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of what each pair's first is of its second."""
    return median(one / two for one, two in zip(ours, theirs, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not pass (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def table(measures: Sequence[Measure]) -> str:
    """One line a figure."""
    width = max((len(one.name) for one in measures), default=0)
    return "\n".join(_line(one, width) for one in measures)


def as_json(measures: Sequence[Measure], about: Mapping[str, object]) -> str:
    """One document: what was run, and every figure with its bar and whether it was met."""
    rows = [asdict(one) | {"met": one.met} for one in measures]
    return json.dumps({**about, "measures": rows}, indent=2)


def _line(one: Measure, width: int) -> str:
    line = f"{one.name:<{width}}  {one.value:10.3f} {one.unit:<8}"
    if one.other is not None:
        line += f"  {one.against} {one.other:.3f}"
    if one.ratio is not None:
        line += f"  ratio {one.ratio:.2f}"
    if one.bar is not None:
        line += f"  bar {one.bar[0]} {one.bar[1]:g}: {'met' if one.met else 'not met'}"
    return line
