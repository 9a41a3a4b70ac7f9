"""Runs in the data folder: found newest first, whatever else lies there."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.evaluation.kept import cases_folder, kept_runs, new_file, runs_folder
from rag.evaluation.results import Run, write_run
from rag.settings import Settings
from tests.evaluation.makers import case, refused, result


def test_they_are_found_newest_first_and_other_files_are_passed_over(tmp_path: Path) -> None:
    folder = runs_folder(tmp_path)
    names = ("2026-11-02T080000.000000Z.jsonl", "2026-11-03T080000.000000Z.model=a.jsonl")
    for name in names:
        write_run(folder / name, Run(name, (result(case(), refused()),)))
    write_run(folder / "own.jsonl", Run("own", ()))
    os.utime(folder / "own.jsonl", (0, 0))
    (folder / "notes.jsonl").write_text("no results\n", "utf-8")
    found = kept_runs(tmp_path)
    assert [one.run.name for one in found] == [names[1], names[0], "own"]
    assert found[0].began == datetime(2026, 11, 3, 8, tzinfo=UTC)
    assert kept_runs(tmp_path / "nowhere") == ()


def test_a_run_that_grew_is_read_again(tmp_path: Path) -> None:
    path = new_file(tmp_path)
    write_run(path, Run("one", ()))
    assert kept_runs(tmp_path)[0].run.results == ()
    write_run(path, Run("one", (result(case(), refused()),)))
    assert len(kept_runs(tmp_path)[0].run.results) == 1


def test_cases_are_where_the_setting_says(tmp_path: Path) -> None:
    assert cases_folder(Settings(data_dir=tmp_path)) == tmp_path / "evaluations"
    assert cases_folder(Settings(cases_dir="~/cases")) == Path.home() / "cases"
    with pytest.raises(ConfigError, match="RAG_CASES_DIR"):
        cases_folder(Settings(cases_dir="~no-such-user-here/cases"))
