"""Torn files: some of them once by default, each 50 times as `long`."""

from __future__ import annotations

import pytest

from tests.durability.torn import is_well, series


@pytest.mark.slow
def test_a_torn_file_is_noticed() -> None:
    some = ("catalog.sqlite3", "data_level0.bin", "chroma.sqlite3")
    harms = list(series(1, seed=3, only=some))
    assert [harm for harm in harms if not is_well(harm)] == []
    assert len(harms) >= len(some)


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_every_file_torn_50_times_is_noticed() -> None:
    assert [harm for harm in series(50, seed=1) if not is_well(harm)] == []
