"""Completes quotes from lists: an item under the line that announces it, a line with its items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from rag.answer.beside import (
    announced,
    answering,
    commented,
    dated,
    excepted,
    introduced,
    labelled,
    lines_above,
    opened,
    promised,
    qualified,
    text_above,
    titled,
    with_lead,
)
from rag.answer.exchanges import exchange
from rag.answer.limiting import taken_back
from rag.answer.messages import begun_by
from rag.answer.options import heading_needed, heading_over
from rag.answer.shape import Shape
from rag.regex import regex
from rag.text import ITEM_START, Span, announces_conditions, content_terms, topic_words
from rag.text.parts import list_start, part_at
from rag.types import EvidenceSentence, Passage

MAX_ITEMS = 12  # of one list
_NUMBER = regex(r"^[\s>]*(\d{1,3})[.)][ \t]+$", re.MULTILINE)


class Chosen(NamedTuple):
    """A sentence to quote, by its offsets into the document.

    `listed` if it is a list's item, `further` if it goes on with the item before it, `heads` if it
    stands above items as their announcement, `cut` if its list has more items than are quoted.
    """

    passage: Passage
    span: Span
    listed: bool = False
    further: bool = False
    heads: bool = False
    cut: bool = False

    @property
    def place(self) -> tuple[str, Span]:
        """Tells it from every other sentence: its passage's key, and its offsets."""
        return self.passage.key, self.span

    @property
    def number(self) -> int:
        """Of the list's item that it begins; 0 where that has none."""
        begin = self.passage.start
        line = self.passage.text.rfind("\n", 0, self.span.start - begin) + 1
        found = _NUMBER.search(self.passage.text, line, self.span.start - begin)
        return int(found[1]) if found and self.listed and not self.further else 0

    @property
    def text(self) -> str:
        """The source's words."""
        begin = self.passage.start
        return self.passage.text[self.span.start - begin : self.span.end - begin]


def is_cut(chosen: Chosen) -> bool:
    """Is it of a list of which there is more, or does it announce one that is not quoted at all?"""
    return chosen.cut or (announces(chosen) and _is_left(chosen.passage, chosen.span))


def announces(chosen: Chosen) -> bool:
    """Does a colon say that more is to come?"""
    return chosen.text.rstrip("*_").endswith(":")


def _is_left(passage: Passage, last: Span) -> bool:
    """Does a list go on behind its passage, of which this is the last sentence?"""
    return passage.goes_on and not passage.text[last.end - passage.start :].strip()


def completed(kept: Sequence[EvidenceSentence], shape: Shape, asked: Set[str]) -> list[Chosen]:
    """The sentences and what they need to be understood, each once, not yet in order.

    `asked`: the question's topic words.
    """
    chosen: dict[tuple[str, Span], Chosen] = {}

    def take(*found: Chosen) -> None:
        chosen.update((one.place, one) for one in found)

    kept = [one for sentence in kept for one in (sentence, *answering(sentence))]
    for sentence in kept:
        for span in _with_it(sentence):
            chosen.setdefault((sentence.passage.key, span), Chosen(sentence.passage, span))
    for one in [*chosen.values()]:
        take(*_under_its_lead(one))
    for one in [*chosen.values()]:
        if (one.heads or announces(one)) and _is_whole(one, [*chosen.values()], shape, asked):
            take(*_items(one))
    for title, told in _titles([*chosen.values()]).items():
        if told > 1 and topic_words(title.text) <= asked:
            take(*_items(title))
    take(*_dates([*chosen.values()]), *_options([*chosen.values()], asked))
    for sentence in kept:  # even if an item was chosen by itself
        take(*_announcing(Chosen(sentence.passage, Span(sentence.start, sentence.end))))
    take(*told_apart([*chosen.values()]))
    take(*_itemised([*chosen.values()]))
    return list(chosen.values())


def _with_it(sentence: EvidenceSentence) -> Iterator[Span]:
    """A sentence, and those before and behind it that it needs."""
    yield from (*labelled(sentence), *opened(sentence), *begun_by(sentence))
    yield from (*excepted(sentence), *with_lead(sentence), *exchange(sentence))
    yield from (*promised(sentence), *qualified(sentence), *commented(sentence))
    yield from taken_back(sentence)
    yield from introduced(sentence)[:MAX_ITEMS]


def under_their_leads(rows: Iterable[Chosen]) -> list[Chosen]:
    """The rows in their order, each below what announces it, that only once."""
    told = (one for row in rows for one in ([*_under_its_lead(row)] or [row]))
    found = {one.place: one for one in told}
    apart = {one.place: one for one in told_apart([*found.values()])}
    if not apart:
        return list(found.values())
    order = list(dict.fromkeys(key for key, _ in found))
    return sorted(
        (found | apart).values(), key=lambda one: (order.index(one.passage.key), one.span)
    )


def _under_its_lead(item: Chosen) -> Iterator[Chosen]:
    """What announces an item, and the item as one; nothing for a sentence that needs none."""
    above = lines_above(item.passage, item.span)
    further = False
    for span in above:
        line = Chosen(item.passage, span)
        begins = _begins_item(line, item)
        further = further or begins
        yield line._replace(listed=begins, heads=not begins)
    if text_above(item.passage, item.span):
        yield item._replace(listed=True, further=further)


def goes_on_with(item: Chosen, other: Chosen) -> bool:
    """Is the other sentence, no item or heading itself, the next of the very item?"""
    if item.passage is not other.passage or other.listed or other.heads or _opens_item(other):
        return False
    begin = item.passage.start
    between = item.passage.text[item.span.end - begin : other.span.start - begin]
    return item.span.end <= other.span.start and not between.strip() and "\n\n" not in between


def _opens_item(one: Chosen) -> bool:
    """Does it begin an item of a list?"""
    begin, text = one.passage.start, one.passage.text
    line = text.rfind("\n", 0, one.span.start - begin) + 1
    return ITEM_START.fullmatch(text, line, one.span.start - begin) is not None


def _begins_item(line: Chosen, other: Chosen) -> bool:
    """Is the line the beginning of the very item that the other sentence is of?"""
    begin = line.passage.start
    part = part_at(line.passage.text, line.span.start - begin)
    within = part is not None and part.start <= other.span.start - begin < part.end
    return within and _opens_item(line) and not announces(line)


def _itemised(quotes: Sequence[Chosen]) -> Iterator[Chosen]:
    """What is quoted of several items of one list, as items: it would read as one account. Numbered
    paragraphs are items where they are quoted from their numbers on: a judgment is an account."""
    lists: dict[tuple[str, int], dict[int, list[Chosen]]] = {}
    accounts: set[tuple[str, int]] = set()
    for one in sorted(quotes, key=lambda each: each.span):
        at = one.span.start - one.passage.start
        item = None if one.heads else part_at(one.passage.text, at)
        begin = list_start(one.passage.text, item) if item else -1
        if item is not None and begin >= 0:
            items = lists.setdefault((one.passage.key, begin), {})
            if item.mark == "1" and item.start not in items and not _opens_item(one):
                accounts.add((one.passage.key, begin))
            items.setdefault(item.start, []).append(one)
    several = (found for key, found in lists.items() if len(found) > 1 and key not in accounts)
    for items in several:
        for first, *rest in (item for item in items.values() if not item[0].listed):
            yield first._replace(listed=True)
            yield from (one._replace(listed=True, further=True) for one in rest)


def told_apart(quotes: Sequence[Chosen]) -> Iterator[Chosen]:
    """Where items or rows of one passage stand under several headings: each heading, and what is
    below it as items. Without them they would read as one list."""
    under: dict[str, dict[Span | None, list[Chosen]]] = {}
    for one in quotes:
        if (one.listed or one.text.startswith("|")) and not one.heads:
            over = heading_over(one.passage, one.span)
            under.setdefault(one.passage.key, {}).setdefault(over, []).append(one)
    for groups in (found for found in under.values() if len(found) > 1):
        for over, below in groups.items():
            if over is not None:
                yield Chosen(below[0].passage, over, heads=True)
                yield from (one._replace(listed=True) for one in below)


def _dates(quotes: Iterable[Chosen]) -> Iterator[Chosen]:
    """The dates of the entries that quotes are of."""
    found = ((one.passage, dated(one.passage, one.span)) for one in quotes)
    return (Chosen(passage, span, heads=True) for passage, span in found if span is not None)


def _options(quotes: Iterable[Chosen], asked: Set[str]) -> Iterator[Chosen]:
    """The headings that tell of what quotes are, and those below them, items as such."""
    for one in quotes:
        span = None if one.heads else heading_needed(one.passage, one.span, asked)
        if span is not None:
            yield Chosen(one.passage, span, heads=True)
            yield one._replace(listed=one.listed or _opens_item(one))


def _titles(quotes: Iterable[Chosen]) -> Counter[Chosen]:
    """The headings right above the lists that items are quoted of, and how many of each."""
    found = ((one.passage, titled(one.passage, one.span)) for one in quotes)
    return Counter(Chosen(passage, span) for passage, span in found if span is not None)


def _announcing(line: Chosen) -> Iterator[Chosen]:
    """A quoted line that announces a list, and the list."""
    items = list(_items(line))
    if items and not line.text.rstrip("*_ ").endswith(":"):
        yield line._replace(heads=True)
    yield from items


def _items(line: Chosen) -> Iterator[Chosen]:
    """The items of the list that a line announces, as many as are quoted of one."""
    items = announced(line.passage, line.span)
    cut = len(items) > MAX_ITEMS or (bool(items) and _is_left(line.passage, items[-1][-1]))
    for first, *rest in items[:MAX_ITEMS]:
        yield Chosen(line.passage, first, listed=True, cut=cut)
        for span in rest:
            yield Chosen(line.passage, span, listed=True, further=True)


def _is_whole(line: Chosen, quotes: Sequence[Chosen], shape: Shape, asked: Set[str]) -> bool:
    """Is the list below a line wanted as a whole?

    One of conditions is: each of them holds beside the others. So is one for a question that has
    words of none of the quoted items, unless that asks for a yes or a no.
    """
    if announces_conditions(line.text):
        return True
    if shape.yes_no:
        return False
    items = {item.span for item in _items(line)}
    above = topic_words(f"{line.passage.title} {line.text}")
    told = [one for one in quotes if one.passage is line.passage and one.span in items]
    words = {term.folded for one in told for term in content_terms(one.text)}
    return bool(told) and not (words - above) & asked
