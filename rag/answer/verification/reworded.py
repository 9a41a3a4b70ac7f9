"""Paraphrases with exactly the same meaning: a sentence rewritten in the words of its source.

"Two weeks" becomes "14 days", "is not allowed to" becomes "must not", if that is how the source
puts it. What is judged after that has no synonyms of these kinds left in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.verification.clock import clocked
from rag.answer.verification.opposites import BANNED
from rag.answer.verification.quantities import Quantity, quantities
from rag.answer.verification.rounded import unrounded
from rag.answer.verification.shares import shared
from rag.regex import regex
from rag.text import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS, MONTH, terms, weekday_of

_DAYS_ALIKE = [
    [day for day in GERMAN_WEEKDAYS.split("|") if weekday_of(day) == number]
    for number in range(1, 8)
]
_DAY = (
    rf"(?=\s+(?:(?-i:{MONTH})|(?:{ENGLISH_WEEKDAYS})\b|\d|noon\b|midnight\b|"
    r"(?:the\s+)?(?:end|beginning|start)\b))"
)
_SAME: tuple[tuple[str, ...], ...] = (
    (
        r"free\s+of\s+charge",
        r"(?:for\s+)?free\b(?!\s+(?:of|from|to)\b)",
        r"at\s+no\s+(?:(?:extra|additional)\s+)?(?:cost|charge)",
        r"without\s+(?:any\s+)?charge",
    ),
    (rf"(?:no|not)\s+later\s+than{_DAY}", rf"on\s+or\s+before{_DAY}", rf"by{_DAY}"),
    (r"only", r"(?:nobody|no\s+one|none)\s+(?:else\s+)?(?:but|except|other\s+than)"),
    (
        r"(?:must|may|shall)\s+not",
        r"cannot",
        rf"(?:is|are)\s+(?:\w+ly\s+)?{BANNED}\s+(?:to|from)",
    ),
    (r"not\s+(?:allowed|permitted)(?!\s+to)", r"(?:forbidden|prohibited|banned)(?!\s+(?:to|from))"),
    (
        r"(?-i:may|can)(?!\s+not)",
        r"(?:is|are)\s+(?:allowed|permitted|entitled|able)\s+to",
        r"ha(?:s|ve)\s+the\s+right\s+to",
    ),
    (
        r"must(?!\s+not)",
        r"shall(?!\s+not)",
        r"ha(?:s|ve)\s+to",
        r"needs?\s+to",
        r"(?:is|are)\s+(?:required|obliged|obligated)\s+to",
    ),
    (
        r"comes?\s+into\s+(?:force|effect)",
        r"takes?\s+effect",
        r"enters?\s+into\s+force",
    ),
    (r"came\s+into\s+(?:force|effect)", r"took\s+effect", r"entered\s+into\s+force"),
    (r"twice", r"(?:two|2)\s+times"),
    (r"daily", r"(?:a|per|each|every)\s+day"),
    (r"weekly", r"(?:a|per|each|every)\s+week"),
    (r"monthly", r"(?:a|per|each|every)\s+month"),
    (r"yearly", r"annually", r"(?:a|per|each|every)\s+(?:year|annum)"),
    (r"täglich", r"(?:pro|am|jeden)\s+Tag"),
    (r"wöchentlich", r"(?:pro|jede|in\s+der)\s+Woche"),
    (r"monatlich", r"(?:pro|im|jeden)\s+Monat(?!\s+[A-Z\d])"),
    (r"jährlich", r"(?:pro|im|jedes)\s+Jahr(?!\s+\d)"),
    (r"gives?\s+back", r"returns?"),
    (r"given\s+back", r"returned", r"paid\s+back", r"refunded"),
    (r"nicht\s+(?:erlaubt|gestattet|zulässig)", r"(?:verboten|untersagt|unzulässig)"),
    (r"spätestens\s+(?:am|bis(?:\s+zum)?)(?=\s+\w)", r"bis\s+(?:spätestens\s+)?zum(?=\s+\w)"),
    *(
        tuple(
            form
            for day in days
            for form in (
                rf"{day}s",
                rf"(?:jede[nr]|immer\s+am|an\s+jedem|am)\s+{day}\b(?!,?\s+(?:de[nm]|\d))",
            )
        )
        for days in _DAYS_ALIKE
    ),
    *(tuple(days) for days in _DAYS_ALIKE if len(days) > 1),
)
"""Ways to put one thing. None of them is told by another word for the same that the source has."""
_CLASSES = tuple(
    tuple(regex(rf"\b(?:{form})(?!\w)", re.IGNORECASE) for form in forms) for forms in _SAME
)


def as_read(sentence: str, source: str) -> str:
    """`sentence` with the words of `source` for quantities and phrases that it puts in others."""
    said = unrounded(_quantified(shared(clocked(sentence, source), source), source), source)
    for forms in _CLASSES:
        said = _phrased(said, source, forms)
    return said


def _phrased(sentence: str, source: str, forms: tuple[re.Pattern[str], ...]) -> str:
    read = [form.search(source) for form in forms]
    if not any(read) or all(read):
        return sentence
    theirs = next(one[0] for one in read if one)
    for form, same in zip(forms, read, strict=True):
        if same is None:
            sentence = form.sub(lambda _: theirs, sentence)
    return sentence


def _quantified(sentence: str, source: str) -> str:
    read = quantities(source)
    for said in reversed(quantities(sentence)):
        same = [one for one in read if one.equals(said)]
        if not same:
            continue
        bound = next((one for one in same if one.bound == said.bound), None)
        if bound and said.bound:
            sentence = _put(sentence, said.start, said.end, source[bound.start : bound.end])
        elif _is_told_otherwise(sentence, said, same, source):
            theirs = (bound or same[0]).bare, (bound or same[0]).bare_end
            sentence = _put(sentence, said.bare, said.bare_end, source[slice(*theirs)])
    return sentence


def _is_told_otherwise(
    sentence: str, said: Quantity, same: Sequence[Quantity], source: str
) -> bool:
    """Is the figure another, or what it is measured in told by another word: "3 EL", "3 km/h"?"""
    if not any(one.figure.same_as(said.figure) for one in same):
        return True
    written = [_measured(source, one) for one in same]
    return said.figure.measure != "" and all(
        words and words != _measured(sentence, said) for words in written
    )


def _measured(text: str, one: Quantity) -> tuple[str, ...]:
    """The folded words of what it is measured in."""
    return tuple(term.folded for term in terms(text[one.figure.end : one.bare_end]))


def _put(text: str, start: int, end: int, words: str) -> str:
    return text[:start] + words + text[end:]
