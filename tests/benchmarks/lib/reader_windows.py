"""What the reader is trained on: windows of development contexts that answer, and that do not.

Besides the examples as they are, it sees answerable questions whose answering sentences are taken
out of the window (the topic is right, the fact is missing), answerable questions that ask about
another name (the fact is there, of somebody else), and stretches of the same text elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from rag.retrieve.signals import Place, read_place
from rag.retrieve.windows import window_of
from rag.text import Span, names, said_words
from tests.benchmarks.answerability import Context, Example

MOST_CONTEXTS = {"nomiracl": 3, "clapnq": 1}  # of one question, those that share most words
ROBBED, RENAMED, SECOND = 0.6, 0.3, 0.3  # how often
BESIDE = 2  # stretches of an everyday document that do not answer


class Piece(NamedTuple):
    """A question with a window, its text behind the title.

    `sentences` are the spans that answer and `exact` those of the answer itself, in `text`; None
    where nobody has marked them.
    """

    group: str
    question: str
    title: str
    text: str
    answers: bool
    sentences: tuple[Span, ...] | None
    exact: tuple[Span, ...] | None

    @property
    def shown(self) -> str:
        """What is read."""
        return f"{self.title}. {self.text}"


def pieces_of(examples: Sequence[Example], beside: int = BESIDE) -> list[Piece]:
    """All windows of all examples, always the same.

    `beside`: how many stretches of an everyday document that do not answer; 0 where `rivals.py`
    gives them.
    """
    source = random.Random(0)
    asked_about = [name.text for example in examples for name in names(example.question)]
    return [
        piece for example in examples for piece in _of_example(example, asked_about, source, beside)
    ]


def _of_example(
    example: Example, asked_about: list[str], source: random.Random, beside: int
) -> Iterator[Piece]:
    wanted = said_words(example.question)
    contexts = sorted(example.contexts, key=lambda one: -shared(wanted, one.text, source))
    most = MOST_CONTEXTS.get(example.dataset, 1)
    for context in contexts[: 1 if example.answerable else most]:
        place = read_place(context.title, "", context.text)
        if not place.spans:
            continue
        ranked = sorted(
            range(len(place.spans)), key=lambda at: -shared(wanted, place.in_context[at], source)
        )
        if example.answerable and context.gold is None:
            near = _near(place, ranked[0], 1, 2)
            yield piece_at(example, context, place, near, answers=True)
        elif example.answerable:
            yield from _answerable(example, context, place, ranked, asked_about, source, beside)
        else:
            around = (source.choice([0, 1, 1]), source.choice([0, 1, 1]))
            yield piece_at(example, context, place, _near(place, ranked[0], *around))
            if example.dataset == "everyday":
                yield from _elsewhere(example, context, place, ranked, ranked[0], beside - 1)
            elif example.dataset == "squad2" and len(ranked) > 2 and source.random() < SECOND:
                yield piece_at(example, context, place, _near(place, ranked[1], 1, 1))


def _answerable(
    example: Example,
    context: Context,
    place: Place,
    ranked: Sequence[int],
    asked_about: list[str],
    source: random.Random,
    beside: int,
) -> Iterator[Piece]:
    gold = [at for at, span in enumerate(place.spans) if touches(span, context.gold or ())]
    if not gold:
        return
    first = max(0, gold[0] - source.choice([0, 1, 1]))
    last = min(len(ranked) - 1, gold[min(len(gold) - 1, 1)] + source.choice([0, 1, 1]))
    right = piece_at(example, context, place, range(first, min(last, first + 3) + 1), answers=True)
    yield right
    others = [at for at in _near(place, gold[0], 2, gold[-1] - gold[0] + 2) if at not in gold]
    if others and source.random() < ROBBED:
        yield piece_at(example, context, place, others[:6])
    elif beside or example.dataset != "everyday":
        yield from _elsewhere(example, context, place, ranked, gold[0], 1)
    if example.dataset == "everyday":
        yield from _elsewhere(example, context, place, ranked, gold[0], beside)
    if source.random() < RENAMED:
        renamed = _renamed(example.question, context, asked_about, source)
        if renamed:
            yield right._replace(question=renamed, answers=False, sentences=(), exact=())


def _elsewhere(
    example: Example,
    context: Context,
    place: Place,
    ranked: Sequence[int],
    but: int,
    most: int,
) -> Iterator[Piece]:
    """The likeliest stretches apart from sentence `but` and each other, without what answers."""
    taken = [but]
    for at in ranked:
        if len(taken) > most:
            return
        if any(abs(at - other) <= 2 for other in taken):
            continue
        taken.append(at)
        near = [
            one
            for one in _near(place, at, 1, 1)
            if not touches(place.spans[one], context.gold or ())
        ]
        if near:
            yield piece_at(example, context, place, near)


def _renamed(
    question: str, context: Context, asked_about: list[str], source: random.Random
) -> str | None:
    """The question about another name: one of the same context, or of another question."""
    own = names(question)
    if not own:
        return None
    name = source.choice(own)
    known = {part.folded for one in own for part in one.parts}
    here = [
        one.text for one in names(context.text) if not known & {part.folded for part in one.parts}
    ]
    pool = here if here and source.random() < 0.6 else asked_about
    other = source.choice(pool)
    if said_words(other) & known:
        return None
    return question.replace(name.text, other)


def piece_at(
    example: Example,
    context: Context,
    place: Place,
    numbers: Sequence[int],
    *,
    answers: bool = False,
) -> Piece:
    """A window of these sentences. Which of them answer is unknown where nobody has marked it."""
    window = window_of(place.titles[numbers[0]], [place.texts[number] for number in numbers])
    sentences = [
        span
        for number, span in zip(numbers, window.sentences, strict=True)
        if answers and touches(place.spans[number], context.gold or ())
    ]
    text, title = window.text, window.title
    if answers and context.gold is None:
        return Piece(example.group, example.question, title, text, True, None, None)
    exact = _exact(text, sentences, example.answer) if answers else ()
    return Piece(example.group, example.question, title, text, answers, tuple(sentences), exact)


def _exact(text: str, sentences: Sequence[Span], answer: str) -> tuple[Span, ...] | None:
    for sentence in sentences if answer else ():
        at = text.find(answer, sentence.start)
        if at >= 0:
            return (Span(at, at + len(answer)),)
    return None


def _near(place: Place, number: int, before: int, after: int) -> range:
    return range(max(0, number - before), min(len(place.spans), number + after + 1))


def touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and span.end > other.start for other in others)


def shared(wanted: Set[str], text: str, source: random.Random) -> float:
    """Share of the question's words that are in the text, ties broken by chance."""
    found = said_words(text)
    return len(wanted & found) / max(1, len(wanted)) + source.random() * 0.05
