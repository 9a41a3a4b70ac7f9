"""The HTTP client under the model client: it sends and follows no more than it has to."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

import httpx2

from rag.errors import ModelProtocol, ModelUnreachable
from rag.nesting import TooDeep, refuse_deep_json

MAX_BODY_BYTES = 32_000_000

_SENT_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
        "x-stainless-raw-response",  # by which the SDK knows what it must not parse
    }
)


def http_client(url: str, *, connect: float, read: float) -> httpx2.Client:
    """A client that follows no redirect: a 307 would send the prompt to another host.

    Each connection is used once: an idle one may be dead, and nothing here is sent a second time.
    Proxies and certificates of the environment count, but not for this machine's own servers.
    Headers that name our Python, our system, or an account from the environment are left out.
    Raises `httpx2.InvalidURL` for an address that is none, and `ModelUnreachable` where the
    environment's proxy or certificates cannot be used.
    """
    here = is_local(httpx2.URL(url).host)
    try:
        return httpx2.Client(
            verify=not (here and url.startswith("http:")),  # nothing to load where none is used
            timeout=httpx2.Timeout(read, connect=connect),
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=not here,
            event_hooks={"request": [_send_less], "response": [_cap]},
        )
    except OSError as error:
        raise ModelUnreachable(
            f"The certificates that the environment names cannot be read ({error.strerror}).",
            hint="Have SSL_CERT_FILE name a file of certificates (PEM), or unset it.",
        ) from error
    except (ImportError, ValueError, httpx2.InvalidURL):  # their words may repeat a password
        raise ModelUnreachable(
            "The proxy that the environment names cannot be used.",
            hint="Correct or unset ALL_PROXY, HTTPS_PROXY and HTTP_PROXY: one that begins with "
            "http:// is used, one that begins with socks5:// where the package socksio is "
            "installed.",
        ) from None


def is_local(host: str) -> bool:
    """Is this a name or number of this very machine?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _send_less(request: httpx2.Request) -> None:
    for name in set(request.headers) - _SENT_HEADERS:
        del request.headers[name]
    request.headers["User-Agent"] = "Footnote"
    request.headers["Accept-Encoding"] = "identity"


def _cap(response: httpx2.Response) -> None:
    if not isinstance(response.stream, httpx2.SyncByteStream):
        return
    body = _CappedBody(response.stream)
    if response.is_success:
        response.stream = body
        return
    packed = response.headers.pop("content-encoding", "identity").strip().lower() != "identity"
    response.stream = _ErrorBody(body, response.charset_encoding or "utf-8", is_packed=packed)
    response.encoding = "utf-8"  # what `_ErrorBody` gives, whatever it came in


class _CappedBody(httpx2.SyncByteStream):
    """A body of at most `MAX_BODY_BYTES`."""

    def __init__(self, body: httpx2.SyncByteStream) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for piece in self._body:
            received += len(piece)
            if received > MAX_BODY_BYTES:
                raise ModelProtocol(
                    f"The model server sent more than {MAX_BODY_BYTES // 1_000_000} MB.",
                    hint="Is this the address of a model server? Choose another one if it is not.",
                )
            yield piece

    def close(self) -> None:
        self._body.close()


class _ErrorBody(httpx2.SyncByteStream):
    """The body of an error in UTF-8, which the SDK reads whole and decodes by itself; none that is
    nested without end, or compressed, which none is asked to be."""

    def __init__(self, body: httpx2.SyncByteStream, charset: str, *, is_packed: bool) -> None:
        self._body = body
        self._charset = charset
        self._is_packed = is_packed

    def __iter__(self) -> Iterator[bytes]:
        whole = b"".join(self._body)
        if self._is_packed:
            yield b"its words are compressed"
            return
        try:
            text = whole.decode(self._charset, "replace")
        except (LookupError, UnicodeError):  # no such charset
            text = whole.decode("utf-8", "replace")
        try:
            refuse_deep_json(text)
        except TooDeep:
            text = "its words are nested too deeply"
        yield text.encode("utf-8", "replace")

    def close(self) -> None:
        self._body.close()
