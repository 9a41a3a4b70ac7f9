"""Bibliographies (BibTeX): each entry a row, its fields by their names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, one_line, title_from_name
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter
from rag.regex import regex

MEDIA_TYPE = "application/x-bibtex"

_ENTRY = regex(r"@(?P<kind>[a-zA-Z]+)\s*\{\s*(?P<key>[^\s,{}\"]{1,200})\s*,")
_FIELD = regex(r"\s*+(?:,\s*+)?(?P<name>[a-zA-Z][\w-]*)\s*=\s*")
_WORD = regex(r"[^\s,{}\"]+")
_ACCENT = regex(
    r"\\(?:(?P<sign>[\"'`^~=.])|(?P<letter>[cvuHrk])(?![a-zA-Z]))\s*\{?\\?(?P<of>[a-zA-Z])\}?"
)
_COMBINING = {
    **{'"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304"},
    **{".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "H": "\u030b", "r": "\u030a"},
    "k": "\u0328",
}
_LETTERS = {r"\ss": "ß", r"\o": "ø", r"\O": "Ø", r"\ae": "æ", r"\AE": "Æ", r"\aa": "å", r"\l": "ł"}
_LETTER = regex(r"\\(?:ss|aa|ae|AE|o|O|l)(?![a-zA-Z])\s?")
_SIGN = regex(r"\\([&%$#_])")
_KEPT = 300  # characters; a longer field, an abstract say, is a paragraph


class Entry(NamedTuple):
    """A work by its key; `fields` are (name, value) in order."""

    key: str
    kind: str
    fields: tuple[tuple[str, str], ...]


def load_bibtex(file: RawFile) -> LoadedText:
    """Places are the entries' keys. What is no entry is a comment, as BibTeX has it."""
    writer = TextWriter(title_from_name(file.source), file.limits)
    for entry in find_entries(decode(file.raw)):
        writer.place(one_line(entry.key))
        short = [field for field in entry.fields if len(field[1]) <= _KEPT]
        writer.row([value for _, value in short], [name for name, _ in short])
        for name, value in entry.fields:
            if len(value) > _KEPT:
                writer.paragraph(f"{name}: {value}")
    return writer.finish(MEDIA_TYPE)


def find_entries(text: str) -> Iterator[Entry]:
    """The entries in order, their values in plain letters; macros (`@string`) are none."""
    at = 0
    while found := _ENTRY.search(text, at):
        at = found.end()
        fields: list[tuple[str, str]] = []
        while field := _FIELD.match(text, at):
            value, at = _value(text, field.end())
            fields.append((field["name"].lower(), _plain(value)))
        yield Entry(found["key"], found["kind"].lower(), tuple(fields))


def _value(text: str, at: int) -> tuple[str, int]:
    """The value that begins there, without its braces or quotes, and where it ends."""
    if text[at : at + 1] not in ("{", '"'):
        word = _WORD.match(text, at)
        return (word[0], word.end()) if word else ("", at)
    closing = "}" if text[at] == "{" else '"'
    depth = 0
    for place in range(at + 1, len(text)):
        sign = text[place]
        if sign == closing and not depth:
            return text[at + 1 : place], place + 1
        depth += (sign == "{") - (sign == "}")
    return text[at + 1 :], len(text)


def _plain(value: str) -> str:
    value = _ACCENT.sub(
        lambda found: found["of"] + _COMBINING[found["sign"] or found["letter"]], value
    )
    value = _LETTER.sub(lambda found: _LETTERS[found[0].strip()], value)
    value = _SIGN.sub(r"\1", value).replace("{", "").replace("}", "").replace("~", " ")
    value = re.sub(r"(?<=[\w\s])--(?=[\w\s])", "–", value)
    return unicodedata.normalize("NFC", " ".join(value.split()))
