"""The settings themselves, in groups: their names, defaults and bounds. `Settings` joins them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

BUNDLED_EMBEDDER = "all-MiniLM-L6-v2"
"""The name of the embedding model whose weights come with the installation."""

_DAY = 86_400  # seconds; threads and sockets take no limit that is much longer


class Strictness(StrEnum):
    """What happens to sentences that their citations do not bear out."""

    QUOTE = "quote"
    STRICT = "strict"
    OPEN = "open"


class Precision(StrEnum):
    """In what the bundled models are computed."""

    AUTO = "auto"
    FLOAT32 = "float32"


def shipped(name: str) -> Path:
    """What is called `name` ("corpus", "app.py") inside the wheel, or beside `rag/` in a clone."""
    here = Path(__file__).resolve().parents[1]
    inside = here / "_shipped" / name
    return inside if inside.exists() else here.parent / name


class DocumentSettings(BaseSettings):
    """Documents and data."""

    corpus_dir: Path = Field(default_factory=lambda: shipped("corpus"))
    data_dir: Path = Path(".footnote")
    cases_dir: str = ""
    watch: bool = False
    history: bool = True
    allow_folders: bool = False


class ServerSettings(BaseSettings):
    """Who answers."""

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
    answer_timeout: float = Field(default=600.0, gt=0, le=_DAY)


class SearchSettings(BaseSettings):
    """Search, and honesty about what it finds."""

    embedding_model: str = BUNDLED_EMBEDDER
    reranker_model: str = ""
    candidates: int = Field(default=50, ge=1, le=500)
    passages: int = Field(default=8, ge=1, le=50)
    evidence_tokens: int = Field(default=2_000, ge=200, le=200_000)
    chunk_tokens: int = Field(default=200, ge=32, le=8_000)

    strictness: Strictness = Strictness.STRICT
    evidence_threshold: float = Field(default=0.515, ge=0.0, le=1.0)
    reader: bool = True
    precision: Precision = Precision.AUTO
    judge: str = ""


class LimitSettings(BaseSettings):
    """What a question, an upload, and reading one file may cost; `rag.ingest.Limits` says more."""

    max_question_chars: int = Field(default=4_000, ge=10, le=100_000)
    max_file_mb: float = Field(default=20.0, gt=0, le=100_000)
    max_zip_mb: float = Field(default=200.0, gt=0, le=100_000)
    limit_seconds: float = Field(default=120.0, gt=0, le=_DAY)
    limit_memory_mb: int = Field(default=1_500, ge=256, le=1_000_000)
    limit_characters: int = Field(default=20_000_000, ge=1_000, le=1_000_000_000)
    limit_sections: int = Field(default=200_000, ge=100, le=100_000_000)
    limit_expanded_mb: float = Field(default=500.0, gt=0, le=100_000)
    limit_expansion: int = Field(default=150, ge=1, le=100_000)
    limit_entries: int = Field(default=20_000, ge=1, le=10_000_000)
