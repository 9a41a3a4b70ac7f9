"""The store: a catalog that is the truth, an index that can be rebuilt, and the models that read.

These are the embedder, the encoder of pairs and, where they are set, cross-encoders.
"""

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
