"""Who answers: the embedded answerer, the configured model, or another one, there or elsewhere."""

from __future__ import annotations

import logging
import threading
from urllib.parse import urlsplit

from cachetools import LRUCache

from rag.answer import (
    Answerer,
    EntailmentMeaning,
    ExtractiveAnswerer,
    Meaning,
    ModelAnswerer,
    ModelMeaning,
    QuestionRewriter,
)
from rag.errors import ConfigError, ModelError
from rag.llm import COUNTED, ChatModel, Connection, OpenAIModel, try_connection
from rag.settings import Settings, shipped
from rag.settings.profiles import CONFIGURED, Server
from rag.store import load_entailment_scorer
from rag.types import EMBEDDED_MODEL

log = logging.getLogger(__name__)

JUDGED_BY_MODEL = "model"
"""`RAG_JUDGE` for the configured model; any other value names a cross-encoder."""

LOCKED = "The operator has fixed who answers (RAG_LOCK_SERVER)."
"""Told to whoever chooses another model or server all the same."""

UNNAMED_MODEL = "the server's model"
"""Shown for a server's first model until the server has been asked which one that is."""

_MOST_CONNECTED = 64
"""Models other than the configured one that are kept, with what was found out about them."""


class Answerers:
    """Chooses by name. `model` stands in for what the settings configure.

    Raises `ConfigError` where the file of `RAG_SERVERS` cannot be used.
    """

    def __init__(self, settings: Settings, model: ChatModel | None) -> None:
        self._settings = settings
        self._profiles = () if settings.lock_server else settings.profiles
        self._connected: LRUCache[Server, OpenAIModel] = LRUCache(_MOST_CONNECTED)
        self._connecting = threading.Lock()
        self._model = model
        if model is None and settings.base_url:
            self._model = OpenAIModel.connect(settings)

    @property
    def default(self) -> str:
        """The name of whoever answers when nobody is named."""
        if self._model is None:
            return EMBEDDED_MODEL
        return self._model.name or UNNAMED_MODEL

    def servers(self) -> tuple[Server, ...]:
        """The configured server, if there is one, then those of `RAG_SERVERS`."""
        configured = self._configured()
        return (*([configured] if configured else []), *self._profiles)

    def names(self, server: Server | None = None) -> tuple[str, ...]:
        """All names that can be chosen, the default first. Never raises.

        Of another `server`: the model it is set to, and those that it lists. Where the operator has
        fixed who answers, the default and quotes, and no server is asked.
        """
        if self._settings.lock_server:
            return tuple(dict.fromkeys((self.default, EMBEDDED_MODEL)))
        listed: tuple[str, ...] = ()
        try:
            model = self.chat_model(None, server)
            if isinstance(model, OpenAIModel):
                listed = model.list_models()
        except (ModelError, ConfigError) as error:
            log.warning("The model server does not list its models: %s", error)
        if server is not None:
            return tuple(dict.fromkeys([*filter(None, [server.model]), *listed]))
        return tuple(dict.fromkeys([self.default, EMBEDDED_MODEL, *listed]))

    def chat_model(self, name: str | None, server: Server | None = None) -> ChatModel | None:
        """The model of that name; None for the embedded answerer, which has none.

        Raises `ConfigError` when a model is named and there is no server to serve it, and when
        the operator has fixed another choice.
        """
        if name == EMBEDDED_MODEL:
            return None
        configured = self._configured()
        if server is None or server == configured:
            if name is None or name in (self.default, UNNAMED_MODEL):
                return self._model
            server = configured
        if self._settings.lock_server:
            raise ConfigError(
                LOCKED,
                hint="Ask without choosing a model or a server; only quotes can be chosen.",
            )
        if server is None:
            raise ConfigError(
                f"No model server is configured that could serve {name!r}.",
                hint="Set RAG_BASE_URL, or choose the embedded answerer.",
            )
        return self._connect(server if name is None else server.asked_for(name))

    def try_connection(self, name: str | None, server: Server | None) -> Connection:
        """Is it there, and how does it behave? Raises `ConfigError` where there is no server."""
        model = self.chat_model(name, server)
        if not isinstance(model, OpenAIModel):
            raise ConfigError(
                "No model server is chosen, so there is nothing to test.",
                hint="Choose a server first, or set RAG_BASE_URL.",
            )
        return try_connection(model)

    def _configured(self) -> Server | None:
        settings = self._settings
        if not settings.base_url:
            return None
        name = urlsplit(settings.base_url).netloc
        return Server(
            name,
            settings.base_url,
            settings.model,
            settings.key,
            settings.context_window,
            CONFIGURED,
        )

    def _connect(self, server: Server) -> OpenAIModel:
        """The same model object each time, so that what it has learned of its server stays."""
        with self._connecting:
            found = self._connected.get(server)
            if found is None:
                found = OpenAIModel.connect(self._settings, server)
                self._connected[server] = found
            return found

    def room(self, window: int) -> int:
        """Tokens that a window of this size leaves for a prompt, when the answer has its share.

        As we count them: the model's own tokenizer may make some more of the same text.
        """
        left = max(window // 2, window - self._settings.max_answer_tokens)
        return int(left * COUNTED)

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

    def judge(self) -> Meaning | None:
        """Who weighs meaning when an answer is verified; None leaves it to the signals.

        Raises `ConfigError` where the model is to judge and there is none.
        """
        name = self._settings.judge
        if name != JUDGED_BY_MODEL:
            return EntailmentMeaning(load_entailment_scorer(name)) if name else None
        if self._model is None:
            raise ConfigError(
                f"RAG_JUDGE is {JUDGED_BY_MODEL!r}, and no model is configured.",
                hint="Set RAG_BASE_URL, or leave RAG_JUDGE unset.",
            )
        return ModelMeaning(self._model, shipped("prompts"))

    def rewriter(self, chat: ChatModel | None) -> QuestionRewriter | None:
        """What makes follow-up questions stand alone with this model; None without one."""
        return QuestionRewriter(chat, shipped("prompts")) if chat is not None else None
