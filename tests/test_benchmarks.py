"""The arithmetic of the benchmarks: gains, percentiles, ratios, bars, and turns."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.benchmarks.ranking import lead, scored
from tests.benchmarks.speed.timing import (
    Measure,
    as_json,
    interleaved,
    percentile,
    ratio,
    table,
)


def test_what_is_right_counts_less_the_later_it_comes() -> None:
    score = scored([["a", "b"], ["a", "c"], ["x"]], [{"b": 1.0}, {"a": 4.0, "c": 1.0}, {"a": 1.0}])
    assert score.ndcg == pytest.approx([1 / np.log2(3), 1.0, 0.0])
    assert score.recall == pytest.approx([1.0, 1.0, 0.0])


def test_a_grade_in_the_wrong_order_costs() -> None:
    swapped = scored([["c", "a"]], [{"a": 4.0, "c": 1.0}])
    assert swapped.ndcg[0] == pytest.approx((1 + 4 / np.log2(3)) / (4 + 1 / np.log2(3)))


def test_the_lead_has_an_interval() -> None:
    grades = [{"a": 1.0}] * 4
    more, half = lead(scored([["a"]] * 4, grades), scored([["a"], ["b"]] * 2, grades))
    assert more == 0.5
    assert half == pytest.approx(1.96 * np.std([0, 1, 0, 1], ddof=1) / 2)


def test_runs_take_turns_and_every_second_round_goes_backwards() -> None:
    order: list[str] = []

    def run(name: str) -> float:
        order.append(name)
        return float(len(order))

    found = interleaved(2, {"one": lambda: run("one"), "two": lambda: run("two")})
    assert order == ["one", "two", "two", "one"]
    assert found == {"one": [1.0, 4.0], "two": [2.0, 3.0]}


def test_a_ratio_is_that_of_pairs() -> None:
    assert ratio([1.0, 30.0, 2.0], [2.0, 10.0, 4.0]) == 0.5
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0


def test_a_bar_is_for_the_ratio_where_there_is_one() -> None:
    measures = [
        Measure("ingest", 90.0, "chunks/s", 30.0, "other", 3.0, (">=", 3.0)),
        Measure("start", 2.0, "s", bar=("<=", 1.5)),
        Measure("disk", 2.0, "MiB"),
    ]
    assert [one.met for one in measures] == [True, False, None]
    assert "not met" in table(measures)
    rows = json.loads(as_json(measures, {"cores": 2}))["measures"]
    assert [row["met"] for row in rows] == [True, False, None]
