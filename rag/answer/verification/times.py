"""Checks times that limit a statement ("in winter", "on weekdays", "not after a storm") and that a
sentence leaves out. By spelling, in English, German and French; at best partly borne out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answer.verification.conditions import COORDINATE, TOLD, words_of_topic
from rag.answer.verification.hedged import speaks_of
from rag.regex import regex
from rag.text import ENGLISH_WEEKDAYS, GERMAN_WEEKDAYS, sentence_spans
from rag.text.dates import MONTH

_DAYS = "|".join(f"{one}s" for one in ENGLISH_WEEKDAYS.split("|"))
_WEEKLY = "|".join(f"{one}s" for one in GERMAN_WEEKDAYS.split("|"))
_TAGEN = "|".join(f"{one}en" for one in GERMAN_WEEKDAYS.split("|"))
_TIME = (
    rf"(?:{MONTH}|(?i:winter|summer|spring|autumn|weekdays|weekends?|(?:(?:bank|public|school)\s+)?holidays|"
    rf"term-?time|(?:high|low|peak|off)[ -]?season|night|{_DAYS}|"
    r"sommer|frühling|frühjahr|herbst|wochenenden?|werktagen|feiertagen|"
    rf"(?:schul|sommer|winter)?ferien|{_TAGEN}|"
    r"l['’]hiver|hiver|l['’]été|été|printemps|automne|week-ends?|semaine|jours\s+fériés|vacances(?:\s+scolaires)?))"
)
_WHEN = regex(
    r"\b(?:(?i:in|during|on|at|over|throughout|from|between)\s+(?:the\s+)?|"
    r"(?i:im|in\s+den|am|an|von|zwischen|während\s+der|en|au|de|entre|pendant|durant|le|les)\s+(?:les?\s+)?)"
    rf"{_TIME}(?:(?:,\s*|,?\s+(?:and|or|to|until|till|through|und|oder|bis|et|ou|à|au)\s+)"
    rf"(?:(?:in|en|on|an|the)\s+)?{_TIME})*(?!\s*(?:\d|['’]s\b)|-)|"
    rf"\b(?i:werktags|feiertags|wochentags|nachts|{_WEEKLY})\b"
)
_ANY_TIME = regex(
    rf"\b{_TIME}|\b(?:{ENGLISH_WEEKDAYS}|{GERMAN_WEEKDAYS})|"
    r"\b(?:season\w*|months?|saison\w*|monate?n?|mois|periods?|dates?|times?|\w+s?tags|nachts)\b",
    re.IGNORECASE,
)
_AROUND = regex(
    r"\b(?:after|before|during|nach|vor|während|après|avant|pendant)\s+"
    r"(?:(?!\b(?:and|but|unless|if|with|without|und|aber|et|mais|darf|dürfen|kann|können|muss|müssen|"
    r"may|can|must|is|are)\b)(?:[^,;:.!?()]|[.:,](?=\d)))+",
    re.IGNORECASE,
)
_ANY_AROUND = regex(
    r"\b(?:after\w*|before\w*|during|until|by|once|since|when|while|nach\w*|vor\w*|während|bis|seit|wenn|"
    r"après|avant|pendant|jusqu\w*|dès|quand|lors\w*)\b",
    re.IGNORECASE,
)
_RULES = regex(
    r"\b(?:not|no|never|cannot|\w+n['’]t|(?-i:may)|can|allowed|permitted|forbidden|prohibited|nicht|nie|"
    r"kein(?:e[mnrs]?)?|darf|dürfen|kann|können|erlaubt|gestattet|verboten|untersagt|pas|jamais|aucune?|"
    r"peut|peuvent|autorisée?s?|interdite?s?|permis)\b",
    re.IGNORECASE,
)
"""What denies or allows: of what holds at some times only, neither is true at all times."""
_DENIED = regex(
    r"\b(?:not|no|never|\w+n['’]t|nicht|nie|kein(?:e[mnrs]?)?|pas|jamais|aucune?)\b", re.IGNORECASE
)
_STATE = regex(
    rf"{_RULES.pattern}|\b(?:is|are|must|ist|sind|muss|müssen|est|sont|doit|doivent)\b",
    re.IGNORECASE,
)
"""What goes on; "in July" alone may be when something happens once."""
_ONE_MONTH = regex(rf"\w+\s+(?:the\s+|les?\s+)?{MONTH}")
_THIS = regex(r"\w+\s+(?:this|that|these|those|diese\w*|jene\w*|cet(?:te)?|ces?)\b", re.IGNORECASE)
_AND = regex(r"\b(?:and|or|und|oder|et|ou)\b", re.IGNORECASE)
_TO_COME = regex(r"\b(?:will|sera|seront)\b", re.IGNORECASE)
_OWN = 0.66  # share of a sentence's words that the clause with the time has


def dropped_time(sentence: str, quote: str, question: str, beside: str = "") -> str:
    """Does `sentence` say of all times what `quote` says of some, which neither `question` names
    nor `beside`, the rest of the answer? As a fault, or ""."""
    said, known = words_of_topic(sentence), words_of_topic(f"{question}\n{beside}")
    lines = [quote[span.start : span.end] for span in sentence_spans(quote)]
    faults = [_dropped(sentence, said, one, known) for one in lines if speaks_of(said, one)]
    return faults[0] if faults and all(faults) else ""


def _dropped(sentence: str, said: set[str], line: str, known: set[str]) -> str:
    for clause in COORDINATE.split(line):
        if TOLD.search(clause):
            continue
        for start, end in _times(sentence, clause):
            time = words_of_topic(clause[start:end])
            before, behind = _AND.split(clause[:start]), _AND.split(clause[end:])
            near = said & words_of_topic(f"{before[-1]} {behind[0]}")
            rest = words_of_topic(" ".join((*before, *behind)))
            told = (time - rest or time) & (said | known)
            least = _OWN * len(said)
            if time and not told and len(said & rest) >= least and 2 * len(near) >= len(said):
                when = clause[start:end].strip(" .")
                return f'The cited text says this of some times only: "{when}".'
    return ""


def _times(sentence: str, clause: str) -> Iterator[tuple[int, int]]:
    """Where a clause says when it holds, as the sentence does in no way."""
    if not any(one.search(clause) for one in (_DENIED, _TO_COME)) and not _ANY_TIME.search(
        sentence
    ):
        for found in _WHEN.finditer(clause):
            if _STATE.search(clause) or not _ONE_MONTH.fullmatch(found[0]):
                yield found.span()
    if _RULES.search(clause) and not _ANY_AROUND.search(sentence):
        yield from (found.span() for found in _AROUND.finditer(clause) if not _THIS.match(found[0]))
