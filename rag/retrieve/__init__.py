"""From a question to passages, and whether they hold its answer."""

from rag.retrieve.evidence import EvidenceGate, EvidenceModel, no_evidence
from rag.retrieve.follow_up import standalone
from rag.retrieve.passages import build_passages
from rag.retrieve.search import Searcher
from rag.retrieve.suggestions import suggestions, title_questions

__all__ = [
    "EvidenceGate",
    "EvidenceModel",
    "Searcher",
    "build_passages",
    "no_evidence",
    "standalone",
    "suggestions",
    "title_questions",
]
