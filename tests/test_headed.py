"""Tables with the same columns under different headings are two tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answer.named_rows import of_the_named
from rag.retrieve.quotable.other_sections import without_other_sections
from rag.retrieve.quotable.telling import to_quote
from rag.retrieve.tables.table_rows import with_rows
from rag.text import sentence_spans
from rag.text.headed import headed_rows
from rag.types import Evidence, Passage
from tests.builders import chunk, evidence, passage


def page(sections: dict[str, str], title: str = "Title") -> Passage:
    """A document of sections, each below its heading, in one passage."""
    text, chunks = "", []
    for heading, body in sections.items():
        text = f"{text}\n\n## {heading}\n\n".lstrip()
        chunks.append(chunk(body, start=len(text), locator=heading, title=title))
        text += body
    whole = passage(text, title=title, locator="; ".join(sections))
    return replace(whole, chunks=tuple(chunks))


def dose(*rows: str) -> str:
    return "\n".join(["| Weight | Dose |", "|---|---|", *(f"| {row} |" for row in rows)])


DOSES = page(
    {
        "Carprofen (20 mg tablets)": dose("2–4 kg | 10 mg", "5–9 kg | 20 mg", "10–19 kg | 40 mg"),
        "Meloxicam (oral, 1.5 mg/mL)": dose("2–6 kg | 0.4 mg", "7–9 kg | 0.8 mg"),
    },
    "Doses for dogs",
)
ORDERS = page(
    {
        "Create an order": "| Parameter | Required |\n|---|---|\n| `item` | yes |\n| `gift` | no |",
        "Cancel an order": "| Parameter | Required |\n|---|---|\n| `reason` | yes |",
        "List orders": "| Parameter | Required |\n|---|---|\n| `limit` | no |",
    },
    "Orders API",
)
PRICES = page(
    {
        "Fruit": "| Item | Price |\n|---|---|\n| Apple | 2 |\n| Fig | 5 |",
        "Vegetables": "| Item | Price |\n|---|---|\n| Leek | 1 |\n| Chard | 3 |",
    }
)


def surely(question: str, *passages: Passage) -> list[str]:
    found = with_rows(Evidence(0.1, question=question), passages).sentences
    return [one.text.strip("| ").replace(" | ", ": ") for one in found]


@pytest.mark.parametrize(
    ("question", "table", "rows"),
    [
        ("What is the largest dose of meloxicam?", DOSES, ["7–9 kg: 0.8 mg"]),
        ("What is the largest dose?", DOSES, ["10–19 kg: 40 mg"]),
        ("What is the meloxicam dose for a dog of 5 kg?", DOSES, ["2–6 kg: 0.4 mg"]),
        ("What is the dose for a 5 kg dog?", DOSES, ["5–9 kg: 20 mg", "2–6 kg: 0.4 mg"]),
        ("What is the meloxicam dose for a 12 kg dog?", DOSES, []),
        ("Which parameters are required to cancel an order?", ORDERS, ["`reason`: yes"]),
        ("Which parameters are required to create an order?", ORDERS, ["`item`: yes"]),
        ("Which parameters are required to list orders?", ORDERS, []),
        ("Which parameters are required?", ORDERS, ["`item`: yes", "`reason`: yes"]),
        ("Which parameters are required to ship an order?", ORDERS, []),
        ("What is the cheapest item?", PRICES, ["Leek: 1"]),
        ("What is the cheapest fruit?", PRICES, ["Apple: 2"]),
    ],
)
def test_rows_of_the_table_that_is_named(question: str, table: Passage, rows: list[str]) -> None:
    assert surely(question, table) == rows


@pytest.mark.parametrize("locators", [("rows 2-3", "rows 4-5"), ("Sheet A, rows 2-3",) * 2])
def test_a_table_without_a_heading_between_stays_one(locators: tuple[str, str]) -> None:
    rows = "| Item: Nut | Price: 9 |\n| Item: Bolt | Price: 4 |"
    more = "| Item: Drill | Price: 80 |\n| Item: Pin | Price: 2 |"
    text = f"{rows}\n{more}"
    chunks = (
        chunk(rows, locator=locators[0]),
        chunk(more, start=len(rows) + 1, locator=locators[1]),
    )
    sheet = replace(passage(text), chunks=chunks, locator="; ".join(locators))
    assert len(headed_rows(sheet)) == 1
    assert surely("What is the cheapest item?", sheet) == ["Item: Pin: Price: 2"]


def all_of(page: Passage, question: str) -> Evidence:
    """Every sentence of a page as evidence."""
    spans = sentence_spans(page.text)
    return replace(evidence([page], [0.9] * len(spans)), question=question)


def left(question: str, page: Passage) -> list[str]:
    kept = to_quote(all_of(page, question))
    cells = (one.text.strip("| ") for one in kept.sentences if one.text.startswith("|"))
    return [cell.replace(" | ", ": ") for cell in cells if kept.probability]


def test_rows_of_the_section_beside_are_no_answer() -> None:
    assert left("meloxicam, how much?", DOSES) == ["2–6 kg: 0.4 mg", "7–9 kg: 0.8 mg"]
    assert left("meloxicam for 5 kg, how much?", DOSES) == ["2–6 kg: 0.4 mg"]
    assert left("meloxicam for 20 kg, how much?", DOSES) == []
    assert left("for 5 kg, how much?", DOSES) == ["5–9 kg: 20 mg", "2–6 kg: 0.4 mg"]
    assert len(left("how much?", DOSES)) == 5


def test_a_row_that_names_what_the_other_heading_does_stays() -> None:
    fees = page(
        {
            "Loans": "| What | Fee |\n|---|---|\n| Late return of discs | 2 |\n| Card | 5 |",
            "Discs": "| What | Fee |\n|---|---|\n| Scratched | 9 |",
        }
    )
    kept = [one.text for one in without_other_sections(all_of(fees, "disc fees")).sentences]
    assert "| Late return of discs | 2 |" in kept
    assert "| Scratched | 9 |" in kept
    assert "| Card | 5 |" not in kept


CARDS = page(
    {
        "Cards": "| Age | Price |\n|---|---|\n| 4–15 | 28 euros |\n| 16–64 | 50 euros |",
        "Courses": "| Course | Age | Day |\n|---|---|---|\n| Silver | 9–12 years | Monday |",
    }
)


def test_a_row_of_quite_another_table_does_not_put_out_the_one_asked_for() -> None:
    asked = all_of(CARDS, "How much is a card for a 12-year-old?")
    kept = [one.text for one in of_the_named(asked.sentences, asked.question)]
    assert "| 4–15 | 28 euros |" in kept
    assert "| 16–64 | 50 euros |" not in kept
