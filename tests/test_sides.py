"""What a question compares, and the note where only one side is quoted."""

from __future__ import annotations

import pytest

from rag.answer.extract import select
from rag.answer.one_sided import one_sided
from rag.text.sides import sides
from rag.types import Citation, Passage, Support
from tests.builders import evidence, passage

CHEAPER = "Which is cheaper, the boiler or the heat pump?"


@pytest.mark.parametrize(
    ("question", "both"),
    [
        (CHEAPER, ["the boiler", "the heat pump"]),
        ("Who pays more, students or pensioners?", ["students", "pensioners"]),
        ("Compare the price of breakfast and lunch.", ["breakfast", "lunch"]),
        ("What is the difference between a lease and a licence?", ["a lease", "a licence"]),
        ("Is the boiler cheaper than the heat pump?", ["the boiler", "the heat pump"]),
        ("Does the pump last longer than the boiler?", ["the pump", "the boiler"]),
        ("Is notice longer in Berlin than in Vienna?", ["Berlin", "Vienna"]),
        ("Is the rent in Kiel higher than in Lindholm?", ["Kiel", "Lindholm"]),
        ("May I park at Merrow Court and at the museum?", ["Merrow Court", "the museum"]),
        ("What costs more a crown or a filling?", ["a crown", "a filling"]),
        ("Which is faster - the bus or the train?", ["the bus", "the train"]),
        ("Is it cheaper to take the boat or the bus?", ["the boat", "the bus"]),
        ("Is tea dearer than black tea?", ["tea", "black tea"]),
        ("Are there more dogs or cats?", []),
        ("Is it later or earlier?", []),
        ("Who pays, the tenant or the landlord?", []),
        ("Who is the owner, Ada or Ben?", []),
        ("Is the warranty longer than a year?", []),
        ("Is it cheaper than before?", []),
        ("Are there more than ten members?", []),
        ("Are there more members than last year?", []),
        ("Is it open from 9 to 5 and from 6 to 8?", []),
        ("Must a theft be told to the police and to the insurer?", []),
        ("", []),
    ],
)
def test_the_sides_of_a_comparison(question: str, both: list[str]) -> None:
    assert [side.text for side in sides(question)] == both


def test_a_name_within_the_other_is_told_from_it() -> None:
    white, oat = sides("What is cheaper, a flat white or an oat flat white?")

    assert white.is_in("| Flat white | 3.20 |")
    assert not white.is_in("| Oat flat white | 3.50 |")
    assert white.is_in("Flat white £3.20, oat  flat white £3.50")
    assert oat.is_in("| Oat flat white | 3.50 |")
    assert not oat.is_in("| Flat white | 3.20 |")
    assert not white.is_in("White wine £5")


def shown(page: Passage, quote: str) -> Citation:
    start = page.text.index(quote)
    return Citation(1, page, start, start + len(quote), quote, Support.SUPPORTED)


PAGE = passage(
    "A heat pump costs £4,400.\n\nA boiler is gas-fired. It costs £3,150.\n\nCall us.",
    title="Your boiler",
)
PUMP, BOILER = "A heat pump costs £4,400.", "It costs £3,150."


@pytest.mark.parametrize(
    ("quotes", "note"),
    [
        ([PUMP], 'Nothing quoted mentions "the boiler".'),  # though the title does
        ([BOILER], 'Nothing quoted mentions "the heat pump".'),  # its paragraph names the boiler
        ([PUMP, BOILER], ""),
        ([], ""),
    ],
)
def test_a_note_says_which_side_is_not_quoted(quotes: list[str], note: str) -> None:
    assert one_sided(CHEAPER, [shown(PAGE, quote) for quote in quotes]) == note
    assert one_sided("How much is the heat pump?", [shown(PAGE, quote) for quote in quotes]) == ""


def test_the_title_tells_where_the_words_do_not() -> None:
    page = passage("Motor homes may not be parked.", title="Merrow Court")
    question = "May I park at Merrow Court and at the museum?"
    told = one_sided(question, [shown(page, page.text)])
    assert told == 'Nothing quoted mentions "the museum".'


def test_the_other_side_of_a_comparison_is_quoted_where_it_is_likely_enough() -> None:
    page = passage("A pump costs £4,400. It rains. Each boiler costs £3,150.")
    found = evidence([page], [0.9, 0.1, 0.3]).sentences
    assert len(select(found, "Which is cheaper, the boiler or the pump?")) == 2
    assert len(select(found, "What does the pump cost?")) == 1


WHITES = "What is cheaper, a flat white or an oat flat white?"
TABLE = "| Item | Price |\n|---|---|\n| Tea | 2 |\n| Flat white | 3.20 |\n| Oat flat white | 3.50 |"
LINES = "Tea              2 pounds\nFlat white       3 pounds\nOat flat white   4 pounds"
ITEMS = "- Tea: 2 pounds\n- Crown: 720 pounds\n- Root canal: 590 pounds"


@pytest.mark.parametrize(
    ("text", "scores", "question"),
    [
        (TABLE, [0.0, 0.05, 0.05, 0.9], WHITES),
        (LINES, [0.05, 0.05, 0.9], WHITES),
        (ITEMS, [0.05, 0.05, 0.9], "What costs more, a crown or a root canal?"),
    ],
)
def test_of_one_list_both_are_quoted_however_likely(
    text: str, scores: list[float], question: str
) -> None:
    told = select(evidence([passage(text)], scores).sentences, question)

    assert len(told) == 2
    assert not any("Tea" in one.text for one in told)
