"""What the reader is trained on: windows of development contexts that answer, and that do not.

Besides the examples as they are, it sees answerable questions whose answering sentences are taken
out of the window (the topic is right, the fact is missing), and answerable questions that ask about
another name (the fact is there, of somebody else).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.text import Span, names, sentence_spans, terms
from tests.benchmarks.answerability import Context, Example

MOST_CONTEXTS = {"nomiracl": 3, "clapnq": 1}  # of one question, those that share most words
ROBBED, RENAMED, SECOND = 0.6, 0.3, 0.3  # how often


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


def pieces_of(examples: Sequence[Example]) -> list[Piece]:
    """All windows of all examples, always the same."""
    source = random.Random(0)
    asked_about = [name.text for example in examples for name in names(example.question)]
    return [piece for example in examples for piece in _of_example(example, asked_about, source)]


def _of_example(example: Example, asked_about: list[str], source: random.Random) -> Iterator[Piece]:
    wanted = {term.folded for term in terms(example.question)}
    contexts = sorted(example.contexts, key=lambda one: -_shared(wanted, one.text, source))
    most = MOST_CONTEXTS.get(example.dataset, 1)
    for context in contexts[: 1 if example.answerable else most]:
        spans = sentence_spans(context.text)
        if not spans:
            continue
        ranked = sorted(
            range(len(spans)),
            key=lambda at: -_shared(wanted, context.text[slice(*spans[at])], source),
        )
        if example.answerable and context.gold is None:
            yield _unmarked(example, context, spans, ranked[0])
        elif example.answerable:
            yield from _answerable(example, context, spans, ranked, asked_about, source)
        else:
            around = (source.choice([0, 1, 1, 2]), source.choice([0, 1, 1]))
            yield _piece(example, context, spans, _near(spans, ranked[0], *around))
            if example.dataset == "squad2" and len(spans) > 2 and source.random() < SECOND:
                yield _piece(example, context, spans, _near(spans, ranked[1], 1, 1))


def _answerable(
    example: Example,
    context: Context,
    spans: Sequence[Span],
    ranked: Sequence[int],
    asked_about: list[str],
    source: random.Random,
) -> Iterator[Piece]:
    gold = [at for at, span in enumerate(spans) if _touches(span, context.gold or ())]
    if not gold:
        return
    first = max(0, gold[0] - source.choice([0, 1, 1, 2]))
    last = min(len(spans) - 1, gold[min(len(gold) - 1, 2)] + source.choice([0, 0, 1, 1]))
    right = _piece(example, context, spans, range(first, last + 1), answers=True)
    yield right
    others = [at for at in _near(spans, gold[0], 2, gold[-1] - gold[0] + 2) if at not in gold]
    if others and source.random() < ROBBED:
        yield _piece(example, context, spans, others[:6])
    else:
        beside = [at for at in ranked if at not in gold]
        if beside:
            near = [at for at in _near(spans, beside[0], 1, 1) if at not in gold]
            yield _piece(example, context, spans, near)
    if source.random() < RENAMED:
        renamed = _renamed(example.question, context, asked_about, source)
        if renamed:
            yield right._replace(question=renamed, answers=False, sentences=(), exact=())


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
    if {term.folded for term in terms(other)} & known:
        return None
    return question.replace(name.text, other)


def _unmarked(example: Example, context: Context, spans: Sequence[Span], best: int) -> Piece:
    near = _near(spans, best, 1, 2)
    text = context.text[spans[near[0]].start : spans[near[-1]].end]
    return Piece(example.group, example.question, context.title, text, True, None, None)


def _piece(
    example: Example,
    context: Context,
    spans: Sequence[Span],
    places: Sequence[int],
    *,
    answers: bool = False,
) -> Piece:
    parts, sentences, at = [], [], 0
    for place in places:
        part = context.text[slice(*spans[place])]
        if answers and _touches(spans[place], context.gold or ()):
            sentences.append(Span(at, at + len(part)))
        parts.append(part)
        at += len(part) + 1
    text = " ".join(parts)
    exact = _exact(text, sentences, example.answer) if answers else ()
    return Piece(
        example.group, example.question, context.title, text, answers, tuple(sentences), exact
    )


def _exact(text: str, sentences: Sequence[Span], answer: str) -> tuple[Span, ...] | None:
    for sentence in sentences if answer else ():
        at = text.find(answer, sentence.start)
        if at >= 0:
            return (Span(at, at + len(answer)),)
    return None


def _near(spans: Sequence[Span], place: int, before: int, after: int) -> range:
    return range(max(0, place - before), min(len(spans), place + after + 1))


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(span.start < other.end and span.end > other.start for other in others)


def _shared(wanted: set[str], text: str, source: random.Random) -> float:
    """Share of the question's words that are in the text, ties broken by chance."""
    found = {term.folded for term in terms(text)}
    return len(wanted & found) / max(1, len(wanted)) + source.random() * 0.05
