"""Checks what the source gives to something else: the figure of the sentence or row beside.

The quote for a sentence may be two neighbours, of which one has its words and the other only a
figure. What is found here is likely, not certain: a neighbour may go on about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.answer.verification.pieces import takes_up
from rag.answer.verification.polarity import NEGATION
from rag.regex import regex
from rag.text import Figure, content_terms, figures, ordinals

_GOES_ON = regex(
    r"\b(?:he|she|it|they|his|her|its|their|him|them|this|these|that|those)\b", re.IGNORECASE
)
_RANK = regex(
    r"place|placing|rank(?:ing)?|pos(?:ition)?|platz|rang|classement|puesto|#", re.IGNORECASE
)
_RANKED = regex(
    r"\b(?:finish\w*|came|com(?:es|ing)|plac\w+|rank\w*|is|was|were|took|tak(?:es|ing))\s+(?:in\s+)?(?:the\s+)?\Z",
    re.IGNORECASE,
)
_YES_OR_NO = regex(
    r"(?P<no>no|none|nein|keine?|non|aucune?|ningun[ao]|[✗✘×])|(?:yes|ja|oui|sí|[✓✔])",
    re.IGNORECASE,
)
_SEVERAL = regex(r",|\b(?:and|but|or|while|und|aber|oder|et|mais|ou)\b")
_WON = regex(r"\b(?:won|wins)(?=\s+the\s+[^\W\d_])|\bwinner\b", re.IGNORECASE)
_YEARS = range(1000, 2100)


def misplaced_figure(sentence: str, quote: Sequence[str], around: str) -> str:
    """A figure that only a sentence about something else has, while the one about this has
    another in its place; or "".

    `quote` are the sentences of the source, as a reader takes them in, that speak for `sentence`;
    `around` is what may be taken as said beside each.
    """
    own = figures(sentence)
    read = [_words(one) for one in quote]
    for figure in own:
        wanted = _words(sentence, figure)
        shared = [wanted & one for one in read]
        best = max(range(len(quote)), key=lambda at: len(shared[at]))
        near, told = quote[best], shared[best]
        known = [*figures(near), *figures(around)]
        written = sentence[figure.start : figure.end].strip()
        if written.lower() == "one":
            continue
        if _is_among(figure, known):
            fault = _in_another_cell(figure, own, near, wanted)
        else:
            holders = [one for one in quote if _is_among(figure, figures(one))]
            fault = (
                bool(holders)
                and any(_alike(figure, one) and not _is_among(one, own) for one in figures(near))
                and all(
                    wanted & _words(one) < told and _is_apart(one, near, wanted) for one in holders
                )
            )
        if fault:
            said = f"The cited text does not give the figure {written} beside this"
            return f"{said}; it stands elsewhere in the source."
    return ""


def other_place(sentence: str, rows: Sequence[str]) -> str:
    """ "Third", or "won the race", where the one row that speaks for the sentence has a 4 as the
    place; or ""."""
    places = [
        (int(one.value), one.written(sentence))
        for one in ordinals(sentence)
        if _RANKED.search(sentence[: one.start])
    ]
    if not ordinals(sentence):
        places = [(1, one[0]) for one in _WON.finditer(sentence)]
    if len(places) != 1 or len(set(rows)) != 1:
        return ""
    ((place, written),) = places
    for name, cell in (cell.rpartition(": ")[::2] for cell in rows[0].split("; ")):
        given = figures(cell)
        if _RANK.fullmatch(name.strip(" .")) and given and given[0].value != place:
            return f'The cited text gives {given[0].written(cell)} as the place, not "{written}".'
    return ""


def denied_cell(sentence: str, rows: Sequence[str]) -> str:
    """Does the one of these rows that `sentence` is about say "no" in a column that it affirms, or
    "yes" in one that it denies? As a fault, or ""."""
    said = _words(sentence)
    table = [
        [cell.rpartition(": ")[::2] for cell in row.split("; ")] for row in rows if ": " in row
    ]
    meant = [row for row in table if _words(row[0][1]) and _words(row[0][1]) <= said]
    denies = NEGATION.search(sentence) is not None
    if len(meant) != 1 or _SEVERAL.search(sentence):
        return ""
    for name, cell in meant[0][1:]:
        found = _YES_OR_NO.fullmatch(cell.strip(" ."))
        if found and _words(name) and _words(name) <= said and denies != bool(found["no"]):
            return f'The cited text says "{name}: {cell}".'
    return ""


def _in_another_cell(
    figure: Figure, own: Sequence[Figure], row: str, wanted: frozenset[str]
) -> bool:
    """Do the sentence's words name another column than the one that the figure stands in?

    A figure in the first cell is a part of what the row is called.
    """
    cells = [cell.rpartition(": ")[::2] for cell in row.split("; ")]
    if _is_among(figure, figures(cells[0][1])) or any(
        _is_among(figure, figures(cell)) and _topic(cell) and _topic(cell) <= wanted | _topic(name)
        for name, cell in cells
    ):
        return False
    held = [wanted & _words(name) for name, cell in cells if _is_among(figure, figures(cell))]
    others = [
        wanted & _words(name)
        for name, cell in cells
        if any(_alike(figure, one) and not _is_among(one, own) for one in figures(cell))
    ]
    return bool(held) and any(all(ours < theirs for ours in held) for theirs in others)


def _is_apart(text: str, near: str, wanted: frozenset[str]) -> bool:
    """Is it about something of its own? Not "The scheme begins in May", behind "a new scheme"."""
    if takes_up(text, wanted & _words(near)):
        return False
    return _GOES_ON.search(text) is None and not _topic(text) <= wanted


def _topic(text: str) -> frozenset[str]:
    """Its content words that are no figures."""
    return _words(text, *figures(text))


def _words(text: str, *without: Figure) -> frozenset[str]:
    """Its content words, but for some figures; "330" tells one row from another."""
    return frozenset(
        term.folded
        for term in content_terms(text)
        if not any(one.start < term.end and term.start < one.end for one in without)
    )


def _alike(one: Figure, other: Figure) -> bool:
    """May the one stand in the other's place?"""
    units = one.unit == other.unit or not one.unit or not other.unit
    return units and _is_year(one) == _is_year(other)


def _is_year(figure: Figure) -> bool:
    return not figure.unit and figure.value in _YEARS


def _is_among(figure: Figure, others: Iterable[Figure]) -> bool:
    return any(figure.same_as(other) for other in others)
