"""Tables in a text: which header row stands above a row."""

from __future__ import annotations

import random
import time

from hypothesis import given
from hypothesis import strategies as st

from rag.ingest.chunking import chunk_document
from rag.ingest.loaders import parse
from rag.retrieve.passages import build_passages
from rag.text import find_tables, header_at, in_context, sentence_spans
from rag.types import Document
from tests.builders import hit

ROWS = "\n".join(f"| Job {number} | {number + 9} | {number + 84} |" for number in range(60))
PAGE = f"# Prices\n\nWithout tax.\n\n| Job | Bike | E-bike |\n|---|---|---|\n{ROWS}\n\nDone.\n"


def words(text: str) -> int:
    return len(text.split()) + 2


def document() -> Document:
    loaded = parse(PAGE.encode(), "prices.md")
    return Document(
        "doc", loaded.title, "prices.md", loaded.media_type, loaded.text, loaded.sections, "hash"
    )


def test_a_row_knows_the_header_of_its_own_table_only() -> None:
    text = "|a|b|\n|-|-|\n|1|2|\n\n|3|4|\n\n|c|d|\n:-|-:\n  |5|6|\nnot a row\n|7|8|"
    tables = find_tables(text)

    def header(cell: str) -> str:
        return header_at(tables, text.index(cell))

    assert (header("1"), header("2"), header("5")) == ("|a|b|", "|a|b|", "|c|d|")
    assert [header(cell) for cell in ("a", "3", "d", "not", "7")] == [""] * 5


def test_a_table_cut_by_the_end_of_a_chunk_keeps_its_columns_for_search() -> None:
    found = chunk_document(document(), words, 80)
    cut = [one for one in found if one.chunk.text.startswith("| Job ")][1:]
    assert len(cut) > 3
    for one in cut:
        assert one.search_text == f"Prices\nJob; Bike; E-bike\n{one.chunk.text}"
        assert words(one.search_text) <= 80


def test_a_row_behind_the_cut_is_read_with_its_columns() -> None:
    doc = document()
    last = [one.chunk for one in chunk_document(doc, words, 80) if "Job 41 " in one.chunk.text]
    (passage,) = build_passages(
        [hit(last[0])],
        lambda _, start, end: doc.text[start:end],
        lambda _: doc.media_type,
        words,
        limit=5,
        budget=500,
        keys=random.Random(0),
    )
    assert passage.columns == "| Job | Bike | E-bike |"
    assert "E-bike" not in passage.text
    spans = sentence_spans(passage.text)
    told = [one.text for one in in_context(passage.text, spans, columns=passage.columns)]
    assert "Job: Job 41; Bike: 50; E-bike: 125" in told


def test_another_table_in_the_passage_has_other_columns() -> None:
    text = "|1|2|\n\n|c|d|\n|-|-|\n|3|4|\n\n|5|6|"
    told = [one.text for one in in_context(text, sentence_spans(text), columns="|a|b|")]
    assert told == ["a: 1; b: 2", "c; d", "c: 3; d: 4", "5; 6"]


@given(st.text(alphabet=st.sampled_from("|-: \nab"), max_size=80))
def test_tables_do_not_overlap_and_hold_rows_alone(text: str) -> None:
    end = 0
    for table in find_tables(text):
        assert end <= table.start < table.end <= len(text)
        assert all(row.strip().startswith("|") for row in text[table.start : table.end].split("\n"))
        end = table.end


def test_long_and_hostile_texts_are_read_once() -> None:
    started = time.process_time()
    for text in ("|-|\n" * 100_000, "-" * 1_000_000 + "x", "|a|\n|-|\n" + "|1|\n" * 100_000):
        find_tables(text)
    assert time.process_time() - started < 10
