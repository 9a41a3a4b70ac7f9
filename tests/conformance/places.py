"""Where a case's server is to be found, for faults that come before the first byte of HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

from tests.conformance.case import Case, CaseServer

TLS_ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
"""A TLS record: fatal alert, handshake_failure (RFC 8446, 6)."""


@dataclass(frozen=True)
class Place:
    """`url` without a path. `recover` brings a good server there; False where that cannot be."""

    url: str
    recover: Callable[[], bool]
    server: CaseServer | None = None


@contextmanager
def plain(case: Case) -> Iterator[Place]:
    """A scripted server that can be reached."""
    with CaseServer(case) as server:

        def recover() -> bool:
            server.answers_well()
            return True

        yield Place(server.url, recover, server)


@contextmanager
def closed(case: Case) -> Iterator[Place]:
    """A port that nobody listens on; a server can be started there."""
    with contextlib.ExitStack() as stack:
        taken = stack.enter_context(socket.socket())
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

        def recover() -> bool:
            taken.close()
            stack.enter_context(CaseServer(case, port)).answers_well()
            return True

        yield Place(f"http://127.0.0.1:{port}", recover)


@contextmanager
def nowhere(case: Case) -> Iterator[Place]:
    """A name that no resolver has to be asked about: it cannot be one."""
    del case
    yield Place("http://no!such!host", lambda: False)


@contextmanager
def full(case: Case) -> Iterator[Place]:
    """A listener whose queue is full, so that a connection is neither taken nor refused."""
    del case
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        yield Place(f"http://127.0.0.1:{listener.getsockname()[1]}", lambda: False)


@contextmanager
def no_tls(reply: bytes, case: Case) -> Iterator[Place]:
    """An address that promises TLS, and a server there that answers its beginning with `reply`."""
    del case
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def answer() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection:
                        connection.recv(4096)
                        connection.sendall(reply)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield Place(f"https://127.0.0.1:{listener.getsockname()[1]}", lambda: False)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


PLACES: Mapping[str, Callable[[Case], AbstractContextManager[Place]]] = {
    "http": plain,
    "closed": closed,
    "nowhere": nowhere,
    "full": full,
    "plain-under-https": partial(no_tls, b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "tls-alert": partial(no_tls, TLS_ALERT),
}
