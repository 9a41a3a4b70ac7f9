"""Grounding cases proposed from documents, for a person to judge: answerable, and to be refused."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from rag.evaluation.cases import AnswerExpected, Case, Expectation, RefusalExpected
from rag.evaluation.clauses import Clause, clause_of, known_names
from rag.evaluation.fresh import Fresh
from rag.evaluation.questions import Asked, questions_of, undated
from rag.evaluation.silence import Find, Silence, places_of
from rag.text import plain, sentence_spans, topic_words
from rag.types import Document

SWAPPED, UNDATED, UNCOUNTED = "wrong-entity", "missing-detail", "missing-figure"
"""Groups of cases to be refused; those of the others are the question's kind."""

_PERSONAL = (
    r"(?:Mr|Mrs|Ms|Dr|CEO|CTO|president|director|owner|manager|engineer|author|founder|professor)"
)
_TITLED = re.compile(r"(?:Captain|Colonel|General|Sir|Lady|Lord|King|Queen|Saint|President)\b")
_SAYING = r"(?:says|said|argues|believes|explains|thinks|told|was born|signed|wrote)"
_STAFF = topic_words("employees employs staff people workers workforce headcount team")
_ENTERPRISING = frozenset(
    ["acquire", "announce", "build", "buy", "employ", "hire", "invest", "launch", "manufacture"]
) | {"offer", "own", "pay", "purchase", "raise", "run", "sell", "ship"}
"""What an organisation does: who does it can be asked of another, and for its employees."""

_EMPLOYING = frozenset(
    ["acquire", "announce", "employ", "hire", "launch", "manufacture", "offer", "raise", "ship"]
)
"""... and what a private person hardly does."""

_SWAPS = 3  # other names that are tried in a question


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposed case. `sentence` is what it was made of, `source` where that stands, `why` how.

    `finding`: what came out otherwise when it was tried; empty where it was not, or as expected.
    """

    case: Case
    source: str
    sentence: str
    why: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    document: Document
    clause: Clause


class Drafting:
    """Reads documents once; `drafts` proposes cases out of them, always the same ones."""

    def __init__(self, documents: Sequence[Document], find: Find) -> None:
        sentences = [(one, _sentences(one)) for one in documents]
        known = known_names(tuple(text for _, several in sentences for text in several))
        self._found = [
            _Found(document, clause)
            for document, several in sentences
            for text in several
            if (clause := clause_of(text, known)) is not None
        ]
        whole = "\n".join(text for _, several in sentences for text in several)
        self._people = frozenset(one for one in known if _is_person(one, whole))
        actors = Counter(
            one.clause.subject
            for one in self._found
            if one.clause.subject in known and one.clause.verb is not None
            if one.clause.subject in self._people or one.clause.verb.base in _ENTERPRISING
        )
        self._actors = [name for name, _ in actors.most_common()]
        places = chain.from_iterable(places_of(several, one.title) for one, several in sentences)
        self._silence = Silence(places, find)

    def drafts(self, limit: int, taken: Iterable[Case] = ()) -> tuple[Draft, ...]:
        """At most `limit`, half of them to be refused where there are so many.

        `taken` are cases that exist: neither their questions nor their ids come again.
        """
        cases = tuple(taken)
        fresh = Fresh({one.id for one in cases}, {one.question.lower() for one in cases})
        refused = list(islice(self._unanswerable(fresh), limit // 2))
        answered = list(islice(self._answerable(fresh), limit - len(refused)))
        return (*answered, *refused)

    def _answerable(self, fresh: Fresh) -> Iterator[Draft]:
        """One of a document at a time, so that no document has all of them."""
        for found, asked in _by_turns(self._asked()):
            if draft_id := fresh.id_of(asked.question):
                source = glob.escape(found.document.source)
                answer = AnswerExpected(facts=(asked.fact,), sources=(source,))
                case = Case(
                    draft_id,
                    asked.question,
                    Expectation(answer=answer),
                    group=asked.kind.replace(" ", "-"),
                )
                yield _draft(case, found, "the sentence says it")

    def _asked(self) -> list[tuple[_Found, Asked]]:
        pairs = [
            (found, asked)
            for found in self._found
            for asked in questions_of(found.clause, self._people)
        ]
        # what two sentences answer differently is no question with one answer
        facts: dict[str, set[str]] = {}
        for _, asked in pairs:
            facts.setdefault(asked.question, set()).add(str(asked.fact))
        return [pair for pair in pairs if len(facts[pair[1].question]) == 1]

    def _unanswerable(self, fresh: Fresh) -> Iterator[Draft]:
        """The three ways by turns."""
        ways = (self._swapped(), self._undated(), self._uncounted())
        for one in chain.from_iterable(zip_longest(*ways)):
            if one is None:
                continue
            found, question, group, why = one
            if draft_id := fresh.id_of(question):
                refusal = Expectation(refusal=RefusalExpected())
                yield _draft(Case(draft_id, question, refusal, group=group), found, why)

    def _swapped(self) -> Iterator[tuple[_Found, str, str, str]]:
        """Asked of another of its kind that acts in the documents, which do not say it of that."""
        used: Counter[str] = Counter()
        for found, asked in _by_turns(self._asked()):
            name = found.clause.subject
            if name not in self._actors or name not in asked.question or asked.kind == "what":
                continue
            others = sorted(self._others(found), key=lambda one: used[one])
            for other in others[:_SWAPS]:
                question = asked.question.replace(name, other)
                if self._silence.about(other, question):
                    used[other] += 1
                    yield found, question, SWAPPED, f"said of {name}, not of {other}"
                    break

    def _others(self, found: _Found) -> list[str]:
        name, sentence = found.clause.subject, found.clause.sentence
        person = name in self._people
        return [
            one
            for one in self._actors
            if (one in self._people) == person and not topic_words(one) & topic_words(sentence)
        ]

    def _undated(self) -> Iterator[tuple[_Found, str, str, str]]:
        for found in self._found:
            question = undated(found.clause)
            if question and self._silence.of_date(question):
                yield found, question, UNDATED, "it is said, but not when"

    def _uncounted(self) -> Iterator[tuple[_Found, str, str, str]]:
        for found in self._found:
            name, verb = found.clause.subject, found.clause.verb
            acts = name in self._actors and name not in self._people
            if acts and verb and verb.base in _EMPLOYING and self._silence.of_words(name, _STAFF):
                question = f"How many employees does {name} have?"
                yield found, question, UNCOUNTED, "it is spoken of, but not how many work there"


def _draft(case: Case, found: _Found, why: str) -> Draft:
    return Draft(case, found.document.source, found.clause.sentence, why)


def _sentences(document: Document) -> tuple[str, ...]:
    text = document.text
    return tuple(plain(text[span.start : span.end]) for span in sentence_spans(text))


def _is_person(name: str, text: str) -> bool:
    """Two or three capitalised words that somebody says, or that have a profession beside them."""
    if not re.fullmatch(r"[A-Z][a-zà-ÿ]+(?: [A-Z][\w'’.-]*){1,2}", name):
        return False
    if _TITLED.match(name):
        return True
    quoted = re.escape(name)
    pattern = (
        rf"{quoted} {_SAYING}\b|\b{_PERSONAL}\.? {quoted}|"
        rf"{quoted}(?:, | is | was )(?:an? |the )?(?:\w+ ){{0,2}}{_PERSONAL}\b"
    )
    return bool(re.search(pattern, text))


def _by_turns(pairs: Sequence[tuple[_Found, Asked]]) -> Iterator[tuple[_Found, Asked]]:
    """One of each document and kind of question, then the second of each."""
    heaps: dict[tuple[str, str], list[tuple[_Found, Asked]]] = {}
    for found, asked in pairs:
        heaps.setdefault((found.document.id, asked.kind), []).append((found, asked))
    return (one for one in chain.from_iterable(zip_longest(*heaps.values())) if one is not None)
