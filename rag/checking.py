"""What was written, judged sentence by sentence against what it cites, and settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import Verifier, judge, settle
from rag.retrieve import unsaid
from rag.settings import Settings
from rag.types import Answer, Evidence, Explanation, Passage
from rag.writing import Fallback, Writing


def checked(
    answer: Answer,
    why: Explanation,
    writing: Writing,
    verifier: Verifier,
    passages: Sequence[Passage],
    evidence: Evidence,
    fallback: Fallback,
    settings: Settings,
) -> tuple[Answer, Explanation]:
    """The answer, or the refusal, that comes of a draft, with its notes; and how it came about."""
    draft = writing.draft
    why = replace(why, prompt=writing.prompt)
    answer = replace(answer, passages=tuple(passages), model=writing.model)
    judged = judge(draft, verifier, passages, answer.standalone_question)
    if not draft.declined:
        why = replace(why, sentences=judged, literal=draft.literal)
    answer = settle(answer, draft, judged, settings.strictness)
    quoted = answer.refusal is None and writing.chat is None
    silent = unsaid(evidence, settings.evidence_threshold, answer.citations) if quoted else ""
    notes = (fallback.note, writing.note, answer.note, silent)
    return replace(answer, note=" ".join(filter(None, notes))), why
