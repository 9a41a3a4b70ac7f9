"""The state machine of edits: a few runs by default, 500 as `long`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.durability.edits import Edits, own_word, traces
from tests.durability.laboratory import Laboratory, opened


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with opened() as one:
        yield one


def _run(laboratory: Laboratory, runs: int, steps: int) -> None:
    class Here(Edits):
        def _laboratory(self) -> Laboratory:
            return laboratory

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_after_any_edits_the_store_is_the_folder(laboratory: Laboratory) -> None:
    _run(laboratory, runs=4, steps=10)


@pytest.mark.long
@pytest.mark.timeout(7_200)
def test_after_any_edits_the_store_is_the_folder_500_times(laboratory: Laboratory) -> None:
    _run(laboratory, runs=500, steps=20)


def test_a_trace_is_found_in_either_encoding(tmp_path: Path) -> None:
    word = own_word(1)
    (tmp_path / "eight").write_bytes(b"before" + word.upper().encode() + b"after")
    (tmp_path / "sixteen").write_bytes(word.encode("utf-16"))
    (tmp_path / "other").write_text(own_word(2))
    assert {one.partition(":")[0] for one in traces(tmp_path, word)} == {"eight", "sixteen"}
