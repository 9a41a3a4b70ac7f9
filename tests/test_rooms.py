"""The folders that every test has for itself (`conftest.py`)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def seen() -> set[Path]:
    """The folders of the tests before this one."""
    return set()


@pytest.mark.parametrize("_again", range(2))
def test_each_test_has_folders_that_are_empty_and_its_own(seen: set[Path], _again: int) -> None:
    own = {Path.cwd(), Path(os.environ["RAG_DATA_DIR"])}
    assert len(own) == 2
    assert not own & seen
    assert not any(any(folder.iterdir()) for folder in own)
    seen |= own


def test_they_are_not_among_those_that_are_listed_for_each_new_one(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    listed = tmp_path_factory.getbasetemp()
    assert Path.cwd().parent != listed
    assert Path(os.environ["RAG_DATA_DIR"]).parent != listed
