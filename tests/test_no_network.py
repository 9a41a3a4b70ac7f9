"""Nobody is told that Footnote runs: neither it nor what it is built on calls another machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.calls_out import CallsOut, noting

ROOT = Path(__file__).parents[1]


@pytest.fixture
def called(tmp_path: Path) -> CallsOut:
    return noting(tmp_path / "noted")


def run(called: CallsOut, *command: str, data: Path | None = None) -> int:
    """Exit code. Without the variables by which libraries know that they are being tested."""
    clean = {name: value for name, value in os.environ.items() if name not in ("CI", "TF_BUILD")}
    settings = {"RAG_DATA_DIR": str(data), "RAG_CORPUS_DIR": str(ROOT / "corpus" / "takeaways")}
    environment = clean | settings | called.environment
    return subprocess.run(command, env=environment, capture_output=True, timeout=300).returncode


@pytest.mark.slow
def test_who_indexes_documents_and_asks_calls_nobody(called: CallsOut, tmp_path: Path) -> None:
    rag = (sys.executable, "-m", "rag")
    assert run(called, *rag, "sync", data=tmp_path / "data") == 0
    assert run(called, *rag, "ask", "How many GPUs does xAI run?", data=tmp_path / "data") == 0
    assert run(called, *rag, "doctor", data=tmp_path / "data") == 0
    assert called.out() == []
    assert list((tmp_path / "noted" / "home").iterdir()) == []


def test_a_call_would_be_noted(called: CallsOut) -> None:
    look_up = "import socket\ntry: socket.getaddrinfo('footnote.invalid', 80)\nexcept OSError: 0"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {look_up!r}])"
    for program in (look_up, start):
        before = len(called.out())
        assert run(called, sys.executable, "-c", program) == 0
        assert len(called.out()) == before + 1
