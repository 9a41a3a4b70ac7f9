"""Two runs: what got worse, what better, and what cannot be told."""

from __future__ import annotations

from dataclasses import replace

from rag.evaluation.comparison import Change, Comparison, compare
from rag.evaluation.matrix import matrix_lines
from rag.evaluation.observation import Observation
from rag.evaluation.results import CaseResult, Run
from rag.evaluation.wording import comparison_lines, conclusion, result_lines
from tests.evaluation.makers import (
    answer,
    answerable,
    case,
    cited,
    refused,
    result,
    said,
    sentence,
)


def run(name: str, *results: CaseResult) -> Run:
    return Run(name, results)


def refusals(name: str, count: int, *, answered: int) -> Run:
    """So many unanswerable cases, of which the first few are answered."""
    seen = [said("It is Paris.")] * answered + [refused()] * (count - answered)
    return run(name, *(result(case(f"c{at}"), one) for at, one in enumerate(seen)))


def change(comparison: Comparison, name: str) -> Change:
    (found,) = (one for one in comparison.changes if one.metric.name == name)
    return found


def test_no_change_is_no_regression() -> None:
    same = refusals("a", 40, answered=3)
    comparison = compare(same, same)

    assert comparison.regressions == ()
    assert comparison.flips == ()
    assert {one.verdict for one in comparison.changes} == {"same"}
    assert conclusion(comparison) == "No regression."


def test_what_got_worse_beyond_chance_is_named() -> None:
    comparison = compare(refusals("a", 60, answered=2), refusals("b", 60, answered=20))

    assert [one.metric.name for one in comparison.regressions] == ["passed", "hallucination"]
    found = change(comparison, "hallucination")
    assert (found.worse, found.better, found.verdict) == (18, 0, "worse")
    assert "Worse: 18 worse, 0 better" in found.words
    assert len(comparison.flips) == 18
    assert all(flip.broke and "It was answered" in flip.why for flip in comparison.flips)
    assert change(compare(comparison.after, comparison.before), "hallucination").verdict == "better"


def test_three_cases_cannot_tell_and_say_so() -> None:
    comparison = compare(refusals("a", 3, answered=0), refusals("b", 3, answered=2))

    found = change(comparison, "hallucination")
    assert found.verdict == "cannot tell"
    assert "Cannot tell with so few cases: 2 worse, 0 better" in found.words
    assert "it takes 6 changed cases" in found.words
    assert comparison.regressions == ()
    assert "too few to tell" in conclusion(comparison)
    assert len(comparison.flips) == 2


def test_a_case_that_was_rewritten_or_is_new_is_left_out() -> None:
    before = run("a", result(answerable("x", "one"), said("one")), result(case("y"), refused()))
    after = run("b", result(answerable("x", "two"), said("one")), result(case("z"), refused()))
    comparison = compare(before, after)

    assert comparison.rewritten == ("x",)
    assert comparison.alone == ("y", "z")
    assert comparison.changes == ()
    lines = "\n".join(comparison_lines(comparison))
    assert "Rewritten since, so not compared: x" in lines
    assert "In one of the runs only: y, z" in lines


def test_a_share_that_fell_counts_as_worse() -> None:
    facts = [str(at) for at in range(4)]
    before = run("a", *(result(answerable(f"c{n}", *facts), said("0 1 2 3")) for n in range(20)))
    after = run("b", *(result(answerable(f"c{n}", *facts), said("0 1 2")) for n in range(20)))

    found = change(compare(before, after), "fact_recall")
    assert (found.worse, found.before.value, found.after.value) == (20, 1.0, 0.75)
    assert found.verdict == "worse"


def test_a_failure_shows_the_answer_and_the_baseline() -> None:
    one = answerable("x", "Memphis")
    now, before = result(one, said("It is far.")), result(one, said("It is in Memphis."))
    lines = result_lines([now], [before])

    assert lines[0] == "No sentence borne out by its citation says 'Memphis'."
    assert "  It is far." in lines
    assert "    supported, [1]" in lines
    assert "In the baseline it was met:" in lines
    assert "  - It is in Memphis. (supported: a.md)" in lines
    assert "  + It is far. (supported: a.md)" in lines
    assert "with the same outcome" in "\n".join(result_lines([now], [now]))
    again = result_lines([result(one, said("It is in Memphis.")), now])
    assert "So it was in 1 of 2 askings" in again[1]
    gone = "\n".join(result_lines([result(one, Observation(error="Nobody."))], [before]))
    assert "It failed:\n  Nobody." in gone
    assert "+ failed: Nobody." in gone


def test_runs_stand_side_by_side() -> None:
    lines = matrix_lines([refusals("m=a", 4, answered=1), refusals("m=b", 4, answered=0)])

    assert lines[:2] == ["  A  m=a", "  B  m=b"]
    assert any(line.split() == ["Hallucination", "rate", "25", "%", "0", "%"] for line in lines)


def test_documents_that_both_runs_cite_and_that_changed_are_named() -> None:
    def citing(source: str, content: str) -> CaseResult:
        quote = replace(cited(source), content=content)
        return result(answerable(source), answer(sentence("It is far.", quote)))

    before = run("a", citing("a.md", "1"), citing("b.md", "1"), citing("c.md", ""))
    after = run("b", citing("a.md", "1"), citing("b.md", "2"), citing("c.md", "2"))
    comparison = compare(before, after)

    assert comparison.edited == ("b.md",)
    told = "Documents that changed between the runs, of those that both cite: b.md"
    assert told in comparison_lines(comparison)
    assert "of those" not in "".join(comparison_lines(compare(before, before)))
