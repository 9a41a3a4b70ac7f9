"""Excel workbooks: each sheet's rows with their header; values as they look, never formulas."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from rag.errors import UnreadableDocument
from rag.ingest.archives import Archive, office_date, stated_title
from rag.ingest.formats.sheet import Row, write_rows
from rag.ingest.loaded import LoadedText, sane_title
from rag.ingest.rawfile import RawFile
from rag.ingest.text_writer import TextWriter
from rag.regex import regex

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_CURRENCY = regex(r"\[\$([^\]-]*)[^\]]*\]")  # [$€-407]: a sign and a region
_SIGN = regex("[$€£¥]")
_LITERAL = regex(r'"[^"]*"|\\.|_.|\*.|\[[^\]<>=]*\]')  # words, room and colours in a format
_UNFOLLOWED = regex(r"/|\[[<>=]|[0#?],(?![0#?])")
_LAST_ROW = 1_048_576  # of any sheet that Excel opens
_WIDEST = 1_000  # columns; what lies further right is no table that anyone reads


def load_xlsx(file: RawFile) -> LoadedText:
    """All sheets that are shown. A value that a formula gave is the one that was saved with it."""
    archive = Archive(file.raw, file.limits)  # is it a bomb?
    title = sane_title(stated_title(archive), file.source)
    writer = TextWriter(title, file.limits)
    writer.date = office_date(archive)
    book = _opened(file.raw)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # what the file claims about its size is not believed
                write_rows(writer, _rows(sheet), str(sheet.title))
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError, IndexError) as error:
        raise UnreadableDocument("It is damaged: a sheet in it cannot be read.") from error
    finally:
        book.close()
    return writer.finish(MEDIA_TYPE)


def _opened(raw: bytes) -> Workbook:
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and extensions, which are not read
        try:
            return openpyxl.load_workbook(
                io.BytesIO(raw), read_only=True, data_only=True, keep_links=False
            )
        except (ValueError, KeyError, TypeError, AttributeError, SyntaxError, IndexError,
                OSError, BadZipFile) as error:  # fmt: skip
            raise UnreadableDocument("It is damaged: its workbook cannot be read.") from error


def _rows(sheet: object) -> Iterator[Row]:
    """The rows with anything in them."""
    for number, cells in enumerate(sheet.iter_rows(), start=1):  # type: ignore[attr-defined]
        shown = [as_shown(cell.value, cell.number_format) if cell.value is not None else ""
                 for cell in cells[:_WIDEST]]  # fmt: skip
        if number > _LAST_ROW:
            break
        if any(shown):
            while not shown[-1]:
                shown.pop()
            yield number, shown


def as_shown(value: object, number_format: str) -> str:
    """A cell's value as the sheet shows it, for the formats that matter: percent, dates, digits."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            return value.isoformat(" ", "minutes").removesuffix(" 00:00")
        case date() | time() | timedelta():
            return str(value)
        case int() | float():
            return _number(value, number_format)
        case _:
            return str(value)


def _number(value: float, number_format: str) -> str:
    pattern = _digits_and_signs(number_format)
    if _is_beyond(value, pattern):
        return f"{value:.15g}"
    decimals = len(pattern.partition(".")[2]) - len(pattern.partition(".")[2].lstrip("0#?"))
    if "%" in pattern:
        return f"{_rounded(value, decimals, percent=True)}%"
    digits = re.search("[0#]", pattern)
    if pattern == "General" or digits is None or "E+" in pattern.upper() or abs(value) >= 1e15:
        return f"{value:.15g}"
    number = f"{_rounded(value, decimals):{',' * ('#,' in pattern)}}"
    sign = _SIGN.search(pattern)
    if sign is None:
        return number
    return f"{sign[0]}{number}" if sign.start() < digits.start() else f"{number} {sign[0]}"


def _digits_and_signs(number_format: str) -> str:
    """The format of positive numbers, without its words: what looks like a digit or a point in them
    is none."""
    worded = _CURRENCY.sub(r'"\1"', number_format)
    return _LITERAL.sub(lambda words: "".join(_SIGN.findall(words[0])), worded).partition(";")[0]


def _is_beyond(value: float, pattern: str) -> bool:
    """Is it a format that is not followed: a fraction, a condition, a scale; or no real number?"""
    return bool(_UNFOLLOWED.search(pattern)) or not abs(value) < 1e100


def _rounded(value: float, decimals: int, *, percent: bool = False) -> Decimal:
    """To so many decimals, half up, from the digits that the sheet shows."""
    exact = Decimal(repr(value)).scaleb(2 if percent else 0)
    with localcontext() as context:
        context.prec = 400  # enough for any value and any number of decimals in a format
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
