"""Every metric, defined once: what it says of one asking of one case, and where it is from.

A metric is None where it does not apply; a run's value is the mean over the cases to which it does.
A case that was asked several times counts once, with the mean of its askings. Askings that ended in
an error are not met, and are otherwise in `errors` alone: an outage is no answer and no refusal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean

from rag.evaluation.cases import Case
from rag.evaluation.facts import states
from rag.evaluation.results import CaseResult, matches
from rag.types import Support

K = 10
"""Hits that `recall_at_10` looks at."""


def passed(result: CaseResult) -> float | None:
    """Cases met in every respect / cases. Asked k times, a case is met only if it always is:
    pass^k (tau-bench, Yao et al. 2024)."""
    return float(result.met)


def hallucination(result: CaseResult) -> float | None:
    """Unanswerable questions that were answered / unanswerable questions (NoMIRACL, Thakur et al.
    2024)."""
    seen = result.observation
    if result.case.expect.kind != "refusal" or seen.error:
        return None
    return float(seen.answered)


def over_refusal(result: CaseResult) -> float | None:
    """Answerable questions that were refused / answerable questions: NoMIRACL's error rate."""
    seen = result.observation
    if result.case.expect.kind == "refusal" or seen.error:
        return None
    return float(not seen.answered)


def fact_recall(result: CaseResult) -> float | None:
    """Expected facts that stand in a sentence borne out by its own citation / expected facts.

    A refusal states none. As in short-answer recall (ALCE, Gao et al. 2023), but a fact that is
    stated without support does not count.
    """
    seen = result.observation
    facts = result.case.expect.facts
    if not facts or seen.error:
        return None
    return sum(states(seen.borne_out, fact) for fact in facts) / len(facts)


def forbidden(result: CaseResult) -> float | None:
    """Answers that say something forbidden / cases that forbid something."""
    expected = result.case.expect.answer
    if expected is None or not expected.forbidden or result.observation.error:
        return None
    return float(any(fault.kind == "forbidden" for fault in result.faults))


def citation_recall(result: CaseResult) -> float | None:
    """Sentences that cite something which bears them out / sentences, of one answer (ALCE).

    Refusals are left out: they have nothing to cite. Support is what Footnote's own verification
    finds.
    """
    seen = result.observation
    if not seen.answered or not seen.sentences:
        return None
    return len(seen.borne_out) / len(seen.sentences)


def citation_precision(result: CaseResult) -> float | None:
    """Citations that are not idle / citations, of one answer (ALCE). Refusals are left out.

    A citation counts if its sentence is borne out and it is not irrelevant: irrelevant is one that
    does not bear the sentence out alone while the others do without it. That the others do is read
    from their own verdicts; what bears out only together is taken to need each part.
    """
    seen = result.observation
    cited = [(sentence, one) for sentence in seen.sentences for one in sentence.citations]
    if not seen.answered or not cited:
        return None
    useful = 0
    for sentence, one in cited:
        others = [other for other in sentence.citations if other is not one]
        idle = one.support is not Support.SUPPORTED and any(
            other.support is Support.SUPPORTED for other in others
        )
        useful += sentence.support is Support.SUPPORTED and not idle
    return useful / len(cited)


def quote_validity(result: CaseResult) -> float | None:
    """Quotes that the document has, word for word, at the cited place / quotes, of one answer."""
    seen = result.observation
    if not seen.answered or not seen.citations:
        return None
    return mean(float(one.genuine) for one in seen.citations)


def source_recall(result: CaseResult) -> float | None:
    """Expected sources that are cited / expected sources; a refusal cites none."""
    seen = result.observation
    wanted = _sources(result.case)
    if not wanted or seen.error:
        return None
    return mean(
        float(any(matches(one.source, pattern) for one in seen.citations)) for pattern in wanted
    )


def recall_at_10(result: CaseResult) -> float | None:
    """Expected sources with a chunk among the first 10 hits / expected sources."""
    seen = result.observation
    wanted = _sources(result.case)
    if not wanted or seen.error:
        return None
    first = seen.found[:K]
    return mean(float(any(matches(source, pattern) for source in first)) for pattern in wanted)


def mrr(result: CaseResult) -> float | None:
    """1 / place of the first hit of an expected source; 0 where there is none (Voorhees 1999)."""
    seen = result.observation
    wanted = _sources(result.case)
    if not wanted or seen.error:
        return None
    for place, source in enumerate(seen.found, 1):
        if any(matches(source, pattern) for pattern in wanted):
            return 1 / place
    return 0.0


def conflict_shown(result: CaseResult) -> float | None:
    """Conflicts of which the answer gives every value and says so / conflicts."""
    if result.case.expect.kind != "conflict" or result.observation.error:
        return None
    return passed(result)


def errors(result: CaseResult) -> float | None:
    """Cases that ended in an error / cases."""
    return float(bool(result.observation.error))


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure of one asking, and which way is better. `formula` is its definition in words."""

    name: str
    title: str
    of: Callable[[CaseResult], float | None]
    high_is_good: bool = True

    @property
    def formula(self) -> str:
        """The definition, and where it is from."""
        return " ".join((self.of.__doc__ or "").split())


METRICS = (
    Metric("passed", "Cases met", passed),
    Metric("hallucination", "Hallucination rate", hallucination, high_is_good=False),
    Metric("over_refusal", "Over-refusal rate", over_refusal, high_is_good=False),
    Metric("fact_recall", "Fact recall", fact_recall),
    Metric("forbidden", "Forbidden facts said", forbidden, high_is_good=False),
    Metric("citation_recall", "Citation recall", citation_recall),
    Metric("citation_precision", "Citation precision", citation_precision),
    Metric("quote_validity", "Quote validity", quote_validity),
    Metric("source_recall", "Expected sources cited", source_recall),
    Metric("recall_at_10", "Retrieval recall@10", recall_at_10),
    Metric("mrr", "Retrieval MRR", mrr),
    Metric("conflict_shown", "Conflicts shown", conflict_shown),
    Metric("errors", "Errors", errors, high_is_good=False),
)


def value_of(metric: Metric, askings: Sequence[CaseResult]) -> float | None:
    """One case's value: the mean of its askings; of `passed`, the least."""
    values = [value for one in askings if (value := metric.of(one)) is not None]
    if not values:
        return None
    return min(values) if metric.of is passed else mean(values)


def _sources(case: Case) -> tuple[str, ...]:
    return case.expect.answer.sources if case.expect.answer is not None else ()
