"""Reciprocal-rank fusion."""

import pytest

from rag.retrieve.fusion import RRF_K, fuse


def test_scores_are_sums_of_reciprocal_ranks() -> None:
    fused = dict(fuse([["a", "b"], ["b", "c"]]))

    assert fused["b"] == pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1))
    assert fused["a"] == pytest.approx(1 / (RRF_K + 1))


def test_what_both_lists_name_comes_first() -> None:
    assert fuse([["a", "b"], ["c", "b"]])[0][0] == "b"


def test_nothing_in_nothing_out() -> None:
    assert fuse([[], []]) == []
