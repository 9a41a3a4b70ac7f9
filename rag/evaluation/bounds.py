"""A bound on a metric, as `--rag-min METRIC=VALUE` gives it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.errors import CaseError
from rag.evaluation.metrics import METRICS
from rag.evaluation.tallies import Askings, estimates
from rag.evaluation.wording import TITLES, percent

_LOW_IS_GOOD = frozenset(metric.name for metric in METRICS if not metric.high_is_good)


@dataclass(frozen=True, slots=True)
class Bound:
    """The least that a metric may be; of a rate that should be low, the most. A share in [0, 1]."""

    metric: str
    value: float

    @classmethod
    def read(cls, written: str) -> Bound:
        """ "fact_recall=0.9" or "fact_recall=90%". Raises `CaseError`."""
        name, _, value = written.partition("=")
        if name not in TITLES:
            hint = f"There is: {', '.join(TITLES)}."
            raise CaseError(f"There is no metric {name!r}.", hint=hint, wrong_call=True)
        try:
            share = float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            hint = "Write fact_recall=0.9."
            raise CaseError(f"{written!r} has no share in it.", hint=hint, wrong_call=True)
        return cls(name, share)

    def broken_by(self, askings: Askings) -> str:
        """In words, where these results do not hold it; else empty. No case at all breaks it."""
        found = estimates(askings).get(self.metric)
        title = TITLES[self.metric]
        if found is None:
            return f"{title}: no case says anything about it, so its bound does not hold."
        most = self.metric in _LOW_IS_GOOD
        if (found.value > self.value) if most else (found.value < self.value):
            which = "above" if most else "below"
            return f"{title} is {percent(found.value)}, {which} the bound of {percent(self.value)}."
        return ""
