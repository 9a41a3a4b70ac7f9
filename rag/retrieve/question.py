"""What a question asks for: the kind of thing wanted, its terms, names and figures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.regex import regex
from rag.retrieve.doers import tells_doer
from rag.retrieve.joining import goes_on
from rag.text import (
    AUXILIARIES,
    CURRENCIES,
    ENGLISH_MONTHS,
    ENGLISH_WEEKDAYS,
    FUNCTION_WORDS,
    Figure,
    Name,
    Term,
    content_terms,
    figures,
    fold,
    names,
    said_words,
    terms,
)


class Wanted(StrEnum):
    """The kind of thing that an answer must hold; ANY where the question does not say."""

    DATE = "date"
    FIGURE = "figure"
    NAME = "name"
    REASON = "reason"
    YES_NO = "yes-no"
    ANY = "any"


_PATTERNS = (
    (
        Wanted.FIGURE,
        r"how (?:many|much|long|old|far|often|big|large|tall|high|fast|deep|heavy|wide|expensive)"
        r"|(?:what|which)(?:'s| is| was| are| were)? (?:the )?"
        r"(?:exact |total |average |estimated )?"
        r"(?:percentage|percent|share|number|proportion|age|price|cost|amount|size|budget|salary|"
        r"revenue|valuation|ratio|rate|speed|population|height|length|distance|temperature)",
    ),
    (
        Wanted.DATE,
        r"when|(?:in |on )?(?:what|which) (?:year|date|month|day|decade|century)|since when",
    ),
    (Wanted.REASON, r"why|how come|for what reason"),
    (Wanted.NAME, r"who|whom|whose|where|(?:in |from )?(?:what|which) (?:city|country|state|town)"),
)
_QUESTION_WORD = regex(
    r"\b(?:" + "|".join(f"(?P<{kind.name}>{words})" for kind, words in _PATTERNS) + r")\b",
    re.IGNORECASE,
)
_CLAUSE_END = regex(r"[.?!;:]")
_ASKS_ELSE = regex(r"\b(?:what|which|how)\b", re.IGNORECASE)
_ASKS_WHEN = regex(
    r"(?:,|\b(?:and|or|about|of|on|by|to|since|until|till|from|say|says|said|tell|tells|state|states|"
    r"know|date|day|month|year|time))\s*$",
    re.IGNORECASE,
)
"""Stands right before a "when" that asks, though something else is asked before it."""
_OPENS_YES_NO = regex(rf"\s*(?:{AUXILIARIES})\b", re.IGNORECASE)
_OPENER = (
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|"
    r"would|has|have|had|should)"
)
_THERE = regex(r"\b(?:is|are)\s+there\b", re.IGNORECASE)
ASKS_PRICE = frozenset(["cost", "price"])
"""Folded words of a question for a sum of money, which that need not stand beside."""
_BETWEEN_PARTS = regex(
    rf"\?\s+(?:and\s+|or\s+)?(?={_OPENER}\b)|(?P<joined>,?\s+and\s+(?:also\s+)?)(?={_OPENER}\b)|"
    rf";\s+(?={_OPENER}\b)",
    re.IGNORECASE,
)
_LEAST_PART = 3  # words of a part that can be asked by itself
_COUNTED = regex(r"\bhow (?:many|much)\s+((?:[\w-]+\s+){0,2}?[\w-]+)", re.IGNORECASE)
_HOW_MANY_THINGS = regex(
    r"\b(?:which|what|name|list|give|tell me|are|were)\s+(?:of\s+)?(?:the\s+|these\s+|all\s+)?$",
    re.IGNORECASE,
)
_LASTS = regex(r"\s*(?:for |since )?how (?:long|often)\b", re.IGNORECASE)
_DURATION = regex(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies)|"
    r"hourly|daily|weekly|monthly|yearly|annually|indefinite(?:ly)?|forever|always|never)\b",
    re.IGNORECASE,
)
_VAGUE_COUNT = regex(
    r"\b(?:dozens|hundreds|thousands|millions|billions|trillions|several|a few|a couple|"
    r"twice|double|triple|majority|none|half)\b",
    re.IGNORECASE,
)
_DATE = regex(
    r"\b(?:1[0-9]{3}|20[0-9]{2}|\d{1,4}\s?(?:BCE?|AD|CE)|century|centuries|decades?|today|"
    rf"{ENGLISH_MONTHS}|{ENGLISH_WEEKDAYS}|yesterday|tomorrow|tonight|weeks?|months?|years?|"
    r"quarter|spring|summer|autumn|winter|midnight|noon|\d{1,2}:\d{2})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. `terms` are its distinct topic words, in order."""

    text: str
    wanted: Wanted
    terms: tuple[Term, ...]
    words: frozenset[str]
    names: tuple[Name, ...]
    figures: tuple[Figure, ...]
    counted: frozenset[str]

    def is_met_by(self, sentence: str) -> bool | None:
        """Does the sentence hold a new thing of the wanted kind? None where any text may do."""
        if self.wanted is Wanted.DATE:
            return any(
                found[0].lower() not in self.text.lower() for found in _DATE.finditer(sentence)
            )
        if self.wanted is Wanted.FIGURE:
            versions = names(sentence)
            if self.lasts_by(sentence):
                return True
            return bool(_VAGUE_COUNT.search(sentence)) or any(
                not any(figure.same_as(given) for given in self.figures)
                and not any(name.start <= figure.start < name.end for name in versions)
                for figure in figures(sentence)
            )
        if self.wanted is Wanted.NAME:
            return any(
                any(part.folded not in self.words for part in name.parts)
                for name in names(sentence)
            ) or tells_doer(self.text, sentence)
        return None

    def lasts_by(self, sentence: str) -> bool:
        """Does it ask how long something takes, and has the sentence a span of time?"""
        return bool(_LASTS.match(self.text) and _DURATION.search(sentence))


def parse(text: str) -> Question:
    """Take a question apart. Any text will do; one without topic words keeps all of its words."""
    distinct: dict[str, Term] = {}
    for term in content_terms(text) or terms(text):
        distinct.setdefault(term.folded, term)
    counted = _COUNTED.search(text)
    return Question(
        text=text,
        wanted=_wanted(text),
        terms=tuple(distinct.values()),
        words=said_words(text),
        names=names(text),
        figures=_given(text),
        counted=frozenset(
            fold(word)
            for word in (counted[1].split() if counted else ())
            if word.lower() not in FUNCTION_WORDS
        ),
    )


def tells_price(question: str, sentence: str) -> bool:
    """Does the question ask what something costs, and has the sentence a sum of money?"""
    asks = any(term.folded in ASKS_PRICE for term in terms(question))
    return asks and any(figure.unit in CURRENCIES for figure in figures(sentence))


def asks_whether(question: str) -> bool:
    """Does it ask whether something is so, or which of something there are?"""
    return bool(_OPENS_YES_NO.match(question) or _THERE.search(question))


def _given(text: str) -> tuple[Figure, ...]:
    """The figures that a text which answers has to hold.

    Not how many things are asked for ("Which three ..."), nor a spelled one ("act as one").
    """
    return tuple(
        figure
        for figure in figures(text)
        if text[figure.start : figure.end].lower() != "one"
        and not _HOW_MANY_THINGS.search(text[: figure.start])
    )


def parts(question: str) -> tuple[str, ...]:
    """The questions that a question joins ("How old is it, and who built it?"); itself if one.

    A piece that is too short to be asked by itself ("... and when?") stays with its neighbour.
    """
    found: list[str] = []
    start = 0
    for match in _BETWEEN_PARTS.finditer(question):
        before, after = question[start : match.start()], question[match.end() :]
        if match["joined"] and goes_on(before, after):
            continue
        if all(_is_askable(piece) for piece in (before, after)):
            found.append(before.strip())
            start = match.end()
    found.append(question[start:].strip())
    return tuple(found) if len(found) > 1 else (question,)


def _is_askable(piece: str) -> bool:
    words = content_terms(piece)
    opens = re.match(rf"\s*(?:\w+\s+){{0,2}}?{_OPENER}\b", piece, re.IGNORECASE)
    return bool(opens) and bool(words) and len(piece.split()) >= _LEAST_PART


def _wanted(text: str) -> Wanted:
    if _OPENS_YES_NO.match(text):
        return Wanted.YES_NO
    for found in _QUESTION_WORD.finditer(text):
        conditional = found[0].lower() == "when" and _is_asked_else(text[: found.start()])
        if found.lastgroup and not conditional:
            return Wanted[found.lastgroup]
    return Wanted.ANY


def _is_asked_else(before: str) -> bool:
    """Does the "when" behind it ask nothing, as in "What happens when it rains?"?"""
    clause = _CLAUSE_END.split(before)[-1]
    return _ASKS_ELSE.search(clause) is not None and _ASKS_WHEN.search(clause) is None
