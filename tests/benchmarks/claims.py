"""The verifier beside sentences as models write them: what passes, and what is marked.

    python -m tests.benchmarks.claims [--rules] [--wide] [NAME ...]

Each YAML file below `tests/benchmarks/claims/` is by another hand: passages out of the documents of
`everyday/` and `hands/`, of the shipped corpus ("corpus"), or invented, and of each two sentences
that it bears out and two that it does not, one near to its words and one told freely. In "narrow",
"hair", "slight" and "least" the false ones are the true ones but for a few words. Where a passage
has a twin, changed in two small things, the twin bears out the others: there the sentence alone
gives nothing away. "german" and "twins-31" are German, in part French or Spanish. Nothing is
learned from the files of `HELD_OUT`.

Prints, for each hand and all together, the share of false ones that is shown as in the source, and
of true ones that is marked as partly or not borne out, with 95 % intervals (Wilson); beside them
the area under ROC of the verdict and of the largest cosine of a sentence of the passage. `--rules`
leaves the support reader out; `--wide` puts each passage back among what stands around it in its
document, as passages mostly are in an answer (`lib/widened.py`). Takes about half a minute a hand.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
from sklearn.metrics import roc_auc_score

from rag.answer import Verifier
from rag.evaluation.statistics import wilson
from rag.reading import BundledSupportReader, SupportReader
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.text import sentence_spans
from rag.types import Chunk, Passage, Support
from tests.benchmarks.lib.claim_files import HELD_OUT, Claim, hands, read_claims
from tests.benchmarks.lib.widened import widened

RANKS = {Support.UNSUPPORTED: 0.0, Support.PARTIAL: 1.0, Support.SUPPORTED: 2.0}


class Judged(NamedTuple):
    """What is said of one claim."""

    is_true: bool
    verdict: Support
    score: float  # of the best quote
    cosine: float
    seconds: float  # that judging took, beside vectors that are known from the evidence


def passage_of(claim: Claim) -> Passage:
    """Its source as what is cited."""
    text = claim.source
    chunk = Chunk("0", "source", claim.title, 0, len(text), text, "")
    return Passage("k7f2", (chunk,), 0, len(text), text, "", claim.title)


def judge_all(
    claims: Sequence[Claim], embedder: RememberingEmbedder, reader: SupportReader | None
) -> list[Judged]:
    verifier = Verifier(embedder, reader=reader)
    found = []
    for claim in claims:
        text, passage = claim.source, passage_of(claim)
        parts = [text[one.start : one.end] for one in sentence_spans(text)] or [text]
        vectors = embedder.embed([claim.sentence, *parts])
        begun = time.perf_counter()
        verdict = verifier.judge(claim.sentence, [passage])
        seconds = time.perf_counter() - begun
        score = max((one.score for one in verdict.quotes), default=0.0)
        cosine = float((vectors[1:] @ vectors[0]).max())
        found.append(Judged(claim.is_true, verdict.support, score, cosine, seconds))
    return found


def line(name: str, judged: Sequence[Judged]) -> str:
    false = [one.verdict for one in judged if not one.is_true]
    true = [one.verdict for one in judged if one.is_true]
    labels = np.array([one.is_true for one in judged])
    verdicts = np.array([RANKS[one.verdict] + one.score for one in judged])
    cosines = np.array([one.cosine for one in judged])
    return " | ".join(
        (
            f"{name:12}",
            _share(sum(one is Support.SUPPORTED for one in false), len(false)),
            _share(sum(one is Support.PARTIAL for one in true), len(true)),
            _share(sum(one is Support.UNSUPPORTED for one in true), len(true)),
            f"{roc_auc_score(labels, verdicts):.3f}",
            f"{roc_auc_score(labels, cosines):.3f}",
        )
    )


def _share(many: int, of: int) -> str:
    low, high = wilson(many, of)
    return f"{many:4} of {of} ({many / of:.3f}, {low:.3f}-{high:.3f})"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="Hands; all without any.")
    parser.add_argument("--rules", action="store_true", help="By the rules alone.")
    parser.add_argument("--wide", action="store_true", help="In passages of some 340 tokens.")
    options = parser.parse_args()
    reader = None if options.rules else BundledSupportReader()
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    print(
        "hand | false ones in the source | true ones partly | true ones not | area | of the cosine"
    )
    everything: list[Judged] = []
    for name in options.names or hands():
        claims = read_claims(name)
        judged = judge_all(widened(claims) if options.wide else claims, embedder, reader)
        everything += judged
        print(line(name + " *" * (name in HELD_OUT), judged), flush=True)
    print(line("all", everything))
    seconds = median(one.seconds for one in everything)
    print(f"a sentence took {1_000 * seconds:.1f} ms at the median")


if __name__ == "__main__":
    main()
