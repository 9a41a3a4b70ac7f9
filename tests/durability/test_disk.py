"""No room: a limit of the size of files by default; 20 of them, and 20 full disks, as `long`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.durability.disk import limits, mounted, small_disks


@pytest.mark.slow
def test_a_sync_without_room_leaves_the_live_index_and_says_what_to_do() -> None:
    (shortage,) = limits(1, seed=2)
    assert shortage.fault == ""
    assert "RAG_DATA_DIR" in shortage.message


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_20_syncs_without_room_leave_the_live_index() -> None:
    assert [one for one in limits(20, seed=1) if one.fault] == []


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_20_full_disks_leave_the_live_index(tmp_path: Path) -> None:
    try:
        with mounted(tmp_path / "trial", 100_000):
            pass
    except OSError as error:
        pytest.skip(str(error))
    assert [one for one in small_disks(20, seed=1) if one.fault] == []
