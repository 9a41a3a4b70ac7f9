"""What every loader gives, and the title of a file that does not say its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.types import Section

MAX_TITLE = 200
"""Characters of a title or of one heading in a label; longer ones end in an ellipsis."""


@dataclass(frozen=True, slots=True)
class LoadedText:
    """One file as text. `sections` is empty where the format has no parts that a reader names."""

    title: str
    text: str
    sections: tuple[Section, ...]
    media_type: str


def one_line(text: str) -> str:
    """`text` fit for a title: one line, no control characters, at most `MAX_TITLE` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= MAX_TITLE else line[: MAX_TITLE - 1].rstrip() + "…"


def title_from_name(source: str) -> str:
    """`notes/gpu_road-map.md` gives "Gpu road map"; hyphens inside dates stay."""
    stem = PurePosixPath(source).stem
    words = one_line(re.sub(r"(?<!\d)[-_]+|[-_]+(?!\d)", " ", stem))
    return words[:1].upper() + words[1:] if words else source
