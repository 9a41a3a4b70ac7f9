"""Regular expressions that are compiled when they are first used.

To compile the thousand that modules begin with takes two fifths of the time to import them all, and
a command uses some of them.
"""

from __future__ import annotations

import re
from typing import Any, cast


def regex(source: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile(source, flags)` gives, for all that has a method or an attribute.

    It is no argument of `re.sub` and its like, no match's `re` is it, and `re.error` comes at the
    first use.
    """
    return cast("re.Pattern[str]", _Uncompiled(source, flags))


class _Uncompiled:
    """Stands for a pattern, whose methods and attributes become its own as they are asked for."""

    def __init__(self, source: str, flags: int) -> None:
        self.pattern = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self._flags), name)
        self.__dict__[name] = found
        return found

    def __repr__(self) -> str:
        return f"regex({self.pattern!r}, {self._flags})"
