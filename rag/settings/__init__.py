"""Every setting, and where its value comes from; alone reads `RAG_*`, `OPENAI_*` and `.env`.

Arguments beat `RAG_*` variables, which beat `.env` in the working directory, which beats the plain
`OPENAI_*` variables, which beat the defaults here. `.env.example` lists the same variables; a test
holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any

from dotenv.parser import parse_stream
from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from rag.errors import ConfigError
from rag.settings.groups import BUNDLED_EMBEDDER as BUNDLED_EMBEDDER
from rag.settings.groups import (
    DocumentSettings,
    LimitSettings,
    SearchSettings,
    ServerSettings,
)
from rag.settings.groups import Precision as Precision
from rag.settings.groups import Strictness as Strictness
from rag.settings.groups import shipped as shipped
from rag.settings.openai_variables import OPENAI_VARIABLES, openai_values
from rag.settings.profiles import Server, checked_address, read_servers

_PREFIX = "RAG_"
_DOTENV = ".env"


class Origin(StrEnum):
    """Where a setting's value comes from."""

    ARGUMENT = "argument"
    ENVIRONMENT = "environment"
    DOTENV = ".env"
    OPENAI = "OPENAI_*"
    DEFAULT = "default"


class Settings(LimitSettings, SearchSettings, ServerSettings, DocumentSettings):
    """All settings; each field is the `RAG_*` variable of its name in upper case.

    Raises `ConfigError`, naming the variable, when a value cannot be used. Values are never
    repeated in the message: one of them may be a key.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=_DOTENV,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    def __init__(self, **values: Any) -> None:
        unknown = sorted(set(values) - set(type(self).model_fields))
        if unknown:
            near = get_close_matches(unknown[0], type(self).model_fields, n=1)
            hint = f"Did you mean {near[0]}?" if near else ".env.example lists them all."
            message = f"There is no setting {', '.join(unknown)}."
            raise ConfigError(message, hint=hint, wrong_call=True)
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise _config_error(error, setting_origins(values)) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"The file {_DOTENV} cannot be read: {type(error).__name__}.",
                hint="Save it as UTF-8 text that you may read, or move it away.",
            ) from None

    @field_validator("corpus_dir", "data_dir")
    @classmethod
    def _home(cls, value: Path) -> Path:
        """`~` is a shell's word; in the environment and in `.env` nobody has replaced it."""
        try:
            return value.expanduser()
        except RuntimeError:  # nobody of that name
            return value

    @field_validator("base_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        return checked_address(value) if value else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Best first: what pydantic-settings looks at."""
        del file_secret_settings
        return init_settings, env_settings, dotenv_settings, _OpenAISource(settings_cls)

    @property
    def key(self) -> str:
        """The API key in the clear, for the one place that sends it."""
        return self.api_key.get_secret_value()

    def for_server(self, server: Server) -> Settings:
        """These settings with this server's own values in place of the configured server's."""
        key = SecretStr(server.key)
        changes = {
            "base_url": server.base_url,
            "model": server.model,
            "api_key": key,
            "context_window": server.context_window,
        }
        return self.model_copy(update=changes)

    @property
    def profiles(self) -> tuple[Server, ...]:
        """The servers of the file that `RAG_SERVERS` names; read anew each time.

        Raises `ConfigError`. Keys are looked for in the environment, then in `.env`.
        """
        if not self.servers:
            return ()
        dotenv = DotEnvSettingsSource(Settings, case_sensitive=True).env_vars
        variables = {name: value for name, value in dotenv.items() if value} | dict(os.environ)
        try:
            path = Path(self.servers).expanduser()
        except RuntimeError:
            raise ConfigError(
                f"RAG_SERVERS: there is no such user as in {self.servers}.",
                hint="Correct the path, or leave RAG_SERVERS empty.",
            ) from None
        return read_servers(path, variables)


class _OpenAISource(PydanticBaseSettingsSource):
    """The plain `OPENAI_*` variables, for what nothing else says."""

    def get_field_value(self, field: object, field_name: str) -> tuple[object, str, bool]:
        """One field's value; unused, as `__call__` gives them all at once."""
        del field
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return dict(openai_values(_plain_variables(), taken=self.current_state))


def _plain_variables() -> Mapping[str, str]:
    """The `OPENAI_*` variables by name: of `.env`, and over it of the environment."""
    sources = (DotEnvSettingsSource(Settings).env_vars, EnvSettingsSource(Settings).env_vars)
    found: dict[str, str] = {}
    for source in sources:
        found |= {name.upper(): value for name, value in source.items() if value}
    return {name: found[name] for name in OPENAI_VARIABLES if name in found}


def setting_origins(arguments: Collection[str] = ()) -> dict[str, Origin]:
    """Where each field's value comes from, given the names of those that are arguments.

    As `Settings(**arguments)` reads them; raises nothing that it would not.
    """
    environment = EnvSettingsSource(Settings)()
    dotenv = DotEnvSettingsSource(Settings)()
    taken = dict.fromkeys((*arguments, *environment, *dotenv))
    plain = openai_values(_plain_variables(), taken=taken)
    origins = {}
    for name in Settings.model_fields:
        if name in arguments:
            origins[name] = Origin.ARGUMENT
        elif name in environment:
            origins[name] = Origin.ENVIRONMENT
        elif name in dotenv:
            origins[name] = Origin.DOTENV
        else:
            origins[name] = Origin.OPENAI if name in plain else Origin.DEFAULT
    return origins


def unknown_variables() -> dict[str, Origin]:
    """`RAG_*` variables that no setting has, in upper case: most of them are misspelt."""
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    sources = (
        (Origin.DOTENV, DotEnvSettingsSource(Settings).env_vars),
        (Origin.ENVIRONMENT, EnvSettingsSource(Settings).env_vars),
    )
    found = {name.upper(): origin for origin, names in sources for name in names}
    return {
        name: origin
        for name, origin in sorted(found.items())
        if name.startswith(_PREFIX) and name not in known
    }


def unread_lines() -> tuple[int, ...]:
    """The lines of `.env`, from 1, that are no `NAME=value`, empty or comments: they do nothing."""
    try:
        with Path(_DOTENV).open(encoding="utf-8") as file:
            return tuple(one.original.line for one in parse_stream(file) if one.error)
    except (OSError, UnicodeDecodeError):
        return ()


def _config_error(error: ValidationError, origins: Mapping[str, Origin]) -> ConfigError:
    """One sentence a variable, in the order found; a wrong call where an argument is among them."""
    parts, wrong_call = [], False
    for problem in error.errors(include_url=False, include_input=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        wrong_call = wrong_call or origins.get(field) is Origin.ARGUMENT
        prefix = "OPENAI_" if origins.get(field) is Origin.OPENAI else _PREFIX
        name = prefix + field.upper() if field else "The settings"
        why = problem["msg"].removeprefix("Value error, ")
        parts.append(f"{name}: {why[:1].lower()}{why[1:]}.")
    hint = "Correct it in the environment, in .env, or as given."
    return ConfigError(" ".join(parts), hint=hint, wrong_call=wrong_call)
