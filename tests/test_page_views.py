"""Cited pages: drawn from the file that was read, once, with the quotes boxed; or said why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import rag.page_views
from rag import Settings
from rag.errors import CorpusError, UnreadableDocument
from rag.ingest import DrawnPage, Limits, NotReadNow
from rag.ingest.parsing import Parser
from rag.page_views import MOST_PAGES, PageViews, digest_of
from rag.types import Box, Document, Section
from tests.fakes import WordEmbedder
from tests.opened import opened
from tests.pdfs import HEIGHT, WIDTH, Sheet, column, make_pdf

FIRST = "The lighthouse was painted in nineteen hundred and two."
SECOND = "The keeper of the lighthouse is called Ines Okafor."


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(make_pdf(Sheet(column(FIRST)), Sheet(column("Keepers", SECOND))))
    return path


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the pages that were drawn."""
    numbers: list[int] = []
    draw: Callable[[Parser, bytes, int], DrawnPage] = Parser.draw

    def counted(parser: Parser, raw: bytes, number: int) -> DrawnPage:
        numbers.append(number)
        return draw(parser, raw, number)

    monkeypatch.setattr(Parser, "draw", counted)
    return numbers


def read(path: Path, *pages: str) -> Document:
    """The document as read of a file with such pages."""
    text, sections = "", []
    for number, page in enumerate(pages, start=1):
        text += "\n\n" if text else ""
        sections.append(Section(len(text), len(text) + len(page), f"p. {number}"))
        text += page
    return Document(
        "1", "Paper", "paper.pdf", "application/pdf", text, tuple(sections), digest_of(path)
    )


def is_on(box: Box, x: float, y: float) -> bool:
    """Does the box begin at these points of an upright page?"""
    left, foot = box.left * WIDTH, HEIGHT - (box.top + box.height) * HEIGHT
    return abs(left - x) < 4 and abs(foot - y) < 5


def test_the_pages_of_the_quotes_are_drawn_once(paper: Path, drawn: list[int]) -> None:
    document = read(paper, FIRST, f"Keepers\n\n{SECOND}")
    at = document.text.index(SECOND)
    views = PageViews(Limits())
    for _ in range(2):
        (page,) = views.of(document, paper, [(at, at + len(SECOND))])
        assert (page.number, page.media_type) == (2, "image/png")
        ((box,),) = page.boxes
        assert is_on(box, 72, 684)
    both = views.of(document, paper, [(at, at + 3), (0, 12)])
    assert [page.number for page in both] == [1, 2]
    assert [[len(boxes) for boxes in page.boxes] for page in both] == [[0, 1], [1, 0]]
    assert drawn == [2, 1]


def test_a_quote_over_two_pages_is_on_both(paper: Path) -> None:
    document = read(paper, FIRST, f"Keepers\n\n{SECOND}")
    pages = PageViews(Limits()).of(document, paper, [(30, document.text.index(SECOND) + 10)])
    assert [(page.number, len(page.boxes[0])) for page in pages] == [(1, 1), (2, 2)]


def test_not_every_page_is_drawn_for_one_look(tmp_path: Path, drawn: list[int]) -> None:
    path = tmp_path / "long.pdf"
    words = [f"These are the words of page {number}." for number in range(1, MOST_PAGES + 4)]
    path.write_bytes(make_pdf(*(Sheet(column(one)) for one in words)))
    document = read(path, *words)
    last = document.text.index(words[-1])
    views = PageViews(Limits()).of(document, path, [(last, last + 5), (0, last)])
    assert len(views) == len(drawn) == MOST_PAGES
    assert views[-1].number == len(words), "that of the first span is among them"


def test_a_file_that_has_changed_or_gone_is_not_shown(paper: Path, drawn: list[int]) -> None:
    document, views = read(paper, FIRST), PageViews(Limits())
    paper.write_bytes(make_pdf(Sheet(column("Another."))))
    with pytest.raises(CorpusError, match="changed since it was read"):
        views.of(document, paper, [(0, 5)])
    paper.unlink()
    with pytest.raises(CorpusError, match="cannot be read"):
        views.of(document, paper, [(0, 5)])
    assert drawn == []


def test_a_page_that_cannot_be_drawn_is_tried_once(tmp_path: Path, drawn: list[int]) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4 and nothing else")
    document, views = read(path, FIRST, SECOND), PageViews(Limits())
    for _ in range(2):
        with pytest.raises(UnreadableDocument, match="damaged"):
            views.of(document, path, [(0, len(document.text))])
    assert set(drawn) == {1, 2}
    assert len(drawn) <= 3, "it is remembered"


def test_a_page_is_tried_again_where_only_the_machine_was_at_fault(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, views = read(paper, FIRST), PageViews(Limits())

    def short_of_processes(*_: object) -> DrawnPage:
        raise NotReadNow("The process that reads files cannot be started.")

    with monkeypatch.context() as now:
        now.setattr(Parser, "draw", short_of_processes)
        with pytest.raises(UnreadableDocument, match="cannot be started"):
            views.of(document, paper, [(0, 5)])
    assert len(views.of(document, paper, [(0, 5)])) == 1


def test_the_cache_has_a_bound(
    paper: Path, drawn: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.page_views, "_CACHE_BYTES", 10)
    document, views = read(paper, FIRST), PageViews(Limits())
    for _ in range(2):
        assert views.of(document, paper, [(0, 5)])
    assert drawn == [1, 1]


def test_from_the_question_to_the_box(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    path = corpus / "paper.pdf"
    path.write_bytes(make_pdf(Sheet(column(FIRST)), Sheet(column("Keepers", SECOND))))
    settings = Settings(
        corpus_dir=corpus, data_dir=tmp_path / "data", reader=False, evidence_threshold=0.02
    )
    with opened(settings, WordEmbedder()) as assistant:
        assistant.sync()
        reply = assistant.ask("Who is the keeper of the lighthouse?", model="embedded")
        list(reply)
        citation = next(one for one in reply.answer.citations if "Okafor" in one.quote)
        document = assistant.document(citation.passage.document_id)
        span = (citation.start, citation.end)
        (page,) = assistant.library.page_views(document, [span])
        assert page.number == 2
        assert any(is_on(box, 72, 684) for box in page.boxes[0])
        assert not assistant.library.original(document.id).changed
        os.utime(path, (1, 1))
        assert not assistant.library.original(document.id).changed, "its bytes are the same"
        path.write_bytes(b"%PDF-1.4 another")
        assert assistant.library.original(document.id).changed
        with pytest.raises(CorpusError, match="changed"):
            assistant.library.page_views(document, [span])
