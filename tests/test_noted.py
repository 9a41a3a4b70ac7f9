"""Footnotes of Markdown: to which section they belong, and what is quoted with them."""

from __future__ import annotations

from rag.answer.extract import select
from rag.ingest.loaders import parse
from rag.text import sentence_spans
from rag.types import Passage
from tests.builders import evidence, passage

STATUTES = (
    "# Club\n\n## Fees\n\nAt present[^a] youth members pay 110 euros. Rowers may swim.[^2]\n\n"
    "## End\n\nAll goes to the town.[^x] Nobody may sail.[^gone]\n\n"
    "[^a]: Since 16 March 2024; before that 100 euros.\nIt may rise.\n\n    A second paragraph.\n"
    "[^2]: See Smith, Rowing.\n[^x]: Of Wyke.\n\nAll else stands.\n"
)


def sections(text: str) -> list[tuple[str, str]]:
    loaded = parse(text.encode(), "a.md")
    return [(one.label, loaded.text[one.start : one.end]) for one in loaded.sections]


def test_a_note_belongs_to_the_section_that_has_its_mark() -> None:
    assert sections(STATUTES) == [
        ("Fees", "At present[^a] youth members pay 110 euros. Rowers may swim.[^2]"),
        ("End", "All goes to the town.[^x] Nobody may sail.[^gone]"),
        (
            "Fees",
            "[^a]: Since 16 March 2024; before that 100 euros.\nIt may rise.\n\n"
            "    A second paragraph.",
        ),
        ("Fees", "[^2]: See Smith, Rowing."),
        ("End", "[^x]: Of Wyke.\n\nAll else stands."),
    ]


def test_what_only_looks_like_a_note_stays_where_it_is() -> None:
    for end in ("```\n[^a]: code\n```", "[^b]: on nothing", "[^a]:", "See [^a]: there"):
        text = f"# T\n\n## A\n\nOne.[^a]\n\n## B\n\nTwo.\n\n{end}\n"
        assert [label for label, _ in sections(text)] == ["A", "B"]
        assert sections(text)[1][1].endswith(end)


def quotes(words: str, *passages: Passage) -> list[str]:
    """What is quoted where the sentence with these words is the answer, and no other is likely."""
    scores = [
        0.9 if words in one.text[slice(*span)] else 0.0
        for one in passages
        for span in sentence_spans(one.text)
    ]
    chosen = select(evidence(passages, scores).sentences)
    return [each.text.removeprefix("[^a]: ") for each in chosen]


def test_a_sentence_and_its_note_are_quoted_together_whichever_answers() -> None:
    fees = "At present[^a] youth members pay 110 euros."
    note = ["Since 16 March 2024; before that 100 euros.", "It may rise."]
    assert quotes("110 euros", passage(STATUTES)) == [fees, *note]
    assert quotes("before that", passage(STATUTES)) == [fees, note[0]]
    assert quotes("may sail", passage(STATUTES)) == ["Nobody may sail.[^gone]"]
    assert quotes("may swim", passage(STATUTES)) == ["Rowers may swim.[^2]"]  # a reference


def test_the_mark_of_a_note_stays_with_its_sentence() -> None:
    text = "All goes to the town.[^x][^y] It was so.[^z]\n\n[^x]: Of Wyke. [^y] is none."
    assert [text[slice(*span)] for span in sentence_spans(text)] == [
        "All goes to the town.[^x][^y]",
        "It was so.[^z]",
        "[^x]: Of Wyke.",
        "[^y] is none.",
    ]
    assert quotes("All goes", passage("All goes.[^x] So be it.\n\n[^x]: Not the boats.")) == [
        "All goes.[^x]",
        "[^x]: Not the boats.",
    ]


def test_a_note_is_found_in_another_passage_of_its_document_alone() -> None:
    fees = passage("At present[^a] youth members pay 110 euros.")
    note = passage("[^a]: Before that 100 euros.", "b2c3", start=500)
    other = passage("[^a]: Of Wyke.", "d4f5", document="other")
    assert quotes("110", fees, note, other) == [
        "At present[^a] youth members pay 110 euros.",
        "Before that 100 euros.",
    ]
    assert len(quotes("110", fees, other)) == 1
