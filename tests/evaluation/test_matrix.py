"""Several settings side by side: which combinations there are, and which cannot be."""

from __future__ import annotations

import pytest

from rag.errors import CaseError
from rag.evaluation.matrix import variants


def test_every_combination_is_a_variant() -> None:
    found = [one.name for one in variants(["passages=4,8", "model=a"])]
    assert found == ["passages=4 model=a", "passages=8 model=a"]


@pytest.mark.parametrize("written", ["model=qwen3:8b,qwen3/8b", "model=a,a"])
def test_two_whose_results_would_be_one_file_are_refused(written: str) -> None:
    with pytest.raises(CaseError, match="would be one file"):
        variants([written])
