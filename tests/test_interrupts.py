"""Ctrl-C while Python imports: it comes, a moment later, when no lock of an import is held."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.cli.interrupts import interruptible


@pytest.fixture(autouse=True)
def _taken_as_usual() -> Iterator[None]:
    """Also where whoever started the tests has the signal ignored, as a shell's "&" has."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


SCRIPT = """
import signal, sys, threading
from rag.cli.interrupts import interruptible

signal.signal(signal.SIGINT, signal.default_int_handler)
did = []
names = {"did": did, "press": signal.raise_signal, "number": signal.SIGINT}
steps = compile("did.append('lock')\\npress(number)\\ndid.append('unlock')", sys.argv[1], "exec")
try:
    with interruptible():
        exec(steps, names)
        threading.Event().wait(30)
        did.append("in vain")
except KeyboardInterrupt:
    did.append("stopped")
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
print(*did)
"""
"""In a process of its own: whoever runs the tests is not to be stopped by the signal."""


@pytest.mark.parametrize(
    ("file", "done"),
    [
        ("<frozen importlib._bootstrap>", "lock unlock stopped"),
        ("rag/assistant.py", "lock stopped"),
    ],
)
def test_a_lock_of_an_import_is_given_back_before_it_stops(file: str, done: str) -> None:
    begun = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, file], capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == done.split()
    assert sys.platform == "win32" or time.monotonic() - begun < 25, "it wakes who waits"


def test_who_else_takes_the_signal_keeps_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interruptible():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_commands_run_so(monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[object] = []
    monkeypatch.setattr(
        "rag.cli._log_to_stderr", lambda *_: found.append(signal.getsignal(signal.SIGINT))
    )

    CliRunner().invoke(main, ["doctor", "--help"])
    assert found
    assert found != [signal.default_int_handler]
