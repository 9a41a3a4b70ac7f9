"""Bytes to text: byte order marks, encodings, line ends, mojibake. The author's characters stay.

The libraries are imported for the first text that needs them: a sync that finds nothing changed
reads none.
"""

from __future__ import annotations

import codecs
from functools import cache
from typing import TYPE_CHECKING

from rag.errors import UnreadableDocument
from rag.ingest.visible import without_tricks
from rag.regex import regex

if TYPE_CHECKING:
    from ftfy import TextFixerConfig

NOT_TEXT = "The file is not text, or is in an encoding that cannot be told."

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = "cp1252"  # what most files that are neither UTF-8 nor distinctive turn out to be
_IN_USE = [  # people's files; among everything Python can decode, short texts find odd twins
    *(f"cp{page}" for page in range(1250, 1259)),
    *("cp874", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_CONTROL = regex(r"[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.02  # terminal logs stay below it, machine code does not
_UNSTORABLE = regex("[\x00\ud800-\udfff]")


def decode(raw: bytes) -> str:
    """The text that `raw` holds, with line feeds as line ends.

    It never holds NUL, a lone surrogate, or a leading byte order mark. Text that was once decoded
    wrongly and saved ("cafÃ©") is repaired, and characters that show a line in another order than
    it is written are dropped; nothing else is changed. Raises `UnreadableDocument`.
    """
    try:
        text = _decoded(raw)
    except UnicodeDecodeError:
        raise UnreadableDocument(NOT_TEXT) from None
    if "\0" in text or len(_CONTROL.findall(text)) > len(text) * _CONTROL_SHARE:
        raise UnreadableDocument(NOT_TEXT)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    repaired = _repaired(text)
    return _UNSTORABLE.sub("\ufffd", without_tricks(repaired)).lstrip("\ufeff")


def _repaired(text: str) -> str:
    import ftfy

    return str(ftfy.fix_text(text, _mojibake_only()))


@cache
def _mojibake_only() -> TextFixerConfig:
    from ftfy import TextFixerConfig

    return TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        replace_lossy_sequences=False,  # it would turn a damaged sequence into U+FFFD for good
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )


def _decoded(raw: bytes) -> str:
    """By its mark, as UTF-16 without one, as UTF-8, else by the best guess."""
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding)
    if b"\0" in raw:
        return raw.decode(_unmarked_utf16(raw))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode(_guess(raw))


def _unmarked_utf16(raw: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every other byte, and in no byte between."""
    even, odd = raw[0::2].count(0), raw[1::2].count(0)
    if odd > len(raw) / 4 and not even:
        return "utf-16-le"
    if even > len(raw) / 4 and not odd:
        return "utf-16-be"
    raise UnreadableDocument(NOT_TEXT)


def _guess(raw: bytes) -> str:
    """The likeliest of the encodings in use; Western where the evidence is equal."""
    import charset_normalizer

    matches = charset_normalizer.from_bytes(raw, cp_isolation=_IN_USE)
    best = matches.best()
    if best is None:
        raise UnreadableDocument(NOT_TEXT)
    for match in matches:
        as_good = match.chaos <= best.chaos and match.coherence >= best.coherence
        if as_good and _WESTERN in match.could_be_from_charset:
            return _WESTERN
    return best.encoding
