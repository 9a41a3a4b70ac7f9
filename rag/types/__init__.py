"""The vocabulary: every value that passes between two rooms, frozen.

Offsets are characters into `Document.text`, half open. A quote is the text of its span:
`chunk.text == document.text[chunk.start:chunk.end]`, as with passages and citations. Scores are
"higher is better" by the time they leave the room that made them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from rag.types.locators import exact_place as exact_place
from rag.types.messages import CUT as CUT
from rag.types.messages import Delta as Delta
from rag.types.messages import Message as Message
from rag.types.messages import Role as Role
from rag.types.messages import Usage as Usage
from rag.types.reports import Added as Added
from rag.types.reports import AddedFolder as AddedFolder
from rag.types.reports import Box as Box
from rag.types.reports import DocumentEntry as DocumentEntry
from rag.types.reports import Original as Original
from rag.types.reports import PageView as PageView
from rag.types.reports import Stats as Stats
from rag.types.reports import SyncFailure as SyncFailure
from rag.types.reports import SyncProgress as SyncProgress
from rag.types.reports import SyncRemark as SyncRemark
from rag.types.reports import SyncReport as SyncReport
from rag.types.reports import SyncSkipped as SyncSkipped
from rag.types.scope import Scope as Scope
from rag.types.sources import MAIL as MAIL
from rag.types.sources import MARKDOWN as MARKDOWN
from rag.types.sources import PDF as PDF
from rag.types.sources import PYTHON as PYTHON
from rag.types.sources import SOURCE_CODE as SOURCE_CODE
from rag.types.sources import Chunk as Chunk
from rag.types.sources import Document as Document
from rag.types.sources import Hit as Hit
from rag.types.sources import Passage as Passage
from rag.types.sources import Ranks as Ranks
from rag.types.sources import Section as Section
from rag.types.stretches import Stretch as Stretch

EMBEDDED_MODEL = "embedded"
"""The name under which the answerer that needs no model server signs its answers."""


class Support(StrEnum):
    """How far a quoted span bears a sentence out."""

    SUPPORTED = "supported"
    PARTIAL = "partial"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Citation:
    """A footnote: the number that the reader sees, and the exact words behind it.

    Numbers belong to passages, by first appearance from 1; two citations of one passage share a
    number and may differ in their span. `start` and `end` are offsets into the document's text."""

    number: int
    passage: Passage
    start: int
    end: int
    quote: str
    support: Support

    @property
    def locator(self) -> str:
        """Where in the document the quote begins, in the reader's words."""
        return self.passage.locator_at(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the answer, judged. `answer.text[start:end]` is it with its `[n]` markers.

    `text` is without markers. `reason` says in words why support is not full; else empty."""

    text: str
    citations: tuple[Citation, ...]
    support: Support
    reason: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """One bracket of an answer's text: `text[start:end]` is `[1]`, or `[?zz9x]` with no number.

    `key` is the passage's key, or what the model had written in its place. A bracket that no
    marker covers is the text's own (`numbers[1]` in code), whatever it looks like.
    """

    start: int
    end: int
    number: int | None
    key: str


RefusalReason = Literal["no_evidence", "model_declined", "unsupported", "empty_corpus"]
Ending = Literal["answered", "refused", "stopped", "failed"]
"""How a turn of a conversation ended."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no answer, in words, and up to three questions that the sources do answer.

    `is_hint`: nothing of the sources was asked ("Hello"), and the message says what can be.
    """

    reason: RefusalReason
    message: str
    suggestions: tuple[str, ...] = ()
    is_hint: bool = False

    @property
    def after_writing(self) -> bool:
        """Had somebody begun to answer, a model or quotes, before it was refused?"""
        return self.reason in ("model_declined", "unsupported")


@dataclass(frozen=True, slots=True)
class Timings:
    """Wall-clock seconds of each stage; None for a stage that did not run."""

    follow_up: float | None = None
    retrieve: float | None = None
    evidence: float | None = None
    first_token: float | None = None
    generate: float | None = None
    verify: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question: sentences with footnotes, or a refusal, never both.

    `text` carries `[n]` for citation n, and `[?key]` where a model cited what it was not given;
    `markers` says which brackets those are, in order. With a refusal, `text` is its message and
    `sentences`, `citations` and `passages` are empty; `draft` then holds what a model had written,
    if it wrote anything. `evidence` is how probable it was, in [0, 1], that the passages hold an
    answer. `note` says what the reader should know about the answer as a whole: cut short, stopped.
    `why` says how it came about; None where nobody kept that. `text` is Markdown, but for the
    stretches in `literal`: there it is, letter for letter, what a source says that is none.
    `failure` is what the model server failed with, where it broke the answer off or quotes took its
    place: then nothing may be concluded from what is missing, nor from a refusal.
    """

    question: str
    standalone_question: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    refusal: Refusal | None = None
    model: str = EMBEDDED_MODEL
    usage: Usage = field(default_factory=Usage)
    timings: Timings = field(default_factory=Timings)
    markers: tuple[Marker, ...] = ()
    draft: str = ""
    reasoning: str = ""
    evidence: float = 0.0
    note: str = ""
    why: Explanation | None = None
    literal: tuple[Stretch, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence of a passage that may bear the answer. Offsets are into the document's text.

    `score`: how probably it belongs to the answer, if there is one.
    """

    passage: Passage
    start: int
    end: int
    text: str
    score: float

    @classmethod
    def of(cls, passage: Passage, start: int, end: int, score: float) -> EvidenceSentence:
        """The sentence at these offsets into the passage's text."""
        begin, text = passage.start, passage.text[start:end]
        return cls(passage, begin + start, begin + end, text, score)

    @property
    def within(self) -> tuple[int, int]:
        """Its offsets into the passage's text."""
        return self.start - self.passage.start, self.end - self.passage.start

    @property
    def locator(self) -> str:
        """Where it stands: "p. 12", "lines 3-4"."""
        return self.passage.locator_at(self.start, self.end)

    @property
    def place(self) -> tuple[str, int]:
        """Tells it from every other sentence: its passage's key, and where it begins."""
        return self.passage.key, self.start


@dataclass(frozen=True, slots=True)
class Signal:
    """Something measured between the question and a sentence, and what it adds to the logit.

    `weight` is the standardised value times its coefficient.
    """

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Is the answer in these passages? `probability` in [0, 1]; sentences best first.

    `missing` says what no sentence does that the question asks for ("mentions Acme", "says when");
    else empty. A question that joins several has the evidence of each in `parts`, by `question`.
    `signals` are the best sentence's; their weights add up to the logit of `probability`. Where a
    title or `heading` is asked about as a whole, the sentences stand below it. With `rows`,
    they are the rows of tables that fulfil what the question demands, each as good as the others;
    then there are no signals. With `more`, there is more below the heading than the sentences;
    `elsewhere` is what the passages of other documents say, best first.
    """

    probability: float
    sentences: tuple[EvidenceSentence, ...] = ()
    missing: str = ""
    question: str = ""
    parts: tuple[Evidence, ...] = ()
    signals: tuple[Signal, ...] = ()
    heading: str = ""
    rows: bool = False
    more: bool = False
    elsewhere: tuple[EvidenceSentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """How an answer or a refusal came about: what was found, read, judged and sent.

    `hits` best first; `passages` those that were read, also for a refusal. Evidence of at least
    `threshold` is answered from. `prompt` is what a model was sent, empty where none was asked.
    `sentences` are the draft's with their verdicts, also of one that was refused or shortened;
    `literal` are the draft's stretches that are no Markdown.
    """

    hits: tuple[Hit, ...]
    passages: tuple[Passage, ...]
    evidence: Evidence
    threshold: float
    prompt: tuple[Message, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    literal: tuple[Stretch, ...] = ()
