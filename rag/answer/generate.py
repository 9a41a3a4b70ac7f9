"""The answerer that asks a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.answer.prompt import answer_messages, load_template
from rag.llm import COUNTED, ChatModel, count_prompt, window_of
from rag.types import Delta, Evidence, Message, Passage


class ModelAnswerer:
    """Has a chat model answer from the passages. They must fit its window: nothing is cut here.

    `max_tokens` bounds the answer, and so does what a known window leaves for it beside the prompt:
    many servers reject a request whose prompt and answer together might not fit. Raises
    `PromptError` at once if `answer.md` cannot be used.
    """

    def __init__(
        self, model: ChatModel, prompts_dir: Path, *, max_tokens: int, temperature: float
    ) -> None:
        self._model = model
        self._template = load_template(prompts_dir, "answer")
        self._max_tokens = max_tokens
        self._temperature = temperature

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def prompt(self, question: str, passages: Sequence[Passage]) -> tuple[Message, ...]:
        """`answer.md` filled in. Its fence is another one each time."""
        return answer_messages(self._template, question, passages)

    def stream(self, prompt: Sequence[Message], evidence: Evidence) -> Iterator[Delta]:
        """The model's own stream: closing it closes the connection to the server."""
        del evidence  # a model reads the passages itself
        return self._model.stream(
            prompt, max_tokens=self._most(prompt), temperature=self._temperature
        )

    def _most(self, prompt: Sequence[Message]) -> int:
        """Tokens for the answer; what is set where the window is not known or already full."""
        window = window_of(self._model).tokens
        left = int(window - count_prompt(prompt) / COUNTED) if window else 0
        return min(self._max_tokens, left) if left > 0 else self._max_tokens
