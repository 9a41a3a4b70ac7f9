"""A conversation as a file to keep: Markdown, a web page, or JSON, each with its footnotes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rag.export.json_file import to_json
from rag.export.markdown import to_markdown
from rag.export.page import to_page
from rag.export.record import Record as Record
from rag.export.record import record as record
from rag.types import MARKDOWN


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is called, how its name ends, and what writes it."""

    words: str
    suffix: str
    media_type: str
    write: Callable[[Record], str]


FORMATS: Mapping[str, Format] = {
    "md": Format("Markdown", ".md", MARKDOWN, to_markdown),
    "html": Format("Web page, to read or print", ".html", "text/html", to_page),
    "json": Format("JSON", ".json", "application/json", to_json),
}
"""By what they are called on the command line."""
