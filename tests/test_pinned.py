"""A server that serves one model and lists none: it is found, and offered, by the model's name."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping

import pytest

from rag.errors import ModelProtocol
from rag.llm import OpenAIModel, find_servers
from rag.llm.faults import Endpoint
from rag.llm.pinned import pinned_model
from rag.settings import Settings
from rag.types import Message
from tests.routed_server import Answer, RoutedServer, listing, reply

KEY = "sk-canary-0123456789"
NAME = "/models/SmolLM2 135M"
PINNED = reply({"detail": f"Server is pinned to '{NAME}'; requested '?'."}, 400)
ONE: Mapping[str, Answer] = {
    "/v1/models": reply(b"Internal Server Error", 500),
    "/health": reply({"status": "ok"}),
    "/v1/chat/completions": PINNED,
}


def test_it_is_found_with_its_model_and_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAG_API_KEY", "OPENAI_API_KEY"):
        monkeypatch.setenv(name, KEY)
    with RoutedServer(ONE) as server:
        (found,) = find_servers({server.port: "x"}, seconds=5.0)
    assert (found.name, found.models) == ("transformers serve", (NAME,))
    assert server.paths == ["/v1/models", "/health", "/v1/chat/completions"]
    assert not [one for one in server.requests if "authorization:" in one.lower() or KEY in one]


def test_its_model_is_listed_and_answers_where_none_is_named() -> None:
    said = {"choices": [{"message": {"content": "Yes."}, "finish_reason": "stop"}]}

    def pinned(connection: socket.socket) -> None:
        asked = json.loads(server.requests[-1].partition("\r\n\r\n")[2])
        connection.sendall(reply(said) if asked["model"] == NAME else PINNED)

    with RoutedServer({**ONE, "/v1/chat/completions": pinned}) as server:
        model = OpenAIModel.connect(Settings(base_url=server.url, api_key=KEY))
        assert model.list_models() == (NAME,)
        pieces = model.stream([Message("user", "Are you?")], max_tokens=9, temperature=0.0)
        assert "".join(piece.text for piece in pieces) == "Yes."
    assert server.requests
    assert all(f"bearer {KEY}\r\n" in one.lower() for one in server.requests), "it may want one"


@pytest.mark.parametrize(
    "said", [{"detail": "Not pinned."}, {"detail": 3}, {"error": "?"}, ["pinned to 'x'"], None]
)
def test_others_say_no_name(said: object) -> None:
    with RoutedServer({**ONE, "/v1/chat/completions": reply(said, 400)}) as server:
        assert pinned_model(Endpoint(f"{server.url}/v1"), seconds=5.0) == ""
        with pytest.raises(ModelProtocol):
            OpenAIModel.connect(Settings(base_url=server.url)).list_models()


def test_a_server_that_lists_its_models_is_not_asked() -> None:
    with RoutedServer({**ONE, "/v1/models": listing("a")}) as server:
        assert OpenAIModel.connect(Settings(base_url=server.url)).list_models() == ("a",)
    assert server.paths == ["/v1/models"]
