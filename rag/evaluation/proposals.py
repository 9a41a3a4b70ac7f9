"""What a model proposes as test questions on an excerpt, read out of its reply and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.answer.prompt import load_template, make_fence
from rag.errors import ContextTooLong, ModelProtocol
from rag.evaluation.facts import folded
from rag.llm import ChatModel, said
from rag.regex import regex
from rag.text import content_terms

_LINE = regex(r"^[\W\d]*(ANSWERED|SENTENCE|WORDS|SILENT|WHY)\W*:\s*(.*\S)\s*$", re.IGNORECASE)
_AROUND = " *\"“”'`"
_ABOUT_THE_TEXT = regex(
    r"\b(?:excerpt|passage|(?:the|this) (?:text|document|article|sentence))\b", re.IGNORECASE
)
_MOST_TOKENS = 900
_MOST_CHARS = 300  # of a question; a longer one is the model talking
_WANTED = "3"  # questions that an excerpt answers, and as many that it does not
_LEAST_TOPICS = 2  # content words of a question


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question; with the `sentence` that answers it and its `words` in there, or with neither.

    `why` is the model's word for what is not said.
    """

    question: str
    sentence: str = ""
    words: str = ""
    why: str = ""

    @property
    def answered(self) -> bool:
        """Is the excerpt to answer it?"""
        return bool(self.sentence)


class Proposer:
    """Asks a model. Raises `PromptError` where the template is missing."""

    def __init__(self, model: ChatModel, prompts_dir: Path) -> None:
        self._model = model
        self._template = load_template(prompts_dir, "draft")

    def __call__(self, excerpt: str) -> tuple[Proposal, ...]:
        """Its proposals that hold against the excerpt. Raises `ModelError`."""
        fence = make_fence([excerpt])
        shown = f"===== {fence} begin\n{excerpt.strip()}\n===== {fence} end"
        messages = self._template.fill(fence=fence, excerpt=shown, wanted=_WANTED)
        try:
            deltas = self._model.stream(messages, max_tokens=_MOST_TOKENS, temperature=0.0)
            reply = said(deltas)
        except (ModelProtocol, ContextTooLong):  # for one, it only thought
            return ()
        return tuple(one for one in proposals(reply.text) if holds(one, excerpt))


def proposals(words: str) -> Iterator[Proposal]:
    """The proposals of a reply, whole ones only; other lines are passed over."""
    parts: dict[str, str] = {}
    for line in [*words.splitlines(), "SILENT: end"]:
        found = _LINE.match(line)
        if not found:
            continue
        name, value = found[1].upper(), found[2].strip(_AROUND)
        if name in ("ANSWERED", "SILENT"):
            yield from _whole(parts)
            parts = {}
        parts.setdefault(name, value)


def _whole(parts: dict[str, str]) -> Iterator[Proposal]:
    if "SILENT" in parts:
        yield Proposal(parts["SILENT"], why=parts.get("WHY", ""))
    elif {"ANSWERED", "SENTENCE", "WORDS"} <= parts.keys():
        yield Proposal(parts["ANSWERED"], parts["SENTENCE"], parts["WORDS"])


def holds(one: Proposal, excerpt: str) -> bool:
    """Is it a question by itself; and if it is to be answered, does the excerpt say so?

    The sentence must stand in the excerpt and the words in the sentence, whatever case and spacing;
    the question must not give them away.
    """
    asks = one.question.endswith("?") and len(one.question) <= _MOST_CHARS
    if not asks or len(content_terms(one.question)) < _LEAST_TOPICS:
        return False
    if _ABOUT_THE_TEXT.search(one.question):
        return False
    if not one.answered:
        return True
    words = folded(one.words)
    quoted = folded(one.sentence) in folded(excerpt) and words in folded(one.sentence)
    return bool(words) and quoted and words not in folded(one.question)
