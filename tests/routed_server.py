"""A server on 127.0.0.1 that answers by path, byte for byte, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

Answer = bytes | Callable[[socket.socket], None]
"""What is sent for a path: all the bytes, or a function that does as it likes with the socket."""


def reply(document: object, status: int = 200, **headers: str) -> bytes:
    """A whole HTTP response with this JSON (or these bytes) as its body."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status} Routed", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


def listing(*names: str, **fields: object) -> bytes:
    """A `/models` response; `fields` are each model's own."""
    return reply({"object": "list", "data": [{"id": name, **fields} for name in names]})


class RoutedServer:
    """`routes`: what it answers, by path; everything else is a 404 of another program.

    `requests` holds each request whole, head and body, as it came.
    """

    def __init__(self, routes: Mapping[str, Answer] | Answer) -> None:
        self.routes = routes
        self.requests: list[str] = []
        self.released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.routed = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [request.split(" ", 2)[1] for request in self.requests]

    def answer(self, path: str) -> Answer:
        if isinstance(self.routes, Mapping):
            return self.routes.get(path, reply(b"<html>Not here.</html>", 404))
        return self.routes

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    routed: RoutedServer


class _Connection(socketserver.StreamRequestHandler):
    server: _Server
    connection: socket.socket

    def handle(self) -> None:
        try:
            head = ""
            while not head.endswith("\r\n\r\n"):
                line = self.rfile.readline().decode("latin-1")
                if not line:
                    return
                head += line
            sizes = [line for line in head.lower().split("\r\n") if "content-length" in line]
            size = int(sizes[0].partition(":")[2]) if sizes else 0
            self.server.routed.requests.append(head + self.rfile.read(size).decode())
            answer = self.server.routed.answer(head.split(" ", 2)[1])
            if isinstance(answer, bytes):
                self.connection.sendall(answer)
            else:
                answer(self.connection)
        except (BrokenPipeError, ConnectionResetError):
            return

    def finish(self) -> None:
        try:
            super().finish()
        except (BrokenPipeError, ConnectionResetError, ValueError):
            return
