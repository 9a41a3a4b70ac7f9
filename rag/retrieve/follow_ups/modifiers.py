"""Swaps the modifier of a noun: "an adult ticket", asked for a child, is a child's ticket."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.retrieve.follow_ups.agreement import MANY, agreeing
from rag.text import AUXILIARIES, is_possessive

_SORTS = (
    r"adults?|seniors?|pensioners?|students?|pupils?|child(?:ren)?|kids?|teenagers?|teens?|youths?|"
    r"juniors?|infants?|bab(?:y|ies)|toddlers?|famil(?:y|ies)|couples?|groups?|members?|"
    r"non-?members?|guests?|visitors?|residents?|m[ae]n|wom[ae]n|apprentices?|trainees?|veterans?|"
    r"employees?|tenants?|patients?|individuals?|persons?|people|disabled(?:\s+(?:persons?|people))?",
    r"dogs?|cats?|rabbits?|horses?|pon(?:y|ies)|hamsters?|guinea\s+pigs?|ferrets?|birds?|parrots?|"
    r"hens?|chickens?|ducks?|geese|goose|cows?|calf|calves|cattle|sheep|lambs?|goats?|pigs?|piglets?|"
    r"fish|tortoises?|snakes?|pupp(?:y|ies)|kittens?",
    r"cars?|vans?|lorr(?:y|ies)|trucks?|motorcycles?|motorbikes?|mopeds?|scooters?|bikes?|bicycles?|"
    r"caravans?|motorhomes?|campers?|trailers?|bus(?:es)?|coach(?:es)?|boats?|e-?bikes?|tractors?",
)
"""Somebody who pays, gets or may; animals; vehicles: what one of them may be is another, too."""
_SINGULAR = {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "geese": "goose",
    "calves": "calf",
    "buses": "bus",
    "coaches": "coach",
}
_NEW = regex(
    r"(?P<of>for\s+)?(?P<whole>(?:an?\s+|the\s+|my\s+|our\s+)?(?P<sort>[\w'’-]+(?:\s+[\w'’-]+)?))",
    re.IGNORECASE,
)
_GOES_ON = (
    r"(?!(?:in|on|at|for|with|without|from|by|under|over|during|after|before|since|until|per|"
    r"between|among|as|of|to|and|or|is|are|was|were|do|does|did|has|have|had|can|could|may|must|"
    r"will|would|should|be|been|also|pay|pays|cost|costs|get|gets|need|needs|weigh|weighs|bring|"
    r"brings|take|takes|stay|stays|come|comes|live|lives|eat|eats|drink|drinks|use|uses|aged)\b)"
)
_SUBJECT = regex(rf"\b(?:{AUXILIARIES})\s+(?P<the>(?:the\s+|my\s+|our\s+)?)$", re.IGNORECASE)
"""Before whoever does, or is, what a question asks: "How long may members borrow books?"."""
_DETERMINED = regex(r"(?:an?|the|my|our)\s", re.IGNORECASE)
_ARTICLE = r"(?P<any>\ban?\s+)?"


def put_as_sort(question: str, other: str) -> str:
    """The question with what `other` names in the place of a word of its sort that says of which
    kind something is: "for a child" in "How much is an adult ticket?". "" where there is none."""
    new, sort = _sort_of(other)
    if new is None or (new["of"] and _for(sort).search(question)):
        return ""
    said = rf"{_ARTICLE}\b(?P<old>{sort})(?:['’]s?)?(?=\s+{_GOES_ON}[^\W\d_])"
    places = list(re.finditer(said, question, re.IGNORECASE))
    if not places:
        return ""
    old = places[-1]
    subject = _SUBJECT.search(question[: old.start()])
    if subject is None or not MANY.fullmatch(old[0]):
        return _put(question, old, new["sort"])
    the = "" if _DETERMINED.match(new["whole"]) else subject["the"]
    before = question[: old.start() - len(subject["the"])]
    return agreeing(before, f"{the}{new['whole']}") + f"{the}{new['whole']}" + question[old.end() :]


def who_it_is_for(question: str, other: str) -> tuple[int, int, str] | None:
    """Where the question says without "for" what `other` says with it, and in which words:
    "for a child" is "a child" in the place of "adults" in "What do adults pay for the tour?"."""
    new, sort = _sort_of(other)
    if new is None or not new["of"] or _for(sort).search(question):
        return None
    said = rf"\b(?:(?:an?|the|my|our)\s+)?(?:{sort})(?![\w'’-])"
    places = list(re.finditer(said, question, re.IGNORECASE))
    return (*places[-1].span(), new["whole"]) if places else None


def _sort_of(other: str) -> tuple[re.Match[str] | None, str]:
    """What is asked about, and a pattern of all that is of its sort."""
    new = _NEW.fullmatch(other)
    for sort in _SORTS if new else ():
        if new and re.fullmatch(sort, new["sort"], re.IGNORECASE):
            return new, sort
    return None, ""


def _for(sort: str) -> re.Pattern[str]:
    return re.compile(rf"\bfor\s+(?:[\w-]+\s+){{0,3}}?(?:{sort})\b", re.IGNORECASE)


def _put(question: str, old: re.Match[str], sort: str) -> str:
    one = _one(sort)
    put = one + ("'s" if is_possessive(old[0]) else "")
    if old["any"]:
        vowel = one[0].lower() in "aeiou"
        article = "an " if vowel else "a "
        put = (article.capitalize() if old["any"][0].isupper() else article) + put
    return question[: old.start()] + put + question[old.end() :]


def _one(sort: str) -> str:
    """As it stands before what it says the kind of: "child" of "children"."""
    if sort.lower() in _SINGULAR:
        return _SINGULAR[sort.lower()]
    if sort.lower().endswith("ies"):
        return sort[:-3] + "y"
    return sort[:-1] if sort.endswith("s") and not sort.endswith("ss") else sort
