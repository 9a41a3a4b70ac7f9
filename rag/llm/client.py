"""The client for OpenAI-compatible model servers; the only module that imports openai."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from rag.errors import (
    ConfigError,
    ModelError,
    ModelNotFound,
    ModelProtocol,
    ModelTimeout,
    ModelUnreachable,
)
from rag.llm.faults import Endpoint
from rag.llm.pump import Line, Pump
from rag.llm.reasoning import separate_reasoning
from rag.llm.request import ChatRequest, rejected_parameters
from rag.llm.wire import model_names, read_reply, require_text
from rag.settings import Settings
from rag.types import Delta, Message

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

NO_KEY = "no-key"
"""Sent where no key is configured: the SDK insists on one, local servers ignore it."""

_AFTER_FINISH = 2.0  # seconds; what may follow the finish reason is the usage, and is optional
_READ_MARGIN = 5.0  # seconds; the socket's own limit comes after the pump's


class OpenAIModel:
    """A chat model behind `/v1/chat/completions`. Thread-safe; nothing is sent before it is asked.

    No retries, no redirects. Limits in seconds: to connect, to the first token (a cold model
    loads in this time), and between two tokens; keep-alive comments are no tokens.
    """

    def __init__(
        self, endpoint: Endpoint, *, model: str, connect: float, first_token: float, token: float
    ) -> None:
        self.endpoint = endpoint
        self._model = model
        self._connect = connect
        self._first_token = first_token
        self._token = token
        self._rejected = frozenset[str]()
        self._lock = threading.Lock()
        self._client: OpenAI | None = None

    @classmethod
    def connect(cls, settings: Settings, *, model: str | None = None) -> OpenAIModel:
        """The model that the settings name, or another one on the same server. Sends nothing.

        Raises `ConfigError` for an address or a key that cannot be sent.
        """
        key = settings.key.strip()
        if not (key.isascii() and key.isprintable()):
            raise ConfigError(
                "RAG_API_KEY holds characters that no key has.", hint="Copy the key again."
            )
        return cls(
            Endpoint(normalise_base_url(settings.base_url), key),
            model=(settings.model if model is None else model).strip(),
            connect=settings.connect_timeout,
            first_token=settings.first_token_timeout,
            token=settings.token_timeout,
        )

    @property
    def name(self) -> str:
        """The model's name; empty until the server was asked, if the settings have none."""
        return self._model

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Pump[Delta]:
        """The reply in pieces, thinking apart; `close()` from any thread ends it.

        The connection is made when the first piece is asked for. Raises `ModelError`, also where
        the reply holds no text; `ConfigError` if the server has to be told which model.
        """
        request = ChatRequest(tuple(messages), max_tokens, temperature)
        return Pump(
            lambda line: self._reply(request, line),
            patience=self._patience,
            on_silence=self._silence,
        )

    def list_models(self) -> tuple[str, ...]:
        """The names of the models that the server offers. Raises `ModelError`."""
        limit = self._connect + self._token
        listing: Pump[str] = Pump(
            self._listed, patience=lambda _: limit, on_silence=lambda _: self._late(limit)
        )
        return tuple(listing)

    def _reply(self, request: ChatRequest, line: Line) -> Generator[Delta, None, None]:
        """The whole path of one reply, run in the pump's thread."""
        yield from require_text(separate_reasoning(self._received(request, line)), self.endpoint)

    def _received(self, request: ChatRequest, line: Line) -> Iterator[Delta]:
        model = self._named(line)
        finished = False
        try:
            with _translated(self.endpoint), self._opened(request, model) as response:
                line.attach(partial(_interrupt, response))
                for delta in read_reply(response.iter_bytes(), self.endpoint):
                    finished = finished or delta.finish is not None
                    yield delta
        except (ModelUnreachable, ModelTimeout):
            if not finished:  # else the answer is whole, and only the goodbye was lost
                raise

    @contextlib.contextmanager
    def _opened(self, request: ChatRequest, model: str) -> Iterator[httpx2.Response]:
        """The response, its body still to come; without what the server turns out to reject."""
        from openai import APIStatusError

        create = self._sdk().chat.completions.with_streaming_response.create
        with contextlib.ExitStack() as stack:
            while True:
                try:
                    response = stack.enter_context(create(**request.body(model, self._rejected)))
                    break
                except APIStatusError as error:
                    named = rejected_parameters(error.status_code, str(error.body))
                    if named <= self._rejected:
                        raise
                    self._rejected |= named
            yield response.http_response

    def _named(self, line: Line) -> str:
        """The configured model, else the first that the server lists."""
        if not self._model:
            hint = "Set RAG_MODEL to the name of a model on this server."
            message = (
                f"RAG_MODEL is not set, and {self.endpoint.shown} does not say what it offers."
            )
            try:
                found = next(self._listed(line), "")
            except (ModelNotFound, ModelProtocol) as error:
                raise ConfigError(message, hint=hint) from error
            if not found:
                raise ConfigError(message, hint=hint)
            self._model = found
        return self._model

    def _listed(self, line: Line) -> Generator[str, None, None]:
        listing = self._sdk().models.with_streaming_response
        with _translated(self.endpoint), listing.list() as response:
            line.attach(partial(_interrupt, response.http_response))
            yield from model_names(response.read(), self.endpoint)

    def _sdk(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                from openai import OpenAI

                from rag.llm.transport import http_client

                key = self.endpoint.key or NO_KEY
                self._client = OpenAI(
                    base_url=self.endpoint.url,
                    api_key=key,
                    default_headers={"Authorization": f"Bearer {key}"},  # beats the environment's
                    max_retries=0,
                    http_client=http_client(
                        self.endpoint.url,
                        connect=self._connect,
                        read=self._first_token + _READ_MARGIN,
                    ),
                )
            return self._client

    def _patience(self, last: Delta | None) -> float:
        if last is None:
            return self._first_token
        return self._token if last.finish is None else min(self._token, _AFTER_FINISH)

    def _silence(self, last: Delta | None) -> ModelError | None:
        if last is None:
            return self._late(self._first_token)
        if last.finish is not None:
            return None
        return ModelTimeout(
            f"The model server at {self.endpoint.shown} stopped in the middle of its answer: "
            f"nothing came for {self._token:g} seconds.",
            hint="Ask again, or raise RAG_TOKEN_TIMEOUT.",
        )

    def _late(self, limit: float) -> ModelError:
        message = f"The model server at {self.endpoint.shown} did not answer in {limit:g} seconds."
        return self.endpoint.error(ModelTimeout, message)


def normalise_base_url(url: str) -> str:
    """The address with `/v1` where it has no path of its own; otherwise as it is."""
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/") or "/v1"
    return urlunsplit(parts._replace(path=path, fragment=""))


@contextlib.contextmanager
def _translated(endpoint: Endpoint) -> Iterator[None]:
    """The one place where errors of openai, and of the HTTP library under it, become ours.

    Theirs are not kept as causes: they hold the request, and the request holds the key.
    """
    import httpx2
    from openai import APIStatusError, OpenAIError

    try:
        yield
    except APIStatusError as error:
        wait = error.response.headers.get("retry-after", "")
        raise endpoint.fault(error.body, status=error.status_code, retry_after=wait) from None
    except (
        OpenAIError,
        httpx2.HTTPError,
        httpx2.StreamError,
        httpx2.InvalidURL,
        OSError,
        UnicodeError,  # a host name that cannot be one
    ) as error:
        raise endpoint.counterpart(error) from None


def _interrupt(response: httpx2.Response) -> None:
    """End a read that is waiting in another thread; closing alone would not wake it."""
    stream = response.extensions.get("network_stream")
    connection = stream.get_extra_info("socket") if stream is not None else None
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):  # it is closed already
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
