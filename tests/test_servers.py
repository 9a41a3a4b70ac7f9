"""Finding model servers on this machine: fast, on loopback only, and unmoved by anything else."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time

import pytest

from rag.llm.servers import USUAL_PORTS, FoundServer, find_servers
from tests.routed_server import Answer, RoutedServer, listing, reply

LIMIT = 0.5
SLACK = 1.5  # a busy machine


def found_at(routes: dict[str, Answer] | Answer, name: str = "Ollama") -> FoundServer | None:
    """What is found where a server with these routes is the only one."""
    with RoutedServer(routes) as server:
        found = find_servers({server.port: name}, seconds=5.0)
        assert all(one.base_url == f"{server.url}/v1" for one in found)
    return found[0] if found else None


def test_the_usual_ports_are_those_that_the_servers_document() -> None:
    assert set(USUAL_PORTS) == {11434, 1234, 8080, 8000, 4000}


def test_a_server_is_found_with_its_models() -> None:
    found = found_at({"/v1/models": listing("qwen3:8b", "phi", "phi", owned_by="library")})
    assert found is not None
    assert (found.name, found.models) == ("Ollama", ("qwen3:8b", "phi"))


def test_no_http_client_is_loaded_where_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    code = (
        "import sys\n"
        "from rag.llm.servers import find_servers\n"
        f"print(find_servers({{{port}: 'none'}}), 'httpx2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "() False\n"


@pytest.mark.parametrize(
    ("owner", "name"), [("vllm", "vLLM"), ("llamacpp", "llama.cpp"), ("me", "Server on port 8000")]
)
def test_who_serves_is_what_it_says_itself(owner: str, name: str) -> None:
    found = found_at({"/v1/models": listing("m", owned_by=owner)}, "Server on port 8000")
    assert found is not None
    assert found.name == name


def test_one_without_models_yet_is_found_too() -> None:
    nothing: tuple[object, ...] = (None, [])
    for empty in nothing:
        found = found_at({"/v1/models": reply({"object": "list", "data": empty})})
        assert found is not None
        assert found.models == ()


def test_one_that_is_loading_or_has_no_cache_to_list_is_found_too() -> None:
    loading = reply({"error": {"code": 503, "message": "Loading model"}}, 503)
    found = found_at({"/v1/models": loading}, "x")
    assert found is not None
    assert found.name == "llama.cpp"
    broken = {"/v1/models": reply(b"Internal Server Error", 500)}
    found = found_at({**broken, "/health": reply({"status": "ok"})}, "x")
    assert found is not None
    assert found.name == "transformers serve"
    assert found_at({**broken, "/health": reply({"status": "fine"})}) is None


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html><title>Some app</title></html>"),
        reply({"data": []}),
        reply({"data": [{"name": "not a model"}]}),
        reply({"data": "text"}),
        reply({"models": []}),
        reply([1, 2]),
        reply(b"[" * 100_000),
        reply(b"\xff\xfe{"),
        reply({"error": "Unauthorized"}, 401),
        reply({"object": "list", "data": [{"id": "m"}]}, 404),
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{",
        b"\x00" * 10_000,
    ],
)
def test_what_is_no_model_server_is_left_out(answer: bytes) -> None:
    assert found_at(answer) is None


def drip(connection: socket.socket, first: bytes, ended: threading.Event) -> None:
    """Sends a byte now and then, for ever, until the other side hangs up."""
    connection.sendall(first)
    try:
        while not ended.wait(0.01):
            connection.sendall(b"x")
    except OSError:
        ended.set()


@pytest.mark.parametrize("first", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n{"])
def test_one_that_never_ends_is_hung_up_on(first: bytes) -> None:
    ended = threading.Event()
    with RoutedServer(lambda connection: drip(connection, first, ended)) as server:
        begun = time.monotonic()
        assert find_servers({server.port: "x"}, seconds=LIMIT) == ()
        assert time.monotonic() - begun < LIMIT + SLACK
        assert ended.wait(5), "the connection is closed, not left behind"


def test_a_silent_socket_and_an_empty_port_cost_no_more_than_the_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("", 0)) as taken:
        empty = taken.getsockname()[1]
        taken.close()
        begun = time.monotonic()
        ports = {silent.getsockname()[1]: "silent", empty: "empty"}
        assert find_servers(ports, seconds=LIMIT) == ()
        assert time.monotonic() - begun < LIMIT + SLACK


def test_no_redirect_is_followed_and_no_key_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    with RoutedServer({"/v1/models": listing("stolen")}) as other:
        away = reply(b"", 307, Location=f"{other.url}/v1/models")
        with RoutedServer(away) as server:
            assert find_servers({server.port: "x"}, seconds=5.0) == ()
        assert other.requests == []
    assert "authorization" not in server.requests[0].lower()
    assert "canary" not in "".join(server.requests)


def test_ports_are_asked_at_the_same_time_and_only_on_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    meeting = threading.Barrier(3, timeout=10)

    def together(connection: socket.socket) -> None:
        meeting.wait()
        connection.sendall(listing("m"))

    with (
        RoutedServer(together) as one,
        RoutedServer(together) as two,
        RoutedServer(together) as three,
    ):
        servers = (one, two, three)
        ports = {server.port: str(server.port) for server in servers}
        found = find_servers(ports, seconds=8.0)
        assert [server.name for server in found] == list(ports.values())
        for server in servers:
            assert f"host: 127.0.0.1:{server.port}" in server.requests[0].lower()


@pytest.mark.slow
def test_five_ports_of_which_one_never_answers_are_looked_at_within_a_second() -> None:
    ended = threading.Event()

    def silent(_: socket.socket) -> None:
        ended.wait(20)

    times = []
    with (
        RoutedServer({"/v1/models": listing("a")}) as one,
        RoutedServer({"/v1/models": listing("b", "c")}) as two,
        RoutedServer({"/v1/models": reply(b"<html></html>")}) as page,
        socket.create_server(("127.0.0.1", 0)) as never_accepts,
        RoutedServer(silent) as mute,
    ):
        silences = (never_accepts.getsockname()[1], mute.port)
        ports = dict.fromkeys((*silences, one.port, two.port, page.port), "Ollama")
        for _ in range(3):  # the best of three: the machine may be busy
            begun = time.monotonic()
            found = find_servers(ports)
            times.append(time.monotonic() - begun)
            assert [server.models for server in found] == [("a",), ("b", "c")]
        ended.set()
    assert min(times) < 1.0


def test_nowhere_to_look_finds_nothing() -> None:
    assert find_servers({}) == ()
