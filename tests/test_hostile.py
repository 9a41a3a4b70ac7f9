"""Hostile files: each ends in a sentence or a bounded document, and the next one is read."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText
from rag.ingest.parsing import Parser
from tests.formats.make import FILES
from tests.hostile import BOMBS, mutations
from tests.test_formats import check

LIMITS = Limits(wall_seconds=12, cpu_seconds=10, memory_bytes=1_000_000_000, characters=5_000_000)
GRACE = 5.0  # seconds: starting the next child, on a busy machine
LONG = {
    *("zip of 400 MB.docx", "too many members.docx", "one page of 100 MB.pdf", "long page.pdf"),
    *("same page 50,000 times.pdf", "forms in forms.pdf", "many paragraphs.html", "wide.json"),
    *("one line.csv", "braces.rtf", "many headers.eml", "mails in mails.eml"),
    *("nested mails.eml", "huge dimension.xlsx", "absurd row number.xlsx", "one quote.csv"),
    *(
        "a million runs stored.docx",
        "spaces.odt",
        "sizes that lie.docx",
        "millions of empty paragraphs.docx",
    ),
}
NEIGHBOUR = "pandoc.docx"


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(LIMITS) as parser:
        yield parser


def outcome(parser: Parser, name: str, raw: bytes) -> LoadedText | str:
    """The document, or the sentence."""
    try:
        return parser.parse(raw, name)
    except UnreadableDocument as error:
        return error.message


def check_outcome(found: LoadedText | str) -> None:
    if isinstance(found, str):
        assert found[0].isupper()
        assert found.endswith(".")
        assert "Traceback" not in found
        assert len(found) < 200
    else:
        assert len(found.text) <= LIMITS.characters
        check(found)


def peak_megabytes(parser: Parser) -> float:
    """The most memory that the living child has held; 0 where it ended."""
    status = Path(f"/proc/{parser.child_id}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return max((int(line.split()[1]) / 1_000 for line in lines if "VmHWM" in line), default=0.0)


def survives(parser: Parser, name: str) -> None:
    raw = BOMBS[name]()
    began = time.perf_counter()
    found = outcome(parser, name, raw)
    seconds = time.perf_counter() - began
    shown = found if isinstance(found, str) else f"{len(found.text):,} characters"
    print(f"{name}: {seconds:.1f} s, {peak_megabytes(parser):.0f} MB: {shown}")
    check_outcome(found)
    assert seconds < LIMITS.wall_seconds + GRACE
    neighbour = parser.parse((FILES / NEIGHBOUR).read_bytes(), NEIGHBOUR)
    assert "Pandora Docx" in neighbour.text


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(BOMBS) - LONG))
def test_a_bomb_costs_one_file(parser: Parser, name: str) -> None:
    survives(parser, name)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(LONG))
def test_a_big_bomb_costs_one_file(parser: Parser, name: str) -> None:
    survives(parser, name)


def test_secrets_of_the_disk_are_not_read_into_a_document(parser: Parser) -> None:
    with open("/etc/hostname", encoding="utf-8") as file:  # noqa: PTH123
        name = file.read().strip()
    found = outcome(parser, "fetched entity.docx", BOMBS["fetched entity.docx"]())
    assert name
    assert name not in (found if isinstance(found, str) else found.text)


def check_mutations(parser: Parser, count: int, seed: int) -> None:
    worst = peak = 0.0
    read = 0
    for number, (name, raw) in enumerate(mutations(count, seed)):
        began = time.perf_counter()
        found = outcome(parser, name, raw)
        worst = max(worst, time.perf_counter() - began)
        peak = max(peak, peak_megabytes(parser))
        check_outcome(found)
        read += isinstance(found, LoadedText)
        if number % 100 == 99:
            assert "Pandora" in parser.parse((FILES / NEIGHBOUR).read_bytes(), NEIGHBOUR).text
    print(f"{count} mutations: {read} read, worst {worst:.1f} s, at most {peak:.0f} MB")
    assert worst < LIMITS.wall_seconds + GRACE
    assert 0 < read < count


@pytest.mark.slow
def test_mutated_files_cost_themselves_at_most(parser: Parser) -> None:
    check_mutations(parser, 300, seed=5)


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_thousands_of_mutated_files_cost_themselves_at_most(parser: Parser) -> None:
    check_mutations(parser, 5_000, seed=11)


def test_mutations_are_seeded() -> None:
    first, again = (list(islice(mutations(20, 3), 20)) for _ in range(2))
    assert first == again
    assert len({raw for _, raw in first}) == 20
