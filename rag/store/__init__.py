"""The store: a catalog that is the truth, an index that can be rebuilt, and the models that read.

These are the embedder, the encoder of pairs and, where they are set, cross-encoders. A module is
imported when something of it is: the process that builds an index needs two of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.exports import export

if TYPE_CHECKING:
    from rag.store.backup import BackupManifest
    from rag.store.batching import batches
    from rag.store.cores import aside, on_all_cores
    from rag.store.cross_encoders import load_entailment_scorer, load_pair_scorer
    from rag.store.embedding import check_embedder_files, load_embedder
    from rag.store.holdings import Failure, Folder, Holdings, Remark, Revision
    from rag.store.pair_encoder import PairEncoder, Pieces
    from rag.store.protocols import Embedder, Encoder, EntailmentScorer, FloatArray, PairScorer
    from rag.store.records import UNREAD, Changes, Record, SourceState
    from rag.store.remembering import FollowingEmbedder, RememberingEmbedder
    from rag.store.repair import repair
    from rag.store.searching import present_embedders
    from rag.store.store import Snapshot, Store
    from rag.store.vectors import load_chroma
    from rag.store.weights import common_words
    from rag.store.writer import Kept

__all__ = [
    "UNREAD",
    "BackupManifest",
    "Changes",
    "Embedder",
    "Encoder",
    "EntailmentScorer",
    "Failure",
    "FloatArray",
    "Folder",
    "FollowingEmbedder",
    "Holdings",
    "Kept",
    "PairEncoder",
    "PairScorer",
    "Pieces",
    "Record",
    "Remark",
    "RememberingEmbedder",
    "Revision",
    "Snapshot",
    "SourceState",
    "Store",
    "aside",
    "batches",
    "check_embedder_files",
    "common_words",
    "load_chroma",
    "load_embedder",
    "load_entailment_scorer",
    "load_pair_scorer",
    "on_all_cores",
    "present_embedders",
    "repair",
]

export(
    __name__,
    {
        "backup": ("BackupManifest",),
        "batching": ("batches",),
        "cores": ("aside", "on_all_cores"),
        "cross_encoders": ("load_entailment_scorer", "load_pair_scorer"),
        "embedding": ("check_embedder_files", "load_embedder"),
        "holdings": ("Failure", "Folder", "Holdings", "Remark", "Revision"),
        "pair_encoder": ("PairEncoder", "Pieces"),
        "protocols": ("Embedder", "Encoder", "EntailmentScorer", "FloatArray", "PairScorer"),
        "records": ("UNREAD", "Changes", "Record", "SourceState"),
        "remembering": ("FollowingEmbedder", "RememberingEmbedder"),
        "repair": ("repair",),
        "searching": ("present_embedders",),
        "store": ("Snapshot", "Store"),
        "vectors": ("load_chroma",),
        "weights": ("common_words",),
        "writer": ("Kept",),
    },
)
