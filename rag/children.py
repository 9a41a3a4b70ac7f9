"""What every child process of ours gets from its parent's environment, and why one has ended."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

_PACKAGE_ROOT = Path(__file__).resolve().parents[1]

_PASSED_ON = (
    *("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("SYSTEMROOT", "USERPROFILE", "TEMP", "TMP", "PYTHONHOME", "VIRTUAL_ENV"),
    *("PATHEXT", "TESSDATA_PREFIX"),  # without which Tesseract is not found, or its languages
)


def child_environment() -> dict[str, str]:
    """What a child needs of our environment, and this package importable from anywhere.

    No more than that: there may be a key in the rest.
    """
    paths = [str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def read_report(errors: IO[bytes], limit: int = 100_000) -> str:
    """The last of what a child wrote to its error file."""
    size = errors.seek(0, os.SEEK_END)
    errors.seek(max(0, size - limit))
    return errors.read().decode("utf-8", "replace").strip()


def obituary(returncode: int, report: str) -> str:
    """Why a child ended, from its exit code or the last line that it wrote."""
    if returncode < 0:
        return f"it was ended by signal {-returncode}"
    return report.splitlines()[-1].rstrip(".") if report else f"exit code {returncode}"
