"""Sanitises names from elsewhere into file names: one path component, harmless on every system."""

from __future__ import annotations

import unicodedata

from rag.ingest.loaders import may_be_read
from rag.regex import regex

MOST_FOLDERS = 6
"""Folders of an archive that are kept above a file; those further up are left out."""

_MOST_BYTES = 120  # of a name without its suffix; file systems take 255 of all of it
_SEPARATORS = regex(r"[/\\]")
_FORBIDDEN = frozenset('<>:"|?*/\\')
_RESERVED = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"]
    + [f"{device}{number}" for device in ("COM", "LPT") for number in "0123456789¹²³"]
)
"""Devices on Windows, whatever suffix follows."""


def stored_file(name: str) -> str:
    """The name to keep a file under; `name` may be anything, a path included. "" if files of its
    type are not read, whatever they hold."""
    last = _clean(_SEPARATORS.split(name)[-1]).rstrip(" .")
    stem, dot, suffix = last.rpartition(".")
    if not dot:
        return last and _harmless(last, "document")
    kept = dot + suffix.lower()
    return _harmless(stem, "document") + kept if may_be_read("x" + kept) else ""


def stored_folders(name: str) -> tuple[str, ...]:
    """The folders above a file in an archive, from its name there; "." and ".." are none."""
    parts = [_clean(part).strip(" .") for part in _SEPARATORS.split(name)[:-1]]
    return tuple(_harmless(part, "folder") for part in parts if part)[-MOST_FOLDERS:]


def folder_name(name: str) -> str:
    """A folder's name as the first part of sources."""
    return _harmless(_clean(name), "folder")


def _clean(name: str) -> str:
    """Without what is invisible or turns text around; other odd characters become "_"."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    shown = (c for c in text if unicodedata.category(c) != "Cf")
    plain = "".join(c if c.isprintable() and c not in _FORBIDDEN else "_" for c in shown)
    return " ".join(plain.split(" "))


def _harmless(stem: str, default: str) -> str:
    short = stem.strip(" .").encode()[:_MOST_BYTES].decode("utf-8", "ignore").strip(" .") or default
    device = short.partition(".")[0].rstrip(" ").upper()
    return f"_{short}" if device in _RESERVED else short
