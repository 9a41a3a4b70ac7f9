"""The context window: where each server says it, what beats what, and no trust in numbers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping

import pytest

from rag.llm.context import Window, context_window
from rag.llm.faults import Endpoint
from tests.routed_server import Answer, RoutedServer, listing, reply

KEY = "sk-canary-0123456789"

OLLAMA_LOADED = {
    "models": [{"name": "qwen3:latest", "model": "qwen3:latest", "context_length": 4096}]
}
OLLAMA_MOST = {"model_info": {"general.architecture": "qwen3", "qwen3.context_length": 40_960}}
LM_STUDIO = {
    "models": [
        {"key": "other", "loaded_instances": [], "max_context_length": 1},
        {
            "key": "qwen3",
            "max_context_length": 32_768,
            "loaded_instances": [{"id": "qwen3:2", "config": {"context_length": 8192}}],
        },
    ]
}
LLAMA_CPP = {"default_generation_settings": {"n_ctx": 2048}}


def window(routes: Mapping[str, Answer], model: str = "qwen3", **options: int) -> Window:
    with RoutedServer(routes) as server:
        return context_window(Endpoint(f"{server.url}/v1", KEY), model, **options)


@pytest.mark.parametrize(
    ("routes", "tokens", "source"),
    [
        ({"/api/ps": reply(OLLAMA_LOADED)}, 4096, "Ollama, loaded"),
        ({"/props": reply(LLAMA_CPP)}, 2048, "llama.cpp, loaded"),
        ({"/v1/models": listing("qwen3", meta={"n_ctx": 512})}, 512, "llama.cpp, loaded"),
        ({"/api/v1/models": reply(LM_STUDIO)}, 8192, "LM Studio, loaded"),
        ({"/v1/models": listing("x", "qwen3", max_model_len=16_384)}, 16_384, "vLLM, loaded"),
        ({"/v1/models": listing("qwen3", context_length=9)}, 9, "the list of models"),
        ({"/v1/models": listing("qwen3", context_window=9)}, 9, "the list of models"),
    ],
)
def test_each_server_says_it_in_its_own_place(
    routes: dict[str, Answer], tokens: int, source: str
) -> None:
    assert window(routes) == Window(tokens, source)


def test_what_is_loaded_beats_what_could_be() -> None:
    shown = {"/api/show": reply(OLLAMA_MOST), "/v1/models": listing("qwen3")}
    assert window(shown) == Window(40_960, "Ollama, at most", is_maximum=True)
    assert window({**shown, "/api/ps": reply(OLLAMA_LOADED)}).tokens == 4096
    unloaded = {"models": [{"key": "qwen3", "max_context_length": 32_768}]}
    found = window({"/api/v1/models": reply(unloaded)})
    assert found == Window(32_768, "LM Studio, at most", is_maximum=True)


def test_ollama_is_asked_about_the_model_in_question() -> None:
    routes: dict[str, Answer] = {"/api/show": reply(OLLAMA_MOST), "/api/ps": reply(OLLAMA_LOADED)}
    with RoutedServer(routes) as server:
        context_window(Endpoint(f"{server.url}/v1"), "phi")
    (asked,) = [one for one in server.requests if one.startswith("POST /api/show")]
    assert json.loads(asked.partition("\r\n\r\n")[2]) == {"model": "phi"}
    assert not [one for one in server.requests if "authorization" in one.lower()]


def test_the_setting_beats_the_server_and_asks_nobody() -> None:
    with RoutedServer({"/props": reply(LLAMA_CPP)}) as server:
        found = context_window(Endpoint(f"{server.url}/v1"), "m", setting=1000)
    assert found == Window(1000, "RAG_CONTEXT_WINDOW")
    assert server.requests == []


def test_a_server_below_a_path_is_asked_there_with_its_key_and_its_query() -> None:
    routes: dict[str, Answer] = {"/llm/props?team=1": reply(LLAMA_CPP)}
    with RoutedServer(routes) as server:
        found = context_window(Endpoint(f"{server.url}/llm/v1?team=1", KEY), "m")
    assert found.tokens == 2048
    assert server.requests
    assert all(f"bearer {KEY}" in request.lower() for request in server.requests)


@pytest.mark.parametrize(
    "nonsense",
    [None, True, -1, 0, 1.5, "4096", 10**12, [4096], {"tokens": 4096}],
)
def test_nonsense_is_no_window(nonsense: object) -> None:
    routes = {
        "/props": reply({"default_generation_settings": {"n_ctx": nonsense}}),
        "/api/ps": reply(
            {"models": [{"name": ["x"], "model": "qwen3", "context_length": nonsense}]}
        ),
        "/api/v1/models": reply(
            {"models": [{"key": "qwen3", "loaded_instances": [{"config": nonsense}, nonsense]}]}
        ),
        "/v1/models": listing("qwen3", max_model_len=nonsense, meta=nonsense),
        "/api/show": reply({"model_info": {"a.context_length": nonsense}}),
    }
    assert window(dict(routes)) == Window()


@pytest.mark.parametrize("document", [[], {}, None, "text", {"models": 3, "data": {"id": 1}}])
def test_other_programs_say_nothing(document: object) -> None:
    paths = ("/props", "/api/ps", "/api/v1/models", "/v1/models", "/api/show")
    assert window({path: reply(document) for path in paths}) == Window()


def test_a_silent_server_costs_the_limit_and_no_more() -> None:
    silent = threading.Event()

    def say_nothing(_: socket.socket) -> None:
        silent.wait(20)

    with RoutedServer(say_nothing) as server:
        found = context_window(Endpoint(f"{server.url}/v1"), "m", seconds=0.2)
        silent.set()
    assert found == Window()


def test_no_redirect_is_followed_with_the_key() -> None:
    with RoutedServer({"/props": reply(LLAMA_CPP)}) as other:
        away = reply(b"", 302, Location=f"{other.url}/props")
        with RoutedServer(away) as server:
            assert context_window(Endpoint(f"{server.url}/v1", KEY), "m") == Window()
    assert other.requests == []
