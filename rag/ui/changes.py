"""What people have changed in the library and no sync has followed yet, by source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Change = Literal["added", "removed", "restored", "to be read again"]


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
