"""`.ci/run` fails whatever fails in it, and begins the page with the tests that take longest."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.browser import conftest

ROOT = Path(__file__).resolve().parent.parent
STEPS = ("pip", "ruff", "lint-imports", "mypy", "python")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with the script, and programs that say their name and end as they are told."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "README.md").write_text("python3 -m venv .venv && echo the tests: pytest\n")
    for place, name in [(".venv/bin", name) for name in STEPS] + [
        ("bin", "chromium"),
        ("bin", "python3"),
    ]:
        program = tmp_path / place / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f'#!/bin/sh\necho "{name} $*"\ntest "$FAILS" != {name}\n')
        program.chmod(0o755)
    return tmp_path


def run(house: Path, fails: str = "") -> subprocess.CompletedProcess[str]:
    path = f"{house / 'bin'}:{os.environ['PATH']}"
    return subprocess.run(
        [house / ".ci" / "run"],
        env=os.environ | {"FAILS": fails, "PATH": path, "TMPDIR": str(house)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_all_holds_it_ends_well_and_leaves_nothing(house: Path) -> None:
    before = sorted(house.iterdir())
    done = run(house)
    assert done.returncode == 0, done.stderr
    for said in ("the tests: pytest", "ruff check .", "ruff format --check .", "lint-imports"):
        assert said in done.stdout
    assert "python -m pytest -m browser" in done.stdout
    assert "mypy" in done.stdout
    assert sorted(house.iterdir()) == before


@pytest.mark.parametrize("fails", ["python3", *STEPS])
def test_whatever_fails_fails_it(house: Path, fails: str) -> None:
    done = run(house, fails)
    assert done.returncode != 0
    assert ("python -m pytest -m browser" in done.stdout) == (fails == "python")


def test_the_tests_of_the_page_that_take_longest_come_first() -> None:
    folder = ROOT / "tests" / "browser"
    names = ["test_access.py", "test_access.py", *reversed(conftest.LONGEST), "test_report.py"]
    items = [SimpleNamespace(path=folder / name, add_marker=lambda _: None) for name in names]
    conftest.pytest_collection_modifyitems(cast("list[Any]", items))
    others = ["test_access.py", "test_access.py", "test_report.py"]
    assert [item.path.name for item in items] == [*conftest.LONGEST, *others]
    assert all((folder / name).is_file() for name in conftest.LONGEST)
