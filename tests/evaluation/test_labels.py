"""No two labels are alike, and none is longer than it must be."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.labels import after_files, distinct
from rag.evaluation.results import Run

_FEW = st.sampled_from(["a", "b", "a (2)", "a (3)"])


@given(st.lists(st.lists(_FEW, min_size=1, max_size=3), max_size=8))
def test_no_two_are_alike(spellings: list[list[str]]) -> None:
    labels = distinct(spellings)
    assert len(set(labels)) == len(labels) == len(spellings)


def test_only_those_that_share_a_spelling_get_a_clearer_one() -> None:
    assert distinct([("a", "a1"), ("a", "a2"), ("b", "b1")]) == ["a1", "a2", "b"]
    assert distinct([("a", "a1"), ("a", "a1"), ("a (2)",)]) == ["a1", "a1 (2)", "a (2)"]
    assert distinct([("a",), ("a",), ("a (2)",)]) == ["a", "a (3)", "a (2)"]


def test_runs_of_one_name_are_called_after_their_files() -> None:
    run = Run("run", ())
    paths = (Path("one/a.jsonl"), Path("two/a.jsonl"), Path("b.jsonl"))
    names = [one.name for one in after_files([run, run, run], paths)]
    assert names == [f"run ({paths[0]})", f"run ({paths[1]})", "run (b.jsonl)"]
    apart = after_files([run, Run("other", ())], paths[:2])
    assert [one.name for one in apart] == ["run", "other"]
