"""What is no answer, however near it is to the question: a question, the header of a table."""

from __future__ import annotations

from dataclasses import replace

from rag.text import Span, answered_by, is_header_row, is_question, leads, terms
from rag.types import Evidence, EvidenceSentence

_CLOSE = 0.6  # share of the best sentence's score with which another answers in its place
_ASKING = frozenset(["question", "ask", "frage", "fragen"])


def telling(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without questions that nothing behind them answers, unless questions
    are asked for or announced, and without headers. Improbable where nothing else tells."""
    if evidence.parts:
        parts = tuple(map(telling, evidence.parts))
        best = max(part.probability for part in parts)
        return replace(evidence, parts=parts, probability=best)
    asks = any(term.folded in _ASKING for term in terms(evidence.question))
    left = tuple(one for one in evidence.sentences if _tells(one, asks=asks))
    if len(left) == len(evidence.sentences):
        return evidence
    answers = bool(left) and left[0].score >= _CLOSE * evidence.sentences[0].score
    return replace(evidence, sentences=left, probability=evidence.probability if answers else 0.0)


def _tells(sentence: EvidenceSentence, *, asks: bool) -> bool:
    begin, text = sentence.passage.start, sentence.passage.text
    own = Span(sentence.start - begin, sentence.end - begin)
    if is_header_row(text, own):
        return False
    return (
        asks or not is_question(sentence.text) or bool(answered_by(text, own) or leads(text, own))
    )
