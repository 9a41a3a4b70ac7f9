"""Cases and what came of them, in a line each."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from rag.evaluation.cases import Case
from rag.evaluation.observation import CitedQuote, JudgedSentence, Observation
from rag.evaluation.results import CaseResult
from rag.types import Support

_CASE = TypeAdapter(Case)


def case(id: str = "one", *, expect: object = "refusal", **more: Any) -> Case:
    return _CASE.validate_python({"id": id, "question": "Who?", "expect": expect, **more})


def answerable(id: str = "one", *facts: object, **more: Any) -> Case:
    return case(id, expect={"answer": {"facts": list(facts), **more}})


def cited(source: str = "a.md", support: str = "supported", *, genuine: bool = True) -> CitedQuote:
    return CitedQuote(1, source, "id-a", 0, 5, "Part", "quote", Support(support), genuine)


def sentence(text: str, *citations: CitedQuote, support: str = "supported") -> JudgedSentence:
    return JudgedSentence(text, Support(support), "", citations)


def answer(*sentences: JudgedSentence, **more: Any) -> Observation:
    text = " ".join(one.text for one in sentences)
    return Observation(text=text, sentences=sentences, model="embedded", seconds=0.5, **more)


def said(*texts: str) -> Observation:
    """An answer of these sentences, each borne out by a.md."""
    return answer(*(sentence(text, cited()) for text in texts))


def refused(reason: str = "no_evidence") -> Observation:
    return Observation(text="The documents don't say.", refusal=reason, seconds=0.5)


def failed() -> Observation:
    return Observation(error="Nobody answers there.")


def result(one: Case, seen: Observation, repeat: int = 0) -> CaseResult:
    return CaseResult(one, seen, repeat)
