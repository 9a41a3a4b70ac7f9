"""The connection test: what it finds of a server, and that a broken one is a sentence, no error."""

from __future__ import annotations

from typing import Any

import pytest

from rag.errors import ModelAuth, ModelNotFound, ModelUnreachable
from rag.llm import Connection, OpenAIModel, Window, try_connection
from rag.settings import Settings
from tests.routed_server import Answer, RoutedServer, listing, reply
from tests.scripted_server import DONE, delta, event

KEY = "sk-canary-0123456789abcdef"


def stream(*chunks: bytes) -> bytes:
    return reply(b"".join(chunks), Content_Type="text/event-stream")


USAGE = event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 1}})
READY = stream(delta(content="ready"), delta(finish="stop"), USAGE, DONE)


def tried(routes: dict[str, Answer], **values: Any) -> Connection:
    with RoutedServer(routes) as server:
        settings = Settings(base_url=server.url, **{"model": "m", "api_key": KEY, **values})
        found = try_connection(OpenAIModel.connect(settings))
        assert found.address == f"{server.url}/v1"
    assert KEY not in repr(found)
    return found


def test_a_server_in_order_has_times_a_window_and_nothing_odd() -> None:
    found = tried(
        {
            "/v1/models": listing("m", "n", max_model_len=4096),
            "/v1/chat/completions": READY,
        }
    )
    assert found.problem is None
    assert (found.model, found.models) == ("m", ("m", "n"))
    assert found.window == Window(4096, "vLLM, loaded")
    assert found.quirks == ()
    assert found.round_trip is not None
    assert found.first_token is not None
    assert 0 < found.round_trip < 10
    assert 0 < found.first_token < 10


def test_what_is_odd_is_named() -> None:
    thinking = stream(delta(reasoning_content="Well,"), delta(finish="length"), USAGE, DONE)
    found = tried({"/v1/chat/completions": thinking})
    assert found.problem is None, "it thinks, so it is there"
    assert found.models is None
    assert found.quirks == ("no list of models", "thinks aloud")
    quiet = stream(delta(content="ready"), delta(finish="stop"), DONE)
    found = tried({"/v1/models": listing("m"), "/v1/chat/completions": quiet})
    assert found.quirks == ("no usage reported",)


def test_what_it_rejects_is_named() -> None:
    seen: list[int] = []

    def particular(connection: Any) -> None:
        seen.append(1)
        error = {"error": {"message": "Unknown parameter: stream_options"}}
        connection.sendall(reply(error, 400) if len(seen) == 1 else READY)

    found = tried({"/v1/models": listing("m"), "/v1/chat/completions": particular})
    assert found.problem is None
    assert found.quirks == ("rejects stream_options",)


def test_the_first_model_is_taken_where_none_is_named() -> None:
    routes: dict[str, Answer] = {"/v1/models": listing("a", "b"), "/v1/chat/completions": READY}
    assert tried(routes, model="").model == "a"


def test_the_setting_is_the_window() -> None:
    routes: dict[str, Answer] = {"/v1/models": listing("m"), "/v1/chat/completions": READY}
    assert tried(routes, context_window=77).window == Window(77, "RAG_CONTEXT_WINDOW")


def test_a_problem_is_told_and_not_raised() -> None:
    refused = reply({"error": {"message": f"Incorrect API key provided: {KEY}"}}, 401)
    found = tried({"/v1/models": refused})
    assert isinstance(found.problem, ModelAuth)
    assert KEY not in str(found.problem)
    nameless = tried({"/v1/chat/completions": READY}, model="")
    assert isinstance(nameless.problem, ModelNotFound)
    with RoutedServer({}) as server:
        gone = Settings(base_url=server.url, connect_timeout=2)
    found = try_connection(OpenAIModel.connect(gone))
    assert isinstance(found.problem, ModelUnreachable)
    assert found.first_token is None


@pytest.mark.slow
def test_one_that_stops_after_its_first_word_is_there() -> None:
    def slow(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + delta(content="ready"))
        connection.recv(1)  # until it hangs up

    found = tried({"/v1/models": listing("m"), "/v1/chat/completions": slow})
    assert found.problem is None
    assert found.first_token is not None
    assert found.quirks == ()
