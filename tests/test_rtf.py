"""Rich Text Format: headings, and lines that are only set in bold, head what stands below them."""

from __future__ import annotations

import pytest

from rag.ingest.loaded import LoadedText
from rag.ingest.loaders import parse

BELOW = r"The deposit is 900 euros.\par"


def read(body: str) -> LoadedText:
    return parse((rf"{{\rtf1\ansi\ansicpg1252\uc1 {body}}}").encode("latin-1"), "lease.rtf")


def labels(body: str) -> list[str]:
    return [section.label for section in read(body).sections]


@pytest.mark.parametrize(
    "line",
    [
        r"\b Deposit\b0\par ",
        r"{\b Deposit}\par ",
        r"{\b Depo}{\b sit}\par ",
        r"\pard\plain\b1 Deposit\par\pard\plain ",
        r"{\b\fs28 Depos{\i i}t\par}",
        r"{\*\bkmkstart a}{\b Deposit}{\*\bkmkend a}\par ",
        r"{\b {\*\bkmkstart {\plain a}}Deposit}\par ",
        r"\b Deposit\par\plain ",
    ],
)
def test_a_line_that_is_only_set_in_bold_heads_what_is_below(line: str) -> None:
    assert labels(line + BELOW) == ["Deposit"]
    assert read(line + BELOW).text == "Deposit\n\nThe deposit is 900 euros."


@pytest.mark.parametrize(
    "line",
    [
        r"Deposit\par ",
        r"{\b Deposit} and rent\par ",
        r"\b0 Deposit\par ",
        r"{\b\plain Deposit}\par ",
        r"{\blue Deposit}{\b }\par ",
        r"{\stylesheet{\s1\b Heading;}}\s1 Deposit\par ",
        r"{\b You must pay the deposit before the first day.}\par ",
        r"{\b\bullet  Deposit}\par ",
        r"{\b Deposit \endash}\emdash\par ",
    ],
)
def test_other_lines_head_nothing(line: str) -> None:
    assert labels(line + BELOW) == []


def test_headings_have_their_levels() -> None:
    body = (
        r"\pard\outlinelevel0\b Costs\par\pard\plain\outlinelevel1 Building\par "
        r"\pard\plain It was paid for.\par{\b Roof}\par Slate.\par "
        r"{\pard\outlinelevel0 Outlook\par}None is needed.\par "
        r"\outlinelevel9 This is text.\par\pard\outlinelevel0{\*\x \plain y}\pard And this.\par "
    )
    assert labels(body) == ["Costs > Building", "Costs > Building > Roof", "Outlook"]
    assert read(body).text.endswith("None is needed.\n\nThis is text.\n\nAnd this.")


def test_letters_beyond_ascii_are_in_bold_as_they_are_set() -> None:
    whole = r"{\b\'dcbersicht \u8211 ? Geb\'fchren}\par "
    assert labels(whole + BELOW) == ["Übersicht – Gebühren"]
    assert labels(r"{\b Geb}\'fc{\b hren}\par " + BELOW) == []
    assert labels(r"{\b Fees }\u8364 ?\par " + BELOW) == []


def test_nothing_of_the_text_is_lost_and_no_mark_is_left() -> None:
    loaded = read(
        r"{\b Rent} is {\b 900} euros \{a\\b\}.\par\trowd {\b Part\cell Count\cell}\row "
        r"{\trowd Antenna\cell {\b 4}\cell}\row "
    )
    assert loaded.text == "Rent is 900 euros {a\\b}.\n\n| Part: Antenna | Count: 4 |"


def test_a_file_with_pictures_in_bytes_is_read_as_plain_text() -> None:
    loaded = read(r"{\pict\bin4 {\b x}{\b Deposit}\par " + BELOW)
    assert "The deposit is 900 euros." in loaded.text
    assert loaded.sections == ()
