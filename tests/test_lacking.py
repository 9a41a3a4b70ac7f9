"""Words that a source lacks: by their letters, or by none that is near."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.answer.verification.lacking import Lacking
from rag.store import FloatArray
from rag.text import content_terms


class Exchanged:
    """An embedder in whose place another comes with each call: with longer vectors."""

    def __init__(self) -> None:
        self.calls = 0

    def embed(self, texts: Sequence[str]) -> FloatArray:
        self.calls += 1
        rows = np.zeros((len(texts), 8 * self.calls), np.float32)
        rows[np.arange(len(texts)), [len(text) % 8 for text in texts]] = 1
        return rows


def test_words_are_compared_within_one_call_of_an_embedder_that_may_change() -> None:
    lacking = Lacking(Exchanged(), ["The flat has a balcony."])
    garage, cottages = content_terms("garage cottages")

    assert [lacking(garage), lacking(cottages), lacking(garage)] == [True, True, True]
    assert not lacking(content_terms("balcony")[0])
