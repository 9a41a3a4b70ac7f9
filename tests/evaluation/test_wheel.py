"""A project of somebody else's: the wheel installed, three cases, ten documents, `pytest`."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.readme_examples import project

ROOT = Path(__file__).resolve().parents[2]
MONTHS = ("May", "June", "July", "August", "March", "April", "October", "November", "January")


def run(*command: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(one) for one in command], cwd=at, capture_output=True, text=True, check=False
    )


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_steps_of_the_readme_in_an_empty_project(tmp_path: Path) -> None:
    """The environment borrows this one's packages, and has Footnote from its own wheel alone."""
    pip = (sys.executable, "-m", "pip")
    built = run(*pip, "wheel", "--no-deps", "-q", "-w", tmp_path / "dist", ROOT, at=tmp_path)
    assert built.returncode == 0, built.stderr
    venv.create(tmp_path / "env", with_pip=False)
    (site,) = (tmp_path / "env").glob("lib/python*/site-packages")
    (wheel,) = (tmp_path / "dist").glob("footnote-*.whl")
    run(*pip, "install", "--no-deps", "-q", "--target", site, wheel, at=tmp_path)
    ours = next(Path(one) for one in sys.path if one.endswith("site-packages"))
    (site / "borrowed.pth").write_text(f"{ours}\n", "utf-8")

    empty = project(tmp_path / "project")
    for month in MONTHS:
        text = f"# Minutes of {month}\n\nThe tenants met in {month}. The roof was repaired.\n"
        (empty / "documents" / f"{month}.md").write_text(text, "utf-8")

    python = tmp_path / "env" / "bin" / "python"
    done = run(python, "-P", "-m", "pytest", "-v", at=empty)
    assert "lease.grounding.yaml::notice PASSED" in done.stdout, done.stdout + done.stderr
    assert "3 passed" in done.stdout
    assert "answerable             2         0" in done.stdout
    where = run(python, "-P", "-c", "import rag; print(rag.__file__)", at=empty)
    assert Path(where.stdout.strip()).is_relative_to(site)
