"""Filters what is said of another release than the one asked about, or of none: "Fixed" below 2.7.1
for 2.7.0, Solar OS 2016 for Solar OS 2019."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.leads.brought import AskedOf, asked_of_release
from rag.retrieve.leads.released import release_of
from rag.text import FUNCTION_WORDS, is_calendar
from rag.text.releases import plain_version, releases_in, version_heading
from rag.types import EvidenceSentence

_RELEASE = regex(
    r"\b(?:versions?|(?:pre-?)?releases?d?|updates?d?|upgrades?|patch(?:es)?|builds?|firmware|"
    r"change\W?logs?|ausgabe|aktualisier\w+)\b|\bv\d",
    re.IGNORECASE,
)
_VERSION = regex(
    r"(?:\b(?:version|release|firmware)\s|\b[A-Z][\w+#-]*\s|\bv)(?P<version>\d+(?:\.\d+)+)(?![\w%]|\.\d)"
)
_NAMED = regex(
    r"(?<![\w-])(?P<name>[^\W\d_][\w+#-]+)\s(?:version\s|v)?"
    r"(?P<number>\d+(?:\.\d+)+|(?:19|20)\d\d)(?![\w%]|[.,:/–-]\d|\s?[–-]\s?\d)",
    re.IGNORECASE,
)
_BOUND = regex(
    r"\b(?:or|and|oder|und)\s(?:later|newer|higher|above|up|older|earlier|below|neuer|höher|älter)\b|"
    r"\b(?:from|since|until|till|up\sto|at\sleast|minimum|before|after|than|only|requires?|required|"
    r"needs?|must|onwards?|instead|ab|bis|seit|mindestens|nur|vor|nach|benötigt)\b|\d\+",
    re.IGNORECASE,
)
"""Where something is said of others, too."""


def is_of_another_release(sentence: EvidenceSentence, question: str) -> bool:
    """Is a release asked about, and is this told of another one, or of something else? "5.1" may
    be asked of what came with 5.1.3."""
    asked = asked_of_release(question) or release_of(question)
    if asked is not None and not _may_be_of(asked, sentence):
        return True
    return _names_another(question, sentence)


def _may_be_of(asked: AskedOf, sentence: EvidenceSentence) -> bool:
    passage = sentence.passage
    locator = sentence.locator
    below = [one.version for part in locator.split(" > ") if (one := version_heading(part))]
    at = sentence.start - passage.start
    below += [
        one.heading.version
        for one in releases_in(passage.text)
        if one.told.start <= at < one.told.end or one.named.start <= at < one.named.end
    ]
    said = [found["version"] for found in _VERSION.finditer(sentence.text)]
    if asked.version:
        told = below or said
        return not told or any(_is_or_has(asked.version, one) for one in told)
    where = f"{passage.title}\n{locator}\n{sentence.text}"
    return bool(below or said or _RELEASE.search(where))


def _is_or_has(asked: str, told: str) -> bool:
    return plain_version(told) == plain_version(asked) or told.startswith(f"{asked}.")


def _names_another(question: str, sentence: EvidenceSentence) -> bool:
    """Has it the name of something with another number behind it, and nowhere the one asked for?"""
    text, passage = sentence.text, sentence.passage
    if _BOUND.search(text):
        return False
    where = f"{text}\n{passage.title}\n{sentence.locator}"
    told = {(name.casefold(), number) for name, number in _numbered(text) if name[0].isupper()}
    for name, number in _numbered(question):
        others = {one for called, one in told if called == name.casefold()}
        if others and not re.search(rf"(?<![\w.]){re.escape(number)}(?![\w]|\.\d)", where):
            return not any(_is_or_has(number, one) for one in others)
    return False


def _numbered(text: str) -> Iterator[tuple[str, str]]:
    for found in _NAMED.finditer(text):
        name = found["name"]
        if name.lower() not in FUNCTION_WORDS and not is_calendar(name):
            yield name, found["number"]
