"""A model server by name: its address, its key, its model; and the file that lists several.

The file that `RAG_SERVERS` names is TOML, one table a server:

    [office]
    base_url = "https://llm.example.org/v1"
    model = "qwen3-32b"              # left out: the first one that it lists
    api_key_env = "OFFICE_LLM_KEY"   # or api_key = "..."
    context_window = 32768           # tokens; left out: what it says itself
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from rag.errors import ConfigError
from rag.regex import regex
from rag.types import EMBEDDED_MODEL

_VARIABLE = regex(r"[A-Z]{2,20}(?:_[A-Z]{1,20}){1,6}")
"""A variable's name as it is told; a key that was written in its place is not."""

_TEXTS = ("base_url", "model", "api_key", "api_key_env")
_FIELDS = (*_TEXTS, "context_window")
_MOST_TOKENS = 100_000_000
_EXAMPLE = "an address like http://127.0.0.1:11434/v1"


_MODEL = "the model (in the sidebar, or --model)"


@dataclass(frozen=True, slots=True)
class SettingNames:
    """By what a person changes a server, in words for advice; first the configured server's."""

    address: str = "RAG_BASE_URL"
    model: str = "RAG_MODEL"
    key: str = "RAG_API_KEY"
    window: str = "RAG_CONTEXT_WINDOW"

    def told(self, words: str) -> str:
        """Words about the configured server, put so that they are about this one."""
        own = dict(zip(astuple(CONFIGURED), astuple(self), strict=True))
        return re.sub("|".join(own), lambda found: own[found[0]], words)


CONFIGURED = SettingNames()
PICKED = SettingNames(
    address="the address (in the sidebar)",
    model=_MODEL,
    key="its api_key in the file of RAG_SERVERS",
    window="its context_window in the file of RAG_SERVERS",
)
FOUND = replace(
    PICKED,
    key="its api_key, in a file of servers (RAG_SERVERS)",
    window="its context_window, in a file of servers (RAG_SERVERS)",
)
"""Of a server that is known by its address alone: it was typed, or found on this machine."""


@dataclass(frozen=True, slots=True)
class Server:
    """Who may be asked. `name` is what a person picks; an empty `model` is the first listed one.

    The key is in no representation; `base_url` has passed `checked_address`. `context_window` is in
    tokens, 0 for what the server says itself; `names` are of what a person would change. `lacking`
    says what it cannot be asked without, in a sentence; empty where nothing is.
    """

    name: str
    base_url: str
    model: str = ""
    key: str = field(default="", repr=False)
    context_window: int = 0
    names: SettingNames = PICKED
    lacking: str = ""

    def asked_for(self, model: str) -> Server:
        """The same server with this model in place of its own, as a person chose it.

        The window of a model that the server is set to is no other model's.
        """
        window = self.context_window if self.model in ("", model) else 0
        names = replace(self.names, model=_MODEL)
        return replace(self, model=model, context_window=window, names=names)

    def with_key(self) -> Server:
        """Itself. Raises `ConfigError` where the variable that has its key is not set."""
        if self.lacking:
            hint = "Set that variable, or give the server an api_key in the file of RAG_SERVERS."
            raise ConfigError(self.lacking, hint=hint)
        return self


def checked_address(value: str, key: str = CONFIGURED.key) -> str:
    """A model server's address without a slash at its end.

    Raises `ValueError`, which never repeats the address, for what is none or holds a password;
    `key` is where this server's key belongs instead, in words.
    """
    try:
        parts = urlsplit(value.strip())
        _ = parts.port
    except ValueError:  # its words repeat the address
        raise ValueError(f"must be {_EXAMPLE}") from None
    named = parts.hostname and not any(mark.isspace() for mark in parts.netloc)
    if parts.scheme not in ("http", "https") or not named:
        raise ValueError(f"must be {_EXAMPLE}")
    if parts.username or parts.password:
        raise ValueError(f"must not hold a user name or password; put the key in {key}")
    return value.strip().rstrip("/")


def read_servers(path: Path, variables: Mapping[str, str]) -> tuple[Server, ...]:
    """The servers of such a file, in its order; `variables` are where its `api_key_env` look. One
    whose variable is not set is `lacking` it, and the others can be asked.

    Raises `ConfigError`, which names the server and never repeats a value.
    """
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"RAG_SERVERS: the file {path} cannot be read: {type(error).__name__}.",
            hint="Correct the path, or leave RAG_SERVERS empty.",
        ) from None
    except tomllib.TOMLDecodeError as error:
        place = str(error).rpartition(" (")[2].rstrip(")")  # the rest may repeat a key
        where = f" ({place})" if place.startswith("at ") else ""
        raise ConfigError(
            f"RAG_SERVERS: the file {path} is no TOML{where}.",
            hint='Give each server a table: [name], then base_url = "..." on a line of its own.',
        ) from None
    return tuple(_servers(path, tables, variables))


def _servers(
    path: Path, tables: Mapping[str, object], variables: Mapping[str, str]
) -> Iterator[Server]:
    for name, table in tables.items():
        said = f"RAG_SERVERS: [{name}] in {path}"
        if not name.strip() or name.strip() == EMBEDDED_MODEL:
            raise _wrong(said, "needs another name")
        if not isinstance(table, dict):
            raise _wrong(said, "is not a table")
        if any(not isinstance(table.get(one, ""), str) for one in _TEXTS):
            raise _wrong(said, f"has a text for each of {', '.join(_TEXTS)}")
        window = table.get("context_window", 0)
        if type(window) is not int or not 0 <= window <= _MOST_TOKENS:
            raise _wrong(said, "has a whole number of tokens for context_window")
        unknown = sorted(set(table) - set(_FIELDS))
        if unknown:
            raise _wrong(said, f"has no use for {', '.join(unknown)}")
        try:
            place = f"api_key or api_key_env of [{name.strip()}]"
            address = checked_address(table.get("base_url", ""), place)
        except ValueError as error:
            raise _wrong(said, f"needs a base_url that is right: it {error}") from None
        variable = table.get("api_key_env", "")
        key = table.get("api_key", "") or variables.get(variable, "")
        lacking = f"{said} takes its key from {_variable(variable)}, which is not set."
        names = _names_in(name.strip(), path)
        model = table.get("model", "").strip()
        missing = lacking if variable and not key else ""
        yield Server(name.strip(), address, model, key.strip(), window, names, missing)


def _names_in(name: str, path: Path) -> SettingNames:
    """What a person edits in the file."""
    places = ("base_url", "model", "api_key", "context_window")
    return SettingNames(*(f"{one} of [{name}] in {path.name}" for one in places))


def _variable(name: str) -> str:
    """What is told of it: its name, unless that might be the key itself."""
    return name if _VARIABLE.fullmatch(name) else "a variable (api_key_env)"


def _wrong(said: str, why: str) -> ConfigError:
    return ConfigError(
        f"{said} {why}.",
        hint=f"A server has {', '.join(_FIELDS)}; all but the first may be left out.",
    )
