"""Checks a clause that is the source's but for a verb or a noun: "stolen" for "replaced", "bathtub"
for "shower tray".

Two words by themselves tell little ("fixed" is no nearer to "repaired" than "broke" is), so the
clause is compared with itself, the source's word put in the place of its own. What is left as near
as that is taken for the same in other words. English is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from rag.answer.verification.candidate import Candidate
from rag.answer.verification.joined import replaced_word
from rag.answer.verification.lacking import Lacking
from rag.answer.verification.limits import turns_time
from rag.answer.verification.polarity import NEGATION
from rag.store import Encoder
from rag.text import (
    Term,
    content_terms,
    figures,
    is_calendar,
    names,
    small_words,
    terms,
    topic_words,
)
from rag.text.verb_forms import base

_OTHER, _OTHER_IN_COPY = 0.84, 0.88
"""Cosine of a clause with its word and with the source's, below which they say two things; in a
sentence that is else the source's to the letter, more is asked for. "Lent" for "donated" is at
0.80, "repaired" for "serviced" at 0.86, and "wrote" for "drafted" at 0.88."""
_ALIKE = 0.95
"""... and from which on they may well say one: "runs" for "manages" is at 0.97."""
_AROUND = 4  # words on either side: in a longer clause one word weighs less
_LONGEST = 60  # words of a sentence
_MOST, _MOST_TOPICAL = 3, 2  # words in the place, and those of them that carry a topic
_LEAST = 2  # words that carry a topic and that both have


class _Place(NamedTuple):
    """Where a sentence has other words than its source: from which and to which, by their number;
    the source's, as written."""

    start: int
    end: int
    other: str
    is_only: bool  # are all other words the same, the small ones, too?


def other_word(sentence: str, found: Sequence[Candidate], embedder: Encoder) -> str:
    """What `sentence` says in the place of something else in each of the sources' nearest
    sentences, which have all else that it says, in its order; as a fault, or ""."""
    return _other([(_in(sentence, one), _OTHER) for one in found], sentence, embedder)


def altered_copy(sentence: str, found: Sequence[Candidate], embedder: Encoder, copied: bool) -> str:
    """The same where this is all that is not copied; as a fault, or ""."""
    places = [_in(sentence, one) for one in found]
    bounds = [_OTHER_IN_COPY if copied or (it and it.is_only) else _OTHER for it in places]
    return _other(list(zip(places, bounds, strict=True)), sentence, embedder)


def replaced(sentence: str, found: Sequence[Candidate], lacking: Lacking, embedder: Encoder) -> str:
    """A word that each source has another for, as `replaced_word` finds it, but for one that may
    well mean the same in its clause; as a fault, or ""."""
    faults = [replaced_word(sentence, one.nearest, lacking) for one in found]
    if not all(faults):
        return ""
    return "" if any(_reads_alike(sentence, one.nearest, embedder) for one in found) else faults[0]


def _in(sentence: str, one: Candidate) -> _Place | None:
    if one.is_by_header or turns_time(sentence, one.nearest):
        return None
    return _place(sentence, one.nearest, one.around(sentence))


def _other(places: Sequence[tuple[_Place | None, float]], sentence: str, embedder: Encoder) -> str:
    """The first fault, where there is a place in every source and none is as near as its bound."""
    words, fault = terms(sentence), ""
    for place, bound in places:
        if place is None or _likeness(sentence, place, embedder) >= bound:
            return ""
        said = sentence[words[place.start].start : words[place.end - 1].end]
        fault = fault or f'The cited text says "{place.other}" here, not "{said}".'
    return fault


def _reads_alike(sentence: str, near: str, embedder: Encoder) -> bool:
    place = _place(sentence, near, "")
    return place is not None and _likeness(sentence, place, embedder) >= _ALIKE


def _place(sentence: str, near: str, around: str) -> _Place | None:
    """The one place where they differ, as far as both go on; None where there are several."""
    words, theirs = terms(sentence), terms(near)
    if max(len(words), len(theirs)) > _LONGEST or small_words(sentence):
        return None
    own, given = ([base(one.folded) for one in some] for some in (words, theirs))
    blocks = SequenceMatcher(None, own, given, autojunk=False).get_opcodes()
    said, read = _topical(sentence, words), _topical(near, theirs)
    same = [at for at, block in enumerate(blocks) if block[0] == "equal"]
    shared = sum(len(said & {*range(*blocks[at][1:3])}) for at in same)
    found = []
    for at, (tag, start, end, first, last) in enumerate(blocks):
        ours, given_here = said & {*range(start, end)}, read & {*range(first, last)}
        if tag == "equal" or not (ours or (given_here and same and same[0] < at < same[-1])):
            continue
        if not (ours and given_here) or not _stands_for(
            sentence, near, words[start:end], theirs[first:last]
        ):
            return None
        if {own[one] for one in ours} & {*given, *map(base, topic_words(around))}:
            return None
        others = [block for block in blocks[:at] + blocks[at + 1 :] if block[0] != "equal"]
        is_only = all(it[0] == "insert" and it[1] in (0, len(words)) for it in others)
        other = near[theirs[first].start : theirs[last - 1].end]
        found.append(_Place(start, end, other, is_only))
    return found[0] if len(found) == 1 and shared >= _LEAST else None


def _topical(text: str, words: Sequence[Term]) -> set[int]:
    """The numbers of those words of a text that carry its topic."""
    starts = {one.start for one in content_terms(text)}
    return {at for at, one in enumerate(words) if one.start in starts}


def _stands_for(sentence: str, near: str, said: Sequence[Term], given: Sequence[Term]) -> bool:
    """Are these a few words each, one or two of them of the topic, none of them what is compared as
    it is written: a figure, a name, a denial?"""
    opens = said[0] == terms(sentence)[0] or given[0] == terms(near)[0]
    if opens and len(said) + len(given) > 2:
        return False  # another subject, maybe of a clause that is built otherwise: "Take 5 mg"
    for text, some in ((sentence, said), (near, given)):
        topical = [one for one in content_terms(text) if one in some]
        if len(some) > _MOST or not 0 < len(topical) <= _MOST_TOPICAL:
            return False
        exact = [(one.start, one.end) for one in figures(text)]
        exact += [(one.start, one.end) for one in names(text)]
        if any(is_calendar(one.text) or _is_exact(one, exact) for one in some):
            return False
    return True


def _is_exact(word: Term, exact: Sequence[tuple[int, int]]) -> bool:
    if word.text[0].isdigit() or NEGATION.fullmatch(word.text):
        return True
    return any(start <= word.start < end for start, end in exact)


def _likeness(sentence: str, place: _Place, embedder: Encoder) -> float:
    """Cosine of the words around the place with those, the source's put in."""
    words = terms(sentence)
    first = words[max(0, place.start - _AROUND)].start
    last = words[min(len(words), place.end + _AROUND) - 1].end
    before = sentence[first : words[place.start].start]
    behind = sentence[words[place.end - 1].end : last]
    own, put = embedder.embed([sentence[first:last], f"{before}{place.other}{behind}"])
    return float(own @ put)
