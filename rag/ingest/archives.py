"""Zip archives and the XML in them: sizes are known before anything is unpacked."""

from __future__ import annotations

import datetime
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING
from urllib.parse import unquote

from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaded import stated_date

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How a document's members are packed; the other ways unpack without a bound, a block at a time."""

UNZIPPABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError),
    OverflowError,  # a place that no file reaches to
    RuntimeError,  # a member is encrypted, or packed in a way that is not known
)
"""What the standard library raises for a zip, or a member of one, that is not as it should be."""

_UNSUSPICIOUS = 5_000_000  # bytes; what unpacks to less is no bomb, however well it was packed
_PROPERTIES = "docProps/core.xml"  # of an Office file
_DAMAGED = "It is damaged: {}."


class Archive:
    """The members of a zip file by name; `files` are those that are not folders.

    Given its bytes, or an open file. Raises `UnreadableDocument` for one over the limits.
    """

    def __init__(self, raw: bytes | IO[bytes], limits: Limits) -> None:
        file = io.BytesIO(raw) if isinstance(raw, bytes) else raw
        size = file.seek(0, io.SEEK_END)
        try:
            self._zip = _Zip(file, limits.entries)
        except UNZIPPABLE as error:
            raise UnreadableDocument("It is damaged: its archive cannot be opened.") from error
        members = self._zip.infolist()
        expanded = sum(member.file_size for member in members)
        most = min(limits.expanded_bytes, max(_UNSUSPICIOUS, limits.expansion * size))
        if expanded > most:
            raise UnreadableDocument(
                f"It unpacks to {expanded / 1e6:,.0f} MB from {size / 1e6:,.1f} MB, which is "
                "more than a document does (RAG_LIMIT_EXPANSION, RAG_LIMIT_EXPANDED_MB)."
            )
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableDocument("It is encrypted with a password.")
        if any(member.compress_type not in PACKINGS for member in members):
            raise UnreadableDocument("It is packed in a way that no document is.")
        self.names = frozenset(member.filename for member in members)
        self.files = tuple(one for one in members if not one.filename.endswith("/"))

    def read(self, member: str | zipfile.ZipInfo) -> bytes:
        """The bytes of a member; by its name, the last of that name. `UnreadableDocument` if it is
        not there or damaged."""
        name = member if isinstance(member, str) else member.filename
        try:
            return self._zip.read(member)
        except KeyError:
            raise UnreadableDocument(_DAMAGED.format(f"{name!r} is missing in it")) from None
        except UNZIPPABLE as error:
            raise UnreadableDocument(_DAMAGED.format(f"{name!r} cannot be unpacked")) from error

    def xml(self, name: str) -> Element:
        """The root element of a member that is XML."""
        return parse_xml(self.read(name), name)


class _Zip(zipfile.ZipFile):
    """Reads no more of its table of files than `most`: a crafted one has millions, which take
    gigabytes, and the number that it states is not the one that is read."""

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._listed = _Listed(most)
        super().__init__(file)

    @property
    def filelist(self) -> list[zipfile.ZipInfo]:
        return self._listed

    @filelist.setter
    def filelist(self, empty: list[zipfile.ZipInfo]) -> None:
        self._listed.extend(empty)


class _Listed(list[zipfile.ZipInfo]):
    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def append(self, member: zipfile.ZipInfo) -> None:
        if len(self) == self._most:
            raise UnreadableDocument(
                f"It unpacks to more than {self._most:,} files (RAG_LIMIT_ENTRIES)."
            )
        super().append(member)


def parse_xml(raw: bytes, name: str) -> Element:
    """The root of an XML document. No entity is expanded, nothing fetched, depth is bounded."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(_DAMAGED.format(f"{name!r} in it is no valid XML")) from error
    if root is None:
        raise UnreadableDocument(_DAMAGED.format(f"{name!r} in it is empty"))
    return root


def local(element: Element) -> str:
    """The element's name without its namespace; "" for what is no element (an entity)."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """The attribute of that local name, in whatever namespace; "" if there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that local name."""
    return (child for child in element if local(child) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def relations(archive: Archive, part: str) -> dict[str, str]:
    """Where the relations of an Office part lead: id -> member name. External ones are left out."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in archive.names:
        return {}
    found = {}
    for relation in children(archive.xml(listed), "Relationship"):
        if attribute(relation, "TargetMode") != "External":
            found[attribute(relation, "Id")] = member(folder, attribute(relation, "Target"))
    return found


def member(folder: str, reference: str) -> str:
    """The archive's name for a reference made in `folder`; never read from the disk."""
    path = unquote(reference.partition("#")[0])
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, path))


def office_date(archive: Archive) -> datetime.date | None:
    """When an Office file says that it was last changed, or else made."""
    if _PROPERTIES not in archive.names:
        return None
    root = archive.xml(_PROPERTIES)
    stated = (child(root, name) for name in ("modified", "created"))
    return next((day for one in stated if one is not None and (day := stated_date(one.text))), None)


def stated_title(archive: Archive) -> str:
    """The title in the properties of an Office file; "" if it states none."""
    if _PROPERTIES not in archive.names:
        return ""
    found = child(archive.xml(_PROPERTIES), "title")
    return (found.text or "") if found is not None else ""
