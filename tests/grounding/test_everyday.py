"""Documents as people have them, in six formats, against `everyday.grounding.yaml`.

Nothing is learned from these questions: they say what to expect of documents that nobody has seen.
They have chosen once between five readers, as `tests/benchmarks/HISTORY.md` has it; what was
reached is in `RESULTS.md` beside it.
"""

from __future__ import annotations

import pytest

from rag.evaluation.results import CaseResult
from rag.evaluation.session import GroundingSession
from tests.grounding.cases import EVERYDAY

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def results(grounding: GroundingSession) -> list[CaseResult]:
    return [grounding.results(EVERYDAY, case)[0] for case in EVERYDAY.cases]


def met(results: list[CaseResult], expect: str) -> list[bool]:
    return [one.met for one in results if one.case.expect.kind == expect]


def test_both_rates_stay_where_the_results_have_them(results: list[CaseResult]) -> None:
    """What was reached last, less a question or two."""
    assert sum(met(results, "answer")) >= 41
    assert sum(met(results, "refusal")) >= 35


def test_every_document_is_asked_about() -> None:
    expected = [case.expect.answer for case in EVERYDAY.cases if case.expect.answer]
    assert len(expected) == 70
    assert len({source for one in expected for source in one.sources}) == 12
