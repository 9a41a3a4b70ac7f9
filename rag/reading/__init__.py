"""The readers: two texts read together, token by token, by small models that ship with it."""

from rag.reading.pairs import MARKS, Lesson, Pair, PairReader, join, trained_encoder
from rag.reading.reader import BundledReader, Reader, Reading, Window
from rag.reading.support import (
    MOST_SENTENCE_TOKENS,
    MOST_SOURCE_TOKENS,
    BundledSupportReader,
    SupportReader,
)

__all__ = [
    "MARKS",
    "MOST_SENTENCE_TOKENS",
    "MOST_SOURCE_TOKENS",
    "BundledReader",
    "BundledSupportReader",
    "Lesson",
    "Pair",
    "PairReader",
    "Reader",
    "Reading",
    "SupportReader",
    "Window",
    "join",
    "trained_encoder",
]
