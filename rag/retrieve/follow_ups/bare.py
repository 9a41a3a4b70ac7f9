"""Finds things that have no article: "jury service" in "Is jury service paid?"."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import DONE
from rag.retrieve.follow_ups.kinds import MANNER, all_it_names
from rag.retrieve.follow_ups.things import DETERMINER, PREPOSITIONS, TAKES_OBJECT
from rag.text import AUXILIARIES, QUESTION_WORDS, is_calendar, names

_NO_PART = (
    rf"(?:{PREPOSITIONS}|{DETERMINER}|{AUXILIARIES}|{QUESTION_WORDS}|i|you|we|it|he|she|they|one|me|us|"
    r"them|him|myself|someone|anyone|there|this|that|these|those|and|or|not|any|some|all|no|each|every|"
    r"more|most|much|many|few|less|be|been|also|so|if|into|about|against|than|to|home|early|late|here|"
    r"abroad|away|again|now|first(?!\s+[\w-])|together|alone|never|ever|always|still|already|just|only|often|back|up|out|off)\b"
)
_NAMED = rf"(?P<thing>(?!{_NO_PART})[\w'’-]+(?:\s+(?!{_NO_PART})[\w'’-]+){{0,3}}?)"
_END = rf"(?=\s+(?:{PREPOSITIONS})\b|\s*[?.!]*\s*$)"
_MAY = r"(?:do|does|did|can|could|may|must|should|shall|will|would|am|are)"
_LIKE = (
    r"safe|dangerous|legal|mandatory|compulsory|optional|necessary|possible|valid|taxable|refundable|"
    r"harmful|toxic|cheap|expensive|good|bad|better|worse|normal|common|\w+(?:able|ible|ous|ful)"
)
"""What something is like."""
_DOES = (
    r"(?:cost|take|last|start|begin|end|open|close|run|weigh|meet|leave|arrive|mean|apply|expire|work|"
    r"include|cover|contain|have|need|require|do|cause|give|keep|grow|live|earn|happen)"
)
_FORMS = tuple(
    regex(form, re.IGNORECASE)
    for form in (
        # "Is parking free?", "How often is tap water tested in May?"
        rf"\b(?:is|are|was|were)\s+{_NAMED}\s+(?:{DONE}|{_LIKE})(?=\s+\w+ly\b|\s+{PREPOSITIONS}\b|\s*[?.]*\s*$)",
        # "When is lane swimming on Sunday?"
        rf"(?:when|where|how\s+(?!many)\w+|what)\s+(?:is|are|was|were)\s+{_NAMED}(?=\s+{PREPOSITIONS}\b)",
        rf"what\s+time\s+(?:is|are|was|were)\s+{_NAMED}{_END}",
        # "Is there parking?"
        rf"\b(?:is|are|was|were)\s+there\s+(?:any\s+)?{_NAMED}{_END}",
        # "How long do you keep call recordings?", "Can I be put on garden leave?"
        rf"\b{_MAY}\s+(?:i|we|you|one|they)\s+(?:(?:still|also|ever|normally|usually)\s+)?"
        rf"(?:(?:have|need|want|get)\s+to\s+)?(?:be\s+(?:\w+\s+to\s+)?)?(?!(?:{_NO_PART}))\w+\s+"
        rf"(?:(?:to|on|for|of|with|up|out|off|back|any|some)\s+)?{_NAMED}{_END}",
        # "How long does express delivery take?"
        rf"\b(?:do|does|did|will)\s+{_NAMED}\s+{_DOES}{_END}",
        # "How should insulin be stored?", "Who teaches maths?"
        rf"\b(?:can|could|may|must|should|will)\s+{_NAMED}\s+be\b",
        rf"\bwho\s+(?!(?:{AUXILIARIES})\b)\w+(?:s|ed)\s+{_NAMED}{_END}",
        # "Who is responsible for waste?"
        rf"\bwho\s+(?:is|are|was|were)\s+(?:[^\W\d_]+\s+){{1,3}}?(?:for|of)\s+{_NAMED}\s*[?.]*\s*$",
        # "Does the policy cover subsidence?"
        rf"\b(?:do|does|did|will|can)\s+(?:{DETERMINER}\s+(?:[\w'’-]+\s+){{1,3}}?|(?-i:[A-Z])\w+\s+)"
        rf"{TAKES_OBJECT}\s+{_NAMED}{_END}",
    )
)


def bare_thing(question: str) -> tuple[int, int] | None:
    """Where it stands; None where there is none, or but a name, a day or a manner ("by post")."""
    if whole := all_it_names(question):
        return whole
    for form in _FORMS:
        found = form.search(question)
        if found is not None and _is_thing(question, *found.span("thing")):
            return found.span("thing")
    return None


def _is_thing(question: str, start: int, end: int) -> bool:
    thing = question[start:end]
    last = thing.split()[-1]
    if re.fullmatch(DONE, last, re.I) or any(map(_is_day, thing.split())):
        return False
    inside = (one for one in names(question) if start <= one.start < end)
    if any(any(letter.islower() for letter in one.text) for one in inside):
        return False
    before = question[:start].split()[-1:]
    return not any(re.fullmatch(MANNER, " ".join((*led, thing)), re.I) for led in (before, ()))


def _is_day(word: str) -> bool:
    return is_calendar(word.removesuffix("s"))
