"""The support reader: does a passage bear a sentence out?

It learned from sentences as models write them, true and false, beside passages
(`tests/benchmarks/claims/`); `support.safetensors` was made by `tests/benchmarks/train_support.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from rag.reading.pairs import Lesson, PairReader
from rag.settings import Precision

SUPPORT_WEIGHTS = Path(__file__).with_name("support.safetensors")
MOST_SENTENCE_TOKENS = 96
MOST_SOURCE_TOKENS = 320


class SupportReader(Protocol):
    """Reads a sentence with the sources that are to bear it out."""

    def weigh(self, sentence: str, sources: Sequence[str]) -> list[float]:
        """A logit a source, in order: above 0 for rather borne out. May be called from several
        threads."""
        ...

    def warm_up(self) -> None:
        """Loads what `weigh` needs."""
        ...


class BundledSupportReader:
    """The `SupportReader` that ships with the package."""

    def __init__(
        self, weights: Path = SUPPORT_WEIGHTS, precision: Precision = Precision.AUTO
    ) -> None:
        lesson = Lesson(weights, "support", MOST_SENTENCE_TOKENS, MOST_SOURCE_TOKENS)
        self._pairs = PairReader(lesson, precision)

    def weigh(self, sentence: str, sources: Sequence[str]) -> list[float]:
        """A logit a source, in order."""
        return [one.whole for one in self._pairs.read(sentence, sources)]

    def warm_up(self) -> None:
        """Loads what `weigh` needs."""
        self.weigh("It is warm.", ["Warm."])
