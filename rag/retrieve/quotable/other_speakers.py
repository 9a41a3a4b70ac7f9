"""Filters what another speaker of an interview says than the one asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.regex import regex
from rag.retrieve.sifting import sifted
from rag.text import Span, is_question, names, said_words
from rag.text.interviews import Interview, interview
from rag.types import Evidence, EvidenceSentence

_ASKS_SAID = regex(
    r"\W*(?:and\W+)?what\s+(?:did|does|do|has|was|were|had)\s.*?\b(?:say|said|think|thought|feel|tell|"
    r"told|believe|answer)\b|\W*was\s+(?:sagte?n?|meinte?n?|denkt|dachte|hält)\b",
    re.IGNORECASE,
)
_SAYS = regex(
    r"\b(?:sa(?:y|ys|id)|t(?:ell|ells|old)|th(?:ink|inks|ought)|fe(?:el|els|lt)|believe[sd]?|"
    r"answer(?:s|ed)|argue[sd]?|sagte?n?|meinte?n?|dachten?|findet|fand)\b",
    re.IGNORECASE,
)


def without_other_speakers(evidence: Evidence) -> Evidence:
    """The evidence for quotes: of an interview, where the question names one who speaks there, only
    what that one says, or what has that name in it or in what was asked; where it asks what another
    one said, only what tells that; and no "Yes." to what was no question. An answer quoted whole is
    left as it is."""
    return evidence if evidence.heading else sifted(evidence, _of_who_is_named)


def _of_who_is_named(evidence: Evidence) -> list[EvidenceSentence]:
    named = [frozenset(part.folded for part in one.parts) for one in names(evidence.question)]
    said = _ASKS_SAID.match(evidence.question) is not None
    return [one for one in evidence.sentences if not _tells_nothing(one, named, said=said)]


def _tells_nothing(
    sentence: EvidenceSentence, named: Sequence[frozenset[str]], *, said: bool
) -> bool:
    passage = sentence.passage
    found = interview(passage.text, passage.speakers)
    own = Span(*sentence.within)
    if found is None:
        return False
    if found.is_said_to_no_question(own):
        return True
    names_of = {one.label: said_words(found.name(one.label)) for one in found.turns}
    speaks = any(one <= name for name in names_of.values() for one in named)
    if said and named and not speaks:
        told = said_words(sentence.text)
        return not (_SAYS.search(sentence.text) and any(one <= told for one in named))
    return _is_said_by_another(found, own, passage.text, named)


def _is_said_by_another(
    found: Interview, own: Span, text: str, named: Sequence[frozenset[str]]
) -> bool:
    turn = found.turn_at(own.start)
    labels = dict.fromkeys(one.label for one in found.turns)
    words = {label: said_words(found.name(label)) for label in labels}
    meant = [label for label, name in words.items() if any(one <= name for one in named)]
    if turn is None or len(meant) != 1:
        return False
    if turn.label == meant[0]:  # who asks is not told of by the answers
        return turn.label == found.asker and is_question(text[slice(*own)])
    others = frozenset(word for label, name in words.items() if label != meant[0] for word in name)
    told = found.told.get(own)
    near = f"{text[turn.words : turn.end]} {told.asked if told else ''}"
    return not (words[meant[0]] - others) & said_words(near)
