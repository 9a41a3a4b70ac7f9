"""Finds the noun phrases that a question is about, each up to where it ends."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import DONE, PLURAL
from rag.retrieve.follow_ups.kinds import all_it_names, is_date
from rag.text import AUXILIARIES, QUESTION_WORDS, content_terms, names

PREPOSITIONS = (
    r"(?:in|on|at|for|with|without|from|by|under|over|during|after|before|since|until|per|between|"
    r"among|as|of|to)"
)
_NOT_HOW = (
    r"i|you|we|it|he|she|they|there|and|or|not|no|any|some|all|both|each|every|more|most|many|much|few|"
    r"other|this|that|these|those|who|which|what|when|where|how|if"
)
DETERMINER = r"(?:the|a|an|my|our|your|his|her|its|their)"
_STOP = (
    rf"{PREPOSITIONS}|{DETERMINER}|{AUXILIARIES}|{QUESTION_WORDS}|be|been|also|into|onto|about|against|"
    r"through|across|near|behind|towards?|that|because|if|while|than|now|today|yesterday|tomorrow|"
    rf"still|ever|never|already|always|not|just|back|again|(?:and|or)\s+{DETERMINER}"
)
_WORDS = rf"(?P<words>[\w'’-]+(?:\s+(?!(?:{_STOP})\b)[\w'’-]+){{0,4}})"
THING = regex(rf"\b{DETERMINER}\s+(?!same\b){_WORDS}", re.IGNORECASE)
OWNED = regex(
    rf"\b(?:(?!(?:{AUXILIARIES}|{QUESTION_WORDS})\b)(?-i:[A-Z])[\w.-]*\s+){{0,2}}"
    rf"(?-i:[A-Z])[\w.-]*['’]s?\s+{_WORDS}",
    re.IGNORECASE,
)
"""What is somebody's: "Dorn's bridge"."""
_WHO = regex(r"\bwho\s+$", re.IGNORECASE)
_ARTICLE_BEFORE = regex(rf"\b{DETERMINER}\s+$", re.IGNORECASE)
_DESCRIBED = regex(
    rf"\b(?:(?!to\b){PREPOSITIONS}|are|were)\s+(?P<how>(?:{DETERMINER}\s+)?"
    rf"(?:(?!(?:{PREPOSITIONS}|{DETERMINER}|{AUXILIARIES}|{_NOT_HOW})\b)[\w'’-]+(?<!ing)\s+){{1,2}})$",
    re.IGNORECASE,
)
"""What stands before a thing and says what sort it is: "for student members"."""
_TWO = regex(
    rf"\b(?:{AUXILIARIES}|{PREPOSITIONS})\s+(?P<two>(?:{DETERMINER}\s+)?(?!\d)[\w'’-]+\s+and\s+"
    rf"(?:{DETERMINER}\s+)?[\w'’-]+)",
    re.IGNORECASE,
)
_PART = rf"(?!{DETERMINER}\b)[\w'’-]+"
_SUBJECT_BEFORE = regex(
    rf"\b(?P<aux>{AUXILIARIES}|if|unless|because|while|(?<=\s)when)\s+"
    rf"(?:{DETERMINER}\s+(?:(?:{_PART}\s+){{1,4}}?of|{_PART}\s+{PREPOSITIONS})\s+)*$",
    re.IGNORECASE,
)
"""Before the subject, or what ends it: "the flat" in "does the rent of the flat rise?"."""
_IS = regex(r"is|are|was|were", re.IGNORECASE)
_HAS = regex(r"has|have|had", re.IGNORECASE)
TAKES_OBJECT = (
    r"(?:covers?|includes?|needs?|requires?|allows?|offers?|sells?|provides?|accepts?|causes?|pays?|"
    r"keeps?|supply|supplies|stores?|delivers?|contains?|excludes?|permits?|forbids?|treats?|insures?|"
    r"mentions?|promises?|recommends?|describes?)"
)
"""A verb that has what it does it to behind it, without an article too: "cover subsidence"."""
_TAKES_OBJECT = regex(TAKES_OBJECT, re.IGNORECASE)
_MANNER_LAST = regex(r"\w+ly|late|early|extra|more|less|long|first|last", re.IGNORECASE)
_DONE = regex(DONE, re.IGNORECASE)
_VERB_TO_COME = regex(
    r"(?:be|been|also|of|now|still|ever|never|already|always|not|just)\b", re.IGNORECASE
)


def thing_of(question: str, start: int = 0) -> str:
    """The first thing from there on that has an article, or all that the question names ("When is
    half term?"), or the first name; "" where there is none."""
    thing = THING.search(question, start)
    if thing is not None:
        return question[thing.start() : end_of_thing(question, thing)]
    whole = all_it_names(question)
    if whole and whole[0] >= start:
        return question[slice(*whole)]
    found = (name for name in names(question) if question[name.end : name.end + 1] != ".")
    return next((name.text for name in found if not is_date(name)), "")


def several_of(question: str) -> str:
    """The first thing of which there are several, a name in -s if nothing else; or two that are
    joined ("salt and pepper"), else the first that has an article."""
    named = {part.start for name in names(question) for part in name.parts}
    for word in sorted(content_terms(question), key=lambda one: one.start in named):
        does = _WHO.search(question[: word.start])  # "who runs it?"
        if PLURAL.fullmatch(word.text) and not does:
            before = _ARTICLE_BEFORE.search(question[: word.start])
            described = _DESCRIBED.search(question[: word.start])
            return f"{described['how'] if described else before[0] if before else ''}{word.text}"
    if two := _TWO.search(question):
        return two["two"]
    thing = THING.search(question)
    return question[thing.start() : end_of_thing(question, thing)] if thing else ""


def end_of_thing(question: str, thing: re.Match[str]) -> int:
    """Where the thing ends: "the pool" in "when does the pool open?", "the firm" in "did the firm
    build the bridge?", all of it where it is not the subject."""
    words = list(re.finditer(r"\S+", thing["words"]))
    subject = _SUBJECT_BEFORE.search(question[: thing.start()])
    goes_on = question[thing.end() :].strip(" ?.")
    if subject is None or len(words) == 1 or _VERB_TO_COME.match(goes_on):
        return thing.end()
    last = len(words)
    while last > 2 and _MANNER_LAST.fullmatch(words[last - 1][0]):
        last -= 1
    is_done = _DONE.fullmatch(words[last - 1][0])
    if _IS.fullmatch(subject["aux"]) or (_HAS.fullmatch(subject["aux"]) and goes_on):
        return thing.start("words") + words[last - 2 if is_done else -1].end()
    while last > 2 and words[last - 1][0][0].isupper():
        last -= 1  # "the API support OAuth"
    found = (at for at in range(1, last - 1) if _TAKES_OBJECT.fullmatch(words[at][0]))
    verb = next(found, last - 1)
    while verb > 1 and words[verb - 1][0].endswith("ly"):
        verb -= 1
    return thing.start("words") + words[verb - 1].end()
