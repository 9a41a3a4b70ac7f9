"""Rich Text Format: its plain text, below headings and lines that are only set in bold."""

from __future__ import annotations

from itertools import groupby

from rag.errors import UnreadableDocument
from rag.ingest.formats.rtf_marks import Line, marked_lines, with_marks
from rag.ingest.formats.tables import write_table
from rag.ingest.loaded import LoadedText, sane_title
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter
from rag.regex import regex

MEDIA_TYPE = "application/rtf"

_TITLE = regex(r"\{\\title\s+([^{}\\]{1,300})\}")
_SPLIT_ROW = regex(r"\n+[ \t]*\|")  # some writers end the paragraph before the cell


def load_rtf(file: RawFile) -> LoadedText:
    """Headings, paragraphs and table rows."""
    from striprtf.striprtf import rtf_to_text

    source = file.raw.decode("latin-1")
    try:
        text = str(rtf_to_text(with_marks(source), encoding="cp1252", errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, ArithmeticError, TypeError, AttributeError) as error:
        raise UnreadableDocument("It is damaged: it is no readable RTF.") from error
    stated = _TITLE.search(source[:20_000])
    writer = TextWriter(sane_title(stated[1] if stated else "", file.source), file.limits)
    lines = (one for one in marked_lines(_SPLIT_ROW.sub("|", text)) if one.text.strip())
    for in_table, group in groupby(lines, key=_is_row):
        if in_table:
            write_table(writer, [one.text.rstrip().removesuffix("|").split("|") for one in group])
        else:
            for one in group:
                _write(writer, one)
    return writer.finish(MEDIA_TYPE)


def _write(writer: TextWriter, line: Line) -> None:
    text = line.text.lstrip("• \t")
    if line.level is not None:
        writer.heading(line.level + 1, text)
    elif line.text.startswith("•"):
        writer.item(text)
    else:
        (writer.bold if line.bold else writer.paragraph)(text)


def _is_row(line: Line) -> bool:
    return line.text.rstrip().endswith("|") and line.text.count("|") > 1
