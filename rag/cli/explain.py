"""`rag ask --explain`: below the answer, how it came about, in plain text of 80 columns.

Only headings begin a line; all that others wrote is indented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

from rag.cli.search import place_of
from rag.cli.terminal import clean, one_line
from rag.types import (
    Answer,
    Evidence,
    EvidenceSentence,
    Explanation,
    Hit,
    Message,
    Sentence,
    Signal,
    Timings,
)
from rag.why import (
    MOST_HITS,
    MOST_SENTENCES,
    best_quote,
    heading,
    keys_by_chunk,
    lacked,
    logit,
    others,
    outcome,
    stages,
    strongest,
    unsent,
)

_WIDTH = 80
_INDENT = "  "


def explanation_lines(answer: Answer) -> Iterator[str]:
    """All that is kept of an answer's way, part by part, with an empty line before each."""
    why = answer.why
    if why is None:
        return
    yield from ("", heading(answer))
    yield from _part("Asked as", _wrapped(answer.standalone_question))
    yield from _part("Evidence", _evidence(answer, why))
    yield from _part("Likeliest sentences", _likeliest(why.evidence.sentences))
    yield from _part("Signals", _signals(why.evidence.signals))
    yield from _part("Found", _found(why.hits, keys_by_chunk(why)))
    yield from _part("Sentences of the answer, checked", _checked(why.sentences))
    yield from _part("Sent to the model", _prompt(answer, why.prompt))
    yield from _part("Seconds", _seconds(answer.timings))


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines under their title; nothing at all where there are none."""
    told = list(lines)
    if told:
        yield from ("", title, *told)


def _wrapped(text: str, first: str = _INDENT) -> list[str]:
    """One paragraph, indented as far as `first`, which its first line begins with."""
    then = " " * len(first)
    return wrap(one_line(text), _WIDTH, initial_indent=first, subsequent_indent=then) or [first]


def _evidence(answer: Answer, why: Explanation) -> Iterator[str]:
    yield from _wrapped(outcome(answer, why))
    if lacking := lacked(why.evidence, why.threshold):
        yield from _wrapped(f"Nothing found {lacking}.")
    for part in why.evidence.parts:
        yield from _wrapped(_part_words(part, why.threshold), f"{_INDENT}{part.probability:.2f}  ")


def _part_words(part: Evidence, threshold: float) -> str:
    lacking = lacked(part, threshold)
    return f"{part.question} (nothing found {lacking})" if lacking else part.question


def _likeliest(sentences: Sequence[EvidenceSentence]) -> Iterator[str]:
    for sentence in sentences[:MOST_SENTENCES]:
        passage = sentence.passage
        place = place_of(passage.title, sentence.locator)
        first = f"{_INDENT}{sentence.score:.2f}  "
        yield from _wrapped(f"[{passage.key}] {place}", first)
        yield from _wrapped(sentence.text, " " * len(first))


def _signals(signals: Sequence[Signal]) -> Iterator[str]:
    """A table of name, value and what it adds to the logit."""
    if not signals:
        return
    told, rest = strongest(signals)
    yield f"{_INDENT}{'':<24}{'value':>8}{'adds':>8}"
    for signal in told:
        yield f"{_INDENT}{signal.name:<24}{signal.value:>8.2f}{signal.weight:>+8.2f}"
    if rest:
        yield f"{_INDENT}{others(rest):<32}{logit(rest):>+8.2f}"
    yield f"{_INDENT}{'together, the logit':<32}{logit(signals):>+8.2f}"


def _found(hits: Sequence[Hit], keys: Mapping[str, str]) -> Iterator[str]:
    """A table of places in the ranked lists; the key says in which passage a hit was read."""
    if not hits:
        return
    yield f"{_INDENT}{'':>2}  dense  lexical   fused  read as"
    for number, hit in enumerate(hits[:MOST_HITS], start=1):
        dense, lexical = (place or "-" for place in (hit.ranks.dense, hit.ranks.lexical))
        first = f"{_INDENT}{number:>2}  {dense:>5}  {lexical:>7}  {hit.score:.4f}  "
        key = keys.get(hit.chunk.id, "")
        reranked = f" (reranked {hit.ranks.rerank})" if hit.ranks.rerank else ""
        place = place_of(hit.chunk.title, hit.chunk.locator)
        yield from _wrapped(f"[{key}] {place}{reranked}" if key else f"- {place}{reranked}", first)
    if len(hits) > MOST_HITS:
        yield f"{_INDENT}and {len(hits) - MOST_HITS} more"


def _checked(sentences: Sequence[Sentence]) -> Iterator[str]:
    for sentence in sentences:
        reason = f": {one_line(sentence.reason)}" if sentence.reason else ""
        yield from _wrapped(sentence.text)
        yield from _wrapped(f"{sentence.support.value}{reason}", _INDENT * 2)
        quote = best_quote(sentence)
        if quote is not None:
            yield from _wrapped(f"[{quote.number}] “{one_line(quote.quote)}”", _INDENT * 2)


def _prompt(answer: Answer, prompt: Sequence[Message]) -> Iterator[str]:
    """Every line of every message, wrapped behind a bar."""
    if not prompt:
        yield from _wrapped(unsent(answer))
    bar = f"{_INDENT}| "
    for message in prompt:
        yield f"{_INDENT}{message.role}"
        for line in clean(message.content).splitlines():
            yield from wrap(line, _WIDTH, initial_indent=bar, subsequent_indent=bar) or [bar[:-1]]


def _seconds(timings: Timings) -> Iterator[str]:
    told = [f"{words} {seconds:.2f}" for words, seconds in stages(timings)]
    yield from _wrapped(", ".join(told))
