"""Patterns in which a text expands an abbreviation or a code: "Marine Stewardship Council (MSC)",
"PT = part time", "L2 No ignition", a row that begins with it."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.regex import regex
from rag.text import plain
from rag.text.context import row_cells
from rag.text.terms import FUNCTION_WORDS

_SAYS = (
    r"(?:,?\s+(?:stands?|is\s+short|short|meaning)\s+for|\s+(?:means|denotes|signifies|indicates|bedeutet|"
    r"heißt|steht\s+für)|\s+(?:is|are|ist)\s+(?:the\s+|an?\s+|die\s+|eine\s+)?(?:abbreviation|acronym|"
    r"initials|short\s+form|code|sign|symbol|abkürzung)\s+(?:of|for|für))\b"
)
_CALLED = (
    r"(?:\babbreviated(?:\s+(?:as|to))?|\bshort(?:ened)?(?:\s+(?:to|form))?:?|\babbr\.:?|\babgekürzt|\bkurz:?|"
    r"\bknown\s+as|\bhere(?:in)?after|\bor\s+simply)\s+(?:the\s+)?"
)
_MARKS = regex(r"[*_`\"“”„‘’']")
_LETTERS = regex(r"[^\W\d_]")
_WORD = regex(r"[^\W_]+")
_KEY = regex(
    r"(?:\w+\s)?(?:code|abbrev\w*|abbr\.?|acronym|symbol|sign|term|short(?:\sform)?|status|error|fault|alarm|"
    r"display|letters?|key|id|kürzel|abkürzung|zeichen|anzeige|fehler)s?",
    re.IGNORECASE,
)
_STRICT = 3  # letters; up to here each is the first of a word
_FEWEST = 3  # letters of a word that says something
FORMS, ENTRY = 4, 2
"""So many ranks there are, and that of an entry."""


def rank_of(asked: str, sentence: str, header: str = "") -> int | None:
    """How well a sentence or a row, with the `header` of its table, says what `asked` means, 0 the
    best; None where it does not."""
    told = _MARKS.sub("", plain(sentence))
    if sentence.startswith("|"):
        spelt = header != sentence and _is_spelt_out(asked, told)
        return 1 if spelt else 3 if _is_keyed(asked, sentence, header) else None
    if _says(asked).search(told):
        return 0
    if _is_spelt_out(asked, told):
        return 1
    return 2 if is_entry(asked, sentence) else None


def is_entry(asked: str, sentence: str) -> bool:
    """Does it open with it, as an entry of a list does, or have it in a legend?"""
    behind = _entry(asked).search(_MARKS.sub("", sentence))
    return behind is not None and any(
        len(word) >= _FEWEST and word.isalpha() for word in _WORD.findall(behind["told"])
    )


@lru_cache(32)
def _name(asked: str) -> str:
    """A pattern for it; as it is written, if that has capitals."""
    case = "-i" if any(map(str.isupper, asked)) else "i"
    return rf"(?<![\w-])(?{case}:{re.escape(asked)})(?![\w-])"


@lru_cache(32)
def _says(asked: str) -> re.Pattern[str]:
    name = _name(asked)
    return re.compile(rf"{name}(?:{_SAYS}|\s+for\s+short\b)|{_CALLED}{name}", re.IGNORECASE)


@lru_cache(32)
def _entry(asked: str) -> re.Pattern[str]:
    name = _name(asked)
    return re.compile(
        rf"(?:^\W*{name}(?:\s*(?:[:=→]|->|=>)\s*|\s+[–—-]\s+|\s{{2,}}|\t)|(?:^|[,;:(/|]\s*|\s){name}\s*=\s*|"
        rf"[,;]\s*{name}:\s)(?P<told>[^\n]+)"
    )


def _is_spelt_out(asked: str, told: str) -> bool:
    """ "Basic life support (BLS)", "BLS (basic life support)", "basic life support, BLS,"."""
    for found in re.finditer(_name(asked), told):
        before, after = told[: found.start()], told[found.end() :]
        opens = re.search(r"[(\[](?:the\s|short:?\s|abbr\.\s)?$|,\s$|\s[–—-]\s$", before)
        if (
            opens
            and re.match(r"\s*[)\],;–—-]", after)
            and _ends_with(before[: opens.start()], asked)
        ):
            return True
        aside = re.match(r"\s*[(\[](?P<words>[^()\[\]]{3,120})[)\]]", after)
        if aside and _spells(_WORD.findall(aside["words"]), asked):
            return True
    return False


def _ends_with(before: str, asked: str) -> bool:
    """Do the last words of it spell it?"""
    words = _WORD.findall(re.split(r"[.!?;|]\s", before)[-1])
    first = max(0, len(words) - 2 * len(asked) - 1)
    return any(_spells(words[at:], asked) for at in range(first, len(words)))


def _spells(words: list[str], asked: str) -> bool:
    """Are its letters the first ones of these words, small ones apart, or, of a longer one, at
    least in them one behind the other?"""
    letters = [one.lower() for one in _LETTERS.findall(asked)]
    if len(letters) < 2 or not words or words[0][0].lower() != letters[0]:
        return False
    telling = [word for word in words if word.lower() not in FUNCTION_WORDS or word[0].isupper()]
    if [word[0].lower() for word in telling] == letters:
        return True
    if [word[0].lower() for word in words] == letters:
        return True
    if len(letters) <= _STRICT or len(telling) > len(letters):
        return False
    rest = iter("".join(words).lower())
    return all(letter in rest for letter in letters)


def _is_keyed(asked: str, row: str, header: str) -> bool:
    """Does a row stand for it, and say something else in words?"""
    if header == row:
        return False
    cells, names = row_cells(row), row_cells(header)
    for at, cell in enumerate(cells):
        value = _MARKS.sub("", cell)
        name = names[at] if at < len(names) else ""
        labelled = re.fullmatch(r"(?P<name>[^:|]{1,40}):\s(?P<value>.*)", value)
        if labelled and not name:
            name, value = labelled["name"], labelled["value"]
        if re.fullmatch(_name(asked), value.strip()) and (not at or _KEY.fullmatch(name.strip())):
            rest = " ".join(one for n, one in enumerate(cells) if n != at)
            return any(len(w) >= _FEWEST and w.isalpha() for w in _WORD.findall(rest))
    return False
