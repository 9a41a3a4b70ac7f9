"""The file of servers: what it gives, and what is said about a wrong one without its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.llm import OpenAIModel
from rag.settings import Settings
from rag.settings.profiles import checked_address, read_servers

KEY = "sk-canary-0123456789"


def written(folder: Path, text: str) -> Path:
    path = folder / "servers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_servers_come_in_their_order_with_their_keys(tmp_path: Path) -> None:
    text = f"""
    [office]
    base_url = "https://llm.example.org/v1/"
    model = "qwen3-32b"
    api_key_env = "OFFICE_KEY"
    context_window = 32768

    ["my laptop"]
    base_url = "http://127.0.0.1:11434/v1"

    [lab]
    base_url = "http://lab:8000"
    api_key = "{KEY}"
    """
    servers = read_servers(written(tmp_path, text), {"OFFICE_KEY": "sk-office"})
    plain = [(one.name, one.base_url, one.model, one.key, one.context_window) for one in servers]
    assert plain == [
        ("office", "https://llm.example.org/v1", "qwen3-32b", "sk-office", 32_768),
        ("my laptop", "http://127.0.0.1:11434/v1", "", "", 0),
        ("lab", "http://lab:8000", "", KEY, 0),
    ]
    assert KEY not in repr(servers)
    assert "sk-office" not in repr(servers)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f'[a]\nbase_url = "{KEY}"', "[a]"),
        (f'[a]\nbase_url = "http://me:{KEY}@h/v1"', "[a]"),
        ('[a]\nmodel = "m"', "base_url"),
        (f'[a]\nbase_url = "http://h"\nkey = "{KEY}"', "has no use for key"),
        ('[a]\nbase_url = "http://h"\nmodel = 3', "has a text for each of"),
        ('[a]\nbase_url = "http://h"\ncontext_window = "4k"', "whole number"),
        ('[a]\nbase_url = "http://h"\ncontext_window = -1', "whole number"),
        (f'api_key = "{KEY}"', "[api_key]"),
        ('[embedded]\nbase_url = "http://h"', "another name"),
        (f'[a]\napi_key = "{KEY}', "no TOML"),
        (f"[a]\napi_key = {KEY}", "no TOML"),
    ],
)
def test_a_wrong_file_is_a_setting_error_that_keeps_its_secrets(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_servers(written(tmp_path, text), {})
    assert "RAG_SERVERS" in caught.value.message
    assert said in caught.value.message
    assert caught.value.hint
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f'[a]\nbase_url = """{KEY}', "(at end of document)"),
        (f"[a]\napi_key = {KEY}", "(at line 2, column 11)"),
        (f'[a]\n"{KEY}" = 1\n"{KEY}" = 1\n', "(at line 3, column 27)"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_the_place(
    tmp_path: Path, text: str, place: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read_servers(written(tmp_path, text), {})
    assert caught.value.message.endswith(f" is no TOML {place}.")
    assert KEY not in repr(caught.value)


def test_a_password_in_an_address_belongs_in_the_key_of_that_server(tmp_path: Path) -> None:
    path = written(tmp_path, f'[office]\nbase_url = "http://me:{KEY}@h/v1"\n')
    with pytest.raises(ConfigError) as caught:
        read_servers(path, {})
    assert "put the key in api_key or api_key_env of [office]" in caught.value.message
    assert "RAG_API_KEY" not in str(caught.value)
    with pytest.raises(ConfigError, match="put the key in RAG_API_KEY"):
        Settings(base_url=f"http://me:{KEY}@h/v1")


@pytest.mark.parametrize(
    ("variable", "told"),
    [("OFFICE_KEY", "OFFICE_KEY, which is not set"), (KEY, "a variable (api_key_env), which")],
)
def test_a_server_whose_key_is_not_set_does_not_keep_one_from_the_others(
    tmp_path: Path, variable: str, told: str
) -> None:
    text = f'[a]\nbase_url = "http://a"\n[b]\nbase_url = "http://b"\napi_key_env = "{variable}"'
    first, second = read_servers(written(tmp_path, text), {})
    assert OpenAIModel.connect(Settings(), first).endpoint.url.startswith("http://a")
    with pytest.raises(ConfigError) as caught:
        OpenAIModel.connect(Settings(), second)
    assert "[b]" in caught.value.message
    assert told in caught.value.message
    assert "Set that variable" in caught.value.hint
    assert KEY not in f"{caught.value!r} {second!r}"


def test_a_file_that_is_not_there_is_a_setting_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="FileNotFoundError"):
        read_servers(tmp_path / "none.toml", {})
    (tmp_path / "latin.toml").write_bytes(b"# \xff")
    with pytest.raises(ConfigError, match="UnicodeDecodeError"):
        read_servers(tmp_path / "latin.toml", {})


@pytest.mark.parametrize("port", ["99999", "abc"])
def test_a_port_that_is_none_is_no_address(port: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        checked_address(f"http://127.0.0.1:{port}/v1")


def test_the_setting_names_it_and_keys_come_from_the_environment_or_dotenv(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings().profiles == ()
    tables = (
        f'[{name}]\nbase_url = "http://h"\napi_key_env = "{name}_KEY"' for name in ("one", "two")
    )
    written(tmp_path, "\n".join(tables))
    (tmp_path / ".env").write_text("one_KEY=from-dotenv\ntwo_KEY=lost\n")
    monkeypatch.setenv("two_KEY", "from-environment")
    profiles = Settings(servers="~/servers.toml").profiles
    assert [server.key for server in profiles] == ["from-dotenv", "from-environment"]
