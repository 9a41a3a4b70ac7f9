"""Sheets, CSV, JSON and source code: rows with their header, records, symbols, their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableDocument
from rag.ingest.formats.delimited import find_delimiter
from rag.ingest.formats.sheet import find_header
from rag.ingest.formats.tables import looks_like_header
from rag.ingest.formats.xlsx import as_shown
from rag.ingest.loaders import parse


def parts(raw: str | bytes, name: str) -> list[tuple[str, str]]:
    loaded = parse(raw.encode() if isinstance(raw, str) else raw, name)
    return [(each.label, loaded.text[each.start : each.end]) for each in loaded.sections]


def test_rows_are_counted_as_a_spreadsheet_shows_them() -> None:
    rows = "\n".join(f"Part {n},{n}" for n in range(2, 102))
    found = parts(f"Name,Count\n{rows}\n", "a.csv")
    assert found[0][0].startswith("rows 2-")
    assert found[-1][0].endswith("-101")
    for place, text in found:
        first, last = map(int, place.removeprefix("rows ").split("-"))
        assert text.split("\n")[0] == f"| Name: Part {first} | Count: {first} |"
        assert len(text.split("\n")) == last - first + 1


def test_notes_above_and_below_a_table_are_no_rows_of_it() -> None:
    rows = (
        "Spare parts\nValid from 1 May 2026\n\nPart,Fits,Price\nChain,Tourer,27\nSeat,,\n"
        "Tyre,City,32\nFrames,,\n\nDealers receive a discount.\nShipping: 5.90\n"
    )
    assert parts(rows, "a.csv") == [
        ("rows 1-2", "Spare parts\n\nValid from 1 May 2026"),
        (
            "rows 5-8",
            "| Part: Chain | Fits: Tourer | Price: 27 |\n| Part: Seat |\n"
            "| Part: Tyre | Fits: City | Price: 32 |\n| Part: Frames |",
        ),
        ("rows 10-11", "Dealers receive a discount.\n\nShipping: 5.90"),
    ]


def test_rows_of_one_cell_stay_rows_between_others_and_below_two_columns() -> None:
    (found,) = parts("A,B,C\n1,2,3\nNothing is known here.,,\n4,5,6\n", "a.csv")
    assert "| A: Nothing is known here. |" in found[1]
    (found,) = parts("Name,Age\nAda,30\nBen is on leave.\n", "a.csv")
    assert "| Name: Ben is on leave. |" in found[1]


def test_quoted_cells_may_hold_anything() -> None:
    assert parts('Name,Note\nAda,"two\nlines, and a "" mark"\n', "a.csv") == [
        ("row 2", '| Name: Ada | Note: two lines, and a " mark |')
    ]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [("a,b\n1,2\n", ","), ("a;b\n1,5;2\n", ";"), ("a\tb c, d\n1\t2\n", "\t"), ("a|b\n1|2", "|")],
)
def test_the_delimiter_is_the_one_that_cuts_evenly(text: str, delimiter: str) -> None:
    assert find_delimiter(text, "a.csv") == delimiter


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([["Name", "Count"], ["a", "1"]], 0),
        ([["A title"], ["Name", "Count"], ["a", "1"]], 1),
        ([["Region", "2021", "2022"], ["North", "1", "2"]], 0),
        ([["1", "2"], ["3", "4"]], -1),
        ([["same", "same"], ["3", "4"]], -1),
        ([["alone"], ["here"]], -1),
        ([["Colour", "red"], ["Shape", "round"]], -1),
        ([["A title"], ["Colour", "red"], ["Shape", "round"]], -1),
        ([["Who", "What", "Where"], ["Ada", "mast", "ridge"]], 0),
    ],
)
def test_the_header_is_the_first_row_of_names(rows: list[list[str]], place: int) -> None:
    assert find_header(list(enumerate(rows, start=1))) == place


def test_two_columns_may_be_names_and_values() -> None:
    assert not looks_like_header([["Colour", "red"], ["Shape", "round"]])
    assert looks_like_header([["Part", "Count"], ["Mast", "1"]])
    assert looks_like_header([["Who", "What", "Where"], ["Ada", "mast", "ridge"]])


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.125, "0.0%", "12.5%"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, "[$€-407]#,##0.00", "€1,234.50"),
        (5, '"$"#,##0', "$5"),
        (3.0, "General", "3"),
        (0.1 + 0.2, "General", "0.3"),
        (0.125, "0%", "13%"),
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (0.125, "0.00", "0.13"),
        (1.005, "0.00", "1.01"),
        (1e300, "0%", "1e+300"),
        (0.5, "# ?/?", "0.5"),
        (5, "[<10]0.0;0", "5"),
        (1234567, "#,##0,", "1234567"),
        (1234567, '0.0,,"M"', "1234567"),
        (7.5, '0.0" m/s"', "7.5"),
        (1234.56, "[$Rs.-4009] #,##0.00", "1,234.56"),
        (1234.56, '"Fr. "#,##0.00', "1,234.56"),
        (2.5, '"ca. "0.0', "2.5"),
        (2.5, r"ca\.\ 0.0", "2.5"),
        (1234.56, '"€ "#,##0.00', "€1,234.56"),
        (1234.56, '#,##0.00" Fr."', "1,234.56"),
        (1234.56, "[$CA$-1009]#,##0.00", "$1,234.56"),
        (1234.56, "[Red][$-409]#,##0.00", "1,234.56"),
        (1234.56, '#,##0.00_);"(;) "#,##0.00', "1,234.56"),
        (7.25, '"0.# "0.0', "7.3"),
        (7.5, '0.0" %"', "7.5"),
        (7.5, '0.0" E+"', "7.5"),
        (7.5, "*.0.0", "7.5"),
        (7.5, '"a;b "0.00', "7.50"),
        (True, "General", "TRUE"),
        ("text", "@", "text"),
    ],
)
def test_values_are_read_as_they_look(value: object, number_format: str, shown: str) -> None:
    assert as_shown(value, number_format) == shown


def test_records_are_lines_with_the_names_of_their_values() -> None:
    raw = '[{"name": "Ada", "home": {"city": "Tarn"}, "tags": ["a", "b"], "none": null}, {"x": 1}]'
    assert parts(raw, "a.json") == [
        ("record 1", "| name: Ada | home.city: Tarn | tags: a, b |"),
        ("record 2", "| x: 1 |"),
    ]
    assert parts('{"items": [{"a": 1}, {"a": 2}], "version": "1.10"}', "a.json") == [
        ("items, record 1", "| a: 1 |"),
        ("items, record 2", "| a: 2 |"),
        ("version", "| version: 1.10 |"),
    ]
    assert parts('{"a": 1}\n\n{"a": 2}\n', "a.jsonl") == [
        ("line 1", "| a: 1 |"),
        ("line 3", "| a: 2 |"),
    ]


def test_a_long_value_is_prose() -> None:
    prose = "One sentence. " * 40
    ((_, text),) = parts(f'[{{"id": 7, "body": "{prose}"}}]', "a.json")
    assert text == f"| id: 7 |\n\nbody: {prose.strip()}"


def test_what_is_no_json_says_where() -> None:
    with pytest.raises(UnreadableDocument, match=r"It is no valid JSON: .* \(line 2\)\."):
        parse(b'{"a": 1}\n{"a": }\n', "a.jsonl")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(values)
def test_any_json_is_a_document_or_a_sentence(value: object) -> None:
    import json

    try:
        loaded = parse(json.dumps(value).encode(), "a.json")
    except UnreadableDocument:
        return
    at = 0
    for section in loaded.sections:
        assert at <= section.start < section.end <= len(loaded.text)
        at = section.end


SOURCE = '''import os

class Store:
    """A store."""

    @property
    def size(self):
        return 1

    limit = 3

def make():
    return Store()
'''


def test_python_has_its_symbols_as_places() -> None:
    assert [place for place, _ in parts(SOURCE, "store.py")] == [
        "store.py, line 1",
        "Store, lines 3-4",
        "Store.size, lines 6-8",
        "Store, line 10",
        "make, lines 12-13",
    ]
    assert parts(SOURCE, "store.py")[2][1].startswith("@property")


def test_python_that_does_not_parse_and_other_code_go_by_lines() -> None:
    for source, name in (("def (:", "a.py"), ("fn main() {}", "a.rs")):
        loaded = parse(source.encode(), name)
        assert (loaded.title, loaded.text, loaded.sections) == (name, source, ())
