"""Text made harmless for a terminal, by the command line and the pytest plugin.

Titles, documents, model output and a server's words are other people's. None of them may move the
cursor, colour the screen, or turn its text around.
"""

from __future__ import annotations

from rag.regex import regex

_SEQUENCES = regex(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # titles, links
    r"|\x1b[ -/]*[0-~]"
)
"""Escape sequences of ECMA-48: CSI; the strings OSC, DCS, SOS, PM and APC; two-byte ones."""

_BREAKS = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), " ")
_CONTROLS = dict.fromkeys(
    (*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
)
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}")
_KEPT: dict[int, int | str] = {ord("\n"): "\n", ord("\t"): "\t"}
_HARMLESS: dict[int, int | str | None] = {**_CONTROLS, **_BREAKS, **_SURROGATES, **_KEPT}


def clean(text: str) -> str:
    """The text without escape sequences, control characters and what turns text around.

    Line feeds and tabs stay. Of a sequence that is split between two texts, only the printable
    end is left.
    """
    return _SEQUENCES.sub("", text).translate(_HARMLESS)


def one_line(text: str) -> str:
    """Clean, and on one line: a title must not be able to look like two."""
    return " ".join(clean(text).split())
