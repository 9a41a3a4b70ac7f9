"""From a question to passages, and whether they hold its answer."""

from rag.retrieve.bounds import Bounds
from rag.retrieve.conditions import conditions
from rag.retrieve.evidence import EvidenceGate, answerable, no_evidence, unsaid
from rag.retrieve.follow_up import bounds_of, not_told_before, readings
from rag.retrieve.lead import begun, headed, is_exact, lead_evidence
from rag.retrieve.manners import plainly
from rag.retrieve.passages import build_passages
from rag.retrieve.search import Searcher, searched
from rag.retrieve.spelling import respelled
from rag.retrieve.suggestions import suggestions, title_questions
from rag.retrieve.table_rows import without_other_rows
from rag.retrieve.telling import telling
from rag.retrieve.topical import is_named

__all__ = [
    "Bounds",
    "EvidenceGate",
    "Searcher",
    "answerable",
    "begun",
    "bounds_of",
    "build_passages",
    "conditions",
    "headed",
    "is_exact",
    "is_named",
    "lead_evidence",
    "no_evidence",
    "not_told_before",
    "plainly",
    "readings",
    "respelled",
    "searched",
    "suggestions",
    "telling",
    "title_questions",
    "unsaid",
    "without_other_rows",
]
