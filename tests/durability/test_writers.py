"""Two writers: once by default, 20 times as `long`; and questions while a sync runs."""

from __future__ import annotations

import pytest

from tests.durability.writers import Refusal, meetings


def _assert_well(met: list[Refusal]) -> None:
    assert [one for one in met if not one.named or one.damage or one.seconds >= 1] == []


@pytest.mark.slow
def test_a_second_writer_is_turned_away_with_the_first_ones_name() -> None:
    _assert_well(list(meetings(1)))


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_20_second_writers_are_turned_away() -> None:
    _assert_well(list(meetings(20)))
