"""Which texts are computed together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.store import batching
from rag.store.batching import batches
from rag.store.bert_graph import padded

SIZES = st.lists(st.integers(1, 256), max_size=60)


@pytest.fixture(autouse=True)
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "core_count", lambda: 2)


def cost(sizes: list[int], rows: list[int]) -> int:
    return len(rows) * padded(max(sizes[row] for row in rows))


@given(SIZES)
def test_each_row_is_in_one_batch_and_the_largest_come_first(sizes: list[int]) -> None:
    found = batches(sizes, 512)

    assert sorted(row for rows in found for row in rows) == list(range(len(sizes)))
    assert all(len(rows) == 1 or cost(sizes, rows) <= 512 for rows in found)
    costs = [cost(sizes, rows) for rows in found]
    assert costs == sorted(costs, reverse=True)


@pytest.mark.parametrize("many", [2, 4, 6, 8])
def test_equal_texts_are_shared_out_evenly(many: int) -> None:
    assert [len(rows) for rows in batches([140] * many, 640)] == [many // 2] * 2


def test_short_texts_are_not_padded_to_long_ones() -> None:
    sizes = [10, 200, 12, 190, 11, 16, 9, 13]

    found = batches(sizes, 512)

    assert sum(cost(sizes, rows) for rows in found) <= 2 * 208 + 6 * 16
    assert not any({1, 3} & set(rows) and len(set(rows) - {1, 3}) for rows in found)


def test_few_words_are_not_worth_a_second_core() -> None:
    assert len(batches([9, 12, 8], 512)) == 1
