"""A process that leaves has said all that it had to say, and its exit code is what it was given."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from rag.digests import digest_of
from rag.ingest.loaders import read_bytes

TEXT = "a line that is not flushed\n" * 10


def left(code: int, stdout: int, before: str = "") -> int:
    """The exit code of a process that prints TEXT and leaves."""
    script = f"from rag.leaving import leave; import sys; {before}sys.stdout.write({TEXT!r}); "
    script += f"leave({code})"
    buffered = {name: one for name, one in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, stdout=stdout, env=buffered, check=False).returncode


def test_what_was_printed_arrives_before_the_end() -> None:
    read, write = os.pipe()
    with os.fdopen(read) as printed:
        assert left(3, write) == 3
        os.close(write)
        assert printed.read() == TEXT


@pytest.mark.parametrize(("code", "ends_with"), [(0, 1), (3, 3)])
def test_what_nobody_reads_any_more_is_no_success(code: int, ends_with: int) -> None:
    read, write = os.pipe()
    os.close(read)
    assert left(code, write) == ends_with
    os.close(write)


def test_a_process_without_output_ends_too() -> None:
    assert left(0, subprocess.DEVNULL, "sys.stderr = None; ") == 0


def test_the_command_line_ends_with_its_own_code(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "rag", "search", "--no-such-option"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 2
    assert "--no-such-option" in ended.stderr


def test_a_file_is_read_to_its_end_though_the_system_does_not_say_how_long_it_is() -> None:
    """Linux says that its own files have no bytes."""
    told = Path("/proc/self/status")
    if not told.exists():
        pytest.skip("there is no such file here")
    assert b"VmPeak" in read_bytes(told, max_bytes=100_000)


def test_the_digest_of_a_file_of_many_steps(tmp_path: Path) -> None:
    long = tmp_path / "long"
    long.write_bytes(b"0123456789" * 3_400_000)  # two steps and a little
    assert digest_of(long) == hashlib.sha256(long.read_bytes()).hexdigest()
    (tmp_path / "empty").touch()
    assert digest_of(tmp_path / "empty").startswith("e3b0c44298fc1c149afb")
