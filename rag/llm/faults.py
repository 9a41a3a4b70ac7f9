"""What a model server's failure is called here, and how it is told without giving a key away."""

from __future__ import annotations

import math
import re
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_plus, urlsplit, urlunsplit

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
from rag.llm.dialects import OPTIONAL, rejected_by
from rag.llm.situations import (
    GAVE_UP,
    KEY_REJECTED,
    LOADING,
    NO_SUCH_ADDRESS,
    NOT_ACCEPTED,
    NOTHING_BEHIND,
    Situation,
    situation,
    wait_told,
    window_told,
)
from rag.regex import regex
from rag.settings.profiles import CONFIGURED, SettingNames

EXCERPT_CHARS = 200
"""How much of a server's own words is repeated."""

_SECRETS = regex(r"\bBearer\s+\S+|\bsk-[\w*-]{4,}|\S*\*{3,}\S*", re.IGNORECASE)
_CONTROLS = regex(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")

_LOG = "Ask again; if it happens often, look into the model server's log."
_HINTS: Mapping[type[ModelError], str] = {
    ModelUnreachable: NOTHING_BEHIND.hint,
    ModelTimeout: GAVE_UP.hint,
}
_HINT = "Check RAG_BASE_URL: an OpenAI-compatible address, usually ending in /v1."

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

_KINDS = ("type", "error_type", "code")
_HUNG_UP = regex(r"disconnected|peer closed|received \d+ bytes")
_NOWHERE = ("ConnectError", "InvalidURL", "UnsupportedProtocol")


class RequestRejected(ModelProtocol):
    """The server does not take the request as it is; `rejected` names what to leave out."""

    def __init__(self, message: str, *, hint: str, rejected: frozenset[str]) -> None:
        super().__init__(message, hint=hint)
        self.rejected = rejected


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A model server's address and key; the one who may quote what it says.

    Advice is given in the `names` of what a person would change.
    """

    url: str
    key: str = field(default="", repr=False)
    names: SettingNames = CONFIGURED

    @property
    def shown(self) -> str:
        """The address without its query, which may hold a secret."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"

    def below(self, place: str) -> Endpoint:
        """The address of a `place` ("/models") of this API; a query stays."""
        parts = urlsplit(self.url)
        path = f"{parts.path.rstrip('/')}{place}"
        return replace(self, url=urlunsplit(parts._replace(path=path)))

    def beside(self, place: str) -> Endpoint:
        """The address of a `place` ("/health") beside the API's `/v1`; a query stays."""
        parts = urlsplit(self.url)
        path = f"{parts.path.rstrip('/').removesuffix('/v1')}{place}"
        return replace(self, url=urlunsplit(parts._replace(path=path)))

    def excerpt(self, text: str) -> str:
        """The server's words on one line, cut short, with the key and its like blacked out."""
        for secret in (self.key, *self._query()):
            if len(secret) > 3:  # shorter ones are placeholders, and parts of words
                text = text.replace(secret, "[key]")
        text = _SECRETS.sub("[key]", " ".join(_CONTROLS.sub(" ", text).split()))
        return text if len(text) <= EXCERPT_CHARS else text[:EXCERPT_CHARS].rstrip() + "…"

    def _query(self) -> Iterator[str]:
        """What the address's query says, as it is sent and as it is meant."""
        for part in urlsplit(self.url).query.split("&"):
            value = part.partition("=")[2]
            yield from (value, unquote_plus(value))

    def quoting(self, message: str, said: str) -> str:
        """The message, with the server's words behind it if there are any; a page is no words."""
        words = "" if said.lstrip().startswith("<") else self.excerpt(said)
        return f'{message} It said: "{words}"' if words else message

    def error(
        self, kind: type[ModelError], message: str, *, said: str = "", hint: str = ""
    ) -> ModelError:
        """An error of ours, with the server's words behind it."""
        advice = self.names.told(hint or _HINTS.get(kind, _HINT))
        return kind(self.quoting(message, said), hint=advice)

    def fault(
        self, body: object, *, status: int | None = None, retry_after: str = ""
    ) -> ModelError:
        """The error for a reply that is one: a status, an `{"error": ...}` body, or both.

        `body` is decoded JSON or text. A rejected key is never explained in the server's words:
        they may contain it in a form that we do not recognise.
        """
        said, code = _said(body)
        found = situation(status or code, said)
        message = found.what.format(url=self.shown) + (f" (HTTP {status})." if status else ".")
        message = self.quoting(message, "" if found.kind is ModelAuth else said)
        hint = self.names.told(self._advice(found))
        if found.kind is ModelOverloaded:
            wait = _seconds(retry_after)
            wait = wait_told(said) if wait is None else wait
            if wait is not None and found is not LOADING:
                hint = f"Ask again in {_wait_in_words(wait)}."
            return ModelOverloaded(message, hint=hint, retry_after=wait, loading=found is LOADING)
        if found.kind is ContextTooLong:
            return ContextTooLong(message, hint=hint, window=_window(body, said))
        rejected = rejected_by(status, said)
        if not rejected and found is NOT_ACCEPTED and status in (400, 422):
            rejected = frozenset({OPTIONAL})
        if rejected and found.kind is ModelProtocol:
            return RequestRejected(message, hint=hint, rejected=rejected)
        return found.kind(message, hint=hint)

    def _advice(self, found: Situation) -> str:
        """What to do about it, with the address to use where that can be told."""
        if found is KEY_REJECTED and not self.key:
            return "Set RAG_API_KEY: none is set, and this server wants one."
        parts = urlsplit(self.url)
        if found is NO_SUCH_ADDRESS and not parts.path.rstrip("/").endswith("/v1"):
            return f"Set RAG_BASE_URL to {parts.scheme}://{parts.netloc}/v1, where most answer."
        return found.hint

    def counterpart(self, error: Exception) -> ModelError:
        """The error of ours for one of a library's that has no HTTP status."""
        names = [parent.__name__ for parent in type(error).__mro__]
        kind = next((COUNTERPARTS[name] for name in names if name in COUNTERPARTS), ModelProtocol)
        chain = list(_chain(error))
        cause = chain[1] if len(chain) > 1 else error
        why = self.excerpt(str(cause))
        for link in chain:
            if isinstance(link, ssl.SSLError):
                return self._insecure(link)
            if isinstance(link, socket.gaierror | UnicodeError):
                message = f"There is no host named {urlsplit(self.url).hostname} ({why})."
                hint = "Check the spelling of RAG_BASE_URL, and the network."
                return self.error(kind, message, hint=hint)
        if type(cause).__name__ == "ConnectTimeout":
            message = f"{self.shown} accepts no connection."
            hint = "Check RAG_BASE_URL, or raise RAG_CONNECT_TIMEOUT."
            return self.error(ModelTimeout, message, hint=hint)
        if type(cause).__name__ in _NOWHERE:
            return self.error(kind, f"Nobody answers at {self.shown} ({why}).")
        if type(cause).__name__ == "RemoteProtocolError" and not _HUNG_UP.search(why):
            return self.error(ModelProtocol, f"{self.shown} does not speak proper HTTP ({why}).")
        if kind is ModelUnreachable:
            why = "" if "chunked read" in why else f" ({why})"  # the library's words for just that
            message = f"The connection to {self.shown} broke off{why}."
            return self.error(kind, message, hint=_LOG)
        if kind is ModelTimeout:
            return self.error(kind, f"The model server at {self.shown} did not answer in time.")
        return self.error(kind, f"The model server at {self.shown} sent no valid reply ({why}).")

    def _insecure(self, error: ssl.SSLError) -> ModelError:
        why = self.excerpt(getattr(error, "reason", "") or str(error))
        if isinstance(error, ssl.SSLCertVerificationError):
            message = f"The certificate of {self.shown} is not trusted ({error.verify_message})."
            hint = "Set SSL_CERT_FILE to the file of the authority that signed it."
        else:
            message = f"{self.shown} cannot be spoken to over TLS ({why})."
            hint = "If the server has no certificate, RAG_BASE_URL begins with http:, not https:."
        return self.error(ModelUnreachable, message, hint=hint)


def normalise_base_url(url: str) -> str:
    """The address with `/v1` where it has no path of its own; otherwise as it is."""
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/") or "/v1"
    return urlunsplit(parts._replace(path=path, fragment=""))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error, what it was raised for, and so on; the HTTP library does not always say `from`."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _said(body: object) -> tuple[str, int | None]:
    """The words of an error body with its type and code, and the code if that is a status."""
    if isinstance(body, Mapping):
        inner = body.get("error")
        if isinstance(inner, Mapping):
            return _said(inner)
        words = [body.get(name) for name in ("message", "error", "detail", *_KINDS)]
        said = ": ".join(dict.fromkeys(str(word) for word in words if word not in (None, "")))
        return said, _status(body.get("code")) or _status(body.get("status"))
    return ("" if body is None else str(body)), None


def _status(code: object) -> int | None:
    number = int(code) if isinstance(code, str) and re.fullmatch(r"\d{3}", code) else code
    return number if isinstance(number, int) and 400 <= number < 600 else None


def _window(body: object, said: str) -> int | None:
    """Tokens of the context window: llama.cpp has a field for it, others say it in words."""
    if isinstance(body, Mapping):
        inner = body.get("error")
        told = (inner if isinstance(inner, Mapping) else body).get("n_ctx")
        if isinstance(told, int) and not isinstance(told, bool) and told > 0:
            return told
    return window_told(said)


def _wait_in_words(seconds: float) -> str:
    """Rounded up, so that nobody asks too soon."""
    for size, unit in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{math.ceil(seconds / size):,} {unit}"
    whole = math.ceil(seconds)
    return "1 second" if whole == 1 else f"{whole} seconds"


def _seconds(retry_after: str) -> float | None:
    """What a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3)."""
    if re.fullmatch(r"\d{1,7}(?:\.\d{1,3})?", retry_after.strip()):
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
        return max(0.0, moment.timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
