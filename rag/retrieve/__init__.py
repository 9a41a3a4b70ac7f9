"""From a question to passages, and whether they hold its answer."""

from rag.retrieve.evidence import EvidenceGate, answerable, no_evidence
from rag.retrieve.follow_ups.bounds import Bounds
from rag.retrieve.follow_ups.follow_up import bounds_of, readings
from rag.retrieve.follow_ups.told_before import not_told_before
from rag.retrieve.leads.lead import is_exact
from rag.retrieve.leads.leading import documents_named, is_told_below, lead_of, with_elsewhere
from rag.retrieve.manners import plainly
from rag.retrieve.passages import build_passages
from rag.retrieve.quotable.telling import to_quote
from rag.retrieve.search import Searcher, searched
from rag.retrieve.silent_parts import unsaid
from rag.retrieve.spelling import respelled
from rag.retrieve.subjects.spoken_of import Spoken, spoken_of
from rag.retrieve.suggestions import suggestions, title_questions
from rag.retrieve.tables.conditions import conditions
from rag.retrieve.topical import is_named, told_by
from rag.retrieve.unheard import unheard

__all__ = [
    "Bounds",
    "EvidenceGate",
    "Searcher",
    "Spoken",
    "answerable",
    "bounds_of",
    "build_passages",
    "conditions",
    "documents_named",
    "is_exact",
    "is_named",
    "is_told_below",
    "lead_of",
    "no_evidence",
    "not_told_before",
    "plainly",
    "readings",
    "respelled",
    "searched",
    "spoken_of",
    "suggestions",
    "title_questions",
    "to_quote",
    "told_by",
    "unheard",
    "unsaid",
    "with_elsewhere",
]
