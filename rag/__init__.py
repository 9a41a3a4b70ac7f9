"""Footnote's public API: exports only, each loaded when it is first asked for.

`README.md` beside this file is the map of the house.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.errors import (
        CaseError,
        ConfigError,
        ContextTooLong,
        CorpusError,
        DocumentGone,
        ModelAuth,
        ModelError,
        ModelNotFound,
        ModelOverloaded,
        ModelProtocol,
        ModelTimeout,
        ModelUnreachable,
        PromptError,
        QuestionError,
        RagError,
        RecordingMiss,
        ReplyUnfinished,
        StoreBusy,
        StoreDamaged,
        StoreError,
        UnreadableDocument,
    )
    from rag.reply import Reply
    from rag.settings import Settings, Strictness
    from rag.settings.profiles import Server
    from rag.types import (
        Added,
        AddedFolder,
        Answer,
        Chunk,
        Citation,
        Document,
        DocumentEntry,
        Evidence,
        EvidenceSentence,
        Explanation,
        Hit,
        Message,
        Original,
        Passage,
        Ranks,
        Refusal,
        Scope,
        Section,
        Sentence,
        Signal,
        Stats,
        Support,
        SyncFailure,
        SyncProgress,
        SyncRemark,
        SyncReport,
        SyncSkipped,
        Timings,
        Usage,
    )

__all__ = [
    "Added",
    "AddedFolder",
    "Answer",
    "Assistant",
    "CaseError",
    "Chunk",
    "Citation",
    "ConfigError",
    "ContextTooLong",
    "CorpusError",
    "Document",
    "DocumentEntry",
    "DocumentGone",
    "Evidence",
    "EvidenceSentence",
    "Explanation",
    "Hit",
    "Message",
    "ModelAuth",
    "ModelError",
    "ModelNotFound",
    "ModelOverloaded",
    "ModelProtocol",
    "ModelTimeout",
    "ModelUnreachable",
    "Original",
    "Passage",
    "PromptError",
    "QuestionError",
    "RagError",
    "Ranks",
    "RecordingMiss",
    "Refusal",
    "Reply",
    "ReplyUnfinished",
    "Scope",
    "Section",
    "Sentence",
    "Server",
    "Settings",
    "Signal",
    "Stats",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "Strictness",
    "Support",
    "SyncFailure",
    "SyncProgress",
    "SyncRemark",
    "SyncReport",
    "SyncSkipped",
    "Timings",
    "UnreadableDocument",
    "Usage",
]

_ROOMS = (
    "rag.types",
    "rag.errors",
    "rag.settings.profiles",
    "rag.settings",
    "rag.reply",
    "rag.assistant",
)


def __getattr__(name: str) -> object:
    if name in __all__:
        for room in _ROOMS:
            exported = vars(import_module(room)).get(name)
            if exported is not None:
                globals()[name] = exported
                return exported
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
