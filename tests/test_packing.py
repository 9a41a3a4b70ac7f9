"""Packing: never over capacity, even in size, at the good places."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.packing import pack


@given(st.lists(st.integers(0, 60)), st.integers(1, 50))
def test_ranges_partition_the_units_within_capacity(costs: list[int], capacity: int) -> None:
    ranges = pack(costs, [0.5] * len(costs), capacity)
    assert [unit for start, end in ranges for unit in range(start, end)] == list(range(len(costs)))
    for start, end in ranges:
        assert end == start + 1 or sum(costs[start:end]) <= capacity


def test_sizes_come_out_even() -> None:
    ranges = pack([10] * 24, [0.5] * 24, 200)
    assert ranges == [(0, 12), (12, 24)]


def test_a_chunk_begins_where_it_is_cheap() -> None:
    cheap_at_five = [0.5] * 5 + [0.0] + [0.5] * 7
    assert pack([20] * 13, cheap_at_five, 200) == [(0, 5), (5, 13)]


def test_no_tiny_tail_is_left() -> None:
    ranges = pack([50, 50, 50, 45, 5], [0.0, 0.5, 0.5, 0.5, 0.0], 200)
    assert ranges == [(0, 5)]
    ranges = pack([50, 50, 50, 50, 5], [0.0, 0.5, 0.5, 0.5, 0.0], 200)
    assert len(ranges) == 2
    assert ranges[-1][0] < 4


def test_no_pieces_make_no_chunks() -> None:
    assert pack([], [], 10) == []
