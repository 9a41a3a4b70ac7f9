"""A part of the vocabulary: documents, and the chunks, hits and passages that are spans of them."""

from __future__ import annotations

from dataclasses import dataclass

from rag.types.locators import narrowed

MARKDOWN = "text/markdown"
PDF = "application/pdf"
MAIL = "message/rfc822"
SOURCE_CODE = "text/x-source"
PYTHON = "text/x-python"


def is_markdown(media_type: str) -> bool:
    """Is a text of this type Markdown? Any other says what its letters say.

    "" is the type of what was kept before types were: it is drawn as it was then.
    """
    return media_type in ("", MARKDOWN)


def is_source_code(media_type: str) -> bool:
    """Is a text of this type a program's, where brackets are no footnotes?"""
    return media_type in (SOURCE_CODE, PYTHON)


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled stretch of a document: a heading's text, a page, a slide, some rows.

    `label` is what a reader would look for: "p. 12", "Pricing > Tiers", "Sheet Q3, rows 2-40".
    Sections of one document are in order, do not overlap, and may leave gaps.
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Document:
    """One source as Footnote reads it. `text` is what every offset counts in.

    `id` stays the same while the source keeps its place; `source` is the path below the corpus
    folder with forward slashes; `content_hash` is of the bytes as found on disk.
    """

    id: str
    title: str
    source: str
    media_type: str
    text: str
    sections: tuple[Section, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """The unit of search: a span of one document, short enough for the embedder to see whole."""

    id: str
    document_id: str
    title: str
    start: int
    end: int
    text: str
    locator: str


@dataclass(frozen=True, slots=True)
class Ranks:
    """Places a chunk took in the ranked lists, from 1; None where it was not among the listed."""

    dense: int | None = None
    lexical: int | None = None
    rerank: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found for a question. `similarity` is the cosine of question and chunk in [-1, 1]."""

    chunk: Chunk
    score: float
    ranks: Ranks
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What a model is given to read: neighbouring hits of one document, merged.

    `key`: four characters, meaningless on purpose (small models confuse ordinals). The chunks are
    of one document, in order. `columns`: the header row of the table that it begins within, or "".
    `speakers`: of an interview, initials with the names that they are of.
    `media_type` is the document's, "" where nobody kept it. `goes_on`: its list goes on in the
    document. `rows_left`: so does a table, before it or behind it.
    """

    key: str
    chunks: tuple[Chunk, ...]
    start: int
    end: int
    text: str
    locator: str
    title: str
    columns: str = ""
    media_type: str = ""
    goes_on: bool = False
    rows_left: bool = False
    speakers: tuple[tuple[str, str], ...] = ()

    @property
    def is_markdown(self) -> bool:
        """Is its text Markdown, and not letter for letter what it says?"""
        return is_markdown(self.media_type)

    @property
    def is_source_code(self) -> bool:
        """Is its text a program's?"""
        return is_source_code(self.media_type)

    @property
    def document_id(self) -> str:
        """The document that this passage is a span of."""
        return self.chunks[0].document_id

    def locator_at(self, start: int, end: int = 0) -> str:
        """Where in the document its characters `start` to `end` begin; of a heading, which is of no
        chunk, as far as it leads itself. Else the passage's own."""
        for chunk in self.chunks:
            if chunk.start <= start < chunk.end:
                return narrowed(chunk, start, end)
        below = next((chunk for chunk in self.chunks if start < chunk.start), None)
        if below is None:
            return self.locator
        words = " ".join(self.text[start - self.start : max(start, end) - self.start].split())
        path = below.locator.split(" > ")
        own = (at for at, part in enumerate(path, 1) if words and part.endswith(words))
        return " > ".join(path[: next(own, len(path))])
