"""From files to what can be searched: loading, cutting into chunks, syncing with the store.

Each export is loaded when it is first asked for: the child that reads files needs few of them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.ingest.boxes import boxes_on
    from rag.ingest.drawn import DrawnPage
    from rag.ingest.kinds import why_unread
    from rag.ingest.limits import Limits, reading_limits
    from rag.ingest.loaded import NotReadNow
    from rag.ingest.loaders import may_be_read
    from rag.ingest.parsing import Parser
    from rag.ingest.roots import UPLOADS, Root, roots, scan_roots
    from rag.ingest.scan import Scan, modified, scan
    from rag.ingest.stored_names import folder_name
    from rag.ingest.sync import sync
    from rag.ingest.uploads import Uploads

__all__ = [
    "UPLOADS",
    "DrawnPage",
    "Limits",
    "NotReadNow",
    "Parser",
    "Root",
    "Scan",
    "Uploads",
    "boxes_on",
    "folder_name",
    "may_be_read",
    "modified",
    "reading_limits",
    "roots",
    "scan",
    "scan_roots",
    "sync",
    "why_unread",
]

_MODULES = {
    "UPLOADS": "roots",
    "DrawnPage": "drawn",
    "Limits": "limits",
    "NotReadNow": "loaded",
    "Parser": "parsing",
    "Root": "roots",
    "Scan": "scan",
    "Uploads": "uploads",
    "boxes_on": "boxes",
    "folder_name": "stored_names",
    "may_be_read": "loaders",
    "modified": "scan",
    "reading_limits": "limits",
    "roots": "roots",
    "scan": "scan",
    "scan_roots": "roots",
    "sync": "sync",
    "why_unread": "kinds",
}


class _Room(ModuleType):
    """`scan` and such are the functions here, also once the modules of those names are loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _MODULES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    exported = getattr(import_module(f"rag.ingest.{_MODULES[name]}"), name)
    globals()[name] = exported
    return exported
