"""Who answers: chosen by name, on the configured server or another, unless that is fixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.answerers import UNNAMED_MODEL, Answerers
from rag.errors import ConfigError
from rag.llm import OpenAIModel, ScriptedModel, window_of
from rag.settings import Settings
from rag.settings.profiles import Server
from tests.routed_server import Answer, RoutedServer, listing, reply

KEY = "sk-canary-0123456789"
HOME = "http://127.0.0.1:9/v1"
OTHER = Server("gpu", "http://gpu:8000", "big")


def answerers(**settings: object) -> Answerers:
    given = {"base_url": HOME, "model": "small", "api_key": KEY, **settings}
    return Answerers(Settings(**given), None)


def connected(model: object) -> tuple[str, str, str]:
    """The address, the key and the name that a model would be asked with."""
    assert isinstance(model, OpenAIModel)
    return model.endpoint.url, model.endpoint.key, model.name


def test_the_configured_model_answers_unless_another_is_named() -> None:
    chosen = answerers()
    assert connected(chosen.chat_model(None)) == (HOME, KEY, "small")
    assert chosen.chat_model("small") is chosen.chat_model(None)
    assert connected(chosen.chat_model("large")) == (HOME, KEY, "large")
    assert chosen.chat_model("embedded") is None


def test_another_server_never_gets_the_configured_key() -> None:
    chosen = answerers()
    assert connected(chosen.chat_model(None, OTHER)) == ("http://gpu:8000/v1", "", "big")
    assert connected(chosen.chat_model("tiny", OTHER))[2] == "tiny"
    keyed = Server("office", "https://llm.example.org/v1", key="sk-office-1234")
    assert connected(chosen.chat_model("m", keyed))[1] == "sk-office-1234"


def test_a_model_is_connected_once_so_that_it_keeps_what_it_learned() -> None:
    chosen = answerers()
    assert chosen.chat_model("large") is chosen.chat_model("large")
    assert chosen.chat_model("m", OTHER) is chosen.chat_model("m", OTHER)
    assert chosen.chat_model("m", OTHER) is not chosen.chat_model("n", OTHER)


def test_a_server_without_a_chosen_model_is_not_asked_for_a_placeholder() -> None:
    chosen = answerers(model="")
    assert chosen.default == UNNAMED_MODEL
    first = chosen.chat_model(None)
    assert chosen.chat_model(UNNAMED_MODEL) is first


def test_a_fixed_choice_leaves_only_itself_and_quotes(tmp_path: Path) -> None:
    file = tmp_path / "servers.toml"
    file.write_text('[gpu]\nbase_url = "http://gpu:8000"\n')
    chosen = answerers(lock_server=True, servers=str(file))
    assert connected(chosen.chat_model(None))[2] == "small"
    assert chosen.chat_model("embedded") is None
    assert [server.base_url for server in chosen.servers()] == [HOME]
    for name, server in (("large", None), (None, OTHER), ("m", OTHER)):
        with pytest.raises(ConfigError, match="RAG_LOCK_SERVER"):
            chosen.chat_model(name, server)
    nowhere = answerers(lock_server=True, base_url="")
    with pytest.raises(ConfigError, match="RAG_LOCK_SERVER"):
        nowhere.chat_model(None, OTHER)


def test_where_the_choice_is_fixed_only_names_that_may_be_asked_are_listed() -> None:
    with RoutedServer({"/v1/models": listing("small", "large")}) as server:
        assert answerers(base_url=server.url).names() == ("small", "embedded", "large")
        fixed = answerers(base_url=server.url, lock_server=True)
        assert fixed.names() == fixed.names(OTHER) == ("small", "embedded")
        assert len(server.requests) == 1, "it is not asked for what nobody may choose"
        for name in fixed.names():
            fixed.chat_model(name)
    assert answerers(base_url="", lock_server=True).names() == ("embedded",)


def test_servers_are_the_configured_one_and_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "servers.toml"
    file.write_text(f'[gpu]\nbase_url = "http://gpu:8000"\napi_key = "{KEY}"\n')
    servers = answerers(servers=str(file)).servers()
    assert [server.name for server in servers] == ["127.0.0.1:9", "gpu"]
    assert KEY not in repr(servers)
    assert Answerers(Settings(), None).servers() == ()
    with pytest.raises(ConfigError, match="RAG_SERVERS"):
        answerers(servers=str(tmp_path / "none.toml"))


def test_names_of_another_server_are_its_own() -> None:
    chosen = Answerers(Settings(), None)
    with RoutedServer({"/v1/models": listing("a", "b")}) as server:
        assert chosen.names(Server("x", server.url)) == ("a", "b")
        assert chosen.names(Server("x", server.url, "b")) == ("b", "a")
    assert chosen.names(Server("x", server.url)) == (), "one that is down has none, and says so"
    assert chosen.names() == ("embedded",)


def test_there_has_to_be_a_server_to_test_one() -> None:
    with pytest.raises(ConfigError, match="nothing to test"):
        Answerers(Settings(), ScriptedModel()).try_connection(None, None)


def test_the_window_that_is_set_is_the_configured_servers_own() -> None:
    with RoutedServer({}) as server:
        other = Server("x", server.url)
        chosen = Answerers(Settings(base_url=server.url, context_window=99), None)
        assert chosen.try_connection("m", None).problem is not None
        assert chosen.try_connection("m", other).problem is not None
    assert "RAG_CONTEXT_WINDOW" not in repr(chosen.try_connection("m", other).window)


def test_advice_names_what_a_person_can_change(tmp_path: Path) -> None:
    file = tmp_path / "servers.toml"
    with RoutedServer({}) as server:
        file.write_text(f'[office]\nbase_url = "{server.url}/v1"\nmodel = "m"\n')
        chosen = answerers(servers=str(file), base_url=f"{server.url}/api")
        (_, office) = chosen.servers()
        said = {
            "configured": chosen.try_connection(None, None).problem,
            "profile": chosen.try_connection(None, office).problem,
            "picked": chosen.try_connection("m", Server("x", f"{server.url}/llm")).problem,
        }
    hints = {name: error.hint for name, error in said.items() if error is not None}
    assert "RAG_BASE_URL" in hints["configured"]
    assert "base_url of [office] in servers.toml" in hints["profile"]
    assert "model of [office] in servers.toml" in hints["profile"]
    assert "the address (in the sidebar)" in hints["picked"]
    for name in ("profile", "picked"):
        assert "RAG_BASE_URL" not in hints[name]
        assert "RAG_MODEL" not in hints[name]


def test_advice_about_a_model_that_was_picked_does_not_name_the_setting() -> None:
    body = {"error": {"message": "model not found"}}
    routes: dict[str, Answer] = {
        "/v1/models": listing("a"),
        "/v1/chat/completions": reply(body, 404),
    }
    with RoutedServer(routes) as server:
        chosen = answerers(base_url=server.url)
        own = chosen.try_connection(None, None).problem
        picked = chosen.try_connection("b", None).problem
    assert own is not None
    assert "Set RAG_MODEL to one that it lists" in own.hint
    assert picked is not None
    assert "Set the model (in the sidebar, or --model) to one that it lists" in picked.hint


def test_a_key_is_asked_for_where_it_can_be_given() -> None:
    with RoutedServer(reply({"error": "Unauthorized"}, 401)) as server:
        found = answerers().try_connection("m", Server("x", server.url)).problem
    assert found is not None
    assert found.hint.startswith("Set its api_key in the file of RAG_SERVERS: none is set")


def test_the_window_of_the_set_model_is_no_other_models() -> None:
    with RoutedServer({}) as server:
        chosen = answerers(base_url=server.url, model="big", context_window=131_072)
        lab = Server("lab", server.url, "big", context_window=131_072)
        for place in (None, lab):
            assert window_of(chosen.chat_model("big", place), 5.0).tokens == 131_072
            assert window_of(chosen.chat_model("small", place), 5.0).tokens == 0


def test_a_servers_own_window_is_its_own() -> None:
    with RoutedServer({}) as server:
        chosen = Answerers(Settings(context_window=99), None)
        own = chosen.chat_model("m", Server("x", server.url, context_window=4096))
        other = chosen.chat_model("m", Server("y", server.url))
        assert window_of(own, 5.0).tokens == 4096
        assert window_of(other, 5.0).tokens == 0
