"""The lines or rows of a quote, out of those of its chunk."""

import pytest

from rag.types import Chunk, Citation, EvidenceSentence, Passage, Support


@pytest.mark.parametrize(
    ("locator", "text", "quote", "place"),
    [
        ("lines 12-14", "One.\nTwo.\nThree.", "Two.", "line 13"),
        ("lines 12-14", "One.\nTwo.\nThree.", "Two.\nThree.", "lines 13-14"),
        ("lines 12-14", "One.\nTwo.\nThree.", "Two.\n", "line 13"),
        ("Sheet Q3, rows 2-3", "A: 1\nA: 2", "A: 2", "Sheet Q3, row 3"),
        ("rows 2-9", "A: 1\nA: 2", "A: 2", "rows 2-9"),  # some were left out, or it is a part
        ("Mail > rows 2-3", "A: 1\nA: 2", "A: 2", "Mail > row 3"),
        ("line 4", "One.", "One.", "line 4"),
        ("Rent > Deposit", "One.\nTwo.", "Two.", "Rent > Deposit"),
        ("page 3, lines of credit", "One.\nTwo.", "Two.", "page 3, lines of credit"),
    ],
)
def test_a_citation_names_the_lines_of_its_quote(
    locator: str, text: str, quote: str, place: str
) -> None:
    chunk = Chunk("c", "d", "Title", 100, 100 + len(text), text, locator)
    passage = Passage("abcd", (chunk,), 100, 100 + len(text), text, locator, "Title")
    start = 100 + text.index(quote)
    cited = Citation(1, passage, start, start + len(quote), quote, Support.SUPPORTED)
    assert cited.locator == place


def test_a_quote_that_goes_on_in_the_next_chunk_has_the_lines_of_the_first() -> None:
    chunks = tuple(
        Chunk(str(at), "d", "Title", at, at + 9, "One.\nTwo.", f"lines {first}-{first + 1}")
        for at, first in ((0, 1), (10, 3))
    )
    passage = Passage("abcd", chunks, 0, 19, "One.\nTwo.\nOne.\nTwo.", "lines 1-4", "Title")
    cited = Citation(1, passage, 5, 14, "Two.\nOne.", Support.SUPPORTED)
    assert cited.locator == "lines 1-2"


@pytest.mark.parametrize(
    ("heading", "place"),
    [
        ("What is insured?", "What is insured?"),
        ("Fees", "Fees"),  # above "Fees > Guests", whose heading it is not
        ("Guests", "Fees > Guests"),
    ],
)
def test_a_quoted_heading_stands_where_it_leads(heading: str, place: str) -> None:
    text = "All is here.\n\n## What is insured?\n\nDogs.\n\n## Fees\n\n### Guests\n\nNine euros."
    chunks = tuple(
        Chunk(words, "d", "Title", 30 + at, 30 + at + len(words), words, locator)
        for words, locator in (
            ("All is here.", "Title"),
            ("Dogs.", "What is insured?"),
            ("Nine euros.", "Fees > Guests"),
        )
        for at in (text.index(words),)
    )
    joined = "Title; What is insured?; Fees > Guests"
    passage = Passage("abcd", chunks, 30, 30 + len(text), text, joined, "Title")
    start = 30 + text.index(heading)

    assert passage.locator_at(start, start + len(heading)) == place
    assert passage.locator_at(30 + len(text), 0) == joined


def test_a_sentence_of_the_evidence_knows_its_place_in_passage_and_document() -> None:
    text = "One.\nTwo.\nThree."
    chunk = Chunk("c", "d", "Title", 100, 100 + len(text), text, "lines 12-14")
    passage = Passage("abcd", (chunk,), 100, 100 + len(text), text, chunk.locator, "Title")

    found = EvidenceSentence.of(passage, 5, 9, 0.7)

    assert found == EvidenceSentence(passage, 105, 109, "Two.", 0.7)
    assert found.within == (5, 9)
    assert found.locator == "line 13"
