"""Metrics: each against a table worked out by hand."""

from __future__ import annotations

import pytest

from rag.errors import CaseError
from rag.evaluation.bounds import Bound
from rag.evaluation.metrics import METRICS
from rag.evaluation.observation import Observation
from rag.evaluation.results import CaseResult
from rag.evaluation.statistics import wilson
from rag.evaluation.tallies import Table, by_case, by_group, cost, estimates, table
from tests.evaluation.makers import (
    answer,
    answerable,
    case,
    cited,
    failed,
    refused,
    result,
    said,
    sentence,
)

RESULTS = (
    result(answerable("a", "x"), said("x")),
    result(answerable("b", "x", "y"), said("x")),
    result(answerable("c", "x"), refused()),
    result(answerable("d", "x"), failed()),
    result(case("e"), refused()),
    result(case("f"), said("x")),
    result(case("g"), refused()),
)


def value(name: str, *results: CaseResult) -> float | None:
    found = estimates(by_case(results)).get(name)
    return None if found is None else pytest.approx(found.value)  # type: ignore[return-value]


def test_the_two_by_two_and_both_error_rates() -> None:
    assert table(RESULTS) == Table(2, 1, 1, 2, errors=1)
    found = estimates(by_case(RESULTS))
    for rate in (found["hallucination"], found["over_refusal"]):
        assert rate.value == pytest.approx(1 / 3)
        assert rate.cases == 3
    assert (found["hallucination"].low, found["hallucination"].high) == wilson(1, 3)
    assert found["passed"].value == pytest.approx(3 / 7)
    assert found["errors"].value == pytest.approx(1 / 7)
    assert found["fact_recall"].value == pytest.approx((1 + 0.5 + 0) / 3)


def test_citation_recall_and_precision_are_those_of_alce() -> None:
    seen = answer(
        sentence("both", cited(), cited("b.md", "unsupported")),  # the second is idle
        sentence("together", cited(support="partial"), cited("b.md", "partial")),
        sentence("not", cited(support="unsupported"), support="unsupported"),
        sentence("bare"),
    )

    assert value("citation_recall", result(answerable("a"), seen)) == 2 / 4
    assert value("citation_precision", result(answerable("a"), seen)) == 3 / 5
    assert value("citation_recall", result(case("a"), refused())) is None
    assert value("citation_precision", result(answerable("a"), answer(sentence("bare")))) is None
    assert value("citation_recall", result(answerable("a"), answer(sentence("bare")))) == 0


def test_a_quote_that_the_document_does_not_have_counts_against_validity() -> None:
    seen = answer(sentence("one", cited(), cited(genuine=False)))

    assert value("quote_validity", result(answerable("a"), seen)) == 1 / 2


@pytest.mark.parametrize(
    ("found", "recall", "rank"),
    [
        (("b.md", "a.md", "c.md"), 1 / 2, 1 / 2),
        (("d/x.md", "a.md"), 1, 1),
        (("c.md",) * 10 + ("a.md",), 0, 1 / 11),
        ((), 0, 0),
    ],
)
def test_retrieval_of_expected_sources(found: tuple[str, ...], recall: float, rank: float) -> None:
    one = result(answerable("a", sources=["a.md", "d/*"]), Observation(refusal="x", found=found))

    assert value("recall_at_10", one) == recall
    assert value("mrr", one) == rank
    assert value("source_recall", one) == 0
    assert value("mrr", result(answerable("a"), said("x"))) is None


def test_forbidden_facts_and_conflicts() -> None:
    forbidding = answerable("a", forbidden=["x"])
    conflict = case("b", expect={"conflict": {"values": ["x", "y"]}})

    assert value("forbidden", result(forbidding, said("x"))) == 1
    assert value("forbidden", result(forbidding, said("y"))) == 0
    assert value("forbidden", result(answerable("a"), said("x"))) is None
    noted = answer(*said("x", "y").sentences, note="The sources differ: x in [1], y in [2].")
    assert value("conflict_shown", result(conflict, noted)) == 1
    assert value("conflict_shown", result(conflict, said("x", "y"))) == 0
    assert value("over_refusal", result(conflict, refused())) == 1


def test_repeats_count_as_one_case_that_must_always_be_met() -> None:
    one = answerable("a", "x")
    askings = [result(one, said("x"), 0), result(one, said("y"), 1), result(one, said("x"), 2)]

    assert value("passed", *askings) == 0
    assert value("passed", askings[0], askings[2]) == 1
    assert value("fact_recall", *askings) == 2 / 3
    assert value("stability", *askings) == 1 / 3
    assert value("stability", askings[0]) is None
    assert by_case([*askings, askings[0]])["a"] == tuple(askings)


def test_time_and_tokens_leave_errors_out() -> None:
    seen = Observation(refusal="x", seconds=2.0, prompt_tokens=10, completion_tokens=4)
    spent = cost([result(case("a"), seen), result(case("b"), refused()), result(case(), failed())])

    assert spent is not None
    assert (spent.median_seconds, spent.p95_seconds) == (1.25, 2.0)
    assert (spent.prompt_tokens, spent.completion_tokens) == (5, 2)
    assert cost([result(case(), failed())]) is None


def test_groups_are_told_apart() -> None:
    found = by_group(by_case([result(case("a", group="x"), refused()), *RESULTS]))

    assert {name: len(cases) for name, cases in found.items()} == {"": 6, "x": 1}


def test_every_metric_says_what_it_is() -> None:
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert "/" in metric.formula, metric.name


@pytest.mark.parametrize(
    ("written", "broken"),
    [
        ("passed=0.4", ""),
        ("passed=50%", "Cases met is 42.9 %, below the bound of 50 %."),
        ("hallucination=0.3", "Hallucination rate is 33.3 %, above the bound of 30 %."),
        ("hallucination=0.4", ""),
        ("mrr=0", "Retrieval MRR: no case says anything about it, so its bound does not hold."),
    ],
)
def test_a_bound_is_the_worst_that_may_be(written: str, broken: str) -> None:
    assert Bound.read(written).broken_by(by_case(RESULTS)) == broken


@pytest.mark.parametrize("written", ["nothing=1", "passed", "passed=x", "passed=2", "passed=nan"])
def test_a_bound_that_means_nothing_is_an_error(written: str) -> None:
    with pytest.raises(CaseError):
        Bound.read(written)
