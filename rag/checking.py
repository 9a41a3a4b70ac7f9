"""What was written, judged sentence by sentence against what it cites, and settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer import Verifier, differences, judge, one_sided, settle, unquoted_difference
from rag.retrieve import unsaid
from rag.settings import Strictness
from rag.types import Answer, Citation, Evidence, EvidenceSentence, Explanation
from rag.writing import Writing

_BEGIN = 5  # letters with which words begin that mostly are of one root


def checked(
    answer: Answer,
    why: Explanation,
    writing: Writing,
    verifier: Verifier,
    strictness: Strictness,
    unheard: Callable[[str], Sequence[str]] = lambda _question: (),
) -> tuple[Answer, Explanation]:
    """The answer, or the refusal, that comes of what was written, with its notes; and how it came
    about, given `why` it was written of these passages. `unheard` says what a question names and no
    document does."""
    draft = writing.draft
    why = replace(why, prompt=writing.prompt)
    answer = replace(answer, passages=why.passages, model=writing.model)
    verifier = verifier.of_quotes() if draft.quotes_only else verifier
    judged = judge(draft, verifier, why.passages, answer.standalone_question)
    if not draft.declined:
        why = replace(why, sentences=judged, literal=draft.literal)
    answer = settle(answer, draft, judged, strictness)
    quoted = answer.refusal is None and writing.chat is None
    other = ""
    if answer.refusal is None and writing.chat is not None and not differences(answer.citations):
        other = unquoted_difference(answer.citations, _ranked(why.evidence))
    silent = unsaid(why.evidence, why.threshold, answer.citations) if quoted else ""
    side = one_sided(answer.standalone_question, answer.citations) if quoted else ""
    absent = _absent(unheard(answer.standalone_question), answer.citations) if quoted else ""
    notes = (*writing.notes, answer.note, other, silent, side, absent)
    failure = writing.failure or answer.failure
    return replace(answer, note=" ".join(filter(None, notes)), failure=failure), why


def _absent(words: Sequence[str], shown: Sequence[Citation]) -> str:
    """What to tell the reader of these words, but for those that are part of one that is shown, as
    "flu" is of "influenza", or begin as one, as "scourer" and "scour" do."""
    told = "\n".join(one.quote for one in shown).casefold()
    absent = [f'"{word}"' for word in words if word.casefold()[:_BEGIN] not in told]
    return f"No document mentions {' or '.join(absent)}." if absent else ""


def _ranked(evidence: Evidence) -> list[EvidenceSentence]:
    """The sentences of all parts of the question, each part's best first."""
    parts = evidence.parts or (evidence,)
    return [sentence for part in parts for sentence in part.sentences]
