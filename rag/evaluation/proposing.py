"""Grounding cases proposed by a model, each tried out before a person sees it.

What is to be answered must be answered, with its words in a sentence that its citation bears out.
What is to be refused and is answered nevertheless is shown with that finding: either the documents
do say it, or the case has found what it is there to find.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest

from rag.evaluation.cases import AnswerExpected, Case, Expectation, Fact, RefusalExpected
from rag.evaluation.drafting import Draft
from rag.evaluation.fresh import Fresh
from rag.evaluation.proposals import Proposal
from rag.evaluation.results import CaseResult
from rag.evaluation.unsaid import UNDATED
from rag.types import Document

STATED = "stated"
"""The group of cases that a model found answered; those to be refused are in `UNDATED`'s."""

EXCERPT = 2_400
"""Characters of a document that a model is shown at a time."""

_CALLS = 3  # for each case that is wanted; then it is enough

Propose = Callable[[str], Sequence[Proposal]]
Try = Callable[[Case], CaseResult]


class Proposing:
    """Has excerpts of the documents asked about by turns, until there are enough cases.

    `propose` is a model's; `attempt` asks a case of the assistant. `left_out` counts proposals to
    be answered that were not.
    """

    def __init__(self, documents: Sequence[Document], propose: Propose, attempt: Try) -> None:
        self._documents = documents
        self._propose = propose
        self._attempt = attempt
        self.left_out = 0

    def drafts(self, limit: int, taken: Iterable[Case] = ()) -> tuple[Draft, ...]:
        """At most `limit`, half of them to be refused where there are so many.

        `taken` are cases that exist. Raises `ModelError`.
        """
        cases = tuple(taken)
        fresh = Fresh({one.id for one in cases}, {one.question.lower() for one in cases})
        answered: list[Draft] = []
        refused: list[Draft] = []
        most = {True: limit - limit // 2, False: limit // 2}
        for calls, (document, excerpt) in enumerate(_excerpts(self._documents)):
            if calls >= _CALLS * limit or len(answered) + len(refused) >= limit:
                break
            for one in self._propose(excerpt):
                kept = answered if one.answered else refused
                if len(kept) < most[one.answered] and (draft := self._draft(one, document, fresh)):
                    kept.append(draft)
        return (*answered, *refused)

    def _draft(self, one: Proposal, document: Document, fresh: Fresh) -> Draft | None:
        case_id = fresh.id_of(one.question)
        if not case_id:
            return None
        if one.answered:
            source = glob.escape(document.source)
            answer = AnswerExpected(facts=(Fact(text=one.words),), sources=(source,))
            case = Case(case_id, one.question, Expectation(answer=answer), group=STATED)
            if not self._attempt(case).met:
                self.left_out += 1
                return None
            return Draft(case, document.source, one.sentence, "the sentence says it")
        refusal = Expectation(refusal=RefusalExpected())
        case = Case(case_id, one.question, refusal, group=UNDATED)
        why = f"not said: {one.why}" if one.why else "the model says that it is not said"
        return Draft(case, document.source, "", why, _finding(self._attempt(case)))


def _finding(tried: CaseResult) -> str:
    """What came of a question that is to be refused, where it was not."""
    if tried.met:
        return ""
    seen = tried.observation
    said = " ".join(seen.borne_out) or seen.error or seen.text
    return f"it was answered: {said}" if seen.answered else f"it failed: {said}"


def _excerpts(documents: Sequence[Document]) -> Iterator[tuple[Document, str]]:
    """The first of each document, then the second of each."""
    pieces = ([(one, text) for text in excerpts(one)] for one in documents)
    rounds = chain.from_iterable(zip_longest(*pieces))
    return (one for one in rounds if one is not None)


def excerpts(document: Document) -> Iterator[str]:
    """Its text in pieces of at most `EXCERPT` characters, cut between lines where there are any."""
    text, start = document.text, 0
    while start < len(text):
        end = min(len(text), start + EXCERPT)
        if end < len(text):
            cut = text.rfind("\n", start + EXCERPT // 2, end)
            cut = cut if cut >= 0 else text.rfind(" ", start + EXCERPT // 2, end)
            end = cut + 1 if cut >= 0 else end
        if re.search(r"\w", text[start:end]):
            yield f"{document.title}\n\n{text[start:end]}"
        start = end
