"""What a file is, by its content first and by its name where content does not tell."""

from __future__ import annotations

import io
import re
import zipfile

from rag.errors import UnreadableDocument
from rag.ingest.archives import PACKINGS, UNZIPPABLE
from rag.ingest.limits import Limits

_LOOKED_AT = 100_000  # bytes
_PDF_WITHIN = 1_024  # bytes; readers accept rubbish before the mark
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BY_PART = (
    ("word/document.xml", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
    ("xl/workbook.xml", ".xlsx"),
)
_ODF = "application/vnd.oasis.opendocument."
_BY_MIMETYPE = {
    "application/epub+zip": ".epub",
    f"{_ODF}text": ".odt",
    f"{_ODF}spreadsheet": ".ods",
    f"{_ODF}presentation": ".odp",
}
_OTHERS = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"BZh", "a compressed archive"),
    (b"\xfd7zXZ", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "a database"),
)
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_WEB_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)

_OFFICE = (".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm", ".odt", ".ods", ".odp")
BINARY = frozenset((".pdf", ".epub", ".rtf", *_OFFICE))
"""Suffixes whose files are told by their content; a file of such a name that is not one is text, if
it is anything."""

UNTOLD = frozenset(("", ".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".dotx", ".xltx", ".potx"))
"""Suffixes, and none, of files that may be anything: what they are told to be, or text."""


def tells(raw: bytes) -> bool:
    """Do these first bytes tell a format that is read?"""
    told = raw.lstrip()
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06")) or told.startswith((b"%PDF-", b"{\\rtf"))


def is_old_office(raw: bytes) -> bool:
    """Is it of the format that Office had before 2007, or an encrypted file of a later one?"""
    return raw.startswith(_OLD_OFFICE)


def is_text(raw: bytes) -> bool:
    """Could it be text in any encoding: without what only programs write?"""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    return marked or not _NO_TEXT.search(raw)


def find_type(raw: bytes, suffix: str, limits: Limits) -> str:
    """The suffix of what the file is. `UnreadableDocument` for what no loader reads."""
    if b"%PDF-" in raw[:_PDF_WITHIN] and (suffix == ".pdf" or raw.lstrip().startswith(b"%PDF-")):
        return ".pdf"
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(raw, limits)
    if raw.startswith(_OLD_OFFICE):
        if _ENCRYPTED in raw:
            raise UnreadableDocument("It is encrypted with a password.")
        raise UnreadableDocument(
            "It is in the Office format from before 2007. Save it in the present one."
        )
    if raw.lstrip().startswith(b"{\\rtf"):
        return ".rtf"
    if suffix in BINARY | UNTOLD | {".txt", ".text"} and _WEB_PAGE.match(raw[:2_000]):
        return ".html"
    if suffix in BINARY:
        raise _misnamed(raw, suffix)
    if suffix in UNTOLD and is_text(raw[:_LOOKED_AT]):
        return ".txt"
    return suffix


def _misnamed(raw: bytes, suffix: str) -> UnreadableDocument:
    for mark, what in _OTHERS:
        if raw.startswith(mark):
            return UnreadableDocument(f"It is {what}, though its name ends in {suffix}.")
    return UnreadableDocument(f"Its name ends in {suffix}, but its content is something else.")


def _zipped(raw: bytes, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members[: limits.entries]}
            for part, suffix in _BY_PART:
                if part in names:
                    return suffix
            first = members[0] if members else None
            named = first and first.filename == "mimetype" and first.file_size < 200
            if first and named and first.compress_type in PACKINGS:
                stated = archive.read(first).decode("ascii", "replace").strip()
                known = _BY_MIMETYPE.get(stated.removesuffix("-template"))
                if known:
                    return known
            if "META-INF/container.xml" in names:
                return ".epub"
            if "EncryptedPackage" in names:
                raise UnreadableDocument("It is encrypted with a password.")
    except UNZIPPABLE as error:
        raise UnreadableDocument("It is damaged: its archive cannot be opened.") from error
    raise UnreadableDocument("It is an archive of files, which no loader reads.")
