"""An assistant that builds its index in the test's own process, which is quicker."""

from __future__ import annotations

from rag.answerers import Answerers
from rag.assistant import Assistant
from rag.settings import Settings
from rag.store import Embedder, Store
from rag.store.build import build
from rag.store.builder import IndexBuilder


def opened(
    settings: Settings, embedder: Embedder, builder: IndexBuilder | None = None
) -> Assistant:
    """As `Assistant.open`, with this embedder and no model.

    `builder`: where it matters that a process of its own builds. HNSW's files hold bits of the
    memory of the process that wrote them.
    """
    store = Store.open(settings.data_dir, embedder, builder or IndexBuilder(run=build))
    return Assistant(settings, store, embedder, answerers=Answerers(settings, None))
