"""Settings: which source wins, what is said about a wrong one, and that `.env.example` is true."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

import rag
from rag.errors import ConfigError
from rag.settings import (
    Origin,
    Settings,
    Strictness,
    setting_origins,
    shipped,
    unknown_variables,
    unread_lines,
)

EXAMPLE = Path(__file__).parent.parent / ".env.example"
SECRET = "sk-very-secret-1234567890"


@pytest.fixture(autouse=True)
def _empty_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is set, and there is no `.env` but one that a test writes."""
    monkeypatch.delenv("RAG_DATA_DIR")
    monkeypatch.chdir(tmp_path)


def _write_dotenv(**variables: str) -> None:
    lines = [f"{name}={value}" for name, value in variables.items()]
    Path(".env").write_text("\n".join(lines), encoding="utf-8")


def test_arguments_beat_the_environment_which_beats_dotenv_which_beats_defaults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Settings().passages == 8
    _write_dotenv(RAG_PASSAGES="5", RAG_CANDIDATES="40")
    assert (Settings().passages, Settings().candidates) == (5, 40)
    monkeypatch.setenv("RAG_PASSAGES", "6")
    assert (Settings().passages, Settings().candidates) == (6, 40)
    assert (Settings(passages=7).passages, Settings().chunk_tokens) == (7, 200)


def test_origins_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    _write_dotenv(RAG_PASSAGES="5", RAG_CANDIDATES="40", RAG_MODEL="")
    monkeypatch.setenv("RAG_PASSAGES", "6")
    monkeypatch.setenv("rag_temperature", "1")
    monkeypatch.setenv("RAG_BASE_URL", "")
    origins = setting_origins(["chunk_tokens", "passages"])
    assert origins["passages"] is origins["chunk_tokens"] is Origin.ARGUMENT
    assert origins["candidates"] is Origin.DOTENV
    assert origins["temperature"] is Origin.ENVIRONMENT
    assert origins["model"] is origins["base_url"] is Origin.DEFAULT, "empty is not set"
    assert list(origins) == list(Settings.model_fields)


def test_an_empty_argument_turns_off_what_the_environment_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RAG_BASE_URL", "http://127.0.0.1:1/v1")
    assert Settings(base_url="").base_url == ""


def test_misspelt_variables_are_found_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    _write_dotenv(RAG_MODLE="x", RAG_MODEL="y", OTHER="z")
    monkeypatch.setenv("RAG_BASEURL", "http://127.0.0.1")
    monkeypatch.setenv("FRAG_X", "1")
    assert unknown_variables() == {
        "RAG_BASEURL": Origin.ENVIRONMENT,
        "RAG_MODLE": Origin.DOTENV,
    }


def test_lines_of_dotenv_that_say_nothing_are_found() -> None:
    assert unread_lines() == ()
    Path(".env").write_text("RAG_MODEL=y\n\n# a comment\nexport A=1\nno line\nRAG_BASE_URL\n= x\n")
    assert unread_lines() == (5, 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_BASE_URL", "localhost:11434"),
        ("RAG_BASE_URL", "ftp://127.0.0.1/v1"),
        ("RAG_BASE_URL", "http:///v1"),
        ("RAG_BASE_URL", "http://[::1/v1"),
        ("RAG_BASE_URL", f"http://me:{SECRET}@127.0.0.1/v1"),
        ("RAG_BASE_URL", f"http://me:{SECRET}@host\N{ACCOUNT OF}/v1"),
        ("RAG_TEMPERATURE", "warm"),
        ("RAG_TEMPERATURE", "2.1"),
        ("RAG_TEMPERATURE", "nan"),
        ("RAG_MAX_ANSWER_TOKENS", "15"),
        ("RAG_MAX_ANSWER_TOKENS", "1.5"),
        ("RAG_CONNECT_TIMEOUT", "0"),
        ("RAG_CONNECT_TIMEOUT", "inf"),
        ("RAG_FIRST_TOKEN_TIMEOUT", "-1"),
        ("RAG_FIRST_TOKEN_TIMEOUT", "1e300"),
        ("RAG_TOKEN_TIMEOUT", "soon"),
        ("RAG_TOKEN_TIMEOUT", "nan"),
        ("RAG_CANDIDATES", "0"),
        ("RAG_PASSAGES", "51"),
        ("RAG_EVIDENCE_TOKENS", "many"),
        ("RAG_CHUNK_TOKENS", "31"),
        ("RAG_LOCK_SERVER", "perhaps"),
        ("RAG_FALLBACK", "hosted"),
        ("RAG_CONTEXT_WINDOW", "-1"),
        ("RAG_STRICTNESS", "very"),
        ("RAG_EVIDENCE_THRESHOLD", "1.01"),
        ("RAG_MAX_QUESTION_CHARS", "9"),
        ("RAG_MAX_FILE_MB", "inf"),
        ("RAG_MAX_FILE_MB", "0"),
    ],
)
def test_a_wrong_value_gives_one_sentence_that_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setenv("RAG_API_KEY", SECRET)
    with pytest.raises(ConfigError) as caught:
        Settings()
    assert re.fullmatch(rf"{name}: [a-z][^\n]*[^.]\.", caught.value.message)
    assert caught.value.hint
    assert SECRET not in repr(caught.value)


def test_several_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_PASSAGES", "none")
    monkeypatch.setenv("RAG_STRICTNESS", "very")
    with pytest.raises(ConfigError, match=r"RAG_PASSAGES: .+ RAG_STRICTNESS: "):
        Settings()


def test_wrong_arguments_are_not_repeated_either() -> None:
    wrong: Mapping[str, object] = {"api_key": [SECRET], "base_url": SECRET, "passages": SECRET}
    with pytest.raises(ConfigError) as caught:
        Settings(**wrong)
    assert SECRET not in repr(caught.value)
    assert "RAG_API_KEY" in caught.value.message


def test_an_unknown_argument_is_an_error() -> None:
    with pytest.raises(ConfigError, match="no setting corpus_folder, top_k") as caught:
        Settings(top_k=3, corpus_folder="docs")
    assert caught.value.hint == "Did you mean corpus_dir?"
    with pytest.raises(ConfigError) as caught:
        Settings(zzz=1)
    assert ".env.example" in caught.value.hint


def test_the_key_is_in_no_representation() -> None:
    settings = Settings(api_key=SECRET)
    assert settings.key == SECRET
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_dotenv_that_is_no_text_is_an_error_that_names_it() -> None:
    Path(".env").write_bytes(b"RAG_MODEL=\xff\n")
    with pytest.raises(ConfigError, match=r"\.env"):
        Settings()


def test_home_is_found_in_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RAG_CORPUS_DIR", "~/papers")
    settings = Settings(data_dir="~nobody-of-this-name/data")
    assert settings.corpus_dir == tmp_path / "papers"
    assert settings.data_dir == Path("~nobody-of-this-name/data")


def test_what_is_shipped_is_there() -> None:
    assert Settings().corpus_dir == shipped("corpus")
    assert list(shipped("corpus").rglob("*.md"))
    assert shipped("prompts").is_dir()
    assert shipped("app.py").is_file()
    wheel = tomllib.loads((EXAMPLE.parent / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    carried = wheel["build"]["targets"]["wheel"]["force-include"]
    for name in ("corpus", "prompts", "app.py", ".env.example"):
        assert carried[name] == f"rag/_shipped/{name}", "what an installed wheel looks for"


def test_the_example_has_every_variable_with_its_default_and_a_line_about_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    commented = re.findall(r"^# .+\n#(RAG_\w+)=(.*)$", text, re.MULTILINE)
    assert [name for name, _ in commented] == [
        f"RAG_{name.upper()}" for name in Settings.model_fields
    ], "each of them once, in the order of the settings, below a line that explains it"
    assert len(re.findall(r"RAG_\w+=", text)) == len(commented)

    defaults = Settings()
    for name, value in commented:
        field = name.removeprefix("RAG_").lower()
        if value:
            monkeypatch.setenv(name, value)
            assert setting_origins()[field] is Origin.ENVIRONMENT
        else:
            assert str(getattr(defaults, field)) in ("", str(shipped("corpus")))
    assert Settings() == defaults


def test_every_setting_is_read_by_somebody() -> None:
    rooms = Path(rag.__file__).parent
    read = set[str]()
    for path in rooms.rglob("*.py"):
        whose = r"(?:settings|self)" if path.parent.name == "settings" else "settings"
        read.update(re.findall(rf"{whose}\.(\w+)", path.read_text("utf-8")))

    assert set(Settings.model_fields) - read == set()


def test_the_example_can_be_used_as_it_is() -> None:
    defaults = Settings()
    text = EXAMPLE.read_text(encoding="utf-8")
    Path(".env").write_text(re.sub(r"^#(?=RAG_)", "", text, flags=re.MULTILINE), encoding="utf-8")
    assert Settings() == defaults
    assert Settings().strictness is Strictness.STRICT
    assert unknown_variables() == {}


def test_a_home_that_there_is_not_is_said() -> None:
    with pytest.raises(ConfigError, match=r"RAG_SERVERS: .*~no-such-user-here"):
        Settings(servers="~no-such-user-here/servers.toml").profiles  # noqa: B018
