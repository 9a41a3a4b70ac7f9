"""What a model server's failure is called here, and how it is told without giving a key away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from rag.errors import (
    ContextTooLong,
    ModelAuth,
    ModelError,
    ModelNotFound,
    ModelOverloaded,
    ModelProtocol,
    ModelTimeout,
    ModelUnreachable,
)

EXCERPT_CHARS = 200
"""How much of a server's own words is repeated."""

_SECRETS = re.compile(r"\bBearer\s+\S+|\bsk-[\w*-]{4,}|\S*\*{3,}\S*", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_TOO_LONG = re.compile(
    r"context[ _-]?(?:length|window|size)|exceeds?_context|prompt (?:is )?too long|n_ctx|"
    r"too many (?:input )?tokens|input (?:is )?too long|input token count|max_model_len|"
    r"maximum number of (?:input )?tokens|max_new_tokens` must be",
    re.IGNORECASE,
)
_NO_SUCH_MODEL = re.compile(
    r"model_not_found|(?:unknown|invalid|no such) model|"
    r"\bmodel\b.{0,80}?(?:not found|does not exist|not exist|not loaded|not available)",
    re.IGNORECASE | re.DOTALL,
)
_BUSY = re.compile(
    r"rate.?limit|too many requests|overloaded|loading model|still loading", re.IGNORECASE
)
_KEY_REJECTED = re.compile(r"invalid_api_key|(?:incorrect|invalid) api key", re.IGNORECASE)

_FIRST_LINE: Mapping[type[ModelError], str] = {
    ModelAuth: "The model server at {url} rejects the key",
    ModelNotFound: "The model server at {url} does not know this model or this address",
    ModelOverloaded: "The model server at {url} cannot take the question now",
    ContextTooLong: "The prompt is too long for the model at {url}",
    ModelTimeout: "The model server at {url} gave up waiting",
    ModelUnreachable: "The model server behind {url} does not answer",
    ModelProtocol: "The model server at {url} reports an error",
}
_HINTS: Mapping[type[ModelError], str] = {
    ModelAuth: "Check RAG_API_KEY.",
    ModelNotFound: "Check RAG_MODEL, and that RAG_BASE_URL is complete; it usually ends in /v1.",
    ModelOverloaded: "Ask again in a moment.",
    ContextTooLong: "Lower RAG_EVIDENCE_TOKENS, or give the model a longer context window.",
    ModelTimeout: "Ask again; if the model takes long to load, raise RAG_FIRST_TOKEN_TIMEOUT.",
    ModelUnreachable: "Start the model server, or correct RAG_BASE_URL.",
    ModelProtocol: "Check RAG_BASE_URL: an OpenAI-compatible address, usually ending in /v1.",
}

COUNTERPARTS: Mapping[str, type[ModelError]] = {
    "OpenAIError": ModelProtocol,
    "APIError": ModelProtocol,
    "APIStatusError": ModelProtocol,
    "APIResponseValidationError": ModelProtocol,
    "BadRequestError": ModelProtocol,
    "ConflictError": ModelProtocol,
    "UnprocessableEntityError": ModelProtocol,
    "InternalServerError": ModelProtocol,
    "LengthFinishReasonError": ModelProtocol,
    "ContentFilterFinishReasonError": ModelProtocol,
    "InvalidWebhookSignatureError": ModelProtocol,
    "APIConnectionError": ModelUnreachable,
    "WebSocketConnectionClosedError": ModelUnreachable,
    "WebSocketQueueFullError": ModelOverloaded,
    "APITimeoutError": ModelTimeout,
    "AuthenticationError": ModelAuth,
    "PermissionDeniedError": ModelAuth,
    "OAuthError": ModelAuth,
    "SubjectTokenProviderError": ModelAuth,
    "NotFoundError": ModelNotFound,
    "RateLimitError": ModelOverloaded,
    "HTTPError": ModelUnreachable,
    "TimeoutException": ModelTimeout,
    "DecodingError": ModelProtocol,
    "StreamError": ModelProtocol,
    "InvalidURL": ModelUnreachable,
    "OSError": ModelUnreachable,
    "UnicodeError": ModelUnreachable,
}
"""By name, the errors of openai and of the HTTP library under it. Those with a status are refined
by it and by the server's words; see `Endpoint.fault`."""

_NOWHERE = ("ConnectError", "InvalidURL", "UnsupportedProtocol", "UnicodeError")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model server's address and key; the one who may quote what it says."""

    url: str
    key: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """The address without its query, which may hold a secret."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"

    def excerpt(self, text: str) -> str:
        """The server's words on one line, cut short, with the key and its like blacked out."""
        if len(self.key) > 3:  # shorter ones are placeholders, and parts of words
            text = text.replace(self.key, "[key]")
        text = _SECRETS.sub("[key]", " ".join(_CONTROLS.sub(" ", text).split()))
        return text if len(text) <= EXCERPT_CHARS else text[:EXCERPT_CHARS].rstrip() + "…"

    def error(
        self, kind: type[ModelError], message: str, *, said: str = "", hint: str = ""
    ) -> ModelError:
        """An error of ours, with the server's words in brackets if there are any."""
        words = self.excerpt(said)
        quoted = f' It said: "{words}"' if words else ""
        return kind(message + quoted, hint=hint or _HINTS[kind])

    def fault(
        self, body: object, *, status: int | None = None, retry_after: str = ""
    ) -> ModelError:
        """The error for a reply that is one: a status, an `{"error": ...}` body, or both.

        `body` is decoded JSON or text. A rejected key is never explained in the server's words:
        they may contain it in a form that we do not recognise.
        """
        said, code = _said(body)
        kind = _kind(status or code, said)
        message = _FIRST_LINE[kind].format(url=self.shown)
        message += f" (HTTP {status})." if status else "."
        if status is not None and 300 <= status < 400:
            return kind(
                f"{self.shown} redirects to another address (HTTP {status}). "
                "It was not followed: your documents would go there.",
                hint="Set RAG_BASE_URL to the final address.",
            )
        hint = ""
        if kind is ModelOverloaded and re.fullmatch(r"\d{1,5}", retry_after):
            hint = f"Ask again in {retry_after} seconds."
        return self.error(kind, message, said="" if kind is ModelAuth else said, hint=hint)

    def counterpart(self, error: Exception) -> ModelError:
        """The error of ours for one of a library's that has no HTTP status."""
        names = [parent.__name__ for parent in type(error).__mro__]
        kind = next((COUNTERPARTS[name] for name in names if name in COUNTERPARTS), ModelProtocol)
        cause = error.__cause__ or error
        why = self.excerpt(str(cause))
        if type(cause).__name__ == "ConnectTimeout":
            message = f"{self.shown} accepts no connection."
            return self.error(
                kind, message, hint="Check RAG_BASE_URL, or raise RAG_CONNECT_TIMEOUT."
            )
        if type(cause).__name__ in _NOWHERE:
            return self.error(kind, f"Nobody answers at {self.shown} ({why}).")
        if kind is ModelUnreachable:
            hint = "Ask again; if it happens often, look into the model server's log."
            return self.error(kind, f"The connection to {self.shown} broke off ({why}).", hint=hint)
        if kind is ModelTimeout:
            return self.error(kind, f"The model server at {self.shown} did not answer in time.")
        return self.error(kind, _FIRST_LINE[kind].format(url=self.shown) + f" ({why}).")


def _kind(status: int | None, said: str) -> type[ModelError]:
    """By status where it is plain; by the words where servers differ (400, 422, 500, none)."""
    if status in (401, 402, 403):
        return ModelAuth
    if status in (408, 504):
        return ModelTimeout
    if status in (429, 503, 529):
        return ModelOverloaded
    if status in (502, 520, 521, 522, 523):
        return ModelUnreachable
    if status == 413:
        return ContextTooLong
    spoken: tuple[tuple[re.Pattern[str], type[ModelError]], ...] = (
        (_TOO_LONG, ContextTooLong),
        (_NO_SUCH_MODEL, ModelNotFound),
        (_KEY_REJECTED, ModelAuth),
        (_BUSY, ModelOverloaded),
    )
    for words, kind in spoken:
        if words.search(said):
            return kind
    return ModelNotFound if status == 404 else ModelProtocol


def _said(body: object) -> tuple[str, int | None]:
    """The words of an error body with its type and code, and the code if that is a status."""
    if isinstance(body, Mapping):
        inner = body.get("error")
        if isinstance(inner, Mapping):
            return _said(inner)
        words = [body.get(name) for name in ("message", "error", "detail", "type", "code")]
        said = ": ".join(dict.fromkeys(str(word) for word in words if word not in (None, "")))
        return said, _status(body.get("code")) or _status(body.get("status"))
    return ("" if body is None else str(body)), None


def _status(code: object) -> int | None:
    number = int(code) if isinstance(code, str) and re.fullmatch(r"\d{3}", code) else code
    return number if isinstance(number, int) and 400 <= number < 600 else None
