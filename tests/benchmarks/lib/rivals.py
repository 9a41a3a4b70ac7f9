"""The windows that a question has to choose between: what answers, beside what looks as if it did.

`reader_windows.py` cuts windows to learn from one by one. Here are those that the evidence gate
would really have read first, so that the reader learns which of them
answers.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from rag.retrieve.evidence_model import EvidenceModel
from rag.retrieve.signals import read_place
from rag.retrieve.windows import Stretch, likeliest
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.text import said_words
from tests.benchmarks.answerability import Example
from tests.benchmarks.fit_evidence import Looked, look
from tests.benchmarks.lib.reader_windows import Piece, piece_at, shared, touches

MOST_RIGHT, MOST_RIVALS, MOST_BESIDE_THE_POINT = 2, 3, 2
STRANGE = 0.3  # how often a window of another domain's document stands among them
MOST_READ = 8  # windows of a question, that are told apart
_DRAWN = 30  # sentences elsewhere, of which the one that shares most words is taken


def rivals_of(examples: Sequence[Example]) -> Iterator[list[Piece]]:
    """For each question with marked answers, or with none: the windows that it is to tell apart."""
    embedder = RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER))
    model = EvidenceModel.load("likely")
    source = random.Random(1)
    for example in examples:
        looked = look(example, embedder)
        if not len(looked.signals) or (example.answerable and not _has_gold(example)):
            continue
        scores = model.probabilities(looked.signals)
        found = _told_apart(looked, likeliest(looked.places, scores, MOST_READ))
        if found and source.random() < STRANGE:
            found.extend(_strange(example, examples, source))
        if found:
            yield found


def _has_gold(example: Example) -> bool:
    return any(context.gold for context in example.contexts)


def _told_apart(looked: Looked, stretches: Sequence[Stretch]) -> list[Piece]:
    example = looked.example
    right: list[Piece] = []
    rivals: list[Piece] = []
    for stretch in stretches:
        context, place = example.contexts[stretch.place], looked.places[stretch.place]
        numbers = range(stretch.first, stretch.end)
        answers = any(touches(place.spans[number], context.gold or ()) for number in numbers)
        (right if answers else rivals).append(
            piece_at(example, context, place, numbers, answers=answers)
        )
    if example.answerable:
        return (right or list(_marked(looked)))[:MOST_RIGHT] + rivals[:MOST_RIVALS]
    return rivals[:MOST_BESIDE_THE_POINT]


def _strange(
    example: Example, examples: Sequence[Example], source: random.Random
) -> Iterator[Piece]:
    """A window of a document of quite another kind, which cannot answer."""
    wanted = said_words(example.question)
    others = [one for one in source.choices(examples, k=4) if one.group != example.group]
    places = [
        (one.contexts[0], read_place(one.contexts[0].title, "", one.contexts[0].text))
        for one in others
    ]
    drawn = [(c, p, at) for c, p in places for at in range(len(p.spans))]
    if not drawn:
        return
    drawn = source.sample(drawn, min(_DRAWN, len(drawn)))
    context, place, at = max(drawn, key=lambda d: shared(wanted, d[1].in_context[d[2]], source))
    near = range(max(0, at - 1), min(len(place.spans), at + 2))
    yield piece_at(example, context._replace(gold=()), place, near)


def _marked(looked: Looked) -> Iterator[Piece]:
    """The window around each marked sentence."""
    for context, place in zip(looked.example.contexts, looked.places, strict=True):
        for at, span in enumerate(place.spans):
            if touches(span, context.gold or ()):
                near = range(max(0, at - 1), min(len(place.spans), at + 2))
                yield piece_at(looked.example, context, place, near, answers=True)
