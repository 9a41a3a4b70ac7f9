"""Questions that a plain sentence answers, as a person would ask them; none where it sounds odd."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from rag.evaluation.cases import Fact
from rag.evaluation.clauses import DATE, Clause
from rag.regex import regex
from rag.text import FUNCTION_WORDS, content_terms, figures, names

Kind = Literal["when", "how many", "how much", "how long", "where", "who", "what"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_AT_END = regex(rf"(?:^|\s)(?:in|on) (?P<date>{DATE.pattern})$")
_PLACE = regex(r"(?:^|\s)(?:in|at|near) (?P<place>(?:the )?[A-Z][^,]*)$")
_ABOUT = regex(
    r"^(?:(?:about|around|roughly|nearly|almost|approximately|over|more than|up to|"
    r"at least|some)\s)+"
)
_DESCRIPTION = regex(
    r"(?:an?|the) ((?:[\w-]+ ){0,3}?[\w-]{3,})"
    r"(?= (?:of|in|for|at|with|by|\w+ed|made|built)\b|$)(?<!first)"
)
_PROFESSION = regex(r"(?:er|or|ist|ian|man|men|player|star|poet|hero)$")
_SUPERLATIVE = regex(r"\w{3,}est\b|\b(?:most|only|first|last|best|one)\b")
_EVENTS = _words(
    "acquire buy build open launch sign hire sell join introduce win release publish announce "
    "renew design create close rename appoint approve start begin cancel adopt move host import"
)
_STATES = frozenset(["", "due", "open", "closed", "payable", "valid", "ready"])
_TIME_TOLD = regex(
    r"\b(?:century|during|after|before|until|since|years?|months?|weeks?|days?|seasons?|time|by)\b"
)
_EACH = regex(r"(?:a|an|per|each|every) [\w-]+")
_DURATION = regex(r"(?:second|minute|hour|day|week|month|year)s?$")
_TO = regex(r"(?:to|from|until|till|counted)\b")
_HAPPENS_AT = _words(
    "base locate headquarter live build open meet work hold start make produce manufacture "
    "launch stand store keep install deploy plant host run operate publish sign"
)
_PAID = _words("raise pay cost spend earn charge invest lose owe receive borrow lend")
_ENDS_OF_PHRASE = FUNCTION_WORDS | {"worth", "each", "across", "inside", "outside", "near", "by"}
_MOST_NOUN = 3  # words between the number and the end of what is counted
_LEAST_TOPICS = 2  # content words of a question


class Asked(NamedTuple):
    """A question with what its answer must say; `clause` is where it was found."""

    question: str
    kind: Kind
    fact: Fact
    clause: Clause


def questions_of(clause: Clause, people: frozenset[str]) -> Iterator[Asked]:
    """What can be asked of a clause. `people` are the names that are a person's."""
    for form in (_when, _counted, _money, _where, _who_did, _how_long):
        found = form(clause)
        if found is not None and _is_askable(found):
            yield found
    for found in (_who(clause, people), _what(clause, people)):
        if found is not None and _is_askable(found):
            yield found


def undated(clause: Clause) -> str | None:
    """When it happened, asked of a clause that does not say so."""
    happened = clause.auxiliary in ("did", "was", "were") and clause.spoken[-3:] != "ing"
    if not happened or clause.verb is None or clause.verb.base not in _EVENTS:
        return None
    if clause.date or DATE.search(clause.sentence) or _TIME_TOLD.search(clause.rest):
        return None
    return clause.asked("When", clause.rest)


def _is_askable(asked: Asked) -> bool:
    """Has it a topic, and does it not give its own answer away?"""
    told = str(asked.fact.text or asked.fact.number).lower()
    least = 1 if asked.kind == "what" else _LEAST_TOPICS
    return len(content_terms(asked.question)) >= least and (told not in asked.question.lower())


def _when(clause: Clause) -> Asked | None:
    ended = _AT_END.search(clause.rest)
    date = ended["date"] if ended else clause.date
    rest = clause.rest[: ended.start()] if ended else clause.rest
    if not date or DATE.search(rest) or (not rest and clause.verb is None and not ended):
        return None
    if clause.verb is None and rest not in _STATES:  # "is 900 euros in 2024"
        return None
    return Asked(clause.asked("When", rest), "when", Fact(text=date), clause)


def _counted(clause: Clause) -> Asked | None:
    rest = _ABOUT.sub("", clause.rest)
    number = next(iter(figures(rest)), None)
    if clause.verb is None or number is None or number.start or number.unit or clause.passive:
        return None
    words = rest[number.end :].split()
    noun: list[str] = []
    while len(noun) < len(words) and words[len(noun)].lower() not in _ENDS_OF_PHRASE:
        noun.append(words[len(noun)])
    following = words[len(noun) :]
    countable = bool(noun) and (noun[-1].endswith("s") or noun[-1] in ("people", "staff"))
    if not countable or len(noun) > _MOST_NOUN or noun[-1].endswith("ss"):
        return None
    if _DURATION.fullmatch(noun[-1]) or following[:1] == ["of"] or figures(" ".join(following)):
        return None
    fact = Fact(number=rest[number.start : number.end])
    opening = f"How many {' '.join(noun)}"
    return Asked(clause.asked(opening, " ".join(following)), "how many", fact, clause)


def _money(clause: Clause) -> Asked | None:
    rest = _ABOUT.sub("", clause.rest)
    number = next(iter(figures(rest)), None)
    if number is None or number.start or number.unit not in ("$", "€", "£", "¥"):
        return None
    if clause.passive or not (clause.verb is None or clause.verb.base in _PAID):
        return None
    after = rest[number.end :].strip()
    each = _EACH.fullmatch(after) is not None
    if figures(after) or (not each and re.match(r"(?:and|or|a|an|per|each|worth|of)\b", after)):
        return None
    fact = Fact(number=rest[number.start : number.end])
    opening = "How much"
    if clause.verb is None and after and not each:
        return None
    return Asked(clause.asked(opening, after), "how much", fact, clause)


def _how_long(clause: Clause) -> Asked | None:
    """ "The notice period is three months to the end of a month", "the tour lasts an hour": only of
    a thing that has a length."""
    rest = _ABOUT.sub("", clause.rest)
    number = next(iter(figures(rest)), None)
    lasts = clause.verb is not None and clause.verb.base == "last"
    if (clause.verb and not lasts) or number is None or number.start or number.unit:
        return None
    unit, _, behind = rest[number.end :].strip().partition(" ")
    if not _DURATION.fullmatch(unit) or (behind and not _TO.match(behind)):
        return None
    fact = Fact(number=rest[number.start : number.end], unit=unit)
    old = names(clause.subject) and unit == "years" and not lasts and not behind
    opening = "How old" if old else "How long"
    return Asked(clause.asked(opening, ""), "how long", fact, clause)


def _where(clause: Clause) -> Asked | None:
    found = _PLACE.search(clause.rest)
    if clause.verb is None or found is None or clause.verb.base not in _HAPPENS_AT:
        return None
    place = found["place"]
    words = [one for one in place.split() if one != "the"]
    capitals = all(word[0].isupper() and word.isalpha() for word in words)
    if not capitals or DATE.search(place) or any(word.isupper() for word in words):
        return None
    question = clause.asked("Where", clause.rest[: found.start()])
    return Asked(question, "where", Fact(text=place), clause)


def _who_did(clause: Clause) -> Asked | None:
    """ "was built by Acme": who built it?"""
    found = re.match(r"(?P<object>[^,]*?)(?:^|\s)?by (?P<who>[A-Z].*)$", clause.rest)
    if not clause.passive or clause.verb is None or found is None or found["object"].strip():
        return None
    who, after = _name_at_start(found["who"])
    form = clause.verb.past if clause.auxiliary in ("was", "were") else clause.verb.present
    if not who or (after and not _AT_END.fullmatch(f" {after}")):
        return None
    return Asked(f"Who {form} {clause.subject}?", "who", Fact(text=who), clause)


def _name_at_start(text: str) -> tuple[str, str]:
    words = text.split()
    count = 0
    while count < len(words) and words[count][0].isupper():
        count += 1
    name, after = " ".join(words[:count]), " ".join(words[count:])
    return ("", "") if len(words[:count]) > 4 else (name, after)


def _who(clause: Clause, people: frozenset[str]) -> Asked | None:
    """A person did it: who?"""
    if clause.subject not in people or clause.verb is None or clause.passive:
        return None
    if len(content_terms(clause.rest)) < _LEAST_TOPICS:
        return None
    question = f"Who {clause.said} {clause.rest}?"
    return Asked(question, "who", Fact(text=clause.subject), clause)


def _what(clause: Clause, people: frozenset[str]) -> Asked | None:
    """ "X is a Y": who or what is X?"""
    met = _DESCRIPTION.match(clause.rest)
    if clause.verb is not None or met is None or clause.auxiliary not in ("is", "was"):
        return None
    named = bool(names(f"It is {clause.subject}")) and not clause.subject.startswith("the ")
    if not named:
        return None
    personal = clause.subject in people
    if (not personal and _PROFESSION.search(met[1])) or _SUPERLATIVE.search(met[1]):
        return None
    opening = "Who" if personal else "What"
    return Asked(clause.asked(opening, ""), "what", Fact(text=met[1]), clause)
