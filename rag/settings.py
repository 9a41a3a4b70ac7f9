"""Every setting, its default and its check. The only module that reads the environment.

Arguments beat `RAG_*` variables, which beat `.env` in the working directory, which beats the
defaults here. `.env.example` lists the same variables; a test holds the two together.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import ConfigError

BUNDLED_EMBEDDER = "all-MiniLM-L6-v2"
"""The name of the embedding model whose weights come with the installation."""


class Strictness(StrEnum):
    """What happens to sentences that their citations do not bear out."""

    QUOTE = "quote"
    STRICT = "strict"
    OPEN = "open"


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
        env_prefix="RAG_",
        env_file=".env",
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
    temperature: float = Field(default=0.0, ge=0.0, le=2.0)
    max_answer_tokens: int = Field(default=800, ge=16, le=32_000)
    connect_timeout: float = Field(default=5.0, gt=0)
    first_token_timeout: float = Field(default=120.0, gt=0)
    token_timeout: float = Field(default=30.0, gt=0)

    # Search
    embedding_model: str = BUNDLED_EMBEDDER
    reranker_model: str = ""
    candidates: int = Field(default=50, ge=1, le=500)
    passages: int = Field(default=8, ge=1, le=50)
    evidence_tokens: int = Field(default=2_000, ge=200, le=200_000)
    chunk_tokens: int = Field(default=200, ge=32, le=8_000)

    # Honesty
    strictness: Strictness = Strictness.STRICT
    evidence_threshold: float = Field(default=0.5, ge=0.0, le=1.0)

    # Limits
    max_question_chars: int = Field(default=4_000, ge=10, le=100_000)
    max_file_mb: float = Field(default=20.0, gt=0)

    def __init__(self, **values: Any) -> None:
        unknown = sorted(set(values) - set(type(self).model_fields))
        if unknown:
            raise ConfigError(f"There is no setting {', '.join(unknown)}.")
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise _config_error(error) from None

    @field_validator("base_url")
    @classmethod
    def _http_url(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an address like http://127.0.0.1:11434/v1")
        if parts.username or parts.password:
            raise ValueError("must not hold a user name or password; put the key in RAG_API_KEY")
        return value.rstrip("/")

    @property
    def key(self) -> str:
        """The API key in the clear, for the one place that sends it."""
        return self.api_key.get_secret_value()


def _config_error(error: ValidationError) -> ConfigError:
    """One sentence a variable, in the order found."""
    parts = []
    for problem in error.errors(include_url=False, include_input=False):
        name = "RAG_" + str(problem["loc"][0]).upper() if problem["loc"] else "The settings"
        why = problem["msg"].removeprefix("Value error, ")
        parts.append(f"{name}: {why[:1].lower()}{why[1:]}.")
    return ConfigError(" ".join(parts), hint="Correct it in the environment, in .env, or as given.")
