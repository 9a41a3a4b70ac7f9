"""Questions to begin with are tried before a page offers them."""

from __future__ import annotations

import logging
from collections.abc import Collection

from rag.errors import RagError
from rag.ui.protocols import Assistant

log = logging.getLogger(__name__)


def try_starters(assistant: Assistant, without: Collection[str]) -> None:
    """Has the assistant try them, but for those of the sources that go; what it cannot try is not
    offered. Never raises."""
    try:
        assistant.examples(without=without)
    except RagError as error:
        log.warning("Questions to begin with could not be tried: %s", error)
    except Exception:
        log.exception("Questions to begin with could not be tried")
