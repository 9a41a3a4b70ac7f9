"""The store: a catalog that is the truth, an index that can be rebuilt, and the embedder."""

from rag.store.embedding import (
    Embedder,
    FloatArray,
    PairScorer,
    check_embedder_files,
    load_embedder,
    load_pair_scorer,
)
from rag.store.protocols import Encoder
from rag.store.records import Changes, Record, SourceState
from rag.store.remembering import RememberingEmbedder
from rag.store.store import Snapshot, Store, Writer
from rag.store.tokens import TokenEncoder, Tokens

__all__ = [
    "Changes",
    "Embedder",
    "Encoder",
    "FloatArray",
    "PairScorer",
    "Record",
    "RememberingEmbedder",
    "Snapshot",
    "SourceState",
    "Store",
    "TokenEncoder",
    "Tokens",
    "Writer",
    "check_embedder_files",
    "load_embedder",
    "load_pair_scorer",
]
