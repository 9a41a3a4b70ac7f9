"""The list of cases: what broke first, narrowed by kind and group; all of it text."""

from __future__ import annotations

from rag.evaluation.comparison import compare
from rag.evaluation.results import Run
from rag.evaluation.tallies import by_case
from rag.ui.case_list import MOST, narrowed, rows_html
from tests.evaluation.makers import case, refused, result, said
from tests.page_reader import PageReader

A = case("a", group="x", question="<script>A</script>?")
B = case("b", group="y", known_failure="it is hard")
C = case("c", group="y")
BEFORE = Run("before", (result(A, refused()), result(B, said("No.")), result(C, refused())))
AFTER = Run("after", (result(A, refused()), result(B, said("No.")), result(C, said("Yes."))))
ASKINGS = by_case(AFTER.results)
FLIPS = {one.after[0].case.id: one for one in compare(BEFORE, AFTER).flips}


def test_what_broke_comes_first_then_what_is_not_met() -> None:
    assert list(narrowed(ASKINGS, FLIPS, "all")) == ["c", "b", "a"]
    assert list(narrowed(ASKINGS, FLIPS, "wrong")) == ["c", "b"]
    assert list(narrowed(ASKINGS, FLIPS, "flipped")) == ["c"]
    assert list(narrowed(ASKINGS, FLIPS, "all", "x")) == ["a"]
    assert list(narrowed(ASKINGS, FLIPS, "wrong", "x")) == []


def test_a_row_says_what_is_wrong_and_why_and_names_stay_text() -> None:
    read = PageReader(rows_html(ASKINGS, FLIPS))
    assert [one.attributes["data-open"] for one in read.all("button")] == ["a", "b", "c"]
    assert "<script>A</script>?" in read.text
    assert not read.all("script")
    assert "Not met any more: It was answered; the documents do not say this." in read.text
    assert "(known: it is hard)" in read.text


def test_no_list_is_longer_than_a_page_can_bear() -> None:
    many = by_case(result(case(f"c{at}"), refused()) for at in range(MOST + 5))
    assert rows_html(many, {}).count("<li>") == MOST
