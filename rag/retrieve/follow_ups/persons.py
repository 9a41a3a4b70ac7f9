"""Finds the persons in a text: names with the shape and the surroundings of a person's, and persons
by what they are to somebody ("her husband")."""

from __future__ import annotations

import re
from operator import itemgetter

from rag.regex import regex
from rag.text import Name, content_terms, is_possessive, names, without_possessive

_TITLES = (
    r"(?:mrs?|ms|mx|miss|dr|prof|rev|sir|dame|herrn?|frau|mme|mlle|monsieur|madame|sra?|señora?|"
    r"signora?|dott|mevrouw|meneer)"
)
_TITLE = regex(rf"\b{_TITLES}\.?\s+$", re.IGNORECASE)
_TITLED = regex(rf"{_TITLES}\s+\w", re.IGNORECASE)
_PLACE = regex(r"\b(?:in|at|on|near|around|through|across|im|am|à|en)\s+$", re.IGNORECASE)
_BELONGS = regex(r"\b(?:of|von|de|di|du|da|van)\s+$", re.IGNORECASE)
_ARTICLES = (
    r"(?:the|an?|our|my|your|their|this|each|every|der|die|das|den|dem|des|eine?[nmr]?|"
    r"le|la|les|une?|el|los|las|il|lo|gli|het|een)"
)
_THING = regex(rf"(?:\b{_ARTICLES}|\d)\s+$", re.IGNORECASE)
_BEGINS_AS_THING = regex(rf"{_ARTICLES}\s", re.IGNORECASE)
"""An article or a figure before it: "the Rowing Club", "20 Celsius"."""
_LABEL = regex(r"\s*(?:\([^()]*\))?\s*:")
_NO_PERSON = regex(
    r"(?:street|st|road|lane|avenue|square|hall|house|club|school|college|university|hospital|clinic|"
    r"church|park|garden|bridge|river|lake|island|station|office|centre|center|bank|council|"
    r"committee|association|society|company|department|team|museum|library|hotel|ltd|llc|inc|corp|"
    r"plc|gmbh|ag|ug|kg|ev|bv|ab|sarl|spa|\w*(?:stra(?:ß|ss)e|platz|weg|gasse))",
    re.IGNORECASE,
)
_OPENING = regex(r"[A-ZÀ-Þ](?![A-Z])[^\W\d_]+(?=\s+(?:is|was|has|had|does|did)\b)")
"""Capitalised because it begins a text; what has "is" behind it may be a name all the same."""
_SAME = {"he": r"(?:she|her|hers)", "she": r"(?:he|him|his)"}
"""What is said again of whoever owns it, where the other would be meant: "told her to walk"."""
_INITIAL = regex(r"(?P<initial>\b[A-ZÀ-Þ]\.\s*)+$")

_SHE = (
    r"wife|widow|mother|mum|mom|daughter|sister|aunt|niece|grandmother|grandma|granny|nan|girlfriend|"
    r"fiancée|mistress|landlady|headmistress|stepmother|stepdaughter|godmother|woman|girl|lady|chairwoman|\w+-in-law"
)
_HE = (
    r"husband|widower|father|dad|son|brother|uncle|nephew|grandfather|grandpa|grandad|boyfriend|"
    r"fiancé|stepfather|stepson|godfather|man|boy|gentleman|chairman"
)
_EITHER = (
    r"spouse|child|parent|cousin|twin|partner|friend|colleague|assistant|boss|gp|heir|successor|"
    r"predecessor|mentor|rival|companion|neighbou?r|landlord|tenant|owner|manager|director|doctor|"
    r"nurse|surgeon|consultant|dentist|vet|lawyer|solicitor|secretary|treasurer|president|chair|"
    r"mayor|teacher|headteacher|tutor|trainer|coach|captain|editor|author|founder|clerk|engineer|"
    r"architect|accountant|caretaker|carer|warden|driver|cook|judge|minister|governor|supervisor|"
    r"patient|client|employee|student|pupil|printer|apprentice|servant|priest|artist|singer|"
    r"agent|guest|lodger|guardian|witness|instructor|professor|inspector|officer|guide|ceo|cfo|cto|coo"
)
_ROLE = regex(
    rf"\b(?:(?:{_ARTICLES}|her|his)\s+(?:[\w-]+['’]s?\s+)?|(?-i:[A-Z])[\w.-]*['’]s?\s+)"
    rf"(?:[\w-]+\s+){{0,2}}?(?:(?P<she>{_SHE})|(?P<he>{_HE})|(?P<either>{_EITHER}))(?![\w-])"
    r"(?!\s+(?:allowance|benefits?|company|tax|care|seat|support|account|firm|tickets?|fares?|"
    r"fees?|discount|pension|union|loans?|office|room|car|park)\b)",
    re.IGNORECASE,
)
"""What somebody is, to somebody else or by themselves: "Dorn's first wife", "the treasurer"."""
_OF_WHOM = regex(
    r"\s+of\s+(?:(?:the|an?|my|our)\s+[\w'’-]+|(?-i:[A-Z])[\w'’-]+(?:\s+(?-i:[A-Z])[\w'’-]+)*)",
    re.IGNORECASE,
)
_WHO_IS_OWNED = regex(
    r"\s*who\s+(?:is|was)\s+(?P<whose>(?:(?-i:[A-Z])[\w.-]*\s+){0,2}(?-i:[A-Z])[\w.-]*['’]s?)\s+"
    r"(?P<what>(?:[\w-]+\s+){0,3}[\w-]+)\s*[?.]*\s*",
    re.IGNORECASE,
)
_ASKS_NAME = regex(r"\bname\s+of\b|['’]s\s+name\b|\bcalled\s*\?", re.IGNORECASE)


def role_of(question: str, pronoun: str) -> str:
    """Whom "he" or "she" may mean by what they are: "Dorn's first wife", and not Dorn, where that
    is before any name that is not of the phrase; "" where there is none."""
    if who := _WHO_IS_OWNED.fullmatch(question):
        return f"{who['whose']} {who['what']}"
    other = "he" if pronoun in ("she", "her", "hers") else "she"
    for found in _ROLE.finditer(question):
        start = _owner_start(question, found.start())
        of_whom = _OF_WHOM.match(question, found.end())
        end = of_whom.end() if of_whom else found.end()
        named = [one for one in names(question) if one.end <= start and not _is_owner(one)]
        said_again = re.search(rf"\b{_SAME[other]}\b", question[end:], re.IGNORECASE)
        if found[other] or said_again or any(persons(f"of {one.text}") for one in named):
            continue
        beside = next((one for one in names(question) if one.start == end + 1), None)
        return without_possessive(beside.text) if beside else question[start:end]
    return ""


def asks_who_it_is(question: str) -> bool:
    """Does it ask who somebody of somebody is: "Who was Dorn's first wife?", or the name?"""
    return bool(_WHO_IS_OWNED.fullmatch(question) or _ASKS_NAME.search(question))


def is_role(thing: str) -> bool:
    """Is it somebody by what they are: "the grandmother"?"""
    return _ROLE.fullmatch(thing) is not None


def _owner_start(question: str, start: int) -> int:
    """Where the whole name of the owner begins, with a title."""
    start = next((one.start for one in names(question) if one.start < start < one.end), start)
    title = _TITLE.search(question[:start])
    return title.start() if title else start


def _is_owner(name: Name) -> bool:
    return is_possessive(name.text)


def persons(text: str) -> list[str]:
    """Names that can be persons', likeliest first: with a title, of several words, of one, behind
    "of". Abbreviations, units, labels ("Contact:"), and what stands behind an article or where a
    place does are none."""
    opening = _OPENING.match(text)
    ranked = [(2, opening[0])] if opening and content_terms(opening[0]) else []
    found = ((_rank(text, one), one.text) for one in names(text))
    ranked += [(rank, without_possessive(name)) for rank, name in found if rank is not None]
    ranked.sort(key=itemgetter(0))  # stable: in their order in the text
    return list(dict.fromkeys(name for _, name in ranked))


def _rank(text: str, name: Name) -> int | None:
    """How likely it is a person's, 0 the likeliest; None where it is none."""
    bare = [without_possessive(part.text) for part in name.parts]
    before = _INITIAL.sub("", text[: name.start])
    if _LABEL.match(text, name.end) or _NO_PERSON.fullmatch(bare[-1]) or len(name.text) < 2:
        return None
    if not all(map(_is_word, bare)) or _BEGINS_AS_THING.match(name.text):
        return None
    if _TITLE.search(before) or _TITLED.match(name.text):
        return 0
    if _PLACE.search(before) or _THING.search(before):
        return None
    if _BELONGS.search(before):
        return 3
    return 1 if len(bare) > 1 or before != text[: name.start] else 2


def _is_word(part: str) -> bool:
    """Is it written as names of persons are: "Wilk", "McKay", an initial; and not "UTC", "kWh"?"""
    if not part.replace("-", "").replace("‑", "").replace("'", "").replace("’", "").isalpha():
        return False
    return part[0].isupper() and (len(part) == 1 or not part[1:].isupper() or "'" in part)
