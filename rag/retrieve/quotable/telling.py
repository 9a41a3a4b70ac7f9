"""Filters what states no answer, however near it is: a question, a table's header, a sentence that
names nobody where a person is asked for, what is told of another day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.retrieve.contacts import lacks_contact
from rag.retrieve.question import Question, Wanted, parse
from rag.retrieve.quotable.excluded import is_excluded
from rag.retrieve.quotable.naming import names_nobody
from rag.retrieve.quotable.other_codes import is_of_another_code
from rag.retrieve.quotable.other_days import of_other_days
from rag.retrieve.quotable.other_months import without_other_months
from rag.retrieve.quotable.other_releases import is_of_another_release
from rag.retrieve.quotable.other_sections import without_other_sections
from rag.retrieve.quotable.other_speakers import without_other_speakers
from rag.retrieve.quotable.other_years import without_other_years
from rag.retrieve.quotable.others import is_of_another_one
from rag.retrieve.quotable.parties import without_other_party
from rag.retrieve.quotable.procedures import is_of_another_thing
from rag.retrieve.quotable.stages import without_other_stages
from rag.retrieve.sifting import sifted
from rag.retrieve.signals import read_passage
from rag.retrieve.tables.row_ranges import without_other_ranges
from rag.retrieve.tables.table_rows import without_other_rows
from rag.text import (
    Span,
    answered_by,
    entry_dates,
    is_header_row,
    is_question,
    is_reply,
    leads,
    sentence_spans,
    terms,
    topic_words,
)
from rag.text.interviews import interview
from rag.text.parts import parts_of
from rag.types import MAIL, Evidence, EvidenceSentence

_ASKING = frozenset(["question", "ask", "frage", "fragen"])
_MOSTLY = 0.6  # share of the question's topic words with which another asks the same
_I = regex(r"\b(?:I|[Mm]y|[Mm]ine|[Ii]ch|[Mm]ein\w*)\b")
_WE = regex(r"\b(?:[Ww]e|[Oo]urs?|[Ww]ir|[Uu]nser\w*)\b")
_TO_SOMEBODY = regex(r"\b(?:[Yy]ours?|[Yy]ou|Sie|Ihre?[mnrs]?|[Dd]u|[Dd]eine?[mnrs]?)\b")

_LEANS = regex(
    r"\b(?:it|its|he|his|she|her|they|them|their|this|that|these|those|there|both|same|also|too|so|"
    r"then|instead|other|another)\b",
    re.IGNORECASE,
)
_LED_BY = regex(r"\W*(?:[^:?]*:\s+)?(?:(?:and|but|so|also|then|und|aber)\W+)*", re.IGNORECASE)
"""What may stand before a question: "And", "Two more questions:"."""


def to_quote(evidence: Evidence) -> Evidence:
    """The evidence less what would be no answer if it were only quoted; see each."""
    kept = without_other_months(without_other_years(without_other_rows(evidence)))
    kept = without_other_stages(without_other_ranges(without_other_sections(kept)))
    return without_other_party(telling(without_other_speakers(kept)))


def telling(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without questions that nothing behind them answers, unless questions
    are asked for or announced, without headers, without what mentions a post where its holder is
    asked for, and without what is told of another day, or of another thing of the kind. Improbable
    where nothing else tells."""
    return sifted(evidence, _those_that_tell)


def _those_that_tell(evidence: Evidence) -> list[EvidenceSentence]:
    asks = any(term.folded in _ASKING for term in terms(evidence.question))
    asks = asks or (bool(evidence.heading) and any(map(_is_of_interview, evidence.sentences)))
    beside = set() if asks else set(_beside_open_ones(evidence))
    beside |= set(of_other_days(evidence))
    return [
        one
        for one in evidence.sentences
        if _tells(one, asks=asks)
        and (one.passage.key, one.start) not in beside
        and not names_nobody(evidence.question, one.text)
        and not _is_of_another(one, evidence.question)
    ]


def _tells(sentence: EvidenceSentence, *, asks: bool) -> bool:
    text, own = sentence.passage.text, Span(*sentence.within)
    if is_header_row(text, own) or own in entry_dates(text, sentence_spans(text)):
        return False
    if asks or not is_question(sentence.text) or leads(text, own):
        return True
    return bool(answered_by(text, own)) and not _goes_on(sentence)


def _is_of_interview(sentence: EvidenceSentence) -> bool:
    return interview(sentence.passage.text, sentence.passage.speakers) is not None


def _is_of_another(sentence: EvidenceSentence, question: str) -> bool:
    """Is it said of another thing of the kind, or no number where one to call is asked for?"""
    one, own = sentence.passage, Span(*sentence.within)
    place = read_passage(one)
    locator = sentence.locator
    told, near, before = sentence.text, "", ""
    if own in place.spans:
        at = place.spans.index(own)
        told, near = place.texts[at], f"{place.titles[at]} > {locator}"
        end = place.spans[at - 1].end if at else 0
        if at and "\n\n" not in one.text[end : own.start]:
            before = place.texts[at - 1]
        if _LEANS.search(told):
            near = f"{near}\n{before}"
    return (
        lacks_contact(question, told)
        or is_of_another_one(question, told, near, before)
        or is_of_another_code(question, told, near, before)
        or is_of_another_thing(sentence, question)
        or is_of_another_release(sentence, question)
        or is_excluded(question, sentence)
    )


def _beside_open_ones(evidence: Evidence) -> Iterator[tuple[str, int]]:
    """Where sentences begin that seem to answer a question like the one asked, whose asker only
    goes on with them: "Could I keep the hob? We use it every day."."""
    asked = parse(evidence.question)
    about = topic_words(evidence.question)
    for one in evidence.sentences:
        if not is_question(one.text) or _parsed(one.text).wanted is not asked.wanted:
            continue
        alike = len(about & topic_words(one.text)) >= _MOSTLY * len(about)
        if alike and _goes_on(one):
            yield from ((one.passage.key, one.passage.start + s.start)
                        for s in answered_by(one.passage.text, Span(*one.within)))  # fmt: skip


def _goes_on(asked: EvidenceSentence) -> bool:
    """Does whoever asks it, amid a paragraph, go on about themselves instead of an answer? Not in a
    paragraph of questions and answers."""
    text, question = asked.passage.text, Span(*asked.within)
    paragraph = next((part.sentences for part in parts_of(text) if part.end > question.start), ())
    if question not in paragraph[1:] or is_question(_words(text, paragraph[0])):
        return False
    behind = answered_by(text, question)
    if not behind or _TO_SOMEBODY.search(_words(text, question)):
        return False
    others = (span for span in paragraph if is_question(_words(text, span)))
    if any(_is_answered(text, one) for one in others):
        return False
    said = _words(text, behind[0])
    return bool(_I.search(said) or (_WE.search(said) and _may_be_we(asked)))


def _may_be_we(asked: EvidenceSentence) -> bool:
    """Are "we" whoever asks, and not a house that answers its guests: "Is breakfast included? We
    serve it from 7."? So in a mail, and where they speak of themselves as "we" or as "I"."""
    if asked.passage.media_type == MAIL or _WE.search(asked.text):
        return True
    told = (_words(asked.passage.text, span) for span in sentence_spans(asked.passage.text))
    return any(_I.search(one) for one in told if not is_question(one))


def _is_answered(text: str, question: Span) -> bool:
    """Does a "yes", or what is wanted, stand behind it?"""
    asked = _parsed(_words(text, question))
    found = answered_by(text, question)[:1]
    kind = asked.wanted is not Wanted.NAME  # "I" and "Monday" look like names
    return any(
        is_reply(_words(text, one)) or (kind and asked.is_met_by(_words(text, one)) is True)
        for one in found
    )


def _parsed(question: str) -> Question:
    return parse(_LED_BY.sub("", question, count=1) or question)


def _words(text: str, span: Span) -> str:
    return text[span.start : span.end]
