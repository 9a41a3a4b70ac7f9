"""Rich Text Format: its plain text."""

from __future__ import annotations

import re
from itertools import groupby

from rag.errors import UnreadableDocument
from rag.ingest.formats.tables import write_table
from rag.ingest.loaded import LoadedText, sane_title
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter

MEDIA_TYPE = "application/rtf"

_TITLE = re.compile(r"\{\\title\s+([^{}\\]{1,300})\}")
_SPLIT_ROW = re.compile(r"\n+[ \t]*\|")  # some writers end the paragraph before the cell


def load_rtf(file: RawFile) -> LoadedText:
    """Paragraphs and table rows, without sections: RTF seldom says what is a heading."""
    from striprtf.striprtf import rtf_to_text

    source = file.raw.decode("latin-1")
    try:
        text = str(rtf_to_text(source, encoding="cp1252", errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError) as error:
        raise UnreadableDocument("It is damaged: it is no readable RTF.") from error
    stated = _TITLE.search(source[:20_000])
    writer = TextWriter(sane_title(stated[1] if stated else "", file.source), file.limits)
    lines = _SPLIT_ROW.sub("|", text).split("\n")
    for in_table, group in groupby(filter(str.strip, lines), key=_is_row):
        if in_table:
            write_table(writer, [line.rstrip().removesuffix("|").split("|") for line in group])
        else:
            for line in group:
                (writer.item if line.startswith("•") else writer.paragraph)(line.lstrip("• \t"))
    return writer.finish(MEDIA_TYPE)


def _is_row(line: str) -> bool:
    return line.rstrip().endswith("|") and line.count("|") > 1
