"""What the assistant did with one question, small enough to be kept and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from rag.types import EMBEDDED_MODEL, Answer, Citation, Document, Marker, Sentence, Stretch, Support

_ENOUGH = 16  # characters of a hash, to tell two states of a file apart


class Library(Protocol):
    """Where cited documents are looked up."""

    def document(self, document_id: str) -> Document:
        """A whole document, by id."""
        ...


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A citation. `genuine`: the document has these very words at this place.

    `start` and `end` are characters into the document's text; `source` is its path below the corpus
    folder, `title` its title; `media_type` is "" where nobody kept it. `content` stands for the
    file's bytes, "" where nobody kept that either.
    """

    number: int
    source: str
    document_id: str
    start: int
    end: int
    locator: str
    quote: str
    support: Support
    genuine: bool
    title: str = ""
    media_type: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence of the answer with its verdict; `start` and `end` are its place in the answer."""

    text: str
    support: Support
    reason: str
    citations: tuple[CitedQuote, ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Observation:
    """An answer, a refusal (`refusal` is its reason), or, with `error`, neither.

    Of what a server broke off there is only the `draft`, beside what it failed with.

    `found` are the sources of the hits, best first, one a hit. `evidence` is the probability that
    the passages answer the question. Seconds are wall-clock, of the whole question. `markers` are
    the footnotes in `text`, `literal` its stretches that are no Markdown.
    """

    text: str = ""
    refusal: str = ""
    sentences: tuple[JudgedSentence, ...] = ()
    found: tuple[str, ...] = ()
    standalone: str = ""
    evidence: float = 0.0
    note: str = ""
    draft: str = ""
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    error: str = ""
    markers: tuple[Marker, ...] = ()
    literal: tuple[Stretch, ...] = ()

    @property
    def answered(self) -> bool:
        """Neither refused nor failed."""
        return not self.refusal and not self.error

    @property
    def borne_out(self) -> tuple[str, ...]:
        """The sentences that cite something, and that it supports."""
        return tuple(
            one.text for one in self.sentences if one.citations and one.support is Support.SUPPORTED
        )

    @property
    def citations(self) -> tuple[CitedQuote, ...]:
        """All of them, in the order of the sentences."""
        return tuple(cited for one in self.sentences for cited in one.citations)


def observe(answer: Answer, sources: Mapping[str, str], library: Library) -> Observation:
    """An answer as it is kept. `sources`: each document's path below the corpus folder, by id."""
    hits = answer.why.hits if answer.why is not None else ()
    if answer.failure:  # an outage is no answer and no refusal, whatever had arrived
        by_model = answer.model != EMBEDDED_MODEL
        written = answer.text if by_model and answer.refusal is None else answer.draft
        return Observation(error=answer.failure, draft=written, model=answer.model)
    return Observation(
        text=answer.text,
        refusal=answer.refusal.reason if answer.refusal is not None else "",
        sentences=tuple(_sentence(one, sources, library) for one in answer.sentences),
        found=tuple(sources.get(hit.chunk.document_id, "") for hit in hits),
        standalone=answer.standalone_question,
        evidence=answer.evidence,
        note=answer.note,
        draft=answer.draft,
        model=answer.model,
        prompt_tokens=answer.usage.prompt_tokens,
        completion_tokens=answer.usage.completion_tokens,
        seconds=answer.timings.total,
        markers=answer.markers,
        literal=answer.literal,
    )


def _sentence(sentence: Sentence, sources: Mapping[str, str], library: Library) -> JudgedSentence:
    cited = tuple(_cited(one, sources, library) for one in sentence.citations)
    return JudgedSentence(
        sentence.text, sentence.support, sentence.reason, cited, sentence.start, sentence.end
    )


def _cited(citation: Citation, sources: Mapping[str, str], library: Library) -> CitedQuote:
    document_id = citation.passage.document_id
    document = library.document(document_id)
    found = document.text[citation.start : citation.end]
    genuine = bool(citation.quote) and found == citation.quote
    return CitedQuote(
        citation.number,
        sources.get(document_id, ""),
        document_id,
        citation.start,
        citation.end,
        citation.locator,
        citation.quote,
        citation.support,
        genuine,
        citation.passage.title,
        citation.passage.media_type,
        document.content_hash[:_ENOUGH],
    )
