"""Where lines of a plain text end on purpose, and where they are merely full."""

from __future__ import annotations

import pytest

from rag.text import sentence_spans

LONG = "Whoever wrote this let the screen wrap it and ended no line before it was done, " * 3


@pytest.mark.parametrize(
    "text",
    [
        "A worn left hip|High blood pressure, diabetes (diet only)|Mild anaemia\n\n" + LONG.strip(),
        "House, up to 420,000|Contents, up to 65,000|Valuables: 15,000 in all, 2,000 for any one"
        " item|Bicycles, up to 900 each, also away from home if locked to a bar|Contents of"
        " the freezer: 300|Garden: 1,500|Hotel: up to 12 months, at most 30,000",
        "What the owner provides|Cooker and fridge, less than five years old, in the kitchen on the"
        " ground floor|Curtains in the bedrooms|Beds: two|Lawn mower\n\n" + LONG.strip(),
    ],
)
def test_all_lines_end_on_purpose_where_most_do_or_nothing_is_wrapped(text: str) -> None:
    lines = text.replace("|", "\n")
    expected = text.replace("\n\n", "|").split("|")
    assert [lines[span.start : span.end] for span in sentence_spans(lines)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "The committee met in the hall of Saint\nMary on Tuesday and chose Anna\nBrown to lead it"
        " in the new\nHouse until May.\n\n" + LONG.strip(),
        "Der Ausschuss traf sich am Dienstag im großen\nSaal und beschloss\nBänke zu kaufen und"
        " die alten\nStühle zu verschenken",
        "This is free and falls under the terms of the Public\nLicence, and you may change\nit as"
        " you like if you keep the\nAuthors named",
    ],
)
def test_wrapped_lines_run_on_whatever_letter_they_begin_with(text: str) -> None:
    first = text.partition("\n\n")[0]
    assert text[slice(*sentence_spans(text)[0])] == first
