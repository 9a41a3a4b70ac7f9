"""Words that say the opposite of one another, and bounds: "not more than" is "at most"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from rag.answer.order import keeps_order
from rag.text import Term, content_terms, figures, fold, is_calendar, terms

_OPPOSITES = (
    ("more", "fewer"),
    ("more", "less"),
    ("most", "least"),
    ("most", "few"),
    ("many", "few"),
    ("higher", "lower"),
    ("highest", "lowest"),
    ("larger", "smaller"),
    ("largest", "smallest"),
    ("bigger", "smaller"),
    ("greater", "smaller"),
    ("better", "worse"),
    ("best", "worst"),
    ("faster", "slower"),
    ("longer", "shorter"),
    ("longest", "shortest"),
    ("older", "younger"),
    ("oldest", "youngest"),
    ("earlier", "later"),
    ("early", "late"),
    ("once", "twice"),
    ("before", "after"),
    ("first", "last"),
    ("above", "below"),
    ("over", "under"),
    ("always", "never"),
    ("always", "sometimes"),
    ("always", "rarely"),
    ("often", "rarely"),
    ("all", "some"),
    ("all", "none"),
    ("every", "some"),
    ("all", "most"),
    ("all", "few"),
    ("rose", "fell"),
    ("gain", "lose"),
    ("won", "lost"),
    ("success", "failure"),
    ("succeeded", "failed"),
    ("accepted", "rejected"),
    ("allowed", "forbidden"),
    ("permitted", "forbidden"),
    ("permitted", "prohibited"),
    ("allowed", "prohibited"),
    ("possible", "impossible"),
    ("likely", "unlikely"),
    ("legal", "illegal"),
    ("open", "closed"),
    ("positive", "negative"),
    ("maximum", "minimum"),
    ("north", "south"),
    ("east", "west"),
    ("northern", "southern"),
    ("eastern", "western"),
)
_IN_ANY_FORM = tuple(
    (fold(one), fold(other))
    for one, other in (
        ("rise", "fall"),
        ("increase", "decrease"),
        ("grow", "shrink"),
        ("include", "exclude"),
        ("permit", "prohibit"),
    )
)
_OF_THE_SAME = frozenset(["over", "under", "above", "below", "first", "last"])
"""Opposites only of the same thing or of figures: "over three years", but "under the lease"."""
_BEFORE_THE_SAME = (("by", "after"), ("until", "after"), ("until", "from"), ("within", "after"))
"""Opposites only before the same word: "by Friday" and "after Friday"."""
_BEFORE_A_DAY = ("by", "from")
_BEHIND_THE_SAME = (("in", "out"), ("on", "off"), ("up", "down"))
"""Opposites only behind the same word: "moving in" and "moving out"."""
_IN_TIME = frozenset(["before", "after"])
_BOUND = re.compile(
    r"\b(?:no|not)\s+(?:[a-z]+\s+){0,2}?(?P<more>more|less|fewer|later|earlier|longer|shorter|higher|lower|larger|"
    r"smaller|greater|older|younger)\s+than\b|\bnot\s+(?:only|just|merely|simply|solely)\b",
    re.IGNORECASE,
)

BANNED = r"(?:forbidden|prohibited|banned|not\s+(?:allowed|permitted))"
_NO_RIGHT = re.compile(
    r"\bno\s+(?:right|power|authority|permission|option|possibility|obligation|duty|need|intention|"
    rf"plans?)\s+(?=to\b)|\b{BANNED}\s+(?=to\b|from\b)",
    re.IGNORECASE,
)
"""What denies what follows it, as "not" does."""
IsDenied = Callable[[str, Term], bool]
"""(text, one of its words) -> does a negation stand before it?"""


def without_bounds(text: str) -> str:
    """The text without negations that deny nothing: those of a bound, and "not only".

    "No right to" and "forbidden to" become "not"; offsets stay.
    """
    text = _NO_RIGHT.sub(lambda found: "not".ljust(len(found[0])), text)
    return _BOUND.sub(lambda found: " " * len(found[0]), text)


def opposite_bound(sentence: str, quote: str) -> str:
    """A "more than" where the quote says "no more than", or the reverse, as a fault; or ""."""
    for here, there in ((sentence, quote), (quote, sentence)):
        bounds = {found["more"].lower() for found in _BOUND.finditer(there) if found["more"]}
        bounds -= {found["more"].lower() for found in _BOUND.finditer(here) if found["more"]}
        for more in sorted(bounds):
            bare = re.compile(rf"\b{more}\s+than\b", re.IGNORECASE)
            if bare.search(here) and not bare.search(without_bounds(there)):
                return "The cited text seems to say the opposite."
    return ""


def opposite_word(sentence: str, quote: str, is_denied: IsDenied) -> str:
    """A word of the sentence in whose place the quote has its opposite, as a fault; or ""."""
    said, read = terms(sentence), terms(quote)
    written = _by_text(said), _by_text(read)
    folded = {term.folded: term for term in said}, {term.folded: term for term in read}
    listed = [(pair, written) for pair in _OPPOSITES] + [(pair, folded) for pair in _IN_ANY_FORM]
    for (one, other), (spoken, quoted) in listed:
        for here, there in ((one, other), (other, one)):
            if here not in spoken or there in spoken or there not in quoted or here in quoted:
                continue
            if here in _IN_TIME and keeps_order(sentence, quote):
                continue
            mine, theirs = spoken[here], quoted[there]
            if here in _OF_THE_SAME and not _of_the_same(sentence, mine, quote, theirs):
                continue
            if is_denied(sentence, mine) == is_denied(quote, theirs):
                return f"The cited text says {theirs.text.lower()}, not {mine.text.lower()}."
    return ""


def opposite_beside(sentence: str, quote: str) -> str:
    """A small word in whose place, beside the same word, the quote has its opposite; or ""."""
    said, read = (
        {(one.folded, two.folded) for one, two in pairwise(terms(text))}
        for text in (sentence, quote)
    )
    for behind, pairs in ((False, (*_BEFORE_THE_SAME, _BEFORE_A_DAY)), (True, _BEHIND_THE_SAME)):
        for one, other in (*pairs, *(pair[::-1] for pair in pairs)):
            for pair in said - read:
                small, beside = pair[::-1] if behind else pair
                if {one, other} == set(_BEFORE_A_DAY) and not _is_of_a_day(beside):
                    continue
                turned = (beside, other) if behind else (other, beside)
                goes_on = any(it in read for it in said if it[0] == one)  # "in June"
                if small == one and turned in read - said and not (behind and goes_on):
                    return f"The cited text says {other}, not {one}."
    return ""


def _is_of_a_day(word: str) -> bool:
    return word.isdigit() or is_calendar(word)


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
