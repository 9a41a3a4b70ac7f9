"""Which of the names in a text can be a person's, by their shape and by what stands around them."""

from __future__ import annotations

import re
from operator import itemgetter

from rag.text import Name, content_terms, names, without_possessive

_TITLES = (
    r"(?:mrs?|ms|mx|miss|dr|prof|rev|sir|dame|herrn?|frau|mme|mlle|monsieur|madame|sra?|señora?|"
    r"signora?|dott|mevrouw|meneer)"
)
_TITLE = re.compile(rf"\b{_TITLES}\.?\s+$", re.IGNORECASE)
_TITLED = re.compile(rf"{_TITLES}\s+\w", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:in|at|on|near|around|through|across|im|am|à|en)\s+$", re.IGNORECASE)
_BELONGS = re.compile(r"\b(?:of|von|de|di|du|da|van)\s+$", re.IGNORECASE)
_ARTICLES = (
    r"(?:the|an?|our|my|your|their|this|each|every|der|die|das|den|dem|des|eine?[nmr]?|"
    r"le|la|les|une?|el|los|las|il|lo|gli|het|een)"
)
_THING = re.compile(rf"(?:\b{_ARTICLES}|\d)\s+$", re.IGNORECASE)
_BEGINS_AS_THING = re.compile(rf"{_ARTICLES}\s", re.IGNORECASE)
"""An article or a figure before it: "the Rowing Club", "20 Celsius"."""
_LABEL = re.compile(r"\s*(?:\([^()]*\))?\s*:")
_NO_PERSON = re.compile(
    r"(?:street|st|road|lane|avenue|square|hall|house|club|school|college|university|hospital|clinic|"
    r"church|park|garden|bridge|river|lake|island|station|office|centre|center|bank|council|"
    r"committee|association|society|company|department|team|museum|library|hotel|ltd|llc|inc|corp|"
    r"plc|gmbh|ag|ug|kg|ev|bv|ab|sarl|spa|\w*(?:stra(?:ß|ss)e|platz|weg|gasse))",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[A-ZÀ-Þ](?![A-Z])[^\W\d_]+(?=\s+(?:is|was|has|had|does|did)\b)")
"""Capitalised because it begins a text; what has "is" behind it may be a name all the same."""
_INITIAL = re.compile(r"(?P<initial>\b[A-ZÀ-Þ]\.\s*)+$")


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
