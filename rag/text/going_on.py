"""Lists that a text ends within: does what follows it belong to them?"""

from __future__ import annotations

from rag.regex import regex

LOOKED_AT = 200
"""Characters behind a text that tell whether its list goes on."""

ITEM_MARK = r"(?:[-*+•]|\(?\d{1,3}[.)])"
"""A pattern of what an item begins with, but for letters."""

ITEM_START = regex(rf"[ \t>]*{ITEM_MARK}[ \t]+")
"""All that stands before an item's words on its line."""

_MARK = rf"(?:{ITEM_MARK}|\([a-z]{{1,4}}\)|[a-z]\))[ \t]+"
_ITEM = regex(rf"[ \t>]*{_MARK}\S")
_NEXT_ITEM = regex(rf"\s*\n\s*{_MARK}\S")
_SAME_ITEM = regex(r"[ \t]+\S|[ \t]*\n[ \t]+\S")
_COLON = regex(r"[:—–][*_]*\s*\Z")


def announces(text: str) -> bool:
    """Does it end as what announces a list does: in a colon or a dash?"""
    return _COLON.search(text) is not None


def ends_in_list(text: str) -> bool:
    """Does `text` end within a list that it announces, or where one may begin? Else what follows
    is none of it, whatever it is."""
    above = _above_list(text)
    return above is not None and announces(above)


def list_goes_on(text: str, following: str) -> bool:
    """Does `text` end within a list that it announces ("needed are:"), so that an item, or the rest
    of one, begins what follows? True also where all items follow.

    Offsets do not matter: `text` may begin anywhere, `following` is at best `LOOKED_AT` characters.
    """
    if not ends_in_list(text):
        return False
    if _NEXT_ITEM.match(following):
        return True
    return _above_list(text) != text and _SAME_ITEM.match(following) is not None


def _above_list(text: str) -> str | None:
    """What stands above the list that the text ends with, all of it where it ends with none; None
    where there is nothing but a list."""
    lines = text.rstrip().splitlines(keepends=True)
    at = len(lines)
    for place in reversed(range(len(lines))):
        if _ITEM.match(lines[place]):
            at = place
        elif lines[place].strip() and not lines[place][0].isspace():
            break
    above = "".join(lines[:at])
    return (text if at == len(lines) else above) if above.strip() else None
