"""A matrix that is really killed (SIGKILL) goes on where it was, and asks nothing twice.

The killed process is `rag eval` itself over fake assistants, so that it takes no time to begin.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from rag.evaluation.results import read_run

ROOT = Path(__file__).resolve().parents[2]
CASES = "cases:\n" + "".join(
    f"  - {{id: c{number}, question: 'Is it {number} o clock?', expect: refusal}}\n"
    for number in range(6)
)

PROGRAM = """
import os, signal, sys
from contextlib import nullcontext
from pathlib import Path
from rag.cli import Backend, main
from rag.evaluation.runner import Bench
from tests.fake_assistant import FakeAssistant, Script, make_refusal

log, fatal, *arguments = sys.argv[1:]

def respond(settings):
    def answered(question):
        with Path(log).open("a") as asked:
            asked.write(f"{settings.passages} {question}\\n")
        if f"{settings.passages} {question}" == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return Script(make_refusal(question, "The documents do not say."))
    return answered

def opened(settings, tapes):
    return nullcontext(Bench(FakeAssistant((), settings, respond=respond(settings))))

main(["eval", *arguments], obj=Backend(None, None, tuple, opened))
"""


def run(folder: Path, fatal: str) -> int:
    """`rag eval` over two settings; killed when it asks this. Its exit code."""
    arguments = [str(folder), "--vary", "passages=2,4", "--save", str(folder / "run.jsonl")]
    command = [sys.executable, "-c", PROGRAM, str(folder / "asked.txt"), fatal, *arguments]
    done = subprocess.run(
        [*command, "--resume"],
        cwd=ROOT,
        env={**os.environ, "RAG_DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_matrix_goes_on_and_asks_nothing_twice(tmp_path: Path) -> None:
    (tmp_path / "clock.grounding.yaml").write_text(CASES, "utf-8")
    first, second = tmp_path / "run.passages=2.jsonl", tmp_path / "run.passages=4.jsonl"
    killed = ("2 Is it 3 o clock?", "4 Is it 0 o clock?", "4 Is it 5 o clock?")
    for fatal in killed:
        assert run(tmp_path, fatal) == -signal.SIGKILL
    assert (read_run(first).finished, read_run(second).finished) == (True, False)
    assert len(read_run(second).results) == 5

    assert run(tmp_path, "nothing") == 0
    for path in (first, second):
        kept = read_run(path)
        assert kept.finished
        assert [one.case.id for one in kept.results] == [f"c{number}" for number in range(6)]
    asked = Counter((tmp_path / "asked.txt").read_text("utf-8").splitlines())
    assert {question for question, times in asked.items() if times > 1} == set(killed)
    assert len(asked) == 12
