"""Kinds of files that are not read (pictures, old Office files ...), reported once a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from rag.ingest.sniffing import UNTOLD, is_old_office, is_text, tells
from rag.types import SyncSkipped

_HEAD = 4_096  # bytes of a file that tell what it is
_NAMED = 3  # files of a kind

UNKNOWN = "Files of this type are not read."
_OLD_OFFICE = "Office files from before 2007 are not read. Save them in the present format."
_OUTLOOK = "Outlook messages and mailboxes are not read. Save the messages as .eml."
_IWORK = "Documents of Pages, Numbers and Keynote are not read. Export them as PDF."
_PICTURE = (
    "Pictures are not read. As pages of a PDF they are, where tesseract is installed for OCR."
)
_BOOK = "E-books of this kind are not read. Convert them to EPUB or PDF."
_ARCHIVE = "Archives are not read in a folder. Unpack them, or upload them as .zip."

_BY_SUFFIX: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys((".msg", ".oft", ".pst", ".ost", ".mbox"), _OUTLOOK),
        **dict.fromkeys((".pages", ".numbers"), _IWORK),
        **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff"), _PICTURE),
        **dict.fromkeys((".webp", ".heic", ".heif", ".avif"), _PICTURE),
        **dict.fromkeys((".mobi", ".azw", ".azw3", ".djvu", ".fb2"), _BOOK),
        **dict.fromkeys((".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".xz"), _ARCHIVE),
    }
)


def why_unread(name: str) -> str:
    """Why a file of this name is not read, for somebody who hands it in."""
    return unread_by_name(Path(name).suffix.lower()) or UNKNOWN


def unread_by_name(suffix: str) -> str:
    """Why files with this suffix are not read, "" where nobody would expect it."""
    return _BY_SUFFIX.get(suffix, "")


def is_untold(suffix: str) -> bool:
    """Must a look into such a file tell what it is?"""
    return suffix in UNTOLD


def unread_by_content(head: bytes) -> str | None:
    """Why a file that begins so is not read, "" where nobody would expect it; None if it is."""
    if is_old_office(head):
        return _OLD_OFFICE
    return None if tells(head) or is_text(head) else ""


def head_of(path: Path) -> bytes:
    """The beginning of a file, as much as tells. Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(_HEAD)


def skipped(found: Iterable[tuple[str, str]]) -> tuple[SyncSkipped, ...]:
    """Sources and reasons, a reason once: how many files, and the first of them."""
    kinds: dict[str, list[str]] = {}
    for source, reason in found:
        kinds.setdefault(reason, []).append(source)
    return tuple(
        SyncSkipped(reason, len(sources), tuple(sorted(sources)[:_NAMED]))
        for reason, sources in sorted(kinds.items())
    )
