"""Follow-up questions rewritten by a model; the words that come back are only searched for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from rag.answer.prompt import follow_up_messages, load_template
from rag.errors import ContextTooLong, ModelProtocol
from rag.llm import ChatModel, said, trim
from rag.text import plain
from rag.types import Message

log = logging.getLogger(__name__)

_MOST_TOKENS = 120
_MOST_TURNS = 6
_TURN_TOKENS = 250  # of each; what a question leans on is said early
_MOST_CHARS = 500  # a longer "question" is the model talking


class QuestionRewriter:
    """Makes a question stand alone; an empty result says that the model's words are of no use."""

    def __init__(self, model: ChatModel, prompts_dir: Path) -> None:
        self._model = model
        self._template = load_template(prompts_dir, "follow_up")

    def __call__(self, question: str, history: Sequence[Message]) -> str:
        """The question on its own, on one line. Raises `ModelError` when the server fails."""
        turns = [
            Message(turn.role, trim(turn.content, _TURN_TOKENS)) for turn in history[-_MOST_TURNS:]
        ]
        messages = follow_up_messages(self._template, question, turns)
        deltas = self._model.stream(messages, max_tokens=_MOST_TOKENS, temperature=0.0)
        try:
            reply = said(deltas)
        except (ModelProtocol, ContextTooLong) as error:  # for one, it only thought
            log.info("The model did not rewrite the question: %s", error.message)
            return ""
        written = plain(reply.text).strip('"“”')
        return written if reply.whole and len(written) <= _MOST_CHARS else ""
