"""Picks rows by what their cells say: "Which fields are required?" those with a yes in that column,
"Which clubs are on Wednesday?" those with "Wed"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from rag.regex import regex
from rag.retrieve.tables.row_spans import moment_of, rows_at
from rag.retrieve.tables.weekday_rows import names_of
from rag.text import (
    ENGLISH_WEEKDAYS,
    Date,
    Row,
    content_words,
    dates,
    fold,
    said_words,
    terms,
    topic_words,
)
from rag.text.rows import Cell

_PICKS = regex(
    r"\W*(?:(?:and|so|please|und|bitte)\W+)*"
    r"(?:which|who|what\s+\w+s\b|list|(?:show|name|give)\b.*\ball|welche[rsnm]?|wer|"
    r"quel(?:le)?s|qui)\b",
    re.IGNORECASE,
)
_ASKS_ONE = regex(r"\W*(?:and\W+)?(?:what|which)\s+(?:is|was|does|has)\b", re.IGNORECASE)
"""What one thing is: "What is the default of --batch?", and not "What talks are there?"."""
_ASKS_WHO = regex(r"\W*(?:and\W+)?(?:who|whom|wer|wem|wen|qui)\b", re.IGNORECASE)
_SHORT = 5  # words of a cell that names something; a longer one tells, and mentions this and that
_ASKS_VALUE = regex(
    r"\W*(?:and\W+)?(?:what|which|who|where|how (?:much|many)|wie|was|wer|welche\w*|quel\w*)\b",
    re.IGNORECASE,
)
_REMARK = regex(r"(?<=\w)(?:[,;]|\s?\(|\s[-–—])\s?")
"""Behind which a cell explains what it says: "yes, 10 mA"."""
_BY = regex(r"\bby\s+(?:the\s+)?$", re.IGNORECASE)
_BARS = regex(
    r"\b(?:before|after|until|till|since|than|between|from|except|other|else|besides|without|only|"
    r"most|least|more|less|fewer|first|last|next|never|neither|nor|or|and|vor|nach|bis|seit|außer|"
    r"ohne|nur|oder|und)\b|\b(?!(?:requ|t|cont|prot|gu|inter|for|harv|dig|ch|v|w)ests?\b)\w+[-/]?est\b",
    re.IGNORECASE,
)
"""What a word in a cell alone does not tell."""
_DENIES = regex(r"\b(?:not|\w+n['’]t|no|cannot|nicht|kein\w*|pas)\b|\bun(?=paid)", re.IGNORECASE)
_LACKS = regex(
    r"\b(?:not|\w+n['’]t|no(?!\.)|cannot|never|without|except\w*|exclud\w+|nicht|kein\w*|nie|ohne|außer|"
    r"pas|sans|sauf)\b",
    re.IGNORECASE,
)
_PART = regex(r"[;.](?!\d)|[()]|\b(?:but|aber|mais)\b", re.IGNORECASE)
_YES = frozenset(["yes", "y", "ja", "oui", "sí", "si", "true", "x", "✓", "✔", "☑", "✅"])
_NO = frozenset(["no", "n", "nein", "non", "false", "-", "–", "—", "✗", "✘", "☐", "❌", ""])
_NONE = _NO.union(
    ("none", "nil", "keine", "keiner", "keins", "aucun", "aucune", "ninguno", "ninguna", "nessuno")
)
_MOSTLY = 0.6  # share of a column's cells that are a yes or a no
_MAYBE = regex(r"(?:if|when|only|unless|sometimes|depends|conditional|wenn|falls|nur|si)\b")
_SMALL = frozenset(
    fold(word)
    for words in (
        "wer welche welcher welches welchen nicht hat haben ist sind wird werden wurde wurden",
        "am an auf bei der die das den dem ein eine im in mit von zu qui quel quelle quels quelles",
        "pas est sont ont le la les des du de en",
    )
    for word in words.split()
)
"""Words of German and French that name nothing."""
_DAYS = {
    short: fold(day) for day in ENGLISH_WEEKDAYS.split("|") for short in (day[:3], day[:4], day[:5])
}
_WEEKDAYS = frozenset(map(fold, ENGLISH_WEEKDAYS.split("|")))
_NUMBERED = regex(r"\b(?P<word>[^\W\d_]+)\s(?P<number>\d{1,4})\b(?![.,:/]\d)")
_FORMS = {
    "led": "lead", "paid": "pay", "taught": "teach", "sold": "sell", "held": "hold", "made": "make",
    "given": "give", "taken": "take", "written": "write", "bought": "buy", "built": "build",
    "kept": "keep", "sent": "send", "won": "win", "driven": "drive", "chosen": "choose",
}  # fmt: skip
"""How the names of columns say what somebody did: "Led by"."""


def picks(question: str) -> bool:
    """Could the question pick rows of a table by the words of their cells?"""
    at = moment_of(question) if _ASKS_VALUE.match(question) else None
    return at is not None or _picks_by_words(question)


def _picks_by_words(question: str) -> bool:
    return _PICKS.match(question) is not None or _day_of(question) is not None


def picked(
    rows: Sequence[Row],
    question: str,
    near: Collection[str],
    sayings: Collection[str],
    kinds: Collection[str] = (),
) -> list[Row]:
    """The rows that say all that the question asks for; none where any word of it is left over.

    `near` are the folded words of the table's title and place, `sayings` those that say nothing.
    The question names a column, or by one of the `kinds`, in that form, what all rows are; a column
    of yes and no picks by that, others by their words.
    """
    names = list(dict.fromkeys(name for row in rows for name in row.names))
    within = rows_at(rows, names, question)
    if within is None and not _picks_by_words(question):
        return []
    day = None if within else _day_of(question)
    at, rows = within or (day, rows)
    if at is not None:
        question = f"{question[: at.start]} {question[at.end :]}"
    asked = _formed(topic_words(question))
    words = {name: _words(name) for name in names}
    told = frozenset(word for name in names for word in words[name])
    numbered = _numbered(question, words)
    asked -= {number for _, number in numbered}
    named = asked - told - _SMALL - frozenset(near) - frozenset(sayings)
    things = frozenset(word.casefold() for word in content_words(question)) & frozenset(kinds)
    about = told | (frozenset(near) if within else frozenset(map(fold, things)))
    if (
        not (asked & about or _fill_cells(rows, named))
        or _BARS.search(question)
        or any(map(str.isdecimal, named))
    ):
        return []
    denied = _DENIES.search(question) is not None
    flags, graded = _columns_meant(rows, names, asked, question)
    if len(flags) > 1 or (denied and not flags) or not (flags or named or at or numbered):
        return []
    found = [
        row
        for row in rows
        if named <= _affirmed(row.cells)
        and all(_is_numbered(row, name, number) for name, number in numbered)
        and all(_says(row, name, denied=denied, graded=graded) for name in flags)
        and (day is None or any(day.same_as(one) for cell in row.cells for one in dates(cell.text)))
    ]
    if _ASKS_WHO.match(question) and not flags:
        found = [row for row in found if _may_say_who(row, [n for n in names if words[n] & asked])]
    return _of_the_one(found, named) if named and _ASKS_ONE.match(question) else found


def _columns_meant(
    rows: Sequence[Row], names: Sequence[str], asked: Collection[str], question: str
) -> tuple[list[str], bool]:
    """The columns that pick rows by a yes or a no; or by some or none, which is said too."""
    flags, graded = _flags(rows, names, asked), False
    if not flags and not _ASKS_ONE.match(question):
        named = (name for name in names if _words(name).issubset(asked))
        flags = [name for name in named if _has_some_or_none(rows, name)]
        graded = bool(flags)
    if _ASKS_WHO.match(question):  # "Who has paid?", and not "Who pays?"
        said = topic_words(question)
        flags = [name for name in flags if said & said_words(name)]
    return flags, graded


def _numbered(question: str, columns: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """What the question says by the name of a column and a number: "Room 5"."""
    found = []
    for each in _NUMBERED.finditer(question):
        word = fold(each["word"])
        having = [name for name, words in columns.items() if words == {word}]
        found += [(having[0], each["number"])] if len(having) == 1 else []
    return found


def _is_numbered(row: Row, name: str, number: str) -> bool:
    """Does its cell of that column say the number, and no more than that and the column's name?"""
    said = _held(cell for cell in row.cells if cell.name == name)
    return number in said and said <= {number, *_words(name)}


def _fill_cells(rows: Sequence[Row], named: Collection[str]) -> bool:
    """Are the words asked for whole cells of one row, "hinge" and "black", or, where a weekday is
    named, all others whole cells of some rows: "talks" of the type "talk"?"""
    others = frozenset(named) - _WEEKDAYS
    if others == named:
        return any(_is_filled(row, others) for row in rows)
    cells = [_held([cell]) for row in rows for cell in row.cells]
    return bool(others) and all(frozenset([word]) in cells for word in others)


def _is_filled(row: Row, words: frozenset[str]) -> bool:
    told = [held for cell in row.cells if (held := _held([cell])) and held <= words]
    return len(told) > 1 and frozenset().union(*told) == words


def by_flag(rows: Sequence[Row], question: str) -> list[Row]:
    """The rows that say yes, or no, in the one column of yes and no that a question names: all,
    where it names none; none where it names several."""
    names = list(dict.fromkeys(name for row in rows for name in row.names))
    flags = _flags(rows, names, _formed(topic_words(question)))
    if len(flags) > 1:
        return []
    denied = _DENIES.search(question) is not None
    return [row for row in rows if all(_says(row, name, denied=denied) for name in flags)]


def _flags(rows: Sequence[Row], names: Sequence[str], asked: Collection[str]) -> list[str]:
    return [
        name for name in names if _words(name).intersection(asked) and _is_of_yes_and_no(rows, name)
    ]


def _may_say_who(row: Row, asked: Collection[str]) -> bool:
    """Does a cell of the columns asked for hold more than a yes, a no or an amount? "Paid: no" is
    not who pays."""
    cells = [_cell(row, name) for name in asked]
    return not cells or any(
        cell not in _YES | _NO and not any(map(str.isdigit, cell)) for cell in cells
    )


def _of_the_one(rows: Sequence[Row], named: Collection[str]) -> list[Row]:
    """Those of the thing that is named: where first cells have its words, these; else without rows
    that say one word here and happen to mention another in a sentence of another cell."""
    headed = [row for row in rows if _held(row.cells[:1]).issuperset(named)]
    if headed:
        return headed
    return [row for row in rows if _is_said_together(row, named)]


def _is_said_together(row: Row, named: Collection[str]) -> bool:
    """Are the words in one cell, or all in cells that only name something?"""
    short = [cell for cell in row.cells if len(cell.text.split()) <= _SHORT]
    said = [_held(short), *(_held([cell]) for cell in row.cells)]
    return any(words.issuperset(named) for words in said)


def _day_of(question: str) -> Date | None:
    """The one day that a question asks for a value of: "What was the balance on 28 March?"."""
    found = dates(question) if _ASKS_VALUE.match(question) else ()
    if len(found) != 1 or _BY.search(question[: found[0].start]):
        return None
    return found[0]


def _words(text: str) -> frozenset[str]:
    return _formed(term.folded for term in terms(text))


def _formed(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(_FORMS[word]) if word in _FORMS else word for word in words)


def _held(cells: Iterable[Cell]) -> frozenset[str]:
    """The folded words of the cells, short days ("Wed") as long ones too, and all days that a cell
    says with fewer words: "Mon-Fri", "daily"."""
    texts = [cell.text for cell in cells]
    found = [term for text in texts for term in terms(text)]
    days = (_DAYS[term.text] for term in found if term.text in _DAYS)
    spans = (name for text in texts for name in names_of(text))
    return frozenset((*(term.folded for term in found), *days, *spans))


def _affirmed(cells: Iterable[Cell]) -> frozenset[str]:
    """Those of their words that no "not" stands with: "steel" of "steel, not for oil"."""
    parts = ((cell, part) for cell in cells for part in _PART.split(cell.text))
    return _held(cell._replace(text=_before_denial(part)) for cell, part in parts)


def _before_denial(text: str) -> str:
    denial = _LACKS.search(text)
    return text if denial is None else text[: denial.start()].rpartition(",")[0]


def _cell(row: Row, name: str) -> str:
    text = next((cell.text for cell in row.cells if cell.name == name), "")
    return _REMARK.split(text, maxsplit=1)[0].strip(" *_`.").casefold()


def _is_of_yes_and_no(rows: Sequence[Row], name: str) -> bool:
    cells = [_cell(row, name) for row in rows]
    plain = [cell for cell in cells if cell in _YES | _NO]
    return len(plain) >= _MOSTLY * len(cells) and bool(_YES.intersection(cells))


def _has_some_or_none(rows: Sequence[Row], name: str) -> bool:
    """Does the column say of some rows "no" or "none", and of the others what they have, and not
    yes: "no", "1 day", "5 days"?"""
    cells = [_cell(row, name) for row in rows]
    lacking = [cell for cell in cells if cell in _NONE]
    return any(lacking) and len(lacking) < len(cells) and _YES.isdisjoint(cells)


def _says(row: Row, name: str, *, denied: bool, graded: bool = False) -> bool:
    """Does its cell say yes, or where that is `denied` anything else? "If paid" may be a yes; in a
    `graded` column, which says how much, so is whatever is not none."""
    cell = _cell(row, name)
    if graded:
        return (cell in _NONE) is denied
    return cell not in _YES if denied else cell in _YES or _MAYBE.match(cell) is not None
