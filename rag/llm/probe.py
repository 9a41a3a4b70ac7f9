"""One small question to whatever listens at an address: its JSON, within a time that is kept.

Nothing is taken for granted: it may be another program's page, a socket that never speaks, or a
server that sends a byte a second for ever.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.llm.faults import Endpoint
from rag.nesting import read_json

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 2_000_000
"""What is read of an answer; lists of models are far smaller."""


@dataclass(frozen=True, slots=True)
class Told:
    """An HTTP answer. `document` is its JSON, None if it is none; `seconds` how long it took."""

    status: int
    document: object
    seconds: float


def probe(endpoint: Endpoint, *, seconds: float, question: object = None) -> Told | None:
    """GET the endpoint's address, or POST it a `question` as JSON; None if no answer came in time.

    Never raises for what the other side does. Follows no redirect. The key is sent if there is one.
    """
    import httpx2

    from rag.llm.transport import http_client

    headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
    begun = time.monotonic()
    with _Deadline(seconds) as deadline:
        try:
            with (
                http_client(endpoint.url, connect=seconds, read=seconds) as client,
                client.stream(
                    "GET" if question is None else "POST",
                    endpoint.url,
                    json=question,
                    headers=headers,
                    extensions={"trace": deadline.trace},
                ) as response,
            ):
                body = _beginning(response)
                status = response.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, UnicodeError):
            return None
        except ModelError:  # the environment's proxy or certificates cannot be used
            return None
        if deadline.passed:
            return None
    return Told(status, _decoded(body), time.monotonic() - begun)


def _beginning(response: httpx2.Response) -> bytes:
    """The body, or so much of it that it is plainly too long."""
    body = b""
    for piece in response.iter_raw():
        body += piece
        if len(body) > MAX_BYTES:
            break
    return body


def _decoded(body: bytes) -> object:
    if len(body) > MAX_BYTES:
        return None
    try:
        return read_json(body.decode("utf-8-sig"))
    except ValueError:
        return None


class _Deadline:
    """Ends a connection when the time is over, whatever the other side is doing just then."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._connection: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, name: str, details: dict[str, Any]) -> None:
        """Told by the HTTP library when a connection stands, and when TLS has taken it over."""
        if not name.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        found = details["return_value"].get_extra_info("socket")
        with self._lock:
            self._connection = found if isinstance(found, socket.socket) else None
            late = self.passed
        if late:
            self._end()

    def _end(self) -> None:
        with self._lock:
            self.passed = True
            connection = self._connection
        if connection is not None:
            with contextlib.suppress(OSError):  # it is closed already
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
