"""What a file is: content before name, and a sentence for what nobody reads."""

from __future__ import annotations

import io
import zipfile

import pytest

from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaders import LOADERS, parse
from rag.ingest.sniffing import BINARY, find_type


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("raw", "named", "found"),
    [
        (b"%PDF-1.4\n", ".txt", ".pdf"),
        (b"junk\n%PDF-1.4\n", ".pdf", ".pdf"),
        (b"This text is about %PDF-1.4 and its mark.", ".md", ".md"),
        (b"{\\rtf1 a}", ".txt", ".rtf"),
        (b"<!DOCTYPE html><p>a", ".txt", ".html"),
        (b"\n<!-- saved --><html>", ".docx", ".html"),
        (b"<html>", ".md", ".md"),
        (zipped(mimetype=b"application/epub+zip"), ".txt", ".epub"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), ".docx", ".odt"),
        (zipped(**{"xl/workbook.xml": b""}), ".docx", ".xlsx"),
        (b"words", ".csv", ".csv"),
        (b"words", "", ".txt"),
        (b"words", ".doc", ".txt"),
        (b"%PDF-1.4\n", "", ".pdf"),
        (b"<html>", ".xls", ".html"),
        (zipped(**{"word/document.xml": b""}), ".doc", ".docx"),
    ],
)
def test_content_goes_before_the_name(raw: bytes, named: str, found: str) -> None:
    assert find_type(raw, named, Limits()) == found


@pytest.mark.parametrize(
    ("raw", "named", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n", ".pdf", "It is a picture, though its name ends in .pdf."),
        (b"\x1f\x8b\x08", ".docx", "It is a compressed archive, though"),
        (b"plain words", ".docx", "Its name ends in .docx, but its content is something else."),
        (zipped(a=b"b"), ".docx", "It is an archive of files, which no loader reads."),
        (b"PK\x03\x04broken", ".docx", "It is damaged: its archive cannot be opened."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx", "It is in the Office format from before"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), ".docx",
         "It is encrypted with a password."),
        (b"text with one\0NUL", ".md", "The file is not text"),
        (b"no text\0", "", "Files of this type are not read."),
        (b"\x89PNG\r\n\x1a\n\0", ".csv", "The file is not text"),
    ],
)  # fmt: skip
def test_what_nobody_reads_is_named(raw: bytes, named: str, sentence: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        parse(raw, f"a{named}")
    assert caught.value.message.startswith(sentence)


def test_every_binary_suffix_has_a_loader() -> None:
    assert set(LOADERS) >= BINARY


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.epub"])
def test_a_member_packed_without_a_bound_is_not_unpacked(packing: int, name: str) -> None:
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", packing) as archive:
            archive.writestr("mimetype", b"application/epub+zip" * 9)
            archive.writestr("word/document.xml", b"<w/>")
        raw = file.getvalue()
    with pytest.raises(UnreadableDocument):
        parse(raw, name)
    with pytest.raises(UnreadableDocument):
        parse(raw.replace(b"application", b"\xff" * 11)[:-40] + raw[-40:], name)
