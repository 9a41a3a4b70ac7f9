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
    if path.is_dir():
        raise CaseError(f"{path} is a folder.", hint="Name a file in it.")
    folder = path.absolute().parent
    if makes_folder:
        folder = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    if not folder.is_dir():
        raise CaseError(
            f"{path} cannot be written: there is no folder {folder}.",
            hint="Make it, or name another file.",
        )
    try:
        if path.exists():
            path.open("ab").close()
        else:
            tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise CaseError(
            f"{path} cannot be written: {said(error)}.", hint="Name another file."
        ) from error
