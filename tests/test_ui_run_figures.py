"""Runs in figures: what a person can read in them, and that all of it is text."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from rag.evaluation.comparison import compare
from rag.evaluation.kept import KeptRun
from rag.evaluation.results import Run
from rag.ui.run_figures import (
    MOST_RUNS,
    comparison_html,
    over_time_html,
    run_html,
    run_labels,
    when,
)
from tests.evaluation.makers import case, failed, refused, result, said
from tests.page_reader import PageReader

CASES = [case(f"c{at}", expect={"answer": {"facts": ["1987"]}}, group="<i>when</i>") for at in "ab"]
GOOD = Run("<b>good</b>", tuple(result(one, said("In 1987.")) for one in CASES))
NAMES = ("bad", "<b>good</b>")
BAD = Run("bad", (result(CASES[0], refused()), result(CASES[1], failed())))


def kept(run: Run, day: int = 2) -> KeptRun:
    return KeptRun(Path(f"{day}.jsonl"), datetime(2026, 11, day, 9, 5, tzinfo=UTC), run)


def read(html: str) -> str:
    return PageReader(html).text


def test_a_run_shows_the_2x2_the_metrics_and_what_failed() -> None:
    text = read(run_html(BAD))
    for words in ("Answerable and answered", "Failed: 1", "Over-refusal rate", "95 % interval"):
        assert words in text
    assert "by group" not in text, "there is one group only"
    assert "No case of this run was asked yet." in run_html(Run("empty", ()))


def test_a_comparison_says_first_what_may_be_concluded() -> None:
    comparison = compare(GOOD, BAD)
    text = read(comparison_html(comparison))
    assert text.startswith("No regression beyond chance")
    assert "Cannot tell with so few cases" in text
    assert ", was 100 %" in read(run_html(BAD, comparison))
    assert "No case changed in any metric." in read(comparison_html(compare(GOOD, GOOD)))


def test_cases_that_only_one_run_has_are_named_apart() -> None:
    fewer = Run("fewer", GOOD.results[:1])
    assert "rewritten: cb" in read(comparison_html(compare(GOOD, fewer)))


def test_runs_over_time_are_shown_up_to_a_dozen_and_names_are_text() -> None:
    html = over_time_html([kept(GOOD)] + [kept(BAD, 1)] * MOST_RUNS)
    assert "1 older can be chosen below." in read(html)
    assert "<b>good</b>" in read(html)
    assert not PageReader(html).all("b")
    assert over_time_html([kept(Run("empty", ()))] * 2) == ""
    assert ":05" in when(kept(GOOD))


def test_runs_of_one_minute_are_told_apart() -> None:
    moment = datetime(2026, 11, 2, 9, 5, 7, tzinfo=UTC)
    moments = (moment, moment.replace(second=41), moment.replace(second=41, microsecond=9))
    several = [KeptRun(Path(f"{at}.jsonl"), at, BAD) for at in moments]
    early, late, later = run_labels(several)
    assert ":05:07, bad" in early
    assert ":05:41, bad" in late
    assert later == f"{late} (2)"
    drawn = [one.split("\n")[0] for one in read(over_time_html(several)).split("02 Nov ")[1:4]]
    assert len(set(drawn)) == 3
    assert run_labels([kept(BAD), kept(GOOD)]) == [f"{when(kept(BAD))}, {n}" for n in NAMES]
