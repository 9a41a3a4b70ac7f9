"""How a process of ours ends."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def leave(code: int) -> NoReturn:
    """Ends this process with what it has printed, and nothing else: everything else must be done.

    Python would take apart all that was loaded, which takes a third of a second after Chroma. Where
    the last words cannot be printed any more, a `code` of 0 becomes 1.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # nobody reads it any more, or it is closed
            code = code or 1
    os._exit(code)
