"""A server that serves one model and lists none: it is found, and offered, by the model's name."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rag.errors import ModelProtocol
from rag.llm import OpenAIModel, find_servers
from rag.llm.faults import Endpoint
from rag.llm.pinned import pinned_model
from rag.settings import Settings
from tests.routed_server import Answer, RoutedServer, listing, reply

NAME = "/models/SmolLM2 135M"
PINNED = reply({"detail": f"Server is pinned to '{NAME}'; requested '?'."}, 400)
ONE: Mapping[str, Answer] = {
    "/v1/models": reply(b"Internal Server Error", 500),
    "/health": reply({"status": "ok"}),
    "/v1/chat/completions": PINNED,
}


def test_it_is_found_with_its_model() -> None:
    with RoutedServer(ONE) as server:
        (found,) = find_servers({server.port: "x"}, seconds=5.0)
    assert (found.name, found.models) == ("transformers serve", (NAME,))


def test_its_model_is_listed_and_answers_where_none_is_named() -> None:
    with RoutedServer(ONE) as server:
        model = OpenAIModel.connect(Settings(base_url=server.url))
        assert model.list_models() == (NAME,)
        assert model.look_up_window().tokens == 0
    assert not [one for one in server.requests if "authorization: bearer ?" in one.lower()]


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
