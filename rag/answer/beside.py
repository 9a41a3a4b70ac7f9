"""Adds to a quote what it needs beside it: what it leans on, the list it announces, its limits."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.answer.limiting import decides, excepts, judges_the_one_before, limits_the_one_before
from rag.regex import regex
from rag.text import (
    AUXILIARIES,
    ITEM_MARK,
    Span,
    announces_conditions,
    answered_by,
    dated_heading,
    dates,
    entry_date,
    heading_above,
    is_question,
    is_reply,
    leads,
    listed_below,
    only_names,
    sentence_spans,
    told_below,
)
from rag.text.interviews import interview
from rag.text.leaning import leans_back, names_its_matter, points_back
from rag.text.parts import LISTED, part_at, parts_of
from rag.types import EvidenceSentence, Passage

_ELLIPTIC = regex(
    r"(?:[^\s.!?;:]+\s+){1,7}"
    rf"(?:{AUXILIARIES})"
    r"(?:\s*not|n['’]t)?(?:\s+(?:too|either|so))?[.!]?$",
    re.IGNORECASE,
)
"""A short sentence without its verb, which the one before it says: "Hamsters do not."."""

_SAME_PARAGRAPH = regex(rf"[ \t>]*(?:\n[ \t>]*)?(?:{ITEM_MARK}[ \t]+)?")
"""What stands between two sentences of one section: no blank line, no heading, no rule."""

_COMMENT = regex(r"\s*#+\s*")
_COUNTED_THINGS = regex(
    r"\b(?:two|three|four|five|six|several|a few|a number of|some|the following)\s+(?:\w+\s+)?"
    r"(?:things|reasons|ways|points|conditions|steps|groups|developments|options|exceptions|factors|"
    r"kinds|types|sorts|causes|effects|consequences|goals|aims|rules|lessons|examples|cases|ideas|"
    r"problems|risks|changes|differences|advantages|drawbacks|requirements|stages|phases|parts)\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LISTS = regex(r"[:–—]|,[^,]*\b(?:and|or)\b|\bnamely\b", re.IGNORECASE)
_TELLS_THAT = regex(
    r"\b(?:show(?:s|ed)?|suggests?|explain(?:s|ed)?|describe[sd]?|says?|said|ask(?:s|ed)?|"
    r"illustrate[sd]?|reveal(?:s|ed)?|"
    r"indicates?|tells?|told|sets? out|lays? out|sums? up)\s+"
    r"(?:(?:where|who|which|when)|(?:(?:to\s+)?(?:me|us|him|her|them|you|(?:my|our|his|their|the)"
    r"\s+\w+|(?-i:[A-Z])\w+)\s+)?(?:what|how|why))\b[^,;:]*\.$",
    re.IGNORECASE,
)
_BOLD_LABEL = regex(r"(\*\*|__)(?=\S)[^*_\n]{2,60}\1[.:]?")
_SHORT_QUESTION = regex(
    rf"(?![*_]*(?:am|{AUXILIARIES}|who|what|when|where|why|which|how|wer|was|wann|wo|warum|wie)\b)"
    r"[^\s?]+(?:\s[^\s?]+){0,3}\s?\?[*_]*",
    re.IGNORECASE,
)
"""A label more than a question: "Lost?", "Forgot the gloves?"."""
_STRETCH = 5  # sentences that such a label and what it opens are quoted whole with


def following(sentence: EvidenceSentence) -> EvidenceSentence | None:
    """The next sentence of the same paragraph."""
    passage = sentence.passage
    for span in sentence_spans(passage.text):
        start = passage.start + span.start
        if start < sentence.end:
            continue
        text = passage.text[span.start : span.end]
        found = replace(sentence, start=start, end=passage.start + span.end, text=text)
        return found if is_beside(sentence, found) else None
    return None


def promised(sentence: EvidenceSentence) -> list[Span]:
    """The sentence that keeps a promise: "Two things went wrong." leaves both to the next one.

    Nothing where the sentence says it all itself, or where its paragraph ends.
    """
    counted = _COUNTED_THINGS.search(sentence.text)
    promises = _TELLS_THAT.search(sentence.text) or (counted and not _LISTS.search(counted["rest"]))
    behind = following(sentence) if promises else None
    return [Span(behind.start, behind.end)] if behind else []


def answering(sentence: EvidenceSentence) -> list[EvidenceSentence]:
    """What answers a question of the source: quoted alone, it would say what it asks. Nothing for
    what is none, or for what somebody who is interviewed asks back."""
    if not is_question(sentence.text):
        return []
    begin, text = sentence.passage.start, sentence.passage.text
    turns = interview(text, sentence.passage.speakers)
    turn = turns.turn_at(sentence.start - begin) if turns else None
    if turns and turn and turn.label != turns.asker:
        return []
    found = answered_by(text, Span(*sentence.within))
    return [
        replace(sentence, start=begin + one.start, end=begin + one.end, text=text[slice(*one)])
        for one in found
    ]


def qualified(sentence: EvidenceSentence) -> list[Span]:
    """The next sentence, where it limits what this one says, announces its conditions, or says
    whether what this one has somebody say is true: quoted alone, this would mislead."""
    behind = following(sentence)
    if behind is None:
        return []
    announced_below = behind.text.endswith(":") and announces_conditions(behind.text)
    judged = judges_the_one_before(behind.text, sentence.text)
    needed = announced_below or judged or limits_the_one_before(behind.text, sentence.text)
    return [Span(behind.start, behind.end)] if needed else []


def excepted(sentence: EvidenceSentence) -> list[Span]:
    """The sentence before it, with what that leans on, where this is an exception to it or what was
    decided of it: alone, "When a fair is held, the shop is open" would pass for the rule."""
    own = Span(sentence.start, sentence.end)
    for span in reversed(sentence_spans(sentence.passage.text)):
        if sentence.passage.start + span.end > own.start:
            continue
        start, end = _moved(span, sentence.passage.start)
        text = sentence.passage.text[slice(*span)]
        before = replace(sentence, start=start, end=end, text=text)
        of_it = excepts(sentence.text, text) or decides(sentence.text)
        return with_lead(before) if of_it and is_beside(before, sentence) else []
    return []


def commented(sentence: EvidenceSentence) -> list[Span]:
    """The line of a program below its comment: "requests per minute" leaves to it how many."""
    passage = sentence.passage
    line = passage.text.rfind("\n", 0, sentence.start - passage.start) + 1
    opening = passage.text[line : sentence.start - passage.start]
    behind = following(sentence) if _COMMENT.fullmatch(opening) else None
    if behind is None or "\n" in behind.text or not passage.is_source_code:
        return []
    return [Span(behind.start, behind.end)]


def is_beside(one: EvidenceSentence, other: EvidenceSentence) -> bool:
    """Do the two follow each other in one paragraph, and in one line if it is a list of lines?"""
    first, second = sorted((one, other), key=lambda sentence: sentence.start)
    passage = first.passage
    if second.passage is not passage:
        return False
    between = passage.text[first.end - passage.start : second.start - passage.start]
    if between.strip() or "\n\n" in between:
        return False
    return "\n" not in between or not any(
        part.mark == LISTED and passage.start + part.start == second.start
        for part in parts_of(passage.text)
    )


def with_lead(sentence: EvidenceSentence) -> list[Span]:
    """The sentence, after the one before it where it cannot stand alone; "No." after its question.
    After the one before that, too, where that says what both are about.

    Not after one of another section: "it" would then mean what no source says.
    """
    passage = sentence.passage
    found = [Span(sentence.start, sentence.end)]
    turns = interview(passage.text, passage.speakers)
    turn = turns.opens(sentence.start - passage.start) if turns else 0
    words = sentence.text[turn:]
    leans = leans_back(words) or _ELLIPTIC.fullmatch(words)
    spans = sentence_spans(passage.text) if leans or is_reply(words) else ()
    is_open = False
    for span in reversed(spans):
        before = _moved(span, passage.start)
        if before.end > sentence.start:
            continue
        between = passage.text[span.end : found[0].start - passage.start]
        replies = turn > 0 and len(found) == 1 and not between.strip()
        words = passage.text[span.start : span.end]
        if not replies and not _SAME_PARAGRAPH.fullmatch(between):
            break
        if is_open and not names_its_matter(words):
            break
        found.insert(0, before)
        is_open = points_back(words) and not is_open
        if not is_reply(words[turns.opens(span.start) if turns else 0 :]) and not is_open:
            break
    return found


def announced(passage: Passage, span: Span) -> list[list[Span]]:
    """The list that the sentence at `span` announces, its items each in sentences.

    Nothing for a sentence that announces none. Offsets are into the document, here as below.
    """
    items = listed_below(passage.text, _moved(span, -passage.start))
    return [[_moved(one, passage.start) for one in item] for item in items]


def introduced(sentence: EvidenceSentence) -> list[Span]:
    """What a sentence that ends with a colon leads to, where that is no list."""
    begin = sentence.passage.start
    below = told_below(sentence.passage.text, Span(*sentence.within))
    return [_moved(span, begin) for span in below]


def lines_above(passage: Passage, span: Span) -> list[Span]:
    """The lines without which the item or row at `span` says something else, outermost first.

    "Do not take it" above "if you are ill".
    """
    own = _moved(span, -passage.start)
    found = leads(passage.text, own)
    telling = (one for one in found if not only_names(passage.text, one, own))
    return [_moved(one, passage.start) for one in telling]


def dated(passage: Passage, span: Span) -> Span | None:
    """The date of the entry of a diary or a log that the sentence at `span` is of, if it is of
    one, or the heading that has it: without it nobody knows when that was. No heading above what
    says a day itself, nor above a row."""
    text, own = passage.text, _moved(span, -passage.start)
    found = entry_date(text, sentence_spans(text), own)
    words = text[own.start : own.end]
    if found is None and not words.startswith("|") and not dates(words):
        found = dated_heading(text, own)
    if found is None or text[found.start : found.end] == passage.title:
        return None
    return _moved(found, passage.start)


def labelled(sentence: EvidenceSentence) -> list[Span]:
    """The words in bold that open its paragraph and say what that is about: what follows "**Short
    game.**" holds for that alone."""
    begin = sentence.start - sentence.passage.start
    text = sentence.passage.text
    part = part_at(text, begin)
    if part is None or part.mark or part.start == begin:
        return []
    first = part.sentences[0]
    words = text[first.start : first.end]
    label = _BOLD_LABEL.fullmatch(words) and not is_question(words)
    return [_moved(first, sentence.passage.start)] if label else []


def opened(sentence: EvidenceSentence) -> list[Span]:
    """The stretch of its item or paragraph that a short question opens: "Lost? Ring the ward. If
    nobody answers, ..." says by it what each is about, and in its order what to do first. Of a long
    one as far as the sentence."""
    begin, text = sentence.start - sentence.passage.start, sentence.passage.text
    part = part_at(text, begin)
    spans = part.sentences if part else ()
    asks = [n for n, one in enumerate(spans) if _SHORT_QUESTION.fullmatch(text[slice(*one)])]
    at = next((n for n, one in enumerate(spans) if one.start == begin), -1)
    if at < 0 or asks[:1] != [0]:
        return []
    first = max(n for n in asks if n <= at)
    end = next((n for n in asks if n > first), len(spans))
    end = end if end - first <= _STRETCH else at + 1
    return [_moved(one, sentence.passage.start) for one in spans[first:end]]


def titled(passage: Passage, span: Span) -> Span | None:
    """The heading right above the list of which the item at `span` is; None for no such item."""
    found = heading_above(passage.text, _moved(span, -passage.start))
    return _moved(found, passage.start) if found else None


def text_above(passage: Passage, span: Span) -> str:
    """The words of those lines, one below the other; "" for a sentence that stands by itself."""
    found = leads(passage.text, _moved(span, -passage.start))
    return "\n".join(passage.text[one.start : one.end] for one in found)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
