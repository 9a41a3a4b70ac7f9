"""Assistants and stores that build their index in the test's own process, which is quicker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rag.answerers import Answerers
from rag.assistant import Assistant
from rag.settings import Settings
from rag.store import Embedder, Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from rag.store.repair import repair
from tests.fakes import WordEmbedder


def opened(
    settings: Settings, embedder: Embedder, builder: IndexBuilder | None = None
) -> Assistant:
    """As `Assistant.open`, with this embedder and no model.

    `builder`: where it matters that a process of its own builds. HNSW's files hold bits of the
    memory of the process that wrote them.
    """
    store = Store.open(settings.data_dir, embedder, builder or IndexBuilder(run=build))
    return Assistant(settings, store, embedder, answerers=Answerers(settings, None))


def opened_whole(settings: Settings, **parts: Any) -> Assistant:
    """What `Assistant.open` gives, with its reader and its model: only the index is built here.

    For what is asked of an index, however that was built. A process of its own takes a second or
    two of a core, nearly all of them to load Chroma once more.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.store.parts.IndexBuilder", lambda: IndexBuilder(run=build))
        return Assistant.open(settings, **parts)


def opened_store(data_dir: Path, embedder: Embedder | None = None) -> Store:
    """The store of a data folder, by default with words as its vectors."""
    return Store.open(data_dir, embedder or WordEmbedder(), IndexBuilder(run=build))


def repaired(data_dir: Path) -> str:
    """Repairs a data folder with the same embedder, and gives what that says."""
    return " ".join(repair(data_dir, WordEmbedder(), IndexBuilder(run=build)))
