"""The reader of benchmarks whose questions readers are trained on: none reads its own lessons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rag.reading.reader import WEIGHTS, BundledReader, Reading, Window


class UnseenReader:
    """Two readers, each trained on one half of the groups (`train_reader.py` made both).

    `half` says which half the next question is of: the reader trained without it reads. `shipped`:
    the one that ships reads, for questions that it has not been trained on either.
    """

    def __init__(self, folder: Path, *, shipped: bool = False) -> None:
        files = [WEIGHTS if shipped else folder / f"without-{half}.safetensors" for half in (0, 1)]
        self._readers = [BundledReader(file) for file in files]
        self.half = 0

    def read(self, question: str, windows: Sequence[Window]) -> list[Reading]:
        """One reading a window, in order."""
        return self._readers[self.half].read(question, windows)

    def warm_up(self) -> None:
        """Loads both."""
        for reader in self._readers:
            reader.warm_up()
