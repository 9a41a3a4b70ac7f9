"""What a diary, a log, minutes have of another day is no answer about the one asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rag.text import Date, Span, dates, day_heading, is_of_day, sentence_spans, tells_day
from rag.text.context import headings_in
from rag.text.entries import is_date
from rag.types import Evidence, EvidenceSentence, Passage

_NOT_ON = re.compile(
    r"\b(?:before|after|until|till|since|between|last|next|first|vor|nach|bis|seit|ab|zwischen|"
    r"avant|après|depuis)\b|\b(?:from|by)\s+(?:the\s+)?(?:\w+,?\s)?$",
    re.IGNORECASE,
)
_FEWEST = 2  # entries of minutes; "Lease of 1 March" heads one document


def of_other_days(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """The places of sentences of another day's entry than the one that is asked about, which do not
    mention that."""
    day = _day_of(evidence.question)
    if day is None:
        return
    heads = {(one.passage.document_id, name)
             for one in evidence.sentences for name in _heads(one.passage)}  # fmt: skip
    times = Counter(document for document, _ in heads)
    for one in evidence.sentences:
        head = _head(one)
        sure = times[one.passage.document_id] >= _FEWEST or tells_day(head, first=True)
        if head and sure and not (_is_of(day, head, one) or _names(day, one.text)):
            yield one.place


def _heads(passage: Passage) -> Iterator[str]:
    """The headings with a day under which parts of a passage stand."""
    paths = (headings_in(chunk.locator) for chunk in passage.chunks)
    return (name for path in paths for name in path if tells_day(name))


def _head(sentence: EvidenceSentence) -> str:
    """What says of which day's entry a sentence is; the title of a document that is one."""
    passage, begin = sentence.passage, sentence.passage.start
    own = Span(sentence.start - begin, sentence.end - begin)
    path = passage.locator_at(sentence.start, sentence.end)
    head = day_heading(passage.text, sentence_spans(passage.text), own, path)
    return head or (passage.title if is_date(passage.title) else "")


def _is_of(day: Date, head: str, sentence: EvidenceSentence) -> bool:
    """Is the entry of the day? Its year may stand above."""
    above = sentence.passage.locator_at(sentence.start, sentence.end)
    return is_of_day(day, head, f"{sentence.passage.title} {above}")


def _names(day: Date, text: str) -> bool:
    return any(day.same_as(one) for one in dates(text))


def _day_of(question: str) -> Date | None:
    """The one day that a question asks about; None where it asks for what was before, or since."""
    found = dates(question)
    if len(found) != 1 or _NOT_ON.search(question[: found[0].start]):
        return None
    return None if _NOT_ON.search(question[found[0].end :].rstrip()) else found[0]
