"""Readable stand-ins for the parts that are slow, random, or far away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from rag.store import FloatArray, Record, SourceState
from rag.types import Chunk, Document, Section

_WORD = re.compile(r"\w+")


@dataclass
class WordEmbedder:
    """Embeds a text as its bag of words: texts that share words are near, others are not.

    Each word, folded to lower case, has one direction of its own, drawn from its hash. A token is a
    word, plus two for the special tokens that real models add. `embedded` lists every text that
    was ever embedded, in order, so that a test can say what was not done twice.
    """

    name: str = "words"
    dimension: int = 32
    max_tokens: int = 64
    fingerprint: str = "words-1"
    is_here: bool = True
    embedded: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit rows; a text without words is the unit vector of no word."""
        self.embedded.extend(texts)
        rows = [self._row(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """Words, and two more."""
        return len(_WORD.findall(text)) + 2

    def warm_up(self) -> None:
        """There is nothing to load."""

    def _row(self, text: str) -> FloatArray:
        words = _WORD.findall(text.lower())[: self.max_tokens - 2]
        total = np.sum([self._direction(word) for word in words or [""]], axis=0)
        unit: FloatArray = (total / np.linalg.norm(total)).astype(np.float32)
        return unit

    def _direction(self, word: str) -> npt.NDArray[np.float64]:
        seed = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return np.random.default_rng(int.from_bytes(seed, "big")).normal(size=self.dimension)


def record(source: str, *paragraphs: str, title: str = "", mtime_ns: int = 1) -> Record:
    """A document of these paragraphs, each a chunk and a section of its own.

    The document's id is its source, chunk 0 of "a.md" is "a.md#0", and its section "part 1".
    """
    title = title or source
    chunks: list[Chunk] = []
    start = 0
    for number, text in enumerate(paragraphs):
        end = start + len(text)
        locator = f"part {number + 1}"
        chunks.append(Chunk(f"{source}#{number}", source, title, start, end, text, locator))
        start = end + len("\n\n")
    document = Document(
        id=source,
        title=title,
        source=source,
        media_type="text/markdown",
        text="\n\n".join(paragraphs),
        sections=tuple(Section(chunk.start, chunk.end, chunk.locator) for chunk in chunks),
        content_hash=hashlib.sha256(repr(paragraphs).encode()).hexdigest(),
    )
    return Record(
        document=document,
        chunks=tuple(chunks),
        search_texts=tuple(f"{title}\n{chunk.text}" for chunk in chunks),
        state=SourceState(
            source, source, document.content_hash, len(document.text), mtime_ns, "by paragraph"
        ),
    )
