"""Finds definitions told in passing: "the surveyor Matthias Quell", "Leopold Pell, a timber
merchant", "the so-called Open Gate plan" answer "Who is ...?" and "What is ...?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.regex import regex
from rag.retrieve.appositions import FORMS, TITLE, Asked, rank_of
from rag.text import plain, sentence_spans
from rag.text.terms import FUNCTION_WORDS
from rag.types import Evidence, EvidenceSentence, Passage

_ASKS = regex(
    r"\W*(?:and\W+|und\W+)?(?:(?P<who>who|wer)|what|was)(?:['’]s|\s+(?:is|was|are|were|ist|war|sind|"
    rf"waren))\s+(?:exactly\s+|eigentlich\s+)?(?P<article>(?:the|an?|der|die|das|ein|eine)\s+)?"
    rf"(?P<title>{TITLE}*)(?P<name>[^\W\d_][\w'’-]*(?:[ -][\w'’-]+){{0,3}})\s*[?.!]*\s*",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    ("de", "der", "den", "di", "da", "du", "la", "le", "van", "von", "zu", "bin")
)

_SURE = 0.95
_LIKELY = 0.7  # from here on the question is answered without
_DOCUMENTS = 2


def with_description(evidence: Evidence, passages: Sequence[Passage]) -> Evidence:
    """The evidence; where it is improbable, and a sentence says in passing who or what is asked
    for, that sentence, of each of two documents at most."""
    asked = _asked(evidence.question)
    if asked is None or evidence.probability >= _LIKELY:
        return evidence
    best: dict[str, tuple[int, EvidenceSentence]] = {}
    for passage in passages:
        for rank, sentence in _describing(asked, passage):
            if rank < best.get(passage.document_id, (FORMS, None))[0]:
                best[passage.document_id] = (rank, sentence)
    found = sorted(best.values(), key=lambda one: one[0])[:_DOCUMENTS]
    if not found:
        return evidence
    sentences = tuple(sentence for _, sentence in found)
    return replace(evidence, probability=_SURE, sentences=sentences, missing="")


def _asked(question: str) -> Asked | None:
    found = _ASKS.fullmatch(question)
    if found is None:
        return None
    name, words = found["name"], found["name"].split()
    is_named = all(word[0].isupper() or word in _PARTICLES for word in words)
    is_person = found["who"] is not None
    small = [word for word in words if word.lower() in FUNCTION_WORDS and word not in _PARTICLES]
    if (
        small
        or re.search(r"['’]s?\b", name)
        or (is_person and (found["article"] or len(words) > 4))
    ):
        return None
    return Asked(name, is_person, is_named or not name.islower())


def _describing(asked: Asked, passage: Passage) -> Iterator[tuple[int, EvidenceSentence]]:
    if asked.name.split()[-1].lower() not in passage.text.lower():
        return
    for span in sentence_spans(passage.text):
        text = passage.text[span.start : span.end]
        rank = rank_of(asked, plain(text).replace("*", "").replace("_", ""))
        if rank is not None:
            yield rank, EvidenceSentence.of(passage, *span, _SURE)
