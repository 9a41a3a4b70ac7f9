"""Can a file be written where somebody wants it? Asked before hours of questions, not behind."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from rag.errors import CaseError, said


def check_output(path: Path, *, makes_folder: bool = False) -> None:
    """Raises `CaseError` where no file can be written; leaves no trace.

    `makes_folder`: whoever writes it makes its folder, where that is not there.
    """
    try:
        _check(path, makes_folder)
    except OSError as error:
        raise CaseError(
            f"{path} cannot be written: {said(error)}.", hint="Name another file."
        ) from error


def _check(path: Path, makes_folder: bool) -> None:
    is_there = _is_there(path)
    if is_there and path.is_dir():
        raise CaseError(f"{path} is a folder.", hint="Name a file in it.")
    folder = path.absolute().parent
    if makes_folder:
        folder = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    if not folder.is_dir():
        raise CaseError(
            f"{path} cannot be written: there is no folder {folder}.",
            hint="Make it, or name another file.",
        )
    if is_there:
        path.open("ab").close()
    else:
        tempfile.TemporaryFile(dir=folder).close()


def _is_there(path: Path) -> bool:
    """`OSError` where that cannot be seen, from every Python: for some, `exists` says no then."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
