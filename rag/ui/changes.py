"""What has changed in the library and no sync has followed yet, by source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from rag.errors import RagError
from rag.ui.protocols import Documents

Change = Literal["added", "removed", "restored", "to be read again", "missing"]
"""What somebody has done with a document; "missing": its file has gone by itself."""

GOING: tuple[Change, ...] = ("removed", "missing")


def noted(known: Mapping[str, Change], new: Mapping[str, Change]) -> dict[str, Change]:
    """The changes by source with these on top; what was added and then removed is neither."""
    dropped = {
        source
        for source, change in new.items()
        if change == "removed" and known.get(source) == "added"
    }
    return {source: change for source, change in {**known, **new}.items() if source not in dropped}


def followed(known: Mapping[str, Change], taken: Mapping[str, Change]) -> dict[str, Change]:
    """What is left of the changes when a sync has followed those it began with."""
    return {source: change for source, change in known.items() if taken.get(source) != change}


def missing(documents: Documents) -> frozenset[str]:
    """The sources whose files have gone; none where that cannot be told: the sync will say why."""
    try:
        return documents.missing()
    except (RagError, OSError):
        return frozenset()
