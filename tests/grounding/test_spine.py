"""The shipped corpus and the embedded answerer against `spine.grounding.yaml`.

    python -m pytest tests/grounding -s        prints the 2x2 of answerable and refused

The floors hold what has been reached (`tests/benchmarks/RESULTS.md`); the two goals are not reached
yet, and say so: whoever reaches one must take its mark away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rag import Answer, Assistant, Settings
from tests.grounding.cases import Case, read_cases

pytestmark = pytest.mark.slow
CASES = read_cases(Path(__file__).with_name("spine.grounding.yaml"))


class Outcome(NamedTuple):
    case: Case
    answer: Answer

    @property
    def met(self) -> bool:
        return self.case.is_met_by(self.answer)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(Settings(data_dir=tmp_path_factory.mktemp("spine"))) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def outcomes(assistant: Assistant) -> list[Outcome]:
    asked = []
    for case in CASES:
        reply = assistant.ask(case.question, case.history)
        list(reply)
        asked.append(Outcome(case, reply.answer))
    print(table(asked))
    return asked


def table(outcomes: list[Outcome]) -> str:
    """The 2x2, and what went wrong by group."""
    counts = Counter((one.case.expect, one.answer.refusal is None) for one in outcomes)
    right = sum(one.met for one in outcomes if one.case.expect == "answer")
    missed = Counter(f"{one.case.expect}: {one.case.group}" for one in outcomes if not one.met)
    lines = [
        "",
        f"{'':14}{'answered':>10}{'refused':>10}",
        f"{'answerable':14}{counts['answer', True]:>10}{counts['answer', False]:>10}",
        f"{'unanswerable':14}{counts['refusal', True]:>10}{counts['refusal', False]:>10}",
        f"answerable with every expected fact in a cited sentence: {right}",
        *(f"  missed {group}: {count}" for group, count in missed.most_common()),
    ]
    return "\n".join(lines)


def share(outcomes: list[Outcome], expect: str) -> float:
    own = [one.met for one in outcomes if one.case.expect == expect]
    return sum(own) / len(own)


def test_the_file_has_what_was_asked_for() -> None:
    single = [case for case in CASES if not case.history]

    assert sum(case.expect == "answer" for case in single) >= 60
    assert sum(case.expect == "refusal" for case in single) >= 40
    assert len({case.id for case in CASES}) == len(CASES)


def test_every_quote_is_its_span(assistant: Assistant, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        for citation in outcome.answer.citations:
            text = assistant.document(citation.passage.document_id).text
            assert text[citation.start : citation.end] == citation.quote


def test_a_refusal_shows_no_source_and_an_answer_always_does(outcomes: list[Outcome]) -> None:
    for _, answer in outcomes:
        assert (answer.refusal is None) == bool(answer.citations)


def test_both_rates_stay_where_the_results_have_them(outcomes: list[Outcome]) -> None:
    """What was reached last (RESULTS.md), less a question or two; no measure against before."""
    assert share(outcomes, "answer") >= 0.68
    assert share(outcomes, "refusal") >= 0.91


def test_the_evidence_separates_no_worse_than_it_ever_did(outcomes: list[Outcome]) -> None:
    """Area under ROC, whatever the threshold: how often an answerable question has more evidence
    than an unanswerable one. The best before the present reader was 0.935."""
    yes, no = (
        [answer.evidence for case, answer in outcomes if case.expect == expect]
        for expect in ("answer", "refusal")
    )
    won = sum((one > other) + (one == other) / 2 for one in yes for other in no)
    assert won / (len(yes) * len(no)) >= 0.935


@pytest.mark.xfail(strict=True, reason="needs a reader trained on more than the development sets")
def test_goal_answerable_questions_are_answered_with_their_facts(outcomes: list[Outcome]) -> None:
    assert share(outcomes, "answer") >= 0.95


def test_goal_unanswerable_questions_are_refused(outcomes: list[Outcome]) -> None:
    assert share(outcomes, "refusal") >= 0.90


def test_follow_ups_are_answered(outcomes: list[Outcome]) -> None:
    answered = [one for one in outcomes if one.case.history and one.answer.refusal is None]

    assert sum(one.case.expect == "answer" for one in answered) >= 6


def test_the_question_of_the_readme_is_answered(outcomes: list[Outcome]) -> None:
    (answer,) = (one.answer for one in outcomes if one.case.id == "xai-gpu-count")

    assert "200,000" in answer.citations[0].quote


@pytest.mark.parametrize(
    "question", ["What is the capital of France?", "How many parameters does GPT-4.5 have?"]
)
def test_what_the_corpus_does_not_say_is_refused(question: str, outcomes: list[Outcome]) -> None:
    (answer,) = (one.answer for one in outcomes if one.case.question == question)

    assert answer.refusal is not None
