"""Twins made out of sentences, for the support reader to practise on before it sees people's.

A sentence of a passage is changed in one small thing, and so is the passage: each of the two,
retold with synonyms and without what stands in brackets, is borne out by its own passage and not by
the other. Neither a sentence nor a passage alone gives away which. Synonyms and opposites come from
WordNet's files (Debian: `apt-get install wordnet-base`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rag.text import Span, figures, names, sentence_spans
from rag.text.terms import FUNCTION_WORDS
from tests.benchmarks.lib.practice import WORDNET, Synonyms

AROUND = (0, 1, 1, 2, 2, 3)  # sentences before and behind
SHORTEST, LONGEST = 30, 260  # characters of the sentence
OTHER_WORD = 0.25  # how often a word is replaced that has a synonym
_BRACKETS = re.compile(r"\s?[(\[][^)\]]{0,80}[)\]]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_AUXILIARY = re.compile(
    r"\b(?:is|was|were|are|has|had|have|can|could|will|would|may|might|should|must|did|does|do)\b"
    r"(?! not\b|n't)"
)
_NOT = re.compile(
    r"\b(?:is|was|were|are|has|had|have|can|could|will|would|may|should|must)( not)\b"
)
_CONDITION = re.compile(
    r",? (?:if|unless|except|provided|as long as|only|but not|without|with)\b[^,.;:|]{6,70}"
    r"(?=[,.;]|$)"
)
_CONTRASTS = (
    "before/after",
    "until/from/since",
    "at least/at most/exactly",
    "more than/less than",
    "more/less/as many",
    "all/some/most/no",
    "every/some/no",
    "always/sometimes/never/often",
    "must/may/should/need not",
    "will/would/may",
    "and/or",
    "first/second/last",
    "only/also/not only",
    "because of/in spite of",
    "because/although",
    "if/unless",
    "both/neither/one",
    "day/week/month/year/hour",
    "days/weeks/months/years/hours",
    "daily/weekly/monthly/yearly",
    "minutes/hours/seconds",
    "increase/decrease",
    "increased/decreased/remained",
    "rose/fell",
    "higher/lower",
    "larger/smaller",
    "north/south/east/west",
    "Monday/Tuesday/Wednesday/Thursday/Friday/Saturday/Sunday",
    "January/February/March/April/June/July/August/September/October/November/December",
    "one/two/three/four/five/six/seven/eight/nine/ten",
    "inside/outside",
    "above/below",
    "with/without",
    "include/exclude",
    "includes/excludes",
    "included/excluded",
    "allowed/forbidden",
    "required/optional/recommended",
    "free/paid",
    "open/closed",
    "new/old",
    "maximum/minimum",
    "gross/net",
    "early/late",
    "earlier/later",
    "morning/evening/afternoon",
    "winter/summer/spring/autumn",
    "mother/father/sister/brother/son/daughter",
    "he/she",
    "his/her",
    "buyer/seller",
    "tenant/landlord",
    "employer/employee",
    "lend/borrow",
    "planned/finished",
    "expected/known",
    "about/exactly",
    "likely/certain",
    "red/green/blue/white/black/yellow",
    "left/right",
    "million/billion/thousand",
    "cause/effect",
    "causes/prevents",
    "often/rarely",
    "usually/always",
    "weekdays/weekends",
    "adults/children",
    "upper/lower",
    "accepted/rejected",
    "won/lost",
    "began/ended",
    "before/during",
    "under/over",
    "replace/complement",
    "temporary/permanent",
    "public/private",
    "at once/later",
)


class Twins(NamedTuple):
    """Two passages, and a sentence for each that it alone bears out."""

    passage: str
    twin: str
    sentence: str
    other: str


Edit = tuple[int, int, str]
"""From where to where of a sentence, and what stands there instead."""


class Contrasts:
    """Words that exclude each other: a table, and the opposites of WordNet."""

    def __init__(self, folder: Path = WORDNET) -> None:
        self._others: dict[str, list[str]] = {}
        for line in _CONTRASTS:
            words = line.split("/")
            for word in words:
                self._others.setdefault(word, []).extend(one for one in words if one != word)
        for kind in ("adj", "adv", "noun", "verb"):
            for word, other in _opposites(folder, kind):
                self._others.setdefault(word, []).append(other)
        longest = sorted((word for word in self._others if " " in word), key=len, reverse=True)
        table = "|".join(map(re.escape, longest))
        self._pattern = re.compile(rf"\b(?:{table}|[^\W\d_]+)\b")

    def edits(self, sentence: str, source: random.Random) -> Iterator[Edit]:
        for match in self._pattern.finditer(sentence):
            if others := self._others.get(match[0]):
                yield match.start(), match.end(), source.choice(others)


def _opposites(folder: Path, kind: str) -> Iterator[tuple[str, str]]:
    """Pairs of words of the commonest sense that WordNet calls antonyms."""
    data = (folder / f"data.{kind}").read_bytes()
    for line in (folder / f"index.{kind}").read_text("utf-8").splitlines():
        fields = line.split()
        if line.startswith(" ") or "!" not in fields or "_" in fields[0]:
            continue
        row = _row(data, int(fields[-int(fields[2])]))
        behind = 4 + 2 * int(row[3], 16)  # the words, each with a number
        for first in range(behind + 1, behind + 1 + 4 * int(row[behind]), 4):
            mark, offset, _, ends = row[first : first + 4]
            own, its = int(ends[:2], 16), int(ends[2:], 16)
            if mark == "!" and own and row[2 + 2 * own].lower() == fields[0]:
                word = _row(data, int(offset))[2 + 2 * its].partition("(")[0]
                if word.isalpha():
                    yield fields[0], word


def _row(data: bytes, at: int) -> list[str]:
    return data[at : data.index(b"\n", at)].decode().split()


def _numbers(sentence: str, passage: str, source: random.Random) -> Iterator[Edit]:
    near = [passage[one.start : one.end] for one in figures(passage)]
    for one in figures(sentence):
        written = sentence[one.start : one.end]
        others = [it for it in near if it != written and it[:1].isdigit() == written[:1].isdigit()]
        if others and source.random() < 0.5:
            yield one.start, one.end, source.choice(others)
        elif digits := [at for at, letter in enumerate(written) if letter.isdigit()]:
            at = source.choice(digits)
            digit = source.choice([it for it in "123456789" if it != written[at]])
            yield one.start, one.end, written[:at] + digit + written[at + 1 :]


def _names(sentence: str, passage: str, source: random.Random) -> Iterator[Edit]:
    near = {passage[one.start : one.end] for one in names(passage)}
    for one in names(sentence):
        written = sentence[one.start : one.end]
        others = sorted(it for it in near if it != written and it not in sentence)
        if others and one.start:
            yield one.start, one.end, source.choice(others)


def _denials(sentence: str, _passage: str, _source: random.Random) -> Iterator[Edit]:
    for match in _AUXILIARY.finditer(sentence):
        yield match.end(), match.end(), " not"
    for match in _NOT.finditer(sentence):
        yield *match.span(1), ""


def _conditions(sentence: str, _passage: str, _source: random.Random) -> Iterator[Edit]:
    for match in _CONDITION.finditer(sentence):
        yield *match.span(), ""


def retold(sentence: str, keep: Span, synonyms: Synonyms | None, source: random.Random) -> str:
    """With synonyms, if any, outside of `keep`, and mostly without what stands in brackets."""
    found, at = "", 0
    for match in _WORD.finditer(sentence):
        word, outside = match[0], match.end() <= keep.start or match.start() >= keep.end
        topical = word.islower() and word not in FUNCTION_WORDS
        chance, others = source.random(), synonyms.of(word) if topical and synonyms else ()
        pick = source.random()
        if outside and others and chance < OTHER_WORD:
            found += sentence[at : match.start()] + others[int(pick * len(others))]
            at = match.end()
    found += sentence[at:]
    return _BRACKETS.sub("", found) if source.random() < 0.7 else found


def twins_of(
    text: str, synonyms: Synonyms | None, contrasts: Contrasts, source: random.Random, most: int
) -> Iterator[Twins]:
    """Up to `most` of a text, each of another sentence."""
    spans = [one for one in sentence_spans(text) if "\n" not in text[one.start : one.end].strip()]
    fit = [at for at, one in enumerate(spans) if SHORTEST < one.end - one.start < LONGEST]
    for at in source.sample(fit, min(most, len(fit))):
        before, behind = source.choice(AROUND), source.choice(AROUND)
        first, last = spans[max(0, at - before)], spans[min(len(spans) - 1, at + behind)]
        own = spans[at]
        passage, sentence = text[first.start : last.end], text[own.start : own.end]
        edit = _edit(sentence, passage, contrasts, source)
        if edit is None:
            continue
        start, end, instead = edit
        changed = sentence[:start] + instead + sentence[end:]
        shift = own.start - first.start
        twin = passage[:shift] + changed + passage[shift + len(sentence) :]
        seed = source.random()
        told, other = (
            retold(one, Span(start, stop), synonyms, random.Random(seed))
            for one, stop in ((sentence, end), (changed, start + len(instead)))
        )
        if told != other and twin != passage:
            pair = Twins(passage, twin, told, other)
            yield pair if source.random() < 0.5 else Twins(twin, passage, other, told)


def _edit(sentence: str, passage: str, contrasts: Contrasts, source: random.Random) -> Edit | None:
    """One of the kinds that the sentence has a place for, each as likely."""
    ways: list[Callable[[], Sequence[Edit]]] = [
        lambda: list(_numbers(sentence, passage, source)),
        lambda: list(_names(sentence, passage, source)),
        lambda: list(_denials(sentence, passage, source)),
        lambda: list(_conditions(sentence, passage, source)),
        lambda: list(contrasts.edits(sentence, source)),
        lambda: list(contrasts.edits(sentence, source)),
    ]
    source.shuffle(ways)
    for way in ways:
        if found := way():
            return source.choice(found)
    return None
