"""What a diary or a log has of a day, where all of that is asked: "What happened on 3 August?"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.text import Date, Span, dates, entry_date, entry_dates, is_of_day, sentence_spans
from rag.types import Evidence, EvidenceSentence, Hit, Passage

_WE = r"(?:I|we|you|they|he|she)"
_ALL = re.compile(
    rf"\W*(?:and\W+)?(?:what\s+(?:else\s+)?(?:(?:has\s+|have\s+)?happen(?:s|ed)|went on|took place|"
    rf"(?:was|is|were)\s+(?:done|noted|recorded|entered|written|planned|happening|on|up)|"
    rf"(?:did|do|have|had)\s+{_WE}\s+(?:do|done|noted?|recorded?|written?|planned))|"
    r"was\s+(?:geschah|passierte|war|(?:habe|haben)\s+(?:ich|wir)|ist)|tell me about|show me|"
    r"(?:the )?(?:entry|entries|notes?))(?:\s+there)?(?:\s+(?:on|for|of|from|am|vom))?"
    r"(?:\s+the)?\s*"
    r"(?:\b(?:gemacht|getan|passiert|geschehen|los)\b)?\W*",
    re.IGNORECASE,
)
_DOCUMENTS = 2
_SHORT = 1_200  # characters of what is quoted whole
_MOST = 12  # ... and its sentences


def day_alone(question: str) -> Date | None:
    """The day of which all is asked; None where something of it is, or nothing."""
    found = dates(question)
    if len(found) != 1:
        return None
    rest = f"{question[: found[0].start]} {question[found[0].end :]}"
    return found[0] if _ALL.fullmatch(rest) else None


def having_day(question: str, hits: Iterable[Hit]) -> list[Hit]:
    """The hits with an entry of the day that the question asks about, best first, one of a
    document."""
    day = day_alone(question)
    found: dict[str, Hit] = {}
    for hit in hits if day else ():
        if len(found) < _DOCUMENTS and _heads(hit.chunk.text, hit.chunk.title, day):
            found.setdefault(hit.chunk.document_id, hit)
    return list(found.values())


def told_of_day(question: str, passages: Iterable[Passage]) -> Evidence | None:
    """Evidence that is certain: the entries of the day in these passages; None where there are
    none, or where they are too long to be quoted whole."""
    day = day_alone(question)
    name, found = "", list[EvidenceSentence]()
    for passage in passages:
        text, heads = passage.text, _heads(passage.text, passage.title, day)
        own = [one for one in sentence_spans(text) if _is_under(text, one, heads)]
        if not own or len(own) > _MOST or own[-1].end - own[0].start > _SHORT:
            continue
        if passage.goes_on and not text[own[-1].end :].strip():
            continue
        name = name or text[heads[0].start : heads[0].end]
        found += [
            EvidenceSentence(passage, passage.start + one.start, passage.start + one.end,
                             text[one.start : one.end], 1.0)
            for one in own
        ]  # fmt: skip
    return Evidence(1.0, tuple(found), "", question, heading=name) if found else None


def _heads(text: str, title: str, day: Date | None) -> list[Span]:
    """The dates of its entries that are this day."""
    found = entry_dates(text, sentence_spans(text))
    return [one for one in found if day and is_of_day(day, text[one.start : one.end], title)]


def _is_under(text: str, span: Span, heads: Sequence[Span]) -> bool:
    return bool(heads) and entry_date(text, sentence_spans(text), span) in heads
