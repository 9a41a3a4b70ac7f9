"""From files to what can be searched: loading, cutting into chunks, syncing with the store.

Each export is loaded when it is first asked for: the child that reads files needs few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.exports import export

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

export(
    __name__,
    {
        "boxes": ("boxes_on",),
        "drawn": ("DrawnPage",),
        "kinds": ("why_unread",),
        "limits": ("Limits", "reading_limits"),
        "loaded": ("NotReadNow",),
        "loaders": ("may_be_read",),
        "parsing": ("Parser",),
        "roots": ("UPLOADS", "Root", "roots", "scan_roots"),
        "scan": ("Scan", "modified", "scan"),
        "stored_names": ("folder_name",),
        "sync": ("sync",),
        "uploads": ("Uploads",),
    },
)
