"""Checks active against passive: "was sued by the landlord" is "the landlord sued".

Compared only where the two differ: a passive of one against the same verb, active, of the other.
English is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.regex import regex
from rag.text import content_terms, fold, named_words, terms, topic_words
from rag.text.terms import FUNCTION_WORDS
from rag.text.verb_forms import base

_PASSIVE = regex(
    r"\b(?:am|is|are|was|were|be|been|being|gets?|got)\s+(?:(?:\w+ly|not|never|also|then|first|later|"
    r"already|still|now|once|often)\s+)?(?P<verb>[^\W\d_]+)\s+(?:\w+ly\s+)?by\s+(?=\S)"
)
_CLAUSE_END = regex(
    r"[,;:.!?()\n\u2013\u2014]|\b(?:and|but|or|who|whom|which|that|because|while|when|where|after|"
    r"before|although|though|if)\b"
)
_AND_NAME = regex(r"(?:^|[,;:.]\s+)(?P<name>(?:[A-ZÀ-Þ][\w'’-]*\s+){1,4})and$")
"""One of two by name who do something together."""
_LINK = "|".join(sorted(FUNCTION_WORDS - {"the", "a", "an", "his", "her", "its", "their"}))
_PARTY = regex(rf"(?:\s*(?!(?:{_LINK})\b)[\w'’.-]+){{1,5}}")
_POINTS = regex(r"(?:he|she|it|they|who)\b", re.IGNORECASE)
_POINTED_AT = regex(r"\b(?:him|her|them)\W*$", re.IGNORECASE)
_BOTH_WAYS = frozenset(["meet", "marri", "join", "follow", "preced"])
"""Verbs that mean much the same either way, or whose two sides are told by more than "by"."""


class _Deed(NamedTuple):
    """A verb with the content words in front of it in its clause, and of the party that follows at
    once, behind "by" if it is passive; all folded. `written` is the clause."""

    verb: str
    before: frozenset[str]
    after: frozenset[str]
    written: str
    is_passive: bool


def other_voice(sentence: str, quote: Sequence[str]) -> str:
    """What `sentence` says the other way round than `quote` does in the other voice; or ""."""
    fault = ""
    for ours, theirs in ((_passives, _actives), (_actives, _passives)):
        for said in ours(sentence, _verbs(quote)):
            for read in (deed for near in quote for deed in theirs(near, {said.verb})):
                if _agree(said.before, read.after) and _agree(said.after, read.before):
                    return ""
                if _turned_beside_pronoun(said, read):
                    fault = f"The cited text has this the other way round: {read.written}."
                if other := _another_agent(sentence, said, quote, read):
                    fault = fault or other
                same = _agree(said.before, read.before) and _agree(said.after, read.after)
                if same and not (
                    _agree(said.before, read.after) or _agree(said.after, read.before)
                ):
                    fault = f"The cited text has this the other way round: {said.written}."
    return fault


def _turned_beside_pronoun(said: _Deed, read: _Deed) -> bool:
    """ "She was succeeded by Mark", where the sentence has that Anna succeeded Mark."""
    if not read.before and _POINTS.match(read.written):
        return _agree(said.after, read.after) and not _agree(said.before, read.after)
    if not read.after and _POINTED_AT.search(read.written):
        return _agree(said.before, read.before) and not _agree(said.after, read.before)
    return False


def _another_agent(sentence: str, said: _Deed, quote: Sequence[str], read: _Deed) -> str:
    """ "Seconded by Ruth", where the source has that Jonas seconded it; names both."""
    if not said.is_passive or not _agree(said.before, read.after):
        return ""
    ours = named_words(sentence) & said.after
    theirs = frozenset[str]().union(*map(named_words, quote)) & read.before
    if not ours or not theirs or _agree(ours, read.before):
        return ""
    return f"The cited text says this of somebody else: {read.written}."


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other)


def _verbs(texts: Sequence[str]) -> set[str]:
    return {base(term.folded) for text in texts for term in terms(text)}


def _passives(text: str, verbs: set[str]) -> Iterator[_Deed]:
    for found in _PASSIVE.finditer(text):
        if (verb := base(fold(found["verb"]))) in verbs - _BOTH_WAYS:
            yield _deed(text, found.start(), found.end(), verb, is_passive=True)


def _actives(text: str, verbs: set[str]) -> Iterator[_Deed]:
    passive = [range(found.start(), found.end()) for found in _PASSIVE.finditer(text)]
    for term in content_terms(text):
        verb = base(term.folded)
        if verb in verbs - _BOTH_WAYS and not any(term.start in one for one in passive):
            yield _deed(text, term.start, term.end, verb, is_passive=False)


def _deed(text: str, start: int, end: int, verb: str, *, is_passive: bool) -> _Deed:
    opening = [found.end() for found in _CLAUSE_END.finditer(text, 0, start)]
    closing = _CLAUSE_END.search(text, end)
    first, last = opening[-1] if opening else 0, closing.start() if closing else len(text)
    party = _PARTY.match(text, end, last)
    joined = _AND_NAME.search(text[:first]) if opening else None
    ahead = text[joined.start("name") if joined else first : start]
    return _Deed(
        verb,
        topic_words(ahead),
        topic_words(party[0] if party else ""),
        text[first:last].strip(),
        is_passive,
    )
