"""Entailment by a judge other than the bundled reader: a cross-encoder, or the model itself.

Only what nothing exact decides comes here; each may have no opinion, and the signals decide.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from rag.answer.prompt import judge_messages, load_template
from rag.errors import ModelError
from rag.llm import ChatModel, said
from rag.regex import regex
from rag.store import EntailmentScorer
from rag.types import Support

log = logging.getLogger(__name__)

SUPPORTED_AT, PARTIAL_AT = 0.5, 0.2  # probability of entailment
_REST = 60.0  # seconds; a server that hangs must not hang once for every sentence
_MOST_TOKENS = 300  # a model may think before it speaks
_LONGEST_REASON = 200  # characters
_VERDICT = regex(
    r"[\W_]*(?:(?P<no>UNSUPPORTED|NOT\s+SUPPORTED)|(?P<half>PARTIAL(?:LY\s+SUPPORTED|LY)?)"
    r"|(?P<yes>SUPPORTED))\b",
    re.IGNORECASE,
)


class Opinion(NamedTuple):
    """How far the sources say a sentence, and in words why not more."""

    support: Support
    reason: str


Follow = Callable[[ChatModel], ChatModel]
"""Gives the same model, but one that is hung up on when the reader has had enough."""


class Meaning(Protocol):
    """Weighs what a sentence means against the sources that it cites."""

    def followed(self, follow: Follow) -> Meaning:
        """The same for one answer, with the model that it asks, if any, followed."""
        ...

    def opinion(self, sentence: str, sources: Sequence[str]) -> Opinion | None:
        """None where there is none, for whatever reason; never raises `ModelError`."""
        ...


class EntailmentMeaning:
    """By a cross-encoder for natural-language inference; several sources count together too."""

    def __init__(self, scorer: EntailmentScorer) -> None:
        self._scorer = scorer

    def followed(self, follow: Follow) -> Meaning:
        """Itself: it asks nobody."""
        del follow
        return self

    def opinion(self, sentence: str, sources: Sequence[str]) -> Opinion | None:
        """Raises `ConfigError` for a model that cannot be loaded."""
        premises = [*sources, "\n".join(sources)] if len(sources) > 1 else list(sources)
        scores = self._scorer.weigh(premises, sentence)
        entailed, denied = float(scores[:, 0].max()), float(scores[:, 1].max())
        if entailed >= SUPPORTED_AT:
            return Opinion(Support.SUPPORTED, "")
        if denied >= SUPPORTED_AT:
            return Opinion(Support.UNSUPPORTED, "The cited text says something that excludes this.")
        if entailed >= PARTIAL_AT:
            return Opinion(Support.PARTIAL, "The cited text may say this, but not clearly.")
        return Opinion(Support.UNSUPPORTED, "The cited text does not say this.")


@dataclass
class _Rest:
    """Until when a model that failed is not asked; shared by all answers."""

    until: float = 0.0


class ModelMeaning:
    """By a chat model that is asked for a word; no opinion where it fails or says none."""

    def __init__(self, model: ChatModel, prompts_dir: Path) -> None:
        self._model = model
        self._template = load_template(prompts_dir, "judge")
        self._rest = _Rest()

    def followed(self, follow: Follow) -> Meaning:
        """One that stops asking when its answer is stopped; what it learns of the server stays."""
        same = copy(self)
        same._model = follow(self._model)
        return same

    def opinion(self, sentence: str, sources: Sequence[str]) -> Opinion | None:
        """One call of the model a sentence; none for a while after it has failed."""
        if time.monotonic() < self._rest.until:
            return None
        messages = judge_messages(self._template, sentence, sources)
        try:
            deltas = self._model.stream(messages, max_tokens=_MOST_TOKENS, temperature=0.0)
            reply = said(deltas)
        except ModelError as error:
            log.warning("The judge gave no opinion: %s", error.message)
            self._rest.until = time.monotonic() + _REST
            return None
        return read_opinion(reply.text)


def read_opinion(words: str) -> Opinion | None:
    """The verdict that a model's words begin with, and what it says behind it; None for others."""
    match = _VERDICT.match(words)
    if match is None:
        return None
    reason = " ".join(words[match.end() :].split()).lstrip(".:,;*)- ")[:_LONGEST_REASON]
    if match["yes"]:
        return Opinion(Support.SUPPORTED, "")
    if match["half"]:
        return Opinion(Support.PARTIAL, reason or "The judge finds a part of this in the source.")
    return Opinion(Support.UNSUPPORTED, reason or "The judge does not find this in the source.")
