"""Checks antonyms: a word whose opposite the source has in its place, and denying prefixes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from rag.answer.verification.comparison import compares_alike
from rag.answer.verification.contraries import (
    COMPARED,
    IN_ANY_FORM,
    OF_THE_SAME,
    PARTICLES,
    SURE,
    pairs,
)
from rag.answer.verification.order import keeps_order
from rag.regex import regex
from rag.text import (
    Term,
    content_terms,
    figures,
    fold,
    said_words,
    sentence_spans,
    terms,
    topic_words,
)

_SURE = pairs(SURE)
_IN_ANY_FORM = tuple((fold(one), fold(other)) for one, other in pairs(IN_ANY_FORM))
_SHARED = tuple(
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (row.split(" / ") for row in (*OF_THE_SAME, *PARTICLES))
)
_PARTICLE = frozenset(word for row in PARTICLES for word in row.split())
_LEAST_SHARED = 0.5
"""Share of the other words of a sentence that the quote's has, for opposites of the same thing."""
_PREFIXED = regex(
    r"\b(?:non|nicht|un|in|im|il|ir|dis|ab|a)-?(?P<rest>[^\W\d_]{4,})\b", re.IGNORECASE
)
_NO_PREFIX = frozenset(
    [
        *(
            "about",
            "above",
            "abuse",
            "across",
            "alike",
            "alone",
            "along",
            "amend",
            "apart",
            "aside",
        ),
        *("arise", "around", "award", "aware", "discharge", "discount", "discover", "dispatch"),
        *("display", "dispose", "impart", "import", "impress", "improve", "income", "increase"),
        *("indeed", "inform", "intend", "intent", "invest", "under", "unless", "until", "inhabit"),
    ]
)
"""Words whose beginning denies nothing, though the rest is a word."""
_OF_THE_SAME = frozenset(["over", "under", "above", "below", "über", "unter", "first", "last"])
"""Opposites only of the same thing or of figures: "over three years", but "under the lease"."""
_CONVERSE = frozenset(
    [
        *("buy", "buys", "bought", "purchase", "purchased", "sell", "sells", "sold"),
        *("lend", "lends", "lent", "borrow", "borrows", "borrowed"),
    ]
)
"""Verbs that tell the same of two sides."""
_IN_TIME = frozenset(["before", "after"])
_COMPARED = frozenset(word for pair in pairs(COMPARED) for word in pair)
_BOUND = regex(
    r"\b(?:no|not)\s+(?:[a-z]+\s+){0,2}?(?:more|less|fewer|later|earlier|longer|shorter|"
    r"higher|lower|larger|smaller|greater|older|younger)\s+than\b|"
    r"\bnot\s+(?:only|just|merely|simply|solely)\b|"
    r"\bnicht\s+(?:nur|bloß|allein)\b|\bnicht\s+\w+er\s+als\b|\bnicht\s+mehr\s+als\b|"
    r"\bpas\s+(?:seulement|plus\s+de|moins\s+de)\b",
    re.IGNORECASE,
)

BANNED = r"(?:forbidden|prohibited|banned|not\s+(?:allowed|permitted))"
WHAT_IS_BANNED = r"\s+(?:for\s+(?:[\w'’-]+\s+){1,4}?)?(?:to|from)\b"
"""Patterns for a prohibition, and for what follows where that is what it forbids."""
_NO_RIGHT = regex(
    r"\bno\s+(?:right|power|authority|permission|option|possibility|obligation|duty|need|intention|"
    rf"plans?)\s+(?=to\b)|\b{BANNED}(?={WHAT_IS_BANNED})",
    re.IGNORECASE,
)
"""What denies what follows it, as "not" does."""
NO_LONGER = regex(
    r"\b(?:no\s+longer(?!\s+than\b)|n(?:e\s|['’])\w+\s+plus(?!\s+(?:de|que)\b))\b", re.IGNORECASE
)
"""What denies what follows it: "more" and "longer" are no words of it."""
_NOTHING = regex(
    r"\b(?P<verb>(?:pay|cost|charge|receive|get|earn|win|owe|contain|contribute)s?|paid|charged|received|got)"
    r"\s+nothing\b",
    re.IGNORECASE,
)
IsDenied = Callable[[str, Term], bool]
"""(text, one of its words) -> does a negation stand before it?"""


def without_bounds(text: str) -> str:
    """The text without negations that deny nothing: those of a bound, and "not only".

    "No right to", "forbidden to" and "no longer" become "not", as does, before its verb, the
    "nothing" of "pays nothing"; offsets stay.
    """
    text = NO_LONGER.sub(lambda found: "not".ljust(len(found[0])), text)
    text = _NOTHING.sub(lambda found: f"not {found['verb']}".ljust(len(found[0])), text)
    text = _NO_RIGHT.sub(lambda found: "not".ljust(len(found[0])), text)
    return _BOUND.sub(lambda found: " " * len(found[0]), text)


def in_denials(text: str, other: str) -> str:
    """The text with "not refundable" for "non-refundable" where `other` has "refundable" and not
    the whole word."""
    known = said_words(other)

    def told(found: re.Match[str]) -> str:
        whole, rest = found[0].lower(), found["rest"]
        denies = whole not in _NO_PREFIX and fold(whole) not in known and fold(rest) in known
        return f"not {rest}" if denies else found[0]

    return _PREFIXED.sub(told, text)


def opposite_word(sentence: str, quote: str, is_denied: IsDenied) -> str:
    """A word of the sentence in whose place the quote has its opposite, as a fault; or ""."""
    said, read = terms(sentence), terms(quote)
    written = _by_text(said), _by_text(read)
    folded = {term.folded: term for term in said}, {term.folded: term for term in read}
    listed = [(pair, written) for pair in _SURE] + [(pair, folded) for pair in _IN_ANY_FORM]
    for (one, other), (spoken, quoted) in listed:
        for here, there in ((one, other), (other, one)):
            if here not in spoken or there in spoken or there not in quoted or here in quoted:
                continue
            if here in _IN_TIME and keeps_order(sentence, quote):
                continue
            if here in _COMPARED and compares_alike(sentence, quote):
                continue
            mine, theirs = spoken[here], quoted[there]
            if here in _OF_THE_SAME and not _of_the_same(sentence, mine, quote, theirs):
                continue
            if is_denied(sentence, mine) == is_denied(quote, theirs):
                return f"The cited text says {theirs.text.lower()}, not {mine.text.lower()}."
    return _opposite_of_same(sentence, quote, is_denied)


def _opposite_of_same(sentence: str, quote: str, is_denied: IsDenied) -> str:
    """The same of words that are opposites only of the same thing, line by line of the quote."""
    spoken = _by_text(terms(sentence))
    paired = [(here, row) for row in _SHARED for side in row for here in side if here in spoken]
    if not paired:
        return ""
    lines = [quote[one.start : one.end] for one in sentence_spans(quote)]
    for here, (one, other) in paired:
        ours, theirs = (one, other) if here in one else (other, one)
        rest = {term.folded for term in content_terms(sentence) if term != spoken[here]}
        shares = [(_share(rest, line), _by_text(terms(line))) for line in lines]
        kept = max((share for share, words in shares if ours & set(words)), default=-1.0)
        for line, (share, words) in zip(lines, shares, strict=True):
            there = next((word for word in words if word in theirs), None)
            if there is None or theirs & set(spoken) or not kept < _LEAST_SHARED <= share:
                continue
            if here in _CONVERSE and not _same_subject(sentence, spoken[here], line, words[there]):
                continue
            if ours & set(words) or not _stand_alike(sentence, spoken[here], line, words[there]):
                continue
            if is_denied(sentence, spoken[here]) == is_denied(line, words[there]):
                return f"The cited text says {words[there].text.lower()}, not {here}."
    return ""


def _same_subject(sentence: str, here: Term, line: str, there: Term) -> bool:
    """Not of "sold separately" and "you buy", nor of "A sold it to B" and "B bought it from A"."""
    before = [topic_words(text[: word.start]) for text, word in ((sentence, here), (line, there))]
    return bool(before[0] & before[1])


def _share(rest: set[str], line: str) -> float:
    return len(rest & topic_words(line)) / len(rest) if rest else 0.0


def _stand_alike(sentence: str, here: Term, line: str, there: Term) -> bool:
    """Of "up" and "down": does the same word stand in front of both?"""
    if here.text.lower() not in _PARTICLE:
        return True
    before = [terms(text[: term.start])[-1:] for text, term in ((sentence, here), (line, there))]
    return [term.folded for term in before[0]] == [term.folded for term in before[1]]


def _by_text(words: Iterable[Term]) -> dict[str, Term]:
    return {term.text.lower(): term for term in words}


def _of_the_same(sentence: str, here: Term, quote: str, there: Term) -> bool:
    behind = [sentence[here.end :], quote[there.end :]]
    words = [content_terms(text)[:1] for text in behind]
    if not all(words):
        return False
    counted = [
        any(one.start <= word[0].start < one.end for one in figures(text))
        for word, text in zip(words, behind, strict=True)
    ]
    return all(counted) or words[0][0].folded == words[1][0].folded
