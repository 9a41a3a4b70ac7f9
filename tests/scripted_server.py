"""A model server that says exactly what a test scripts, byte for byte, on 127.0.0.1."""

from __future__ import annotations

import json
import os
import select
import socket
import socketserver
import struct
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

_DRIP_SECONDS = 0.02  # between two pieces of a `Drip`
PATIENCE = 20.0  # seconds that a scripted wait may take before the test is taken to be broken


class Cut:
    """A step: reset the connection."""


class Hold:
    """A step: say nothing until the client hangs up; then `ScriptedServer.hung_up` is set."""


class Fin:
    """A step: close the connection, whatever the framing had promised."""


@dataclass(frozen=True)
class Drip:
    """A step: send this every few milliseconds until the client hangs up."""

    piece: bytes


Step = bytes | threading.Event | Cut | Hold | Fin | Drip


@dataclass(frozen=True)
class Scripted:
    """One response: bytes to send, events to wait for, and ways to fail, in order.

    Framed (chunked) unless `headers` is None: then the steps are all there is, status line too.
    """

    steps: Sequence[Step]
    status: int = 200
    headers: Mapping[str, str] | None = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """What a client sent. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


def event(chunk: Mapping[str, Any] | str) -> bytes:
    """One server-sent event with this JSON, or with this very text."""
    text = chunk if isinstance(chunk, str) else json.dumps(chunk)
    return f"data: {text}\n\n".encode()


def delta(finish: str | None = None, **carried: Any) -> bytes:
    """A chunk such as `delta(content="Hi")`."""
    return event({"choices": [{"index": 0, "delta": carried, "finish_reason": finish}]})


ELSEWHERE = ("/props", "/api/ps", "/api/v1/models", "/api/show")
"""Where servers of some kinds tell their context window."""

DONE = event("[DONE]")
SSE = {"Content-Type": "text/event-stream"}


def streamed(*steps: str | Step, finish: str | None = "stop") -> Scripted:
    """A good stream: strings are pieces of content; other steps stand where they are given."""
    told = [delta(content=step) if isinstance(step, str) else step for step in steps]
    return Scripted([*told, delta(finish=finish), DONE], headers=SSE)


def failing(status: int, body: Any, **headers: str) -> Scripted:
    """A response with this status and this JSON (or text) as its body."""
    text = body if isinstance(body, str) else json.dumps(body)
    kind = "text/html" if isinstance(body, str) else "application/json"
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Scripted([text.encode()], status, {"Content-Type": kind, **names})


def models(*names: str) -> Scripted:
    """A `/models` response."""
    return failing(200, {"object": "list", "data": [{"id": name} for name in names]})


class ScriptedServer:
    """Serves enqueued responses in order, whatever is asked; `received` says what was.

    With a `listing`, that is what `/models` always answers, and it is not in `received`; nor are
    questions for the context window (`ELSEWHERE`), which such a server does not know.
    `hung_up` is set when a client leaves during a `Hold`.
    """

    def __init__(
        self, *responses: Scripted, port: int = 0, listing: Scripted | None = None
    ) -> None:
        self.listing = listing
        self.received: list[Received] = []
        self.hung_up = threading.Event()
        self._responses = deque(responses)
        self._server = _Server(("127.0.0.1", port), _Connection)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The address, without a path."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def enqueue(self, *responses: Scripted) -> None:
        self._responses.extend(responses)

    def aside(self, request: Received) -> Scripted | None:
        """The response to what is no part of the script; None for what is."""
        if self.listing is not None and request.path.endswith("/models"):
            return self.listing if not request.path.startswith("/api/") else failing(404, "")
        return failing(404, "") if request.path in ELSEWHERE else None

    def answer(self, request: Received) -> Scripted:
        """The next response; a request too many is told so."""
        self.received.append(request)
        return self._responses.popleft() if self._responses else failing(418, "Nothing scripted.")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    script: ScriptedServer


class _Connection(socketserver.StreamRequestHandler):
    server: _Server
    connection: socket.socket

    def handle(self) -> None:
        """One request, one response, and the connection is closed."""
        try:
            request = self._read()
            if request is not None:
                script = self.server.script
                self._play(script.aside(request) or script.answer(request))
        except (BrokenPipeError, ConnectionResetError):
            self.server.script.hung_up.set()

    def finish(self) -> None:
        try:
            super().finish()
        except (BrokenPipeError, ConnectionResetError, ValueError):
            self.server.script.hung_up.set()

    def _read(self) -> Received | None:
        first = self.rfile.readline().decode("latin-1").split()
        if len(first) < 2:
            return None
        headers: dict[str, str] = {}
        while line := self.rfile.readline().decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", "0")))
        return Received(first[0], first[1], headers, json.loads(body) if body else None)

    def _play(self, response: Scripted) -> None:
        framed = response.headers is not None
        if response.headers is not None:
            head = [f"HTTP/1.1 {response.status} Scripted", "Transfer-Encoding: chunked"]
            head += [f"{name}: {value}" for name, value in response.headers.items()]
            self._send("\r\n".join([*head, "", ""]).encode("latin-1"))
        for step in response.steps:
            if isinstance(step, bytes):
                self._send(b"%x\r\n%s\r\n" % (len(step), step) if framed else step)
            elif isinstance(step, threading.Event):
                assert step.wait(PATIENCE), "the test never set the event"
            elif isinstance(step, Hold):
                self._wait_for_hang_up(PATIENCE)
            elif isinstance(step, Fin):
                return
            elif isinstance(step, Drip):
                while not self._wait_for_hang_up(_DRIP_SECONDS):
                    self._send(b"%x\r\n%s\r\n" % (len(step.piece), step.piece))
            else:
                linger = struct.pack("ii", 1, 0)  # closing now resets
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                os.close(self.connection.detach())  # the server's own way would say goodbye first
                return
        if framed:
            self._send(b"0\r\n\r\n")

    def _send(self, data: bytes) -> None:
        if data:
            self.wfile.write(data)
            self.wfile.flush()

    def _wait_for_hang_up(self, seconds: float) -> bool:
        """Has the client left within these seconds?"""
        ready, _, _ = select.select([self.connection], [], [], seconds)
        assert ready or seconds < PATIENCE, "the client never hung up"
        if ready and not self.connection.recv(1):
            self.server.script.hung_up.set()
        return bool(ready)
