"""Notes below quotes which things a question names and no document mentions.

"Can I take ibuprofen with it?" may be answered by what stands there of other medicines. Only what
is surely a thing is looked for, by its place in the question, and only rare words are: for a common
one ("trouble", "gear") the documents mostly have another.
"""

from __future__ import annotations

from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.spelling import frequency
from rag.store import Snapshot
from rag.text import is_calendar, is_english, names, without_possessive

_RARE = 8_000  # times in the list of English words, at most; "flu" has 7,251, "results" 41,795
_ARTICLE = r"(?:(?:an?|any|her|his|my|our|some|the|their|your)\s+)?"
_THING = r"(?P<word>[a-z]{3,})(?<!ly)(?<!ing)(?<!ed)"
_GOES_ON = r"(?:after|and|at|before|during|for|in|on|or|to|while|with|without)\b"
_FORMS = tuple(
    regex(form)
    for form in (
        r"\b(?:about|after|against|at|by|during|for|from|in|into|of|on|to|under|with|without)\s+"
        rf"{_ARTICLE}(?:[a-z]+\s+)?{_THING}[\s?.!]*$",
        r"\b(?:bring|buy|drink|eat|get|give|have|keep|sell|serve|take|use)\s+"
        rf"{_ARTICLE}{_THING}(?:\s+{_GOES_ON}|[\s?.!]*$)",
        r"\b[Ww]hat(?:['’]s|\s+(?:is|are|was|were))\s+the\s+(?:[a-z-]+\s+){1,2}of\s+"
        rf"{_ARTICLE}{_THING}\s+{_GOES_ON}",
    )
)
_NO_THINGS = frozenset(
    (
        *("afterwards", "altogether", "beforehand", "nowadays", "whatsoever"),
        *("daytime", "fortnight", "lunchtime", "midday", "midnight", "nighttime", "weekday"),
        *("weekdays", "weekend", "weekends"),
    )
)
"""Nor are times, which documents say in many ways."""
_CONTRACTED = regex(r"['’](?!s$)")


def unheard(question: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The names and things of an English question that stand in no document, in whatever form."""
    if not is_english(question):
        return ()
    return tuple(dict.fromkeys((*_names(question, snapshot), *_things(question, snapshot))))


def _names(question: str, snapshot: Snapshot) -> Iterator[str]:
    for name in names(question):
        parts = [without_possessive(part.text) for part in name.parts]
        told = all(part.isalpha() for part in parts) and not _CONTRACTED.search(name.text)
        told = told and not is_calendar(
            parts[-1].removesuffix("s")
        )  # "Fridays": "Fri" may be there
        if told and not any(snapshot.has_word(part) for part in parts):
            yield without_possessive(name.text)


def _things(question: str, snapshot: Snapshot) -> Iterator[str]:
    for form in _FORMS:
        for found in form.finditer(question):
            word = found["word"]
            is_rare = word not in _NO_THINGS and frequency(word) <= _RARE
            if is_rare and not snapshot.has_word(word):
                yield word
