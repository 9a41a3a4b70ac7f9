"""Kills: one a stage or so by default, 300 as `long`."""

from __future__ import annotations

import pytest

from tests.durability.kills import series
from tests.durability.points import STAGES


@pytest.mark.slow
def test_a_killed_sync_loses_nothing() -> None:
    runs = list(series(len(STAGES) - 2, seed=7, names=("reworked",), stages=_QUICK))
    assert [run.fault for run in runs] == [""] * len(runs)
    assert all(run.killed for run in runs)


_QUICK = ("parse", "embed", "catalog", "upsert", "swap", "delete")
"""Stages that "reworked" passes; nothing is copied there, and one build is enough to wait for."""


@pytest.mark.slow
def test_a_sync_killed_at_a_small_edit_loses_nothing() -> None:
    runs = list(series(3, seed=3, names=("edited",), stages=("copy", "upsert", "swap")))
    assert [run.fault for run in runs] == [""] * len(runs)
    assert any(run.killed for run in runs)  # one that ends before its delay is up is not


@pytest.mark.slow
def test_a_first_sync_killed_while_it_begins_its_index_loses_nothing() -> None:
    stages = ("parse", "embed", "upsert", "verify", "catalog", "swap")
    runs = list(series(len(stages), seed=5, names=("first",), stages=stages))
    assert [run.fault for run in runs] == [""] * len(runs)
    assert all(run.killed for run in runs)


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_300_killed_syncs_lose_nothing() -> None:
    runs = list(series(300, seed=1))
    assert [run for run in runs if run.fault] == []
    assert {run.stage for run in runs} == set(STAGES)
