"""Quotes messages of a chat and entries of a log with the time and the sender that their line
begins with, and with what a later message says otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from rag.answer.beside import answering
from rag.answer.statements import values_of
from rag.regex import regex
from rag.text import Span, named_words, said_words, sentence_spans, topic_words
from rag.text.stamps import STAMP, Message, messages
from rag.types import EvidenceSentence, Passage

_CHANGES = regex(
    r"\b(?:change of plans?|changed|correction|cancel\w*|postponed|rescheduled|moved to|instead|"
    r"no longer|double[- ]booked|not any ?more|abgesagt|verschoben|verlegt|stattdessen|"
    r"planänderung|annulée?|reportée?|cancelad[oa]|aplazad[oa])\b",
    re.IGNORECASE,
)
_NEW = regex(r"\b(?:now|instead|jetzt|nun|neu|maintenant|ahora|adesso)\b", re.IGNORECASE)
_ENDED = regex(r"[.!?…。][\"'”’)]*$")
_BETWEEN = 1  # sentences of a message that are quoted between its first and a later one
_STRONG = 0.4  # from this score on a sentence is taken to belong to the answer
_LIKELY = 0.15  # ... and from this one where it says that something is so now


def _message_of(sentence: EvidenceSentence) -> Message | None:
    """That which the sentence is of, by its offsets into the passage."""
    begin = sentence.start - sentence.passage.start
    found = (one for one in messages(sentence.passage.text) if one.start <= begin < one.end)
    return next(found, None)


def begins_message(text: str) -> bool:
    """Does it begin with a time, and stand on a line of its own?"""
    return STAMP.match(text) is not None


def outdone(sentence: EvidenceSentence, ranked: Sequence[EvidenceSentence]) -> bool:
    """Is a message of the same chat likelier that ends without a full stop? Nobody puts one there,
    so that this sentence is no better for having one."""
    if _message_of(sentence) is None or not _ENDED.search(sentence.text):
        return False
    return any(
        one.score > sentence.score
        and one.passage.document_id == sentence.passage.document_id
        and _ends_message(one)
        and not _ENDED.search(one.text)
        for one in ranked
    )


def _ends_message(sentence: EvidenceSentence) -> bool:
    message = _message_of(sentence)
    return message is not None and sentence.end - sentence.passage.start == message.end


def begun_by(sentence: EvidenceSentence) -> list[Span]:
    """The sentences of its message before it, of a long one the first: that has the time and who
    says it. Nothing for what begins a message, or is of none."""
    message = _message_of(sentence)
    if message is None:
        return []
    begin = sentence.passage.start
    before = [
        Span(begin + one.start, begin + one.end)
        for one in sentence_spans(sentence.passage.text)
        if message.start <= one.start and begin + one.end <= sentence.start
    ]
    opening = sentence.passage.text[message.start : before[0].start - begin] if before else "?"
    if opening.strip(" \t>"):  # a line that only was wrapped before a time
        return []
    return before if len(before) <= _BETWEEN + 1 else before[:1]


def said_later(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence], asked: Set[str]
) -> list[EvidenceSentence]:
    """What later messages of a chat say otherwise than the best sentence that is kept."""
    best = kept[0] if kept else None
    best = next(iter(answering(best)), best) if best else None
    message = _message_of(best) if best else None
    if best is None or message is None or not message.speaker:
        return []
    near = [one for one in ranked if one.passage.document_id == best.passage.document_id]
    found = [*_changed(best, near), *_told(best, near, asked)]
    return [one for one in {each.place: each for each in found}.values() if one not in kept]


def _changed(best: EvidenceSentence, near: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The later message that says that something has changed about what the best sentence names,
    whole: "Change of plan! Mill House double-booked us."."""
    passages = {one.passage.key: one.passage for one in (best, *near)}
    ordered = sorted(passages.values(), key=lambda one: one.start)
    every = [(passage, one) for passage in ordered for one in messages(passage.text)]
    speakers = {word for _, one in every for word in said_words(one.speaker)}
    named = named_words(_words(best)) - speakers
    for passage, later in every:
        said = passage.text[later.words : later.end]
        behind = later.speaker and passage.start + later.start > best.start
        if behind and _CHANGES.search(said) and named & named_words(said):
            spans = sentence_spans(passage.text)
            own = (one for one in spans if later.start <= one.start < later.end)
            return [_sentence(best, passage, one) for one in own]
    return []


def _told(
    best: EvidenceSentence, near: Sequence[EvidenceSentence], asked: Set[str]
) -> list[EvidenceSentence]:
    """A later message that belongs to the answer, and has another value of the kind that the best
    one has and a word that was `asked`: "£17.50 a head", said after "£24"."""
    mine = values_of(_words(best))
    for one in near:
        message = _message_of(one)
        least = _LIKELY if _NEW.search(_words(one)) else _STRONG
        if one.start <= best.start or one.score < least or not (message and message.speaker):
            continue
        fresh = [value for value in values_of(_words(one)) if any(map(value.is_like, mine))]
        new = fresh and not any(value.same_as(other) for value in fresh for other in mine)
        if new and asked & topic_words(_words(one)):
            return [one]
    return []


def _words(sentence: EvidenceSentence) -> str:
    """Without the time and whoever says it, where it begins a message."""
    message = _message_of(sentence)
    cut = message.words - (sentence.start - sentence.passage.start) if message else 0
    return sentence.text[max(0, cut) :]


def _sentence(like: EvidenceSentence, passage: Passage, span: Span) -> EvidenceSentence:
    start, end = passage.start + span.start, passage.start + span.end
    return replace(
        like, passage=passage, start=start, end=end, text=passage.text[span.start : span.end]
    )
