"""The plain `OPENAI_*` variables: together or not at all, and below everything of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import ConfigError
from rag.settings import Origin, Settings, setting_origins

ALL = {
    "OPENAI_BASE_URL": "https://llm.example.org/v1",
    "OPENAI_MODEL": "gpt",
    "OPENAI_API_KEY": "sk-plain",
}


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in ALL.items():
        monkeypatch.setenv(name, value)


def configured(settings: Settings) -> tuple[str, str, str]:
    return settings.base_url, settings.model, settings.key


@pytest.mark.usefixtures("plain")
def test_they_configure_a_server_where_nothing_else_does() -> None:
    assert configured(Settings()) == tuple(ALL.values())
    origins = setting_origins()
    assert {name for name, origin in origins.items() if origin is Origin.OPENAI} == {
        "base_url",
        "model",
        "api_key",
    }


@pytest.mark.parametrize("name", ["OPENAI_API_KEY", "OPENAI_MODEL"])
def test_a_key_alone_sends_nothing_anywhere(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "sk-alone")
    assert configured(Settings()) == ("", "", "")
    assert Origin.OPENAI not in setting_origins().values()


@pytest.mark.usefixtures("plain")
def test_no_key_goes_to_a_server_that_it_is_not_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_BASE_URL", "http://127.0.0.1:11434/v1")
    assert configured(Settings()) == ("http://127.0.0.1:11434/v1", "", "")
    assert setting_origins()["api_key"] is Origin.DEFAULT
    monkeypatch.delenv("RAG_BASE_URL")
    assert configured(Settings(base_url="")) == ("", "", ""), "an empty argument turns it off"
    assert setting_origins(["base_url"])["model"] is Origin.DEFAULT


@pytest.mark.usefixtures("plain")
def test_ours_beat_theirs_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_MODEL", "mine")
    Path(".env").write_text("RAG_API_KEY=sk-mine\n")
    assert configured(Settings()) == (ALL["OPENAI_BASE_URL"], "mine", "sk-mine")
    assert setting_origins()["model"] is Origin.ENVIRONMENT
    assert setting_origins()["api_key"] is Origin.DOTENV


def test_they_count_in_dotenv_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("\n".join(f"{name}={value}" for name, value in ALL.items()))
    monkeypatch.setenv("OPENAI_MODEL", "from-environment")
    assert configured(Settings()) == (ALL["OPENAI_BASE_URL"], "from-environment", "sk-plain")


def test_a_wrong_one_is_named_by_its_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "sk-pasted-into-the-wrong-place")
    with pytest.raises(ConfigError) as caught:
        Settings()
    assert caught.value.message.startswith("OPENAI_BASE_URL: must be an address")
    assert "sk-pasted" not in repr(caught.value)
