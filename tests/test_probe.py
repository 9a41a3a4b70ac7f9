"""A probe: how long it took, what it sent, and how little it reads."""

from __future__ import annotations

import socket

from rag.llm.faults import Endpoint
from rag.llm.probe import MAX_BYTES, probe
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
