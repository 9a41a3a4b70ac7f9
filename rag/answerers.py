"""Who answers: the embedded answerer, the configured model, or another one on the same server."""

from __future__ import annotations

import logging

from rag.answer import Answerer, ExtractiveAnswerer, ModelAnswerer, QuestionRewriter
from rag.errors import ConfigError, ModelError
from rag.llm import ChatModel, OpenAIModel
from rag.settings import Settings, shipped
from rag.types import EMBEDDED_MODEL

log = logging.getLogger(__name__)

UNNAMED_MODEL = "the server's model"
"""Shown for a server's first model until the server has been asked which one that is."""


class Answerers:
    """Chooses by name. `model` stands in for what the settings configure."""

    def __init__(self, settings: Settings, model: ChatModel | None) -> None:
        self._settings = settings
        self._model = model
        if model is None and settings.base_url:
            self._model = OpenAIModel.connect(settings)

    @property
    def default(self) -> str:
        """The name of whoever answers when nobody is named."""
        if self._model is None:
            return EMBEDDED_MODEL
        return self._model.name or UNNAMED_MODEL

    def names(self) -> tuple[str, ...]:
        """All names that can be chosen, the default first. Never raises."""
        listed: tuple[str, ...] = ()
        if isinstance(self._model, OpenAIModel):
            try:
                listed = self._model.list_models()
            except ModelError as error:
                log.warning("The model server does not list its models: %s", error)
        return tuple(dict.fromkeys([self.default, EMBEDDED_MODEL, *listed]))

    def chat_model(self, name: str | None) -> ChatModel | None:
        """The model of that name; None for the embedded answerer, which has none.

        Raises `ConfigError` when a model is named and there is no server to serve it.
        """
        if name == EMBEDDED_MODEL:
            return None
        if name is None or name == self.default:
            return self._model
        if not self._settings.base_url:
            raise ConfigError(
                f"No model server is configured that could serve {name!r}.",
                hint="Set RAG_BASE_URL, or choose the embedded answerer.",
            )
        return OpenAIModel.connect(self._settings, model=name)

    def answerer(self, chat: ChatModel | None) -> Answerer:
        """What writes the answer with this model, or without any."""
        if chat is None:
            return ExtractiveAnswerer()
        return ModelAnswerer(
            chat,
            shipped("prompts"),
            max_tokens=self._settings.max_answer_tokens,
            temperature=self._settings.temperature,
        )

    def rewriter(self, chat: ChatModel | None) -> QuestionRewriter | None:
        """What makes follow-up questions stand alone with this model; None without one."""
        return QuestionRewriter(chat, shipped("prompts")) if chat is not None else None
