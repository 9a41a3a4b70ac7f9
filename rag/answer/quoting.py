"""How a source's own words are shown: on one line, without the footnote marks of its prose."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import Span, is_in_fence, plain

_NUMBERS = r"(?:\[[1-9]\d{0,2}\]|\[\^[\w-]{1,32}\])+"
_FOOTNOTE = regex(
    r"(?P<code>(?<!`)(`+)(?!`).+?(?<!`)\2(?!`))"
    rf"|(?P<first>\A\s*)(?:{_NUMBERS}(?![(\[:\w])|\[\^[\w-]{{1,32}}\]:)\s*"
    rf"|(?<![^\s\[\]`])(?P<word>[^\s\[\]`]+){_NUMBERS}(?![(\[\w]|\.\w|\s*\W?=)",
    re.DOTALL,
)
_NAME = regex(r"[^\W\d]\w*\Z")
_INDEXED = regex(
    r"(?P<name>(?<!\w)[^\W\d]\w*)"
    r"\[(?:0|-\d+|[ijkmnxy](?:\s*[-+]\s*\d+)?|\d*:\d*|'[^'\]\n]*'|\"[^\"\]\n]*\")\]"
)
"""With what is no footnote's mark: "rows[0]", "x[i]", "names[-1]"."""

_NUMBERED = regex(r"(?P<name>(?<!\w)[^\W\d]\w*)\[(?P<number>[1-9]\d{0,2})\](?!\[)")
_CALLED = regex(
    r"\b(?:arrays?|elements?|entry|entries|index|variables?|parameters?|arguments?|vectors?|"
    r"slots?|registers?)\s+\W?\Z",
    re.IGNORECASE,
)
_LOGGED = regex(
    r"^\W{0,2}(?:\d{4}-\d\d-\d\d[T ]|\d{1,2}[./]\w{2,3}[./]\d{2,4}[: ]|[A-Z][a-z]{2} +\d{1,2} )?"
    r"\d\d:\d\d:\d\d\b"
    r"|^[a-z][\w./-]{0,40}\[\d+\]: ",
    re.MULTILINE,
)
"""How a line of a log begins: with the time, or with the program and the number it runs by."""
_NAME_IN_CODE = regex(r"[$=<>{}\\@]|::|->|\w_\w|\w\(|[a-z]\.[^\W\d]")
"""What a word has that prose does not: "sys.argv", "first_page", "f(x)"."""


_OPENS = regex(r"\W{0,8}?(\*\*|__)(?=[^\sa-z])")
_CLOSES = regex(r"(?<=\S)(\*\*|__)(?=\W*\Z)")
_NEAR_END = 8  # characters


def quoted(told: str, *, code: bool = False, indexed: frozenset[str] = frozenset()) -> str:
    """A source's sentence as it is shown: on one line, without the source's own footnote marks, and
    without the sign of bold words that go on in another sentence.

    Of `code` nothing is left out, and what stands behind the names that are `indexed` is an index.
    """
    if code:
        return plain(told)
    told = _balanced(told)
    if "[" not in told:
        return plain(told)
    return plain(without_footnotes(told, indexed | _numbered_names(told)))


def _balanced(told: str) -> str:
    """Without a sign of bold at its beginning or its end that has no other there."""
    for found in (_CLOSES.search(told, max(0, len(told) - _NEAR_END)), _OPENS.match(told)):
        if found and told.count(found[1]) == 1:
            told = told[: found.start(1)] + told[found.end(1) :]
    return told


def without_footnotes(text: str, indexed: frozenset[str] = frozenset()) -> str:
    """`text` without the marks that its prose carries ("in 1987.[3]") or that it opens with.

    What stands by itself ("within [30] days") is words, and so is an index: in code (`argv[1]`),
    behind a name that is `indexed` here or is called an array, or where a sentence could only
    begin with a name ("rows[1] is the first of them"). What a log prints has no footnotes.
    """
    if _LOGGED.search(text):
        return text
    known = indexed | indexed_names(text)
    return _FOOTNOTE.sub(lambda found: _kept(found, known), text)


def indexed_names(text: str) -> frozenset[str]:
    """The names that have an index somewhere in `text` which can be no footnote's mark."""
    return frozenset(found["name"] for found in _INDEXED.finditer(text))


def _numbered_names(sentence: str) -> frozenset[str]:
    """The names that have several numbers in one sentence: "rows[1] comes before rows[2]"."""
    numbers: dict[str, set[str]] = {}
    for found in _NUMBERED.finditer(sentence):
        numbers.setdefault(found["name"], set()).add(found["number"])
    return frozenset(name for name, several in numbers.items() if len(several) > 1)


def _kept(found: re.Match[str], indexed: frozenset[str]) -> str:
    word = found["word"] or ""
    if found["code"] or _NAME_IN_CODE.search(word) or _is_index(found, word, indexed):
        return found[0]
    return found["first"] or word


def _is_index(found: re.Match[str], word: str, indexed: frozenset[str]) -> bool:
    """Is it a name with an index ("x[1]"), no word of prose with a footnote's mark?"""
    name = _NAME.search(word)
    if name is None:
        return False
    if name[0] in indexed or (len(name[0]) == 1 and name[0].islower()):
        return True
    start = found.start("word")
    opens = not found.string[:start].strip() and word == name[0] and word.islower()
    return opens or _CALLED.search(found.string, max(0, start - 20), start) is not None


def is_code(text: str, span: Span, *, source_code: bool) -> bool:
    """Is a sentence of this text code: a fenced block, or of a file that is all code?"""
    return source_code or is_in_fence(text, span)
