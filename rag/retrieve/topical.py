"""Query expansion: a question about a topic as a whole, asked again in ways that a passage answers.

"What does the lease say about the deposit?" names no fact that a sentence could have, so that the
judge of evidence finds few that answer it. "What happens with the deposit?" it knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import agreeing
from rag.retrieve.sifting import sifted
from rag.text import (
    AUXILIARIES,
    QUESTION_WORDS,
    content_terms,
    names,
    said_words,
    topic_words,
)
from rag.types import Evidence, EvidenceSentence, Hit

_ABOUT = r"(?:about|on|of|regarding|concerning)"
_TOPIC = r"(?P<topic>[^?.!;:]{3,80}?)\s*+[?.!]*+\s*+"
OPENINGS = (
    r"what\s+(?:do|does|did|can|could)\s++(?P<subject>[\"“].{1,200}?[\"”]|[^?.!;:]{1,60}?)\s++"
    rf"(?:say|tell|state|write|mention)(?:\s+(?:me|us))?\s+{_ABOUT}",
    rf"what(?:\s+(?:is|are|was|were)|['’]s)\s+(?:said|told|written|known|stated|decided|agreed|"
    rf"mentioned)\s+{_ABOUT}",
    r"(?:please\s+|(?:can|could)\s+you\s+)?tell\s+(?:me|us)\s+"
    r"(?:something\s+|more\s+|everything\s+|all\s+)?about",
)
"""What stands before a topic that is asked about as a whole; `subject` is what is asked of it."""

_ASKS = tuple(
    regex(rf"\s*+{opening}\s++{_TOPIC}", re.IGNORECASE)
    for opening in (
        *OPENINGS,
        rf"what(?:\s+(?:is|are)|['’]s)\s+the\s+(?:rules?|terms|conditions|provisions|policy|policies|"
        rf"regulations|arrangements?)\s+(?:for|{_ABOUT})",
        r"(?:what|how)\s+about",
    )
)
KEYWORDS = regex(r"\s*(?P<topic>[\w'’-]+(?:\s+[\w'’-]+){0,3})\s*", re.IGNORECASE)
_SENTENCE = regex(
    rf"\b(?:{QUESTION_WORDS}|{AUXILIARIES}|if|am|it|they|them|he|she|him|her|this|that|these|those|"
    r"i|you|we|me|us|please|show|give|list|tell|explain|compare|summari[sz]e|hello|hi|thanks?)\b",
    re.IGNORECASE,
)
_WAYS = (
    "What happens with {}?",
    "What applies to {}?",
    "What is said about {}?",
    "How is {} handled?",
)
_MADE = tuple(
    regex(re.escape(way).replace(r"\ is\ ", r"\ (?:is|are)\ ").replace(r"\{\}", "(?P<topic>.+)"))
    for way in _WAYS
)

_OF = r"(?:about|by|for|from|in|of|on|to|with)\b"
_KINDS = (
    r"abstract|accounts|act|agreement|amendment|annex|appendi(?:x|ces)|article|bill|blog|book|brief|"
    r"brochure|budget|by-?law|catalog(?:ue)?|changelog|chapter|charter|chat|clause|code|constitution|"
    r"contract|data|data\s?sheet|decision|deed|diar(?:y|ies)|directive|document|documentation|draft|"
    r"e-?mail|essay|evidence|faq|file|form|guide|guideline|handbook|instruction|interview|invoice|"
    r"journal|judge?ment|label|law|leaflet|lease|lecture|letter|licen[sc]e|list|literature|log|mail|"
    r"manual|memo|menu|message|minute|newsletter|note|notice|offer|opinion|order|ordinance|page|paper|"
    r"paragraph|part|plan|polic(?:y|ies)|post|press\srelease|proposal|prospectus|protocol|quote|"
    r"readme|recipe|record|regulation|release\snotes?|report|research|review|rule|ruling|runbook|"
    r"schedule|section|sheet|slide|source|spec|specification|spreadsheet|standard|statement|statute|"
    r"stor(?:y|ies)|stud(?:y|ies)|summar(?:y|ies)|survey|syllabus|table|term|text|thread|ticket|"
    r"timetable|transcript|treat(?:y|ies)|version|warrant(?:y|ies)|web\s?page|web\s?site|wiki|will|§"
)
_A_DOCUMENT = regex(
    rf"(?:(?!{_OF})[\w'’-]+\s+)*(?:{_KINDS})s?(?:\s+(?:no\.\s*)?(?:\d[\w.()]*|[A-Z]|[IVX]+))?"
    rf"(?:\s+{_OF}.*)?|(?:the|our|your|my|this)\s+(?!(?-i:C[A-Z]O|[HP]R|IT|QA|MP|PM|VP)\b)"
    r"(?-i:[A-Z]{2,}s?)",
    re.IGNORECASE,
)
"""What any document may be called, also "the SLA", but not "the CFO"."""
_ANYBODY = regex(
    r"(?:it|they|this|that|these|those|i|you|we|one|anyone|anybody|someone|somebody|everyone|"
    r"everybody|people|(?:(?:all|my|our|the|these|your)\s+)*(?:documents|docs|files|sources|texts|papers))",
    re.IGNORECASE,
)
"""Nobody in particular, or all documents."""


def topic_of(question: str) -> str:
    """What it asks about as a whole; "" for a question that asks for something of it."""
    for asks in _ASKS:
        if found := asks.fullmatch(question):
            return _topic(found)
    found = KEYWORDS.fullmatch(question)
    return _topic(found) if found and not is_sentence(question) else ""


def is_sentence(words: str) -> bool:
    """Has it a word of a sentence, or a greeting: is it more than words to look up?"""
    return _SENTENCE.search(words) is not None


def ways_to_ask(question: str) -> tuple[str, ...]:
    """The question in other words, to be tried one after the other; none where it has no topic."""
    topic = topic_of(question)
    return tuple(_asked_of(way, topic) for way in _WAYS) if topic else ()


def _asked_of(way: str, topic: str) -> str:
    before, _, after = way.partition("{}")
    return f"{agreeing(before, topic)}{topic}{after}"


def is_another_way(asked: str) -> bool:
    """Is it one of the `ways_to_ask`?"""
    return any(way.fullmatch(asked) for way in _MADE)


def is_named(asked: str, hits: Iterable[Hit]) -> bool:
    """Has one of the hits every word of the topic, for one of the `ways_to_ask`? An answer to a
    question that nobody has asked in these words must at least be about it."""
    made = next((found for way in _MADE if (found := way.fullmatch(asked))), None)
    if made is None:
        return True
    wanted = topic_words(made["topic"])
    return any(wanted <= said_by(hit) for hit in hits)


def told_by(question: str, asked: str, evidence: Evidence) -> Evidence:
    """The evidence for one of the `ways_to_ask` a question, of which it is a way no more to say of
    whom something is asked: without what does not name that.

    "What did the mayor say about the fee?" is answered by what is said of it, or stands below a
    heading or a title, that names the mayor, and by no regulation. "The contract" may be any
    document, where none is called so.
    """
    found = next(filter(None, (asks.fullmatch(question) for asks in _ASKS)), None)
    whom = (found.groupdict().get("subject") or "") if found else ""
    if not whom or not is_another_way(asked) or _ANYBODY.fullmatch(whom):
        return evidence
    called = [part.folded for name in names(whom) for part in name.parts]
    wanted = frozenset(called[-1:]) or topic_words(whom)
    named = [one for one in evidence.sentences if wanted <= said_words(_whole(one))]
    if not named and _A_DOCUMENT.fullmatch(whom):
        return evidence
    return sifted(evidence, lambda part: [one for one in part.sentences if one in named])


def _whole(sentence: EvidenceSentence) -> str:
    return f"{sentence.passage.title}\n{sentence.locator}\n{sentence.text}"


def _topic(found: re.Match[str]) -> str:
    topic = found["topic"].strip(" \"'“”‘’")
    return topic if content_terms(topic) else ""


def said_by(hit: Hit) -> frozenset[str]:
    """The folded words of a hit: of its title, its place and its text."""
    told = f"{hit.chunk.title}\n{hit.chunk.locator}\n{hit.chunk.text}"
    return said_words(told)
