"""Small documents, chunks and passages for tests, consistent in every offset."""

from __future__ import annotations

from collections.abc import Sequence

from rag.text import sentence_spans
from rag.types import Chunk, Evidence, EvidenceSentence, Hit, Passage, Ranks


def chunk(
    text: str, *, document: str = "doc", start: int = 0, title: str = "Title", locator: str = "Part"
) -> Chunk:
    return Chunk(
        id=f"{document}:{start}",
        document_id=document,
        title=title,
        start=start,
        end=start + len(text),
        text=text,
        locator=locator,
    )


def hit(one: Chunk, score: float = 1.0) -> Hit:
    return Hit(one, score, Ranks(dense=1))


def passage(
    text: str,
    key: str = "k7f2",
    *,
    document: str = "doc",
    start: int = 0,
    title: str = "Title",
    media_type: str = "text/markdown",
    locator: str = "Part",
) -> Passage:
    only = chunk(text, document=document, start=start, title=title, locator=locator)
    end = start + len(text)
    return Passage(key, (only,), start, end, text, only.locator, title, media_type=media_type)


def evidence(passages: Sequence[Passage], scores: Sequence[float]) -> Evidence:
    """Every sentence of the passages, in order, with the given scores; best first."""
    found = [(one, span) for one in passages for span in sentence_spans(one.text)]
    sentences = [
        EvidenceSentence.of(one, *span, score)
        for (one, span), score in zip(found, scores, strict=True)
    ]
    sentences.sort(key=lambda sentence: -sentence.score)
    return Evidence(sentences[0].score, tuple(sentences))
