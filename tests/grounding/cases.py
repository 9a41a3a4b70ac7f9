"""Grounding cases: questions with what a right answer must hold, or that must be refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from rag import Answer, Message, Support


@dataclass(frozen=True, slots=True)
class Case:
    """One question. Every group of `facts` must have one of its wordings in a cited sentence."""

    id: str
    question: str
    expect: Literal["answer", "refusal"]
    facts: tuple[tuple[str, ...], ...]
    history: tuple[Message, ...]
    group: str

    def is_met_by(self, answer: Answer) -> bool:
        """Was it refused as expected, or answered with every fact where it can be checked?"""
        if self.expect == "refusal":
            return answer.refusal is not None
        said = "\n".join(
            sentence.text
            for sentence in answer.sentences
            if sentence.citations and sentence.support is Support.SUPPORTED
        ).casefold()
        return all(any(wording.casefold() in said for wording in fact) for fact in self.facts)


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one file, in order. Raises `ValueError` naming the case that is misshapen."""
    return tuple(_case(row) for row in yaml.safe_load(path.read_text("utf-8"))["cases"])


def _case(row: dict[str, Any]) -> Case:
    known = {"id", "question", "expect", "facts", "history", "group"}
    if not {"id", "question", "expect"} <= set(row) <= known or row["expect"] not in (
        "answer",
        "refusal",
    ):
        raise ValueError(f"case {row.get('id')!r} has a wrong or a missing field")
    facts = tuple(
        (str(fact),) if not isinstance(fact, list) else tuple(str(wording) for wording in fact)
        for fact in row.get("facts", [])
    )
    if (row["expect"] == "answer") != bool(facts):
        raise ValueError(f"case {row['id']!r}: an answer needs facts, a refusal has none")
    turns = tuple(
        Message(role, content) for turn in row.get("history", []) for role, content in turn.items()
    )
    return Case(row["id"], row["question"], row["expect"], facts, turns, row.get("group", ""))
