"""Cases of the way there and back: nobody listens, the line is cut, or nothing is ever said."""

from __future__ import annotations

from rag.errors import ModelProtocol, ModelTimeout, ModelUnreachable
from tests.conformance.case import SAID, Answered, Case, Failed, Incomplete, begun
from tests.scripted_server import (
    SSE,
    Cut,
    Drip,
    Fin,
    Hold,
    Scripted,
    Step,
    delta,
)

_BRIEF = {"first_token_timeout": 0.5, "token_timeout": 0.5, "connect_timeout": 0.5}
_SAID = delta(content=SAID)
_STOP = delta(finish="stop")


def _opened(*steps: Step) -> tuple[Scripted, ...]:
    """Headers of a stream, then this."""
    return (Scripted(steps, headers=SSE),)


def _raw(*steps: Step) -> tuple[Scripted, ...]:
    """These bytes, and no others."""
    return (Scripted(steps, headers=None),)


TRANSPORT = (
    Case("refused", (), Failed(ModelUnreachable, "Nobody answers", "Start"), place="closed"),
    Case(
        "unresolvable host",
        (),
        Failed(ModelUnreachable, "no host named no!such!host", "spelling of RAG_BASE_URL"),
        place="nowhere",
    ),
    Case(
        "plain HTTP where TLS was promised",
        (),
        Failed(ModelUnreachable, "over TLS", "begins with http:"),
        place="plain-under-https",
    ),
    Case(
        "TLS error",
        (),
        Failed(ModelUnreachable, "HANDSHAKE_FAILURE", "begins with http:"),
        place="tls-alert",
    ),
    Case(
        "connect time-out",
        (),
        Failed(ModelTimeout, "accepts no connection", "RAG_CONNECT_TIMEOUT"),
        settings={"connect_timeout": 0.5},
        place="full",
    ),
    Case(
        "read time-out before the headers",
        _raw(Hold()),
        Failed(ModelTimeout, "did not answer in 0.5 seconds", "RAG_FIRST_TOKEN_TIMEOUT"),
        settings=_BRIEF,
    ),
    Case(
        "silence before the first token",
        _opened(Hold()),
        Failed(ModelTimeout, "did not answer in 0.6 seconds", "RAG_FIRST_TOKEN_TIMEOUT"),
        settings={**_BRIEF, "first_token_timeout": 0.6},
    ),
    Case(
        "keep-alive comments for ever",
        _opened(Drip(b": still here\n\n")),
        Failed(ModelTimeout, "did not answer in 0.7 seconds", "RAG_FIRST_TOKEN_TIMEOUT"),
        settings={**_BRIEF, "first_token_timeout": 0.7},
    ),
    Case(
        "keep-alive comments after the first token",
        (begun(Drip(b": still here\n\n")),),
        Incomplete("nothing came for 0.5 seconds"),
        settings=_BRIEF,
    ),
    Case(
        "silence after the first token",
        (begun(Hold()),),
        Incomplete("nothing came for 0.5 seconds"),
        settings=_BRIEF,
    ),
    Case(
        "an answer without end",
        (begun(Drip(delta(content="and so on "))),),
        Incomplete("came to no end in 0.6 seconds"),
        settings={"answer_timeout": 0.6},
    ),
    Case(
        "cut by FIN before the first token",
        _opened(Fin()),
        Failed(ModelUnreachable, "broke off", "log"),
    ),
    Case("cut by FIN after the first token", (begun(Fin()),), Incomplete("broke off")),
    Case(
        "cut by RST before the first token",
        _opened(b": hello\n\n", Cut()),
        Failed(ModelUnreachable, "reset by peer", "log"),
    ),
    Case("cut by RST after the first token", (begun(Cut()),), Incomplete("broke off")),
    Case(
        "cut by FIN before the headers",
        _raw(),
        Failed(ModelUnreachable, "without sending a response", "log"),
    ),
    Case(
        "a length that is not kept",
        _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", delta(content="Rent")[:20]),
        Failed(ModelUnreachable, "received 20 bytes, expected 5000", "log"),
    ),
    Case(
        "end of an unframed stream in the middle",
        _raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", delta(content="Rent")),
        Incomplete("ended before it was finished"),
    ),
    Case(
        "chunks that are none",
        _raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        Failed(ModelProtocol, "illegal chunk header", "RAG_BASE_URL"),
    ),
    Case(
        "not HTTP at all",
        _raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
        Failed(ModelProtocol, "does not speak proper HTTP (illegal status", "RAG_BASE_URL"),
    ),
    Case(
        "compressed with something else",
        _raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
        Failed(ModelProtocol, "incorrect header check", "RAG_BASE_URL"),
    ),
    Case("a lost goodbye after the finish", _opened(_SAID, _STOP, Cut()), Answered()),
    Case(
        "a goodbye that never comes",
        _opened(_SAID, _STOP, Hold()),
        Answered(),
        settings={"token_timeout": 0.5},
    ),
)
