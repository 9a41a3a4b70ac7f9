"""The client for OpenAI-compatible model servers; the only module that imports openai."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from rag.errors import (
    ConfigError,
    ContextTooLong,
    ModelError,
    ModelNotFound,
    ModelOverloaded,
    ModelProtocol,
    ModelTimeout,
    ModelUnreachable,
)
from rag.llm.context import ASK_SECONDS, Window, context_window
from rag.llm.dialects import Dialect
from rag.llm.faults import Endpoint, RequestRejected, normalise_base_url
from rag.llm.patience import Limits, Patience, late
from rag.llm.pinned import pinned_model
from rag.llm.pump import Line, Pump
from rag.llm.reasoning import separate_reasoning
from rag.llm.request import ChatRequest
from rag.llm.retries import Retries
from rag.llm.turn_ends import without_turn_ends
from rag.llm.window_memory import WindowMemory
from rag.llm.wire import model_names, read_reply, require_text
from rag.settings import Settings
from rag.settings.profiles import CONFIGURED, Server
from rag.types import Delta, Message

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

NO_KEY = "no-key"
"""Sent where no key is configured: the SDK insists on one, local servers ignore it."""

_READ_MARGIN = 5.0  # seconds; the socket's own limit comes after the pump's


class OpenAIModel:
    """A chat model behind `/v1/chat/completions`. Thread-safe; nothing is sent before it is asked.

    No redirects. Sent again only before the first token: without what the server rejects, and when
    it has asked for patience. `window` is the context window in tokens, 0 where the server is to be
    asked for it.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        limits: Limits,
        *,
        model: str = "",
        window: int = 0,
    ) -> None:
        self.endpoint = endpoint
        self._limits = limits
        self._model = model
        self._found = ""  # the first that the server listed, where none is configured
        self._window = window
        self._windows = WindowMemory(self.look_up_window)
        self._dialect = Dialect()
        self._lock = threading.Lock()
        self._client: OpenAI | None = None

    @classmethod
    def connect(cls, settings: Settings, server: Server | None = None) -> OpenAIModel:
        """The model of the settings' own server, or of another `server`. Sends nothing.

        Keep it for as long as you can: it remembers what its server has rejected. Raises
        `ConfigError` for an address or a key that cannot be sent, or that is missing.
        """
        names = CONFIGURED if server is None else server.names
        settings = settings if server is None else settings.for_server(server.with_key())
        key = settings.key.strip()
        if not (key.isascii() and key.isprintable()):
            message = names.told("RAG_API_KEY holds characters that no key has.")
            raise ConfigError(message, hint="Copy the key again.")
        return cls(
            Endpoint(normalise_base_url(settings.base_url), key, names),
            Limits.of(settings),
            model=settings.model.strip(),
            window=settings.context_window,
        )

    @property
    def name(self) -> str:
        """The model's name; empty until the server was asked, if the settings have none."""
        return self._model or self._found

    @property
    def dialect(self) -> Dialect:
        """What the server has turned out not to take, so far."""
        return self._dialect

    def stream(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float
    ) -> Pump[Delta]:
        """The reply in pieces, thinking apart; `close()` from any thread ends it.

        The connection is made when the first piece is asked for. Raises `ModelError`, also where
        the reply holds no text; `ModelNotFound` if the server has to be told which model.
        """
        request = ChatRequest(tuple(messages), max_tokens, temperature)
        retries = Retries(self._limits.first_token)
        patience = Patience(self._limits, self.endpoint, retries)
        return Pump(
            lambda line: self._reply(patience.within(self._asked(request, line, retries))),
            patience=patience.seconds,
            on_silence=patience.silence,
        )

    def list_models(self) -> tuple[str, ...]:
        """The names of the models that the server offers. Raises `ModelError`."""
        limit = self._limits.connect + self._limits.token
        hint = "Try again, or raise RAG_CONNECT_TIMEOUT or RAG_TOKEN_TIMEOUT: it is their sum."
        listing: Pump[str] = Pump(
            self._listed,
            patience=lambda _: limit,
            on_silence=lambda _: late(self.endpoint, limit, hint),
        )
        return tuple(listing)

    def window(self, wait: float = 0.0) -> Window:
        """The context window as far as it is known after at most these seconds; never raises."""
        if self._window:
            return self.look_up_window()
        return self._windows.window(wait)

    def look_up_window(self) -> Window:
        """Ask the server for its context window now; takes seconds at most, and never raises."""
        name = self.name
        if not (name or self._window):
            with contextlib.suppress(ModelError):
                name = next(iter(self.list_models()), "")
        found = context_window(self.endpoint, name, setting=self._window)
        self._windows.learn(found)
        return found

    def _reply(self, received: Iterable[Delta]) -> Generator[Delta, None, None]:
        """The whole path of one reply, run in the pump's thread."""
        try:
            told = without_turn_ends(separate_reasoning(received))
            yield from require_text(told, self.endpoint)
        except ContextTooLong as error:
            self._windows.learn(Window(error.window or 0, "the server, in an error"))
            raise

    def _asked(self, request: ChatRequest, line: Line, retries: Retries) -> Iterator[Delta]:
        """As `_received`; once more where the found model has gone, for the one served by now."""
        remembered, begun = self._found, False
        try:
            for delta in self._received(request, line, retries):
                begun = begun or delta.waiting is None
                yield delta
        except ModelNotFound:
            self._found = ""
            if begun or not remembered:
                raise
            yield from self._received(request, line, retries)

    def _received(self, request: ChatRequest, line: Line, retries: Retries) -> Iterator[Delta]:
        """What the server sends, asked as often as it takes: never again once it has begun."""
        retries.begin()
        model = self._named(line)
        dialect = self._dialect
        begun = False
        while True:
            wait: float | None = None
            try:
                for delta in self._attempt(request.body(model, dialect), line):
                    if not begun:  # so that is how it wants to be asked, also next time
                        self._dialect, begun = dialect, True
                    yield delta
                return
            except RequestRejected as error:
                simpler = dialect.simpler(error.rejected)
                if begun or simpler == dialect:
                    raise
                dialect = simpler
            except ModelOverloaded as error:
                wait = None if begun else retries.delay(error)
                if wait is None:
                    raise
            if wait is not None:
                yield Delta(waiting=wait)
                if line.wait(wait):
                    return

    def _attempt(self, body: dict[str, Any], line: Line) -> Iterator[Delta]:
        """One request and its reply."""
        finished = False
        try:
            with _translated(self.endpoint):
                create = self._sdk().chat.completions.with_streaming_response.create
                with create(**body) as opened:
                    response = opened.http_response
                    line.attach(partial(_interrupt, response))
                    for delta in read_reply(response.iter_bytes(), self.endpoint):
                        finished = finished or delta.finish is not None
                        yield delta
        except (ModelUnreachable, ModelTimeout):
            if not finished:  # else the answer is whole, and only the goodbye was lost
                raise

    def _named(self, line: Line) -> str:
        """The configured model, else the first that the server lists."""
        if not self.name:
            told = self.endpoint.names.told
            hint = told("Set RAG_MODEL to the name of a model on this server.")
            message = told("RAG_MODEL is not set, and the server does not say what it offers.")
            try:
                found = next(self._listed(line), "")
            except (ModelNotFound, ModelProtocol) as error:
                raise ModelNotFound(f"{message} {error.message}", hint=hint) from error
            if not found:
                raise ModelNotFound(f"{message} {self.endpoint.shown} lists none.", hint=hint)
            self._found = found
        return self.name

    def _listed(self, line: Line) -> Generator[str, None, None]:
        try:
            with _translated(self.endpoint):
                listing = self._sdk().models.with_streaming_response
                with listing.list() as response:
                    line.attach(partial(_interrupt, response.http_response))
                    names = model_names(response.read(), self.endpoint)
        except ModelProtocol:
            names = tuple(filter(None, [pinned_model(self.endpoint, seconds=ASK_SECONDS)]))
            if not names:
                raise
        yield from names

    def _sdk(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                from openai import OpenAI

                from rag.llm.transport import http_client

                key = self.endpoint.key or NO_KEY
                parts = urlsplit(self.endpoint.url)
                self._client = OpenAI(
                    base_url=urlunsplit(parts._replace(query="")),  # it appends paths to the end
                    default_query=dict(parse_qsl(parts.query, keep_blank_values=True)),
                    api_key=key,
                    default_headers={"Authorization": f"Bearer {key}"},  # beats the environment's
                    max_retries=0,
                    http_client=http_client(
                        self.endpoint.url,
                        connect=self._limits.connect,
                        read=self._limits.first_token + _READ_MARGIN,
                    ),
                )
            return self._client


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
