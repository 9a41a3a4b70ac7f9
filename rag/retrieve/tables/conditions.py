"""Conditions that a question sets for the rows of a table: "out of stock", "under 10 euros"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rag.regex import regex
from rag.text import Figure, Span, figures, fold, terms
from rag.text.bounds import ABOVE, AT_LEAST, AT_MOST, BELOW


class Demand(StrEnum):
    """What a condition demands of a row's number."""

    NONE_LEFT = "none left"
    SOME_LEFT = "some left"
    ABOVE = "above"
    AT_LEAST = "at least"
    BELOW = "below"
    AT_MOST = "at most"
    LARGEST = "largest"
    SMALLEST = "smallest"


@dataclass(frozen=True, slots=True)
class Condition:
    """One of a question's conditions, and where the question says it.

    `bound` is of comparisons alone; `of_price` if its words, or those around it, say that it is
    about money. `around`: the question's words that stand near to it, folded.
    """

    demand: Demand
    span: Span
    bound: Decimal = Decimal(0)
    of_price: bool = False
    around: frozenset[str] = frozenset()

    def is_met_by(self, number: Decimal) -> bool:
        """Does a number fulfil it? Of the largest and the smallest only a whole column tells."""
        match self.demand:
            case Demand.NONE_LEFT:
                return number == 0
            case Demand.SOME_LEFT | Demand.ABOVE:
                return number > self.bound
            case Demand.AT_LEAST:
                return number >= self.bound
            case Demand.BELOW:
                return number < self.bound
            case _:
                return number <= self.bound

    @property
    def is_of_stock(self) -> bool:
        """Is it about what is left?"""
        return self.demand in (Demand.NONE_LEFT, Demand.SOME_LEFT)

    @property
    def is_extreme(self) -> bool:
        """Does it take a whole column to tell?"""
        return self.demand in (Demand.LARGEST, Demand.SMALLEST)


STOCK_COLUMNS = (
    frozenset(map(fold, ("stock", "stocks", "available", "availability", "inventory", "remaining",
                         "left", "bestand", "lager", "lagerbestand", "vorrat", "vorrätig",
                         "verfügbar"))),
    frozenset(map(fold, ("quantity", "qty", "menge", "anzahl"))),
)  # fmt: skip
"""Words of the names of columns that say how much is left, the surer ones first."""

PRICE_COLUMNS = frozenset(
    map(fold, ("price", "prices", "cost", "costs", "eur", "euro", "euros", "usd", "gbp", "chf",
               "dollars", "pounds", "amount", "fee", "rent", "preis", "kosten", "betrag"))
)  # fmt: skip
"""Words of the names of columns that hold amounts of money."""

NOTHING = regex(
    r"\W*(?:none|nil|no|sold[ -]out|out of stock|unavailable|ausverkauft|vergriffen|keine?|leer)?"
    r"\W*",
    re.IGNORECASE,
)
"""A cell that says in words that nothing is left."""

_SELECTS = regex(
    r"\W*(?:(?:and|so|please|und|bitte)\W+)*(?:which|what|who|list|name|show|find|give|tell|"
    r"how many|(?:is|are) there|(?:do|have) we|welche[rsnm]?|was|wer|nenne|zeige?|liste|gibt es|"
    r"wie viele)\b",
    re.IGNORECASE,
)
"""How a question opens that wants those rows of many that fulfil something."""

_NONE_LEFT = regex(
    r"\b(?:out of stock|sold[ -]out|not (?:in stock|available)|unavailable|"
    r"(?:none|nothing) (?:is |are )?(?:left|in stock)|run out|ran out|"
    r"ausverkauft|vergriffen|nicht (?:mehr )?(?:vorrätig|auf lager|verfügbar|lieferbar))\b",
    re.IGNORECASE,
)
_SOME_LEFT = regex(r"\b(?:in stock|vorrätig|auf lager)\b", re.IGNORECASE)
_COUNTS = regex(r"\bhow (?:many|much)\b|\bwie ?viele?\b", re.IGNORECASE)
_CHEAP = r"(?:cheaper|less expensive|billiger|günstiger)"
_DEAR = r"(?:more expensive|dearer|pricier|teurer)"
_COMPARED = regex(
    rf"\b(?:(?P<most>{AT_MOST})|(?P<least>{AT_LEAST})"
    rf"|(?P<above>{_DEAR} (?:than|als)|{ABOVE})"
    rf"|(?P<below>{_CHEAP} (?:than|als)|{BELOW}))\s+(?=\W{{0,2}}\d)",
    re.IGNORECASE,
)
_EXTREME = regex(
    r"\b(?:(?P<dear>most expensive|dearest|priciest|teuerste[nrs]?)"
    r"|(?P<cheap>cheapest|least expensive|billigste[nrs]?|günstigste[nrs]?)"
    r"|(?P<largest>highest|largest|biggest|greatest|höchste[nrs]?|größte[nrs]?)"
    r"|(?P<smallest>lowest|smallest|fewest|niedrigste[nrs]?|kleinste[nrs]?))\b",
    re.IGNORECASE,
)
_OF_PRICE = regex(
    r"\b(?:costs?|prices?|priced|cheap\w*|expensive|dear\w*|pay|teuer\w*|teurer|billig\w*|günstig\w*|"
    r"kosten|kostet|preis\w*)\b",
    re.IGNORECASE,
)
_BEFORE = 3  # words before a condition that may say what it is about
_BEHIND = 4
_DEMANDS = {"most": Demand.AT_MOST, "least": Demand.AT_LEAST, "above": Demand.ABOVE,
            "below": Demand.BELOW}  # fmt: skip


def conditions(question: str) -> tuple[Condition, ...]:
    """What a question demands of the rows that it asks for; none where it asks about one thing
    ("Is the drill sold out?") or sets no condition that numbers tell."""
    if not _SELECTS.match(question):
        return ()
    found = [*_compared(question), *_extreme(question)]
    gone = _NONE_LEFT.search(question)
    there = _SOME_LEFT.search(question) if not gone and not _COUNTS.search(question) else None
    if gone:
        found.append(Condition(Demand.NONE_LEFT, Span(*gone.span())))
    elif there and not found:  # "more than 50 in stock" says it all
        found.append(Condition(Demand.SOME_LEFT, Span(*there.span())))
    return tuple(found)


def says_gone(cell: str) -> bool:
    """Is it all that a cell says that nothing is left?"""
    return _NONE_LEFT.fullmatch(cell.strip()) is not None


def _compared(question: str) -> list[Condition]:
    given = figures(question)
    found = []
    for match in _COMPARED.finditer(question):
        bound = next(
            (one for one in given if match.end() <= one.start + 2 <= match.end() + 4), None
        )
        if bound is not None and match.lastgroup is not None:
            span = Span(match.start(), match.end() + len(_written(question, match.end(), bound)))
            priced = bound.unit not in ("", "%", "pp", "x") or _is_of_price(question, span)
            around = _around(question, span)
            found.append(Condition(_DEMANDS[match.lastgroup], span, bound.value, priced, around))
    return found


def _is_of_price(question: str, span: Span) -> bool:
    """Do its words say so, or those before it ("costs less than 7")? What "people under 18 pay" is
    about people."""
    before = question[: span.start].split()[-_BEFORE:]
    return _OF_PRICE.search(" ".join([*before, question[span.start : span.end]])) is not None


def _around(question: str, span: Span) -> frozenset[str]:
    near = (*terms(question[: span.start])[-_BEFORE:], *terms(question[span.end :])[:_BEHIND])
    return frozenset(term.folded for term in near)


def _written(question: str, start: int, bound: Figure) -> str:
    """The bound with its unit, from where the comparison ends."""
    return question[start : bound.start] + bound.written(question)


def _extreme(question: str) -> list[Condition]:
    found = []
    for match in _EXTREME.finditer(question):
        large = match.lastgroup in ("dear", "largest")
        span = Span(*match.span())
        priced = match.lastgroup in ("dear", "cheap") or _is_of_price(question, span)
        demand = Demand.LARGEST if large else Demand.SMALLEST
        found.append(Condition(demand, span, of_price=priced, around=_around(question, span)))
    return found
