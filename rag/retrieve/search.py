"""Search: dense and lexical candidates of one snapshot, fused, and reranked if asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from rag.retrieve.follow_ups.joined import each_in_full
from rag.retrieve.fusion import fuse
from rag.retrieve.question import parts
from rag.store import FloatArray, PairScorer, Snapshot
from rag.text import content_words, words
from rag.types import Chunk, Hit, Ranks


class Searcher:
    """Finds the chunks for a question. Thread-safe as far as the embedder is."""

    def __init__(
        self,
        *,
        candidates: int,
        reranker: PairScorer | None = None,
    ) -> None:
        self._candidates = candidates
        self._reranker = reranker

    def search(self, question: str, snapshot: Snapshot, k: int) -> list[Hit]:
        """The best `k` chunks, best first; fewer where the snapshot has fewer. No model call.

        Score is what `fuse` gives, or the reranker's own where one is configured.
        """
        limit = max(k, self._candidates)
        if self._reranker is None:
            return self._candidates_of(snapshot, question, limit, k)
        hits = self._candidates_of(snapshot, question, limit, 2 * limit)
        return (_rerank(self._reranker, question, hits) if hits else hits)[:k]

    def _candidates_of(self, snapshot: Snapshot, question: str, limit: int, most: int) -> list[Hit]:
        """The best `most` hits of the question and of each of its parts, each of which finds
        `limit`; a rank is the best among them."""
        asked = searched(question)
        vectors = snapshot.embedding(asked)
        lexical = _worded(snapshot, asked, limit)
        dense = _near(snapshot, vectors(), limit)
        fused = fuse(dense, lexical)[: min(most, 2 * limit)]
        chunks = snapshot.chunks([chunk_id for chunk_id, _ in fused])
        dense_rank, lexical_rank = _best_ranks(dense), _best_ranks(lexical)
        return [
            Hit(
                chunk=chunks[chunk_id],
                score=score,
                ranks=Ranks(dense_rank.get(chunk_id), lexical_rank.get(chunk_id)),
                similarity=max(
                    (found[chunk_id] for found in dense if chunk_id in found), default=None
                ),
            )
            for chunk_id, score in fused
        ]


def searched(question: str) -> tuple[str, ...]:
    """What is looked for: the question, and each of its parts, made to stand alone."""
    return tuple(dict.fromkeys([question, *each_in_full(parts(question))]))


def _near(snapshot: Snapshot, vectors: FloatArray, limit: int) -> list[dict[str, float]]:
    """What is near in meaning to each that is asked."""
    return [dict(snapshot.dense(vector, limit)) for vector in vectors]


def _worded(snapshot: Snapshot, asked: Sequence[str], limit: int) -> list[dict[str, float]]:
    """What has the words of each that is asked."""
    return [dict(snapshot.lexical(lexical_terms(one), limit)) for one in asked]


def _best_ranks(rankings: Sequence[Mapping[str, float]]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    for ranking in rankings:
        for rank, chunk_id in enumerate(ranking, start=1):
            if chunk_id not in ranks or rank < ranks[chunk_id]:
                ranks[chunk_id] = rank
    return ranks


def lexical_terms(question: str) -> tuple[str, ...]:
    """What BM25 is asked for: the question's topic words, or all of its words if it has none."""
    return tuple(dict.fromkeys(content_words(question) or words(question)))


def _rerank(reranker: PairScorer, question: str, hits: Sequence[Hit]) -> list[Hit]:
    scores = reranker.score(question, [_shown(hit.chunk) for hit in hits])
    order = np.argsort(-scores, kind="stable")
    return [
        Hit(
            chunk=hits[index].chunk,
            score=float(scores[index]),
            ranks=Ranks(hits[index].ranks.dense, hits[index].ranks.lexical, place),
            similarity=hits[index].similarity,
        )
        for place, index in enumerate(order, start=1)
    ]


def _shown(chunk: Chunk) -> str:
    """What a cross-encoder reads: where the chunk stands, then the chunk."""
    return f"{chunk.title} > {chunk.locator}\n{chunk.text}" if chunk.locator else chunk.text
