"""The two lanes of the bundled models, beside sentence-transformers: how fast, and how alike?

    python -m tests.benchmarks.lanes [--rounds 5]
    python -m tests.benchmarks.lanes --write

Texts and windows are the shipped corpus'. The ratios are those of interleaved rounds, medians.
`--write` makes the samples anew that the bfloat16 lane is held against before it is used: do that
when a reader's weights have changed, or the encoder's.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from rag.reading import BundledReader, Window, trained_encoder
from rag.reading.reader import WEIGHTS
from rag.reading.support import SUPPORT_WEIGHTS
from rag.settings import BUNDLED_EMBEDDER, Precision, shipped
from rag.store.bert_graph import BertShape, bert_graph, session_of
from rag.store.embedding import SentenceTransformerEmbedder, load_embedder
from rag.store.openvino_session import SAMPLES, sample_vector
from rag.store.pair_graph import pair_graph
from rag.store.weights import BundledFiles
from rag.text import Span

QUESTION = "How many GPUs does xAI run?"
WINDOWS = 8


def write() -> None:
    """The samples, in single precision."""
    files = BundledFiles("RAG_EMBEDDING_MODEL")
    shape = BertShape.required(files.folder(), files.package)
    graphs = {
        "bert": bert_graph(files.folder(), shape),
        "pairs": pair_graph(files.folder(), shape, trained_encoder(WEIGHTS)),
        "support": pair_graph(files.folder(), shape, trained_encoder(SUPPORT_WEIGHTS)),
    }
    vectors = {name: sample_vector(session_of(model), name) for name, model in graphs.items()}
    np.savez(SAMPLES, bert=vectors["bert"], pairs=vectors["pairs"], support=vectors["support"])


def corpus_texts() -> list[str]:
    """Paragraphs of the shipped corpus, of about 700 characters."""
    texts = []
    for path in sorted(shipped("corpus").rglob("*.md")):
        text = path.read_text("utf-8")
        texts += [text[at : at + 700] for at in range(0, len(text), 700)]
    return texts


def seconds(work: Callable[[], object]) -> float:
    """What one call takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def ratios(ways: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    """How many times as long as the first each way takes, the median of interleaved rounds."""
    taken = [[seconds(way) for way in ways] for _ in range(rounds)]
    return [statistics.median(one[at] / one[0] for one in taken) for at in range(len(ways))]


def main() -> None:
    """Measure and print, or write the samples."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.write:
        write()
        return
    texts = corpus_texts()
    windows = [Window("", text, (Span(0, len(text)),)) for text in texts[:WINDOWS]]
    embedders = [
        SentenceTransformerEmbedder(BUNDLED_EMBEDDER, BundledFiles("RAG_EMBEDDING_MODEL")),
        *(load_embedder(BUNDLED_EMBEDDER, precision) for precision in Precision),
    ]
    vectors = [embedder.embed(texts) for embedder in embedders]
    taken = ratios([partial(one.embed, texts) for one in embedders], options.rounds)
    print(f"embedding {len(texts)} texts, beside sentence-transformers")
    for name, one, ratio in zip(Precision, vectors[1:], taken[1:], strict=True):
        cosine = float((one * vectors[0]).sum(1).min())
        print(f"  {name:<8} {1 / ratio:.2f} times as fast, cosine at least {cosine:.6f}")
    auto, exact = (BundledReader(precision=precision) for precision in Precision)
    near = [one.answers for one in auto.read(QUESTION, windows)]
    right = [one.answers for one in exact.read(QUESTION, windows)]
    apart = max(abs(one - other) for one, other in zip(near, right, strict=True))
    both = [partial(one.read, QUESTION, windows) for one in (exact, auto)]
    _, ratio = ratios(both, options.rounds)
    print(f"reading {WINDOWS} windows: {1 / ratio:.2f} times as fast as in single precision,")
    print(f"  at most {apart:.3f} of a logit apart")


if __name__ == "__main__":
    main()
