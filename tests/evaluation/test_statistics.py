"""Intervals and paired tests, against scipy."""

from __future__ import annotations

import random

import pytest

from rag.evaluation.statistics import mcnemar_exact, pairs_needed, tarone, wilson


def test_a_thousand_random_tables_are_as_scipy_has_them() -> None:
    from scipy.stats import binomtest  # .7 s, which every worker would spend to collect this file

    chance = random.Random(7)
    for _ in range(1_000):
        trials = chance.randint(1, 400)
        successes = chance.randint(0, trials)
        interval = binomtest(successes, trials).proportion_ci(method="wilson")
        assert wilson(successes, trials) == pytest.approx((interval.low, interval.high), abs=1e-12)
        worse, better = chance.randint(0, 60), chance.randint(0, 60)
        if worse + better:
            expected = binomtest(worse, worse + better).pvalue
            assert mcnemar_exact(worse, better) == pytest.approx(expected, rel=1e-9)


def test_no_trials_say_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert mcnemar_exact(0, 0) == 1.0


def test_none_of_thirty_still_allows_a_tenth() -> None:
    low, high = wilson(0, 30)

    assert low == 0.0
    assert 0.10 < high < 0.12


@pytest.mark.parametrize(
    ("worse", "better", "needed"),
    [(0, 0, 6), (1, 0, 6), (5, 0, 6), (3, 1, 17), (2, 2, None), (50, 49, None)],
)
def test_how_many_changed_cases_it_takes(worse: int, better: int, needed: int | None) -> None:
    assert pairs_needed(worse, better) == needed


def test_the_number_needed_is_enough_and_the_least() -> None:
    from scipy.stats import binomtest

    for worse, better in ((4, 1), (9, 2), (7, 5)):
        needed = pairs_needed(worse, better)
        assert needed is not None
        share = worse / (worse + better)
        chances = [
            binomtest(round(share * pairs), pairs).pvalue
            for pairs in range(worse + better, needed + 1)
        ]
        assert chances[-1] <= 0.05 < min(chances[:-1])


def test_several_tests_are_corrected_as_tarone_does() -> None:
    assert tarone([]) == ()
    assert tarone([(8, 0)]) == pytest.approx((mcnemar_exact(8, 0),))
    # Of five, two could come out below a level of 0.05 / 2, so that 2 is the factor.
    found = tarone([(8, 0), (7, 1), (6, 0), (1, 0), (0, 0)])
    assert found == pytest.approx((2 * 0.0078125, 2 * mcnemar_exact(7, 1), 1.0, 1.0, 1.0))


def test_chance_alone_is_hardly_ever_called_a_difference() -> None:
    draw = random.Random(11)
    alarms = 0
    for _ in range(1_000):
        sizes = [draw.randint(0, 25) for _ in range(12)]
        worse = [sum(draw.random() < 0.5 for _ in range(size)) for size in sizes]
        pairs = [(one, size - one) for one, size in zip(worse, sizes, strict=True)]
        alarms += min(tarone(pairs)) <= 0.05
    assert alarms <= 50
