"""`rag` as a process of its own, also as `python -m rag`."""

import sys

from rag.cli import main
from rag.leaving import leave


def run() -> None:
    """Runs the command line's arguments, and ends the process."""
    try:
        main()
    except SystemExit as ended:
        served = "streamlit" in sys.modules  # its threads may still have something to do
        if served or not isinstance(ended.code, int):
            raise
        leave(ended.code)


if __name__ == "__main__":
    run()
