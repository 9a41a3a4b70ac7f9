"""Finds the words of a sentence that a source has neither literally nor by a near synonym."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.store import Encoder
from rag.text import Term, content_terms

NEAR = 0.5
"""Cosine of two words by the bundled encoder from which on they may mean the same. "Lodging" and
"accommodation" are at 0.79, "balcony" and "garage" at 0.40; "cats" and "dogs" cannot be told."""


class Lacking:
    """Of the texts of a source: does it lack a word? The embedder is to remember their words."""

    def __init__(self, embedder: Encoder, texts: Sequence[str]) -> None:
        self._embedder = embedder
        self._words = {
            term.folded: term.text.lower() for text in texts for term in content_terms(text)
        }

    def word(self, word: Term) -> bool:
        """Is it not in the source in any of its forms?"""
        return word.folded not in self._words

    def __call__(self, word: Term, near: float = NEAR) -> bool:
        """Is neither it nor a word near to it in the source?

        `near` is the cosine from which on two words may mean the same.

        A source without words lacks all.
        """
        if word.folded in self._words:
            return False
        if not self._words:
            return True
        # together: the vectors of two calls may be of two embedders
        own, *theirs = self._embedder.embed([word.text.lower(), *self._words.values()])
        return float((np.array(theirs) @ own).max()) < near
