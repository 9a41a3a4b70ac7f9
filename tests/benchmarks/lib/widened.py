"""Claims beside longer passages: their source with what stands around it in its document.

What is cited in an answer is mostly longer than the few sentences that a claim was written from.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rag.answer.verification.shown import tokens
from rag.text import sentence_spans
from tests.benchmarks.everyday import held_out_papers, read_papers
from tests.benchmarks.lib.claim_files import Claim

MOST = 340  # tokens: three of four passages in the exams `law`, `public`, `software` have fewer
HANDS = Path(__file__).parents[1] / "hands"
SHIPPED = Path(__file__).parents[3] / "corpus"


def widened(claims: Sequence[Claim]) -> list[Claim]:
    """The claims whose source is found in its document, with whole sentences of that on either
    side, in shares drawn by chance. A twin stands where its passage stood."""
    documents = _documents()
    source = random.Random(0)
    found = []
    for _, entry in groupby(claims, key=lambda one: (one.hand, one.number)):
        rows = list(entry)
        original = rows[0].source
        whole = next((one for one in documents.get(rows[0].title, ()) if original in one), None)
        if whole is None:
            continue
        before, _, behind = whole.partition(original)
        share = source.random()
        for row in rows:
            room = max(0, MOST - tokens(row.source))
            text = _end(before, share * room) + row.source + _start(behind, (1 - share) * room)
            found.append(row._replace(source=text.strip()))
    return found


def _documents() -> dict[str, list[str]]:
    """The texts of all documents that claims were written from, by their titles."""
    found: dict[str, list[str]] = {}
    for title, text in _texts():
        found.setdefault(title, []).append(text)
    return found


def _texts() -> Iterator[tuple[str, str]]:
    for paper in (*read_papers(), *held_out_papers()):
        yield paper.title, paper.text
    for file in (*sorted(HANDS.glob("*/corpus/*")), *sorted(SHIPPED.rglob("*.md"))):
        if file.suffix in {".csv", ".html", ".md", ".txt"}:
            yield file.name, file.read_text("utf-8")


def _end(text: str, room: float) -> str:
    """The last whole sentences for which there is room."""
    at = len(text)
    for span in reversed(sentence_spans(text)):
        room -= tokens(text[span.start : span.end])
        if room < 0:
            break
        at = span.start
    return text[at:]


def _start(text: str, room: float) -> str:
    """The first whole sentences for which there is room."""
    at = 0
    for span in sentence_spans(text):
        room -= tokens(text[span.start : span.end])
        if room < 0:
            break
        at = span.end
    return text[:at]
