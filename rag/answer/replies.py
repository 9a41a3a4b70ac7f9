"""Adds the reply before what goes on from it: "No. You may take in one lodger." quoted without its
"No" would say the opposite of what the source answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.text import Span, heading_of, is_question, is_reply, topic_words
from rag.text.asked import is_bare_reply, says_no
from rag.text.parts import parts_of
from rag.text.same_question import goes_further, is_same
from rag.types import EvidenceSentence


class _Opening(NamedTuple):
    """The reply that a paragraph opens with, its place among the sentences there, what it answers,
    and the place of that where the text has it and no heading."""

    reply: Span
    at: int
    asked: str
    question: Span | None


def replied(kept: Sequence[EvidenceSentence], question: str) -> list[EvidenceSentence]:
    """The replies that kept sentences go on from, with what they answer where the text asks it.

    Under a heading that asks, only where the `question` asks the same, or the reply denies what it
    asks and more, and the sentence does not allow just that ("May I cancel within 14 days?"): any
    other reply answers the heading, and nobody sees that who asked something else.
    """
    known = {(one.passage.key, one.start) for one in kept}
    found: dict[tuple[str, int], EvidenceSentence] = {}
    for sentence in kept:
        for span in _before(sentence, question):
            passage = sentence.passage
            start, end = passage.start + span.start, passage.start + span.end
            text = passage.text[span.start : span.end]
            one = replace(sentence, start=start, end=end, text=text)
            found.setdefault((passage.key, start), one)
    return [one for key, one in found.items() if key not in known]


def _before(sentence: EvidenceSentence, question: str) -> Iterator[Span]:
    passage = sentence.passage
    own = Span(*sentence.within)
    parts = parts_of(passage.text)
    at = next((n for n, part in enumerate(parts) if own in part.sentences), -1)
    if at < 0 or is_question(sentence.text):
        return
    above = parts[at - 1] if at > 0 else None
    place = parts[at].sentences.index(own)
    opening = _opening(sentence, parts[at].sentences, above.sentences[-1] if above else None)
    if opening is None or place <= opening.at:
        return
    words = passage.text[opening.reply.start : opening.reply.end]
    same = is_same(question, opening.asked)
    more = topic_words(question) - topic_words(opening.asked)
    excepted = bool(more) and more <= topic_words(sentence.text)
    denied = says_no(words) and goes_further(question, opening.asked) and not excepted
    follows = place == opening.at + 1 and is_bare_reply(words) and opening.question is not None
    if same or denied or follows:
        yield opening.reply
        if opening.question is not None and not same:
            yield opening.question


def _opening(
    sentence: EvidenceSentence, spans: Sequence[Span], above: Span | None
) -> _Opening | None:
    """What the paragraph of the sentence opens with, if that replies to a question."""
    passage = sentence.passage
    text = passage.text
    opens = is_question(text[spans[0].start : spans[0].end])
    question, at = (spans[0], 1) if opens else (above, 0)
    reply = spans[at] if at < len(spans) else None
    if reply is None or not is_reply(text[reply.start : reply.end]):
        return None
    if question is not None and is_question(text[question.start : question.end]):
        line = text.rfind("\n", 0, question.start) + 1
        if not text.startswith("#", line):
            return _Opening(reply, at, text[question.start : question.end], question)
    heading = heading_of(sentence.locator)
    return _Opening(reply, at, heading, None)
