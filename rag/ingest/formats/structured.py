"""JSON and JSON Lines: each record on a line of its own, with the names of its values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from rag.errors import UnreadableDocument
from rag.ingest.decoding import decode
from rag.ingest.loaded import LoadedText, one_line, title_from_name
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter
from rag.nesting import TooDeep, read_json

MEDIA_TYPE = "application/json"
LINES_MEDIA_TYPE = "application/jsonl"

_PROSE = 300  # characters; a longer value is a paragraph, not a cell
_NOT_JSON = "It is no valid JSON: {}."


class Value(NamedTuple):
    """A scalar, and the path of names that leads to it: `user.address.city`."""

    path: str
    text: str


def load_json(file: RawFile) -> LoadedText:
    """Records of an array are places ("record 3"); the members of an object are, by their name."""
    root = _parsed(decode(file.raw), "")
    writer = TextWriter(title_from_name(file.source), file.limits)
    match root:
        case dict():
            for name, value in root.items():
                writer.place(one_line(name))
                _member(writer, str(name), value)
        case list():
            for number, value in enumerate(root, start=1):
                writer.place(f"record {number}")
                _record(writer, value)
        case _:
            writer.paragraph(_shown(root))
    return writer.finish(MEDIA_TYPE)


def load_json_lines(file: RawFile) -> LoadedText:
    """One record a line; places are lines ("line 7")."""
    writer = TextWriter(title_from_name(file.source), file.limits)
    for number, line in enumerate(decode(file.raw).split("\n"), start=1):
        if line.strip():
            writer.place(f"line {number}")
            _record(writer, _parsed(line, f" (line {number})"))
    return writer.finish(LINES_MEDIA_TYPE)


def _parsed(text: str, where: str) -> object:
    try:
        return read_json(text)
    except TooDeep as error:
        raise UnreadableDocument(_NOT_JSON.format(f"{error}{where}")) from None
    except ValueError as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "a number is too long"
        raise UnreadableDocument(_NOT_JSON.format(f"{reason.lower()}{where}")) from None


def _member(writer: TextWriter, name: str, value: object) -> None:
    """A list of records gets a place each ("items, record 3"); anything else is one record."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        for number, item in enumerate(value, start=1):
            writer.place(f"{one_line(name)}, record {number}")
            _record(writer, item)
    elif isinstance(value, dict):
        _record(writer, value)
    else:
        _record(writer, {name: value})


def _record(writer: TextWriter, record: object) -> None:
    """A row of the short values; below it each long one, with its name."""
    values = list(_values(record, ""))
    short = [value for value in values if len(value.text) <= _PROSE and "\n" not in value.text]
    writer.row([value.text for value in short], [value.path for value in short])
    for value in values:
        if len(value.text) > _PROSE or "\n" in value.text:
            writer.paragraph(f"{value.path}: {value.text}" if value.path else value.text)


def _values(value: object, path: str) -> Iterator[Value]:
    """Every scalar in order; a list of scalars is one value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _values(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        if any(isinstance(inner, dict | list) for inner in value):
            for number, inner in enumerate(value, start=1):
                yield from _values(inner, f"{path}[{number}]" if path else str(number))
        elif value:
            yield Value(path, ", ".join(map(_shown, value)))
    elif value is not None and value != "":
        yield Value(path, _shown(value))


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
