"""A probe: how long it took, what it sent, and how little it reads."""

from __future__ import annotations

import socket
import ssl

import pytest

from rag.llm.faults import Endpoint
from rag.llm.probe import MAX_BYTES, _Deadline, probe
from tests.routed_server import RoutedServer, reply


def test_a_very_long_answer_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n")
        try:
            for _ in range(2_000):
                connection.sendall(b" " * 10_000)
                sent.append(10_000)
        except OSError:
            return

    with RoutedServer(flood) as server:
        told = probe(Endpoint(server.url), seconds=10.0)
        assert told is not None
        assert told.document is None
    assert sum(sent) < 20_000_000 - MAX_BYTES, "nobody takes all of it"


def test_a_probe_says_how_long_it_took_and_asks_with_the_key_it_is_given() -> None:

    with RoutedServer(reply({"ok": True})) as server:
        told = probe(Endpoint(f"{server.url}/x", "sk-1234"), seconds=5.0, question={"model": "m"})
    assert told is not None
    assert (told.status, told.document) == (200, {"ok": True})
    assert 0 < told.seconds < 5
    (request,) = server.requests
    assert request.startswith("POST /x ")
    assert "authorization: bearer sk-1234" in request.lower()
    assert request.endswith('{"model":"m"}')


class Stream:
    """A connection as the HTTP library shows it."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def get_extra_info(self, _: str) -> socket.socket:
        return self._connection


def test_the_deadline_ends_a_connection_that_tls_has_taken_over() -> None:
    here, there = socket.socketpair()
    deadline = _Deadline(60.0)
    deadline.trace("connection.connect_tcp.complete", {"return_value": Stream(here)})
    context = ssl.create_default_context()
    context.check_hostname = False
    with there, context.wrap_socket(here, do_handshake_on_connect=False) as wrapped:
        assert here.fileno() == -1, "it is detached"
        deadline.trace("connection.start_tls.complete", {"return_value": Stream(wrapped)})
        there.settimeout(5.0)
        deadline._end()
        assert there.recv(1) == b"", "the other side is told"


def test_a_proxy_that_cannot_be_used_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1")
    assert probe(Endpoint("https://example.org/v1"), seconds=1.0) is None
