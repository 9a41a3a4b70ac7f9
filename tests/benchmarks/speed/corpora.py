"""Corpora of any size out of a few thousand sentences, and an embedder that fills them quickly."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.settings import BUNDLED_EMBEDDER
from rag.store import Embedder, FloatArray, load_embedder
from rag.text import sentence_spans

ROOT = Path(__file__).parents[3]
_MOST_SENTENCES = 3_000
_A_DOCUMENT = 6  # sentences: about 150 words, which is one chunk
QUESTIONS = (
    "What does the {} of the {} depend on?",
    "How many {} were found in the {}?",
    "Who said that the {} is a {}?",
    "When did the {} become {}?",
    "Why is the {} important for {}?",
)


def sentences(data: Path | None) -> list[str]:
    """Distinct sentences of the papers in `data`/covid_qa, else of the documents that ship."""
    if data is None:
        texts = [path.read_text("utf-8") for path in sorted((ROOT / "corpus").rglob("*.md"))]
    else:
        lines = (data / "covid_qa" / "docs.jsonl").read_text("utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in lines]
    found = (
        " ".join(text[span.start : span.end].split())
        for text in texts
        for span in sentence_spans(text)
    )
    kept = dict.fromkeys(one for one in found if 40 <= len(one) <= 300 and one[0].isupper())
    return random.Random(1).sample(list(kept), min(_MOST_SENTENCES, len(kept)))


def write_corpus(folder: Path, count: int, told: Sequence[str]) -> None:
    """`count` documents of one chunk each, every one of other sentences in another order."""
    chance = random.Random(count)
    for number in range(count):
        place = folder / f"{number // 1_000:03}"
        place.mkdir(parents=True, exist_ok=True)
        body = " ".join(chance.sample(told, _A_DOCUMENT))
        (place / f"{number:06}.md").write_text(f"# Report {number}\n\n{body}\n", "utf-8")


def write_papers(folder: Path, data: Path, most: int | None = None) -> None:
    """The papers in `data`/covid_qa, a file each; only the first `most`, if that is given."""
    folder.mkdir()
    lines = (data / "covid_qa" / "docs.jsonl").read_text("utf-8").splitlines()
    for row in map(json.loads, lines[:most]):
        title, _, text = row["text"].partition("\n")
        (folder / f"{row['_id']}.md").write_text(f"# {title}\n\n{text}\n", "utf-8")


def questions(count: int, told: Sequence[str]) -> list[str]:
    """Questions of words that the sentences have; each another."""
    words = sorted(
        {word for one in told for word in one.split() if len(word) > 5 and word.isalpha()}
    )
    chance = random.Random(7)
    return [chance.choice(QUESTIONS).format(*chance.sample(words, 2)) for _ in range(count)]


class ComposingEmbedder:
    """Gives a text the mean of its sentences' vectors, which is quick and lies where texts lie.

    It has the bundled embedder's name and fingerprint: an index that it filled is searched with
    that one. For benchmarks of search alone.
    """

    def __init__(self, told: Sequence[str]) -> None:
        self._real: Embedder = load_embedder(BUNDLED_EMBEDDER)
        self._vectors = dict(zip(told, self._real.embed(told), strict=True))
        self.name = self._real.name
        self.dimension = self._real.dimension
        self.max_tokens = self._real.max_tokens
        self.fingerprint = self._real.fingerprint
        self.is_here = True

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """(n, dimension), unit rows."""
        rows = [self._composed(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def count_tokens(self, text: str) -> int:
        """Tokens, special ones included."""
        return self._real.count_tokens(text)

    def warm_up(self) -> None:
        """Nothing is left to load."""

    def _composed(self, text: str) -> FloatArray:
        chance = np.random.default_rng(list(text[:60].encode()))
        known = [self._vectors[one] for one in self._vectors_in(text)]
        total = np.sum([*known, chance.normal(scale=0.02, size=self.dimension)], axis=0)
        unit: FloatArray = total / np.linalg.norm(total)
        return unit

    def _vectors_in(self, text: str) -> list[str]:
        body = text.rpartition("\n")[2]
        spans = sentence_spans(body)
        return [one for span in spans if (one := body[span.start : span.end]) in self._vectors]


class NotingEmbedder(ComposingEmbedder):
    """Remembers the texts that it was given, to have others embed the same."""

    def __init__(self) -> None:
        super().__init__(())
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> FloatArray:
        """As the other, of texts without a known sentence."""
        self.texts += texts
        return super().embed(texts)
