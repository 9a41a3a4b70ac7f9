"""Tables set with spaces in a plain text are read as rows, and nothing else is."""

import pytest

from rag.ingest.formats.fixed_width import with_rows
from rag.ingest.loaders import load_plain
from rag.ingest.rawfile import RawFile

TIMETABLE = """Ferry times
Stop            Weekdays    Sundays
Harbour         07:10       09:10
Mill Quay       07:25       09:25
Castle Landing  07:40
No dogs on board."""

ORDER = """Dear Ms Lund,

Item                 Ordered   Delivered   Price
---------------------------------------------------
Roof tiles red           300         280    1.90
Ridge tiles               24          24    6.50
Nails 4 kg                 2           2   11.00

Please send the rest."""


FAULTS = """FAULT CODES
Code   Meaning                     Cause                        Remedy
E01    Does not reach 93 °C        Scale, thermostat            Descale; replace it
E02    No water                    Tank empty or not seated     Fill tank
E20    Electronics fault           -                            Call us. Do not open!"""


def test_a_table_of_codes_is_read_row_by_row() -> None:
    assert with_rows(FAULTS).split("\n")[1:3] == [
        "| Code | Meaning | Cause | Remedy |",
        "| Code: E01 | Meaning: Does not reach 93 °C | Cause: Scale, thermostat "
        "| Remedy: Descale; replace it |",
    ]
    names = FAULTS.replace("E01", "Ann").replace("E02", "Bob").replace("E20", "Cid")
    assert with_rows(names) == names


def test_a_timetable_and_an_order_are_read_row_by_row() -> None:
    assert with_rows(TIMETABLE).split("\n") == [
        "Ferry times",
        "| Stop | Weekdays | Sundays |",
        "| Stop: Harbour | Weekdays: 07:10 | Sundays: 09:10 |",
        "| Stop: Mill Quay | Weekdays: 07:25 | Sundays: 09:25 |",
        "| Stop: Castle Landing | Weekdays: 07:40 |",
        "No dogs on board.",
    ]
    read = with_rows(ORDER)
    assert "| Item: Roof tiles red | Ordered: 300 | Delivered: 280 | Price: 1.90 |" in read
    assert len(read.split("\n")) == len(ORDER.split("\n"))
    assert load_plain(RawFile(ORDER.encode(), "order.txt")).text == read


KILN = """  Firing      Cone    Small kiln        Large kiln
                      hours / units     hours / units
  Bisque      04      9 h / 31          12 h / 58
  Stoneware   8       11 h 30 / 44      not possible"""


def test_names_over_two_lines_are_one_header() -> None:
    assert with_rows(KILN).split("\n") == [
        "| Firing | Cone | Small kiln hours / units | Large kiln hours / units |",
        "",
        "| Firing: Bisque | Cone: 04 | Small kiln hours / units: 9 h / 31 "
        "| Large kiln hours / units: 12 h / 58 |",
        "| Firing: Stoneware | Cone: 8 | Small kiln hours / units: 11 h 30 / 44 "
        "| Large kiln hours / units: not possible |",
    ]
    noted = KILN.replace("hours / units     hours / units", "31 units          58 units     ")
    assert with_rows(noted) == noted


@pytest.mark.parametrize(
    "text",
    [
        "It was a long day.  We went home.  Nobody spoke.\nThe rain  fell.  All slept.  Then day.\n"
        "At last  the sun  came out  again, and we left.",
        "Anna Smith      Bob Jones       Carla Diaz\nDirector        Secretary       Treasurer\n"
        "Mill Ltd        Hill Ltd        Sea Ltd",
        "int     count   = 3;\nfloat   rate    = 4.5;\n"
        "char    name    = 'a';\nlong    total   = 9;",
        "def f(x):\n    a = 1    # one    first\n    b = 2    # two    second\n"
        "    c = 3    # three",
        "    The sea      is wide\n  the sky    is     wide\n     and       nothing   stays\n"
        "         1        2     3",
        "On the left side     in the middle       on the right\nstands some prose    "
        "stands more of it   stands the last\n"
        "that goes on here    and on and on      and that is all",
        "2025-01-01  10:00  start\n2025-01-01  10:05  stop\n2025-01-01  10:09  start",
        "Power     270 watts\nWeight    3 kg\nLength    40 cm",
        "Name  Age\nAnn   41\nBert  7",
        "Name\tAge\tPlace\nAnn\t41\tOslo\nBert\t7\tBergen",
    ],
)
def test_prose_code_verse_signatures_and_logs_stay_as_they_are(text: str) -> None:
    assert with_rows(text) == text
