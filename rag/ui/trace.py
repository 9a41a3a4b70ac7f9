"""All that led to an answer that somebody rated: what was found, judged, sent, and the settings.

Settings are named one by one, so that none with a key, a path or an address of a person's gets in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import PurePath
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from rag.settings import Settings
from rag.types import Answer, Scope

_MATTER = (
    "model",
    "fallback",
    "context_window",
    "temperature",
    "max_answer_tokens",
    "embedding_model",
    "reranker_model",
    "candidates",
    "passages",
    "evidence_tokens",
    "chunk_tokens",
    "strictness",
    "evidence_threshold",
    "reader",
    "judge",
)
"""Settings that decide what an answer says."""


@dataclass(frozen=True, slots=True)
class Trace:
    """`who` was chosen to answer and `within` which documents, in words; `remark` is a person's.

    `answer` has its whole explanation. `settings` are those that matter, by name. `scope` is what
    `within` says; None where an earlier version kept words alone.
    """

    answer: Answer
    who: str
    within: str
    remark: str
    settings: Mapping[str, str | int | float | bool]
    footnote: str
    scope: Scope | None = None


_TRACE = TypeAdapter(Trace)


def trace(
    answer: Answer,
    settings: Settings,
    *,
    who: str,
    within: str,
    scope: Scope | None = None,
    remark: str = "",
) -> str:
    """It as JSON."""
    dumped = settings.model_dump(mode="json", include=set(_MATTER))
    matter = {name: _bare(value) for name, value in dumped.items()}
    made = Trace(answer, who, within, remark, matter, version("footnote"), scope)
    written = json.dumps(_TRACE.dump_python(made, mode="json"), ensure_ascii=False)
    return written.encode("utf-8", "replace").decode()


def _bare(value: str | int | float | bool) -> str | int | float | bool:
    """Of an address its host, of a path its name: the rest is the person's own."""
    if not isinstance(value, str):
        return value
    if "://" in value:
        return urlsplit(value).hostname or ""
    return PurePath(value).name if PurePath(value).is_absolute() else value


def read_trace(text: str) -> Trace:
    """It again. Raises `pydantic.ValidationError` for anything else."""
    return _TRACE.validate_json(text)
