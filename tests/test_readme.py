"""The README says what is so: its answers, its commands, its Python."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.readme_examples import project, stored, transcript

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_the_two_answers_are_what_the_program_says() -> None:
    assert transcript() == stored()


@pytest.mark.slow
def test_the_python_example_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    code = code.replace('corpus_dir="corpus"', f"corpus_dir={str(ROOT / 'corpus')!r}")

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "200,000" in done.stdout


@pytest.mark.slow
def test_the_three_cases_of_a_project_of_ones_own_pass(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag", "eval", "--json", "lease.grounding.yaml"],
        capture_output=True,
        text=True,
        cwd=project(tmp_path / "project"),
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_that_it_points_to_is_there() -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", README)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


def test_what_it_says_of_planted_faults_is_what_was_measured() -> None:
    results = (ROOT / "tests/benchmarks/RESULTS.md").read_text("utf-8")
    planted = results.split("\n## Planted falsehoods", 1)[1].split("\n## ", 1)[0]
    share = {
        kind: float(value)
        for kind, value in re.findall(r"^\| (.+?) \| \d+ \| ([\d.]+) \|$", planted, re.M)
    }
    passed = {kind: f"{100 * (1 - value):.1f} %" for kind, value in share.items()}

    swapped, amiss = passed["swapped citation"], 100 * share["*faithful, taken amiss*"]
    said = " ".join(README.split())
    assert share["number"] == share["date"] == 1.0
    assert (
        f"lets {passed['negation']} of the turned negations, {passed['name']} of the false names "
        f"and {swapped} of the swapped citations pass; of 700 faithful sentences "
        f"it takes {amiss:.1f} % amiss"
    ) in said


def test_every_setting_and_command_that_it_names_exists() -> None:
    listed = (ROOT / ".env.example").read_text("utf-8")
    from_help = subprocess.run(
        [sys.executable, "-m", "rag", "--help"], capture_output=True, text=True, check=True
    ).stdout

    for name in set(re.findall(r"\bRAG_[A-Z_]+\b", README)):
        assert f"{name}=" in listed, name
    for command in set(re.findall(r"`rag (\w+)", README)):
        assert re.search(rf"^\s+{command}\b", from_help, re.MULTILINE), command
