"""What every loader gives, and the title of a file that does not say its own."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.errors import UnreadableDocument
from rag.ingest.spans import has_words
from rag.ingest.visible import visible
from rag.regex import regex
from rag.types import Section

MAX_TITLE = 200
"""Characters of a title or of one heading in a label; longer ones end in an ellipsis."""

_DAY = regex(r"\s*(?:D:)?(\d{4})-?(\d{2})-?(\d{2})")


@dataclass(frozen=True, slots=True)
class LoadedText:
    """One file as text. `sections` is empty where the format has no parts that a reader names.

    `collection` and `date` are what the file says of itself, if it does. `remark` says, for the
    file's owner, what of it could not be read; "" if nothing.
    """

    title: str
    text: str
    sections: tuple[Section, ...]
    media_type: str
    collection: str = ""
    date: datetime.date | None = None
    remark: str = ""


class NotReadNow(UnreadableDocument):
    """It could not be read this time; the file itself may be as good as any."""


def stated_date(text: str | None) -> datetime.date | None:
    """The day that "2024-03-01T10:00Z", "20240301" or a PDF's "D:20240301..." begins with."""
    found = _DAY.match(text or "")
    try:
        return datetime.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def one_line(text: str) -> str:
    """`text` fit for a title: one line, no control characters, at most `MAX_TITLE` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"


def title_from_name(source: str) -> str:
    """`notes/gpu_road-map.md` gives "Gpu road map"; hyphens inside dates stay."""
    stem = PurePosixPath(source).stem
    words = one_line(re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)", " ", stem))
    return words[:1].upper() + words[1:] if words else source


def label_path(headings: Sequence[str], title: str) -> str:
    """The path of headings ("Pricing > Tiers") without one that repeats the title; the title for an
    empty path."""
    names = [one_line(heading) for heading in headings if heading]
    if names and names[0].casefold() == title.casefold():
        del names[0]
    return " > ".join(names) or title


_UNTITLED = regex(
    r"(?i)(?:untitled|unknown|no title|title|document|presentation|powerpoint presentation|slide|"
    r"sheet|book|workbook|microsoft|none|null|index)\s*\d*|(?:about|file|data|blob):\S*|.*\.(?:docx?|pptx?|xlsx?|odt|ods|odp|"
    r"rtf|tex|dvi|indd|qxd|html?|pdf|md|txt|tmp)"
)
_MADE_BY = regex(r"(?i)^microsoft (?:word|powerpoint|excel) - ")


def sane_title(stated: str | None, source: str) -> str:
    """The title that a file states about itself, unless it is one that programs make up; else the
    file's name."""
    title = one_line(visible(_MADE_BY.sub("", stated or "")))
    if len(title) < 2 or not has_words(title) or _UNTITLED.fullmatch(title):
        return title_from_name(source)
    return title
