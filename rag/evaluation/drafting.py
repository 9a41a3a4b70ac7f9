"""Grounding cases proposed from documents, for a person to judge: answerable, and to be refused."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, zip_longest

from rag.evaluation.cases import AnswerExpected, Case, Expectation, Fact, RefusalExpected
from rag.evaluation.clauses import Clause, clause_of, known_names
from rag.evaluation.fresh import Fresh
from rag.evaluation.questions import Asked, questions_of, undated
from rag.evaluation.shorter import shorter
from rag.evaluation.silence import Find, Silence, places_of
from rag.evaluation.tabled import tabled
from rag.evaluation.unsaid import (
    SWAPPED,
    UNCOUNTED,
    UNDATED,
    Found,
    Unsaid,
    empty_cells,
    of_another_year,
    of_statement,
    repriced,
    undecided,
    unlisted,
)
from rag.regex import regex
from rag.text import plain, sentence_spans, topic_words
from rag.types import Document

TABLE = "table"
"""The group of cases that a row answers. Of those to be refused they are in `unsaid`; the others'
is the kind of their question."""

_PERSONAL = (
    r"(?:Mr|Mrs|Ms|Dr|CEO|CTO|president|director|owner|manager|engineer|author|founder|professor)"
)
_TITLED = regex(r"(?:Captain|Colonel|General|Sir|Lady|Lord|King|Queen|Saint|President)\b")
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


class Drafting:
    """Reads documents once; `drafts` proposes cases out of them, always the same ones."""

    def __init__(self, documents: Sequence[Document], find: Find) -> None:
        sentences = [(one, _sentences(one)) for one in documents]
        known = known_names(tuple(text for _, several in sentences for text in several))
        whole = "\n".join(text for _, several in sentences for text in several)
        self._whole = "\n".join(one.text for one in documents)
        self._people = frozenset(one for one in known if _is_person(one, whole))
        self._found = [
            Found(document, clause)
            for document, several in sentences
            for text in several
            if (clause := self._clause(text, known)) is not None
        ]
        self._rows = [(one, row) for one in documents for row in tabled(one)]
        actors = Counter(
            one.clause.subject
            for one in self._found
            if one.clause.subject in known and one.clause.verb is not None
            if one.clause.subject in self._people or one.clause.verb.base in _ENTERPRISING
        )
        self._actors = [name for name, _ in actors.most_common()]
        places = chain.from_iterable(places_of(several, one.title) for one, several in sentences)
        self._silence = Silence(places, find)

    def _clause(self, text: str, known: frozenset[str]) -> Clause | None:
        """What the sentence says, as far as something can be asked of it."""
        clauses = [clause for part in shorter(text) if (clause := clause_of(part, known))]
        asked = (one for one in clauses if any(questions_of(one, self._people)))
        best = next(asked, clauses[0] if clauses and clauses[0].sentence == text else None)
        return replace(best, sentence=text) if best else None

    def drafts(self, limit: int, taken: Iterable[Case] = ()) -> tuple[Draft, ...]:
        """At most `limit`, half of them to be refused where there are so many: of things that have
        names first, then as many of others as make it half.

        `taken` are cases that exist: neither their questions nor their ids come again.
        """
        cases = tuple(taken)
        fresh = Fresh({one.id for one in cases}, {one.question.lower() for one in cases})
        named = self._unanswerable(fresh, self._swapped(), self._undated(), self._uncounted())
        refused = list(islice(named, limit // 2))
        answered = list(islice(self._answerable(fresh), limit - len(refused)))
        pairs = tuple(_by_turns(self._asked()))
        plain = self._unanswerable(
            fresh,
            undecided(pairs, self._actors, self._silence),
            empty_cells(self._rows, self._silence),
            unlisted(self._rows, self._whole),
            repriced(self._rows, self._silence),
            of_another_year(pairs, self._whole, self._silence),
        )
        refused += islice(plain, max(0, min(limit // 2, len(answered)) - len(refused)))
        return (*answered[: limit - len(refused)], *refused)

    def _answerable(self, fresh: Fresh) -> Iterator[Draft]:
        """One of a document at a time, so that no document has all of them."""
        told = (
            (
                found.document,
                asked.question,
                asked.fact,
                asked.kind.replace(" ", "-"),
                found.clause.sentence,
            )
            for found, asked in _by_turns(self._asked())
        )
        for one in chain.from_iterable(zip_longest(told, self._told_by_rows())):
            if one is None:
                continue
            document, question, fact, group, sentence = one
            if draft_id := fresh.id_of(question):
                answer = AnswerExpected(facts=(fact,), sources=(glob.escape(document.source),))
                case = Case(draft_id, question, Expectation(answer=answer), group=group)
                why = "the row says it" if group == TABLE else "the sentence says it"
                yield Draft(case, document.source, sentence, why)

    def _told_by_rows(self) -> Iterator[tuple[Document, str, Fact, str, str]]:
        """One of each document, then the second of each; none that two rows answer."""
        times = Counter(row.question for _, row in self._rows)
        heaps: dict[str, list[tuple[Document, str, Fact, str, str]]] = {}
        for document, row in self._rows:
            if row.fact is not None and times[row.question] == 1:
                told = (document, row.question, row.fact, TABLE, row.said)
                heaps.setdefault(document.id, []).append(told)
        in_turns = chain.from_iterable(zip_longest(*heaps.values()))
        return (one for one in in_turns if one is not None)

    def _asked(self) -> list[tuple[Found, Asked]]:
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

    def _unanswerable(self, fresh: Fresh, *ways: Iterator[Unsaid]) -> Iterator[Draft]:
        """The ways by turns."""
        for one in chain.from_iterable(zip_longest(*ways)):
            if one is not None and (draft_id := fresh.id_of(one.question)):
                refusal = Expectation(refusal=RefusalExpected())
                case = Case(draft_id, one.question, refusal, group=one.group)
                yield Draft(case, one.document.source, one.sentence, one.why)

    def _swapped(self) -> Iterator[Unsaid]:
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
                    yield of_statement(found, question, SWAPPED, f"said of {name}, not of {other}")
                    break

    def _others(self, found: Found) -> list[str]:
        name, sentence = found.clause.subject, found.clause.sentence
        person = name in self._people
        return [
            one
            for one in self._actors
            if (one in self._people) == person and not topic_words(one) & topic_words(sentence)
        ]

    def _undated(self) -> Iterator[Unsaid]:
        for found in self._found:
            question = undated(found.clause)
            if question and self._silence.of_date(question):
                yield of_statement(found, question, UNDATED, "it is said, but not when")

    def _uncounted(self) -> Iterator[Unsaid]:
        for found in self._found:
            name, verb = found.clause.subject, found.clause.verb
            acts = name in self._actors and name not in self._people
            if acts and verb and verb.base in _EMPLOYING and self._silence.of_words(name, _STAFF):
                question = f"How many employees does {name} have?"
                why = "it is spoken of, but not how many work there"
                yield of_statement(found, question, UNCOUNTED, why)


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


def _by_turns(pairs: Sequence[tuple[Found, Asked]]) -> Iterator[tuple[Found, Asked]]:
    """One of each document and kind of question, then the second of each."""
    heaps: dict[tuple[str, str], list[tuple[Found, Asked]]] = {}
    for found, asked in pairs:
        heaps.setdefault((found.document.id, asked.kind), []).append((found, asked))
    return (one for one in chain.from_iterable(zip_longest(*heaps.values())) if one is not None)
