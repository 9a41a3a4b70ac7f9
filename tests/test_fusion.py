"""Fusion of dense and lexical scores."""

import pytest

from rag.retrieve.fusion import DENSE_WEIGHT, fuse


def test_a_bm25_counts_as_its_share_of_the_best_and_a_cosine_in_deviations_above_the_last() -> None:
    fused = dict(fuse([{"a": 0.8, "b": 0.4}], [{"b": 12.0, "c": 3.0}]))

    assert fused["a"] == pytest.approx(DENSE_WEIGHT * 2)
    assert fused["b"] == pytest.approx(1.0)
    assert fused["c"] == pytest.approx(0.25)


def test_an_embedder_whose_cosines_lie_close_together_counts_as_much_as_another() -> None:
    wide = fuse([{"a": 0.9, "b": 0.5, "c": 0.1}], [{"b": 5.0}])
    narrow = fuse([{"a": 0.86, "b": 0.85, "c": 0.84}], [{"b": 5.0}])

    assert dict(wide) == pytest.approx(dict(narrow))


def test_what_both_lists_name_comes_first() -> None:
    assert fuse([{"a": 0.9, "b": 0.8, "c": 0.1}], [{"b": 9.0, "d": 8.5}])[0][0] == "b"


def test_what_one_list_is_sure_of_is_not_outvoted_by_places() -> None:
    """By reciprocal ranks "middling", third of both lists, would come before "sure"."""
    dense = {"near": 0.42, "nearer": 0.41, "middling": 0.4, "far": 0.39}
    lexical = {"sure": 30.0, "weak": 4.0, "middling": 3.9}

    assert fuse([dense], [lexical])[0][0] == "sure"


def test_parts_of_a_question_add_up() -> None:
    assert fuse([], [{"a": 2.0, "b": 2.0}, {"b": 1.0}]) == [("b", 2.0), ("a", 1.0)]


def test_equal_cosines_say_nothing_and_ties_keep_their_order() -> None:
    assert fuse([{"b": 0.5, "a": 0.5}], [{}]) == [("b", 0.0), ("a", 0.0)]


def test_nothing_in_nothing_out() -> None:
    assert fuse([{}], [{}]) == []
