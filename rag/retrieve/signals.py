"""Signals of answerability: what is measured between a question and a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np

from rag.retrieve.question import Question, Wanted
from rag.store import FloatArray
from rag.text import (
    Figure,
    Span,
    bounds_such,
    dates,
    figures,
    in_context,
    said_words,
    sentence_spans,
    terms,
)
from rag.text.context import InContext
from rag.text.interviews import Speakers, Told, interview
from rag.text.run_ins import run_in_at
from rag.types import Passage

SIGNALS = (
    "sentence_cosine",  # question and sentence, [-1, 1]
    "passage_cosine",  # question and the mean of the passage's sentences, [-1, 1]
    "covered_here",  # share of the question's terms in the sentence
    "covered_near",  # ... in it, its neighbours, or the title and headings
    "covered_passage",  # ... anywhere in the passage, title or headings
    "rare_here",  # ... in the sentence, of those found at all, each weighed by its rarity
    "rare_near",  # ... in it, its neighbours, or the title and headings
    "names_missing_near",  # share of the question's names that are not near the sentence
    "names_missing_passage",  # ... nowhere in the passage
    "figures_missing",  # share of its figures: nowhere in the passage or above it, nor bounded here
    "wanted_missing",  # 1 if the sentence and its neighbours lack the wanted kind of thing
    "wanted_here",  # 1 if the sentence has a new thing of that kind
    "counted_close",  # how close a figure stands to what "how many" counts, (0, 1]
    "is_question",  # 1 if the sentence asks instead of tells
    "count_missing",  # 1 if "how many" is asked and the sentence and its neighbours lack a figure
    "wants_date",
    "wants_figure",
    "wants_name",
    "wants_yes_no",
)


READER_SIGNALS = (
    "window_answers",  # logit: the window around the sentence answers the question
    "token_answers",  # largest logit of one of its tokens to stand in an answering sentence
    "tokens_answer",  # ... the mean over its tokens
    "token_is_answer",  # largest logit of one of its tokens to be in the answer itself
)


_LAST_DAY = 31  # of a month


@dataclass(frozen=True)
class Place:
    """One passage, its sentences taken apart once for all signals.

    `texts` are the sentences as they are read: a table's row with its headers. `titles` say for
    each what it is about, the document's title and the heading that it stands under; `in_context`
    is the two together, which is embedded. `labelled` are those of a paragraph with a label, and
    what is said in an interview.
    """

    heading: frozenset[str]
    spans: tuple[Span, ...]
    texts: tuple[str, ...]
    titles: tuple[str, ...]
    labelled: tuple[bool, ...]
    in_context: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]

    @cached_property
    def figures(self) -> tuple[tuple[Figure, ...], ...]:
        """Those of each sentence; few questions ask for them."""
        return tuple(figures(one) for one in self.texts)


@lru_cache(
    maxsize=128
)  # passages: the same are read for each part of a question, and when it goes on
def read_place(
    title: str,
    locator: str,
    text: str,
    columns: str = "",
    speakers: Speakers = (),
) -> Place:
    """Split a passage. Its title and locator count as said near every sentence; `columns` and
    `speakers` are the passage's own."""
    spans = sentence_spans(text)
    turns = interview(text, speakers)
    said = turns.told if turns else {}
    read = [
        _in_turn(one, said.get(span))
        for span, one in zip(spans, in_context(text, spans, title, locator, columns), strict=True)
    ]
    texts = tuple(one.text for one in read)
    return Place(
        heading=said_words(f"{title}\n{locator}"),
        spans=spans,
        texts=texts,
        titles=tuple(one.about for one in read),
        labelled=tuple(span in said or run_in_at(text, span) is not None for span in spans),
        in_context=tuple(one.whole for one in read),
        words=tuple(tuple(term.folded for term in terms(one)) for one in texts),
    )


def read_passage(passage: Passage) -> Place:
    """As `read_place`."""
    one = passage
    return read_place(one.title, one.locator, one.text, one.columns, one.speakers)


def _in_turn(read: InContext, said: Told | None) -> InContext:
    """The sentence with its speaker's name, below what was asked."""
    if said is None:
        return read
    return InContext(said.text, f"{read.about} > {said.asked}" if said.asked else read.about)


def measure(
    question: Question,
    asked: FloatArray,
    places: Sequence[Place],
    vectors: Sequence[FloatArray],
) -> FloatArray:
    """Signals of every sentence of every place, in order: (sentences, len(SIGNALS)).

    `asked` is the question's vector; `vectors[i]` holds one row for each sentence of `places[i]`.
    """
    total = sum(len(place.spans) for place in places)
    shared = (
        question.wanted is Wanted.DATE,
        question.wanted is Wanted.FIGURE,
        question.wanted is Wanted.NAME,
        question.wanted is Wanted.YES_NO,
    )
    rarity = _rarity(question, places, total)
    rows = [
        (*row, *shared)
        for place, its_vectors in zip(places, vectors, strict=True)
        for row in _rows(question, asked, place, its_vectors, rarity)
    ]
    return np.array(rows, dtype=np.float32).reshape(total, len(SIGNALS))


def _rarity(question: Question, places: Sequence[Place], total: int) -> dict[str, float]:
    """log(1 + sentences / those that hold it) of each of the question's terms that any holds.

    Sparck Jones (1972), with the sentences that were found for documents: a word that stands in all
    of them says little about which one answers.
    """
    found: dict[str, float] = {}
    for term in question.terms:
        held = sum(term.folded in words for place in places for words in place.words)
        if held:
            found[term.folded] = math.log(1 + total / held)
    return found


def _rows(
    question: Question,
    asked: FloatArray,
    place: Place,
    vectors: FloatArray,
    rarity: Mapping[str, float],
) -> list[tuple[float, ...]]:
    if not place.spans:
        return []
    everything = place.heading.union(*place.words)
    centroid = vectors.mean(axis=0)
    passage_cosine = float(asked @ centroid / (np.linalg.norm(centroid) + 1e-9))
    whole = (_covered(question, everything), _names_missing(question, everything))
    given = [*chain(*place.figures), *_figures_above(question, place)] if question.figures else []
    lacking = [one for one in question.figures if not any(one.same_as(other) for other in given)]
    met = [question.is_met_by(text) for text in place.texts]
    rows: list[tuple[float, ...]] = []
    for index, text in enumerate(place.texts):
        here = set(place.words[index])
        beside = range(max(0, index - 1), min(len(place.texts), index + 2))
        near = place.heading.union(*(place.words[other] for other in beside))
        unmet = met[index] is False and not any(met[other] for other in beside)
        rows.append(
            (
                float(asked @ vectors[index]),
                passage_cosine,
                _covered(question, here),
                _covered(question, near),
                whole[0],
                _weighed(rarity, here),
                _weighed(rarity, near),
                _names_missing(question, near),
                whole[1],
                _unbounded(lacking, text) / max(1, len(question.figures)),
                float(unmet),
                float(met[index] is True),
                _counted_close(question, place, index),
                float(text.rstrip().endswith("?")),
                float(unmet and bool(question.counted)),
            )
        )
    return rows


def _covered(question: Question, words: frozenset[str] | set[str]) -> float:
    if not question.terms:
        return 0.0
    return sum(term.folded in words for term in question.terms) / len(question.terms)


def _weighed(rarity: Mapping[str, float], words: frozenset[str] | set[str]) -> float:
    """The share of the rarity that the words hold; 0 where nothing of the question was found."""
    held = sum(weight for term, weight in rarity.items() if term in words)
    return held / sum(rarity.values()) if rarity else 0.0


def _names_missing(question: Question, words: frozenset[str] | set[str]) -> float:
    if not question.names:
        return 0.0
    lacking = sum(any(part.folded not in words for part in name.parts) for name in question.names)
    return lacking / len(question.names)


def _unbounded(lacking: Sequence[Figure], text: str) -> int:
    """How many of the question's figures that are not there the sentence sets no bound for: "over
    seven hours" tells of eight."""
    return sum(not bounds_such(text, one) for one in lacking)


def _figures_above(question: Question, place: Place) -> Iterator[Figure]:
    """Those of the title and the headings: "4 April" above an entry is said of all of it. Of a day
    only where that is asked about: not of "6 June" for 6 May."""
    asked = dates(question.text)
    for title in dict.fromkeys(place.titles):
        others = [day for day in dates(title) if not any(day.same_as(one) for one in asked)]
        for figure in figures(title):
            inside = any(day.start <= figure.start < day.end for day in others)
            if not (inside and figure.value <= _LAST_DAY):
                yield figure


def _counted_close(question: Question, place: Place, index: int) -> float:
    """1 / (1 + words between the counted noun and the nearest figure); 0 without either."""
    if not question.counted or not place.figures[index]:
        return 0.0
    words = terms(place.texts[index])
    counted = [at for at, word in enumerate(words) if word.folded in question.counted]
    numbers = [
        at
        for at, word in enumerate(words)
        for figure in place.figures[index]
        if word.start < figure.end and figure.start < word.end
    ]
    if not counted or not numbers:
        return 0.0
    return 1.0 / (1 + min(abs(one - other) for one in counted for other in numbers))
