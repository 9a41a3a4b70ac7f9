"""CSV and its kin: rows with their header, whatever separates the cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePosixPath

from rag.errors import UnreadableDocument
from rag.ingest.decoding import decode
from rag.ingest.formats.sheet import Row, write_rows
from rag.ingest.loaded import LoadedText, title_from_name
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

MEDIA_TYPE = "text/csv"

_SAMPLE = 8_000  # characters
_DELIMITERS = ",;\t|"


def load_delimited(file: RawFile) -> LoadedText:
    """Rows are counted from 1 and the header is the first, as a spreadsheet would show them."""
    text = decode(file.raw)
    writer = TextWriter(title_from_name(file.source), file.limits)
    try:
        write_rows(writer, _rows(text, find_delimiter(text, file.source), file.limits.characters))
    except csv.Error as error:
        raise UnreadableDocument(f"It is no valid CSV: {error}.") from error
    return writer.finish(MEDIA_TYPE)


def find_delimiter(text: str, source: str) -> str:
    """The one that parts the first lines into the same number of cells, and the most of them."""
    if PurePosixPath(source).suffix.lower() == ".tsv":
        return "\t"
    lines = text[:_SAMPLE].split("\n")[:30]
    sample = [line for line in (lines[:-1] if len(text) > _SAMPLE else lines) if line.strip()]

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        except csv.Error:
            return (0.0, 0)
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)

    return max(_DELIMITERS, key=evenness)


def _rows(text: str, delimiter: str, longest: int) -> Iterator[Row]:
    csv.field_size_limit(min(longest, 2**31 - 1))
    return enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1)
