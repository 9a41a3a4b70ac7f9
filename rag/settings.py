"""Every setting, its default and its check. The only module that reads the environment.

Arguments beat `RAG_*` variables, which beat `.env` in the working directory, which beats the plain
`OPENAI_*` variables, which beat the defaults here. `.env.example` lists the same variables; a test
holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from rag.errors import ConfigError
from rag.openai_variables import OPENAI_VARIABLES, openai_values
from rag.profiles import Server, checked_address, read_servers

BUNDLED_EMBEDDER = "all-MiniLM-L6-v2"
"""The name of the embedding model whose weights come with the installation."""


_PREFIX = "RAG_"
_DOTENV = ".env"
_DAY = 86_400  # seconds; threads and sockets take no limit that is much longer


class Strictness(StrEnum):
    """What happens to sentences that their citations do not bear out."""

    QUOTE = "quote"
    STRICT = "strict"
    OPEN = "open"


class Origin(StrEnum):
    """Where a setting's value comes from."""

    ARGUMENT = "argument"
    ENVIRONMENT = "environment"
    DOTENV = ".env"
    OPENAI = "OPENAI_*"
    DEFAULT = "default"


def shipped(name: str) -> Path:
    """The folder `name` ("corpus", "prompts") inside the wheel, or beside `rag/` in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_shipped" / name
    return inside if inside.exists() else here.parent / name


class Settings(BaseSettings):
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

    # Documents and data
    corpus_dir: Path = Field(default_factory=lambda: shipped("corpus"))
    data_dir: Path = Path(".footnote")

    # Who answers
    base_url: str = ""
    model: str = ""
    api_key: SecretStr = SecretStr("")
    servers: str = ""
    lock_server: bool = False
    fallback: Literal["", "embedded"] = ""
    context_window: int = Field(default=0, ge=0, le=100_000_000)
    temperature: float = Field(default=0.0, ge=0.0, le=2.0)
    max_answer_tokens: int = Field(default=800, ge=16, le=32_000)
    connect_timeout: float = Field(default=5.0, gt=0, le=_DAY)
    first_token_timeout: float = Field(default=120.0, gt=0, le=_DAY)
    token_timeout: float = Field(default=30.0, gt=0, le=_DAY)

    # Search
    embedding_model: str = BUNDLED_EMBEDDER
    reranker_model: str = ""
    candidates: int = Field(default=50, ge=1, le=500)
    passages: int = Field(default=8, ge=1, le=50)
    evidence_tokens: int = Field(default=2_000, ge=200, le=200_000)
    chunk_tokens: int = Field(default=200, ge=32, le=8_000)

    # Honesty
    strictness: Strictness = Strictness.STRICT
    evidence_threshold: float = Field(default=0.4, ge=0.0, le=1.0)
    reader: bool = True
    judge: str = ""

    # Limits
    max_question_chars: int = Field(default=4_000, ge=10, le=100_000)
    max_file_mb: float = Field(default=20.0, gt=0, le=100_000)

    def __init__(self, **values: Any) -> None:
        unknown = sorted(set(values) - set(type(self).model_fields))
        if unknown:
            raise ConfigError(f"There is no setting {', '.join(unknown)}.")
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
        """These settings with this server's address, model and key in place of the configured."""
        key = SecretStr(server.key)
        changes = {"base_url": server.base_url, "model": server.model, "api_key": key}
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
        return read_servers(Path(self.servers).expanduser(), variables)


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


def _config_error(error: ValidationError, origins: Mapping[str, Origin]) -> ConfigError:
    """One sentence a variable, in the order found."""
    parts = []
    for problem in error.errors(include_url=False, include_input=False):
        field = str(problem["loc"][0]) if problem["loc"] else ""
        prefix = "OPENAI_" if origins.get(field) is Origin.OPENAI else _PREFIX
        name = prefix + field.upper() if field else "The settings"
        why = problem["msg"].removeprefix("Value error, ")
        parts.append(f"{name}: {why[:1].lower()}{why[1:]}.")
    return ConfigError(" ".join(parts), hint="Correct it in the environment, in .env, or as given.")
