"""Checks whom a statement is about: "any engineer" for "only the on-call engineer", "all
researchers" for "registered researchers". English, German, French, Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.answer.verification.polarity import NEGATION
from rag.regex import regex
from rag.text import GERMAN_SMALL_WORDS, Term, content_terms, is_english, terms
from rag.text.french import FRENCH_SMALL_WORDS
from rag.text.spanish import SPANISH_SMALL_WORDS
from rag.text.terms import FUNCTION_WORDS

_ONLY = regex(
    r"\b(?:only|solely|exclusively|nur|ausschließlich|lediglich|(?:limited|restricted|reserved|confined)\s+"
    r"(?:to|for)|seule?s?|seulement|uniquement|réservée?s?(?:\s+à)?|sol[oa]s?|sólo|solamente|únicamente|"
    r"reservad[oa]s?)\s+(?:(?:by|for|to|with|für|von|aux?|para|a)\s+)?"
    r"(?:(?:the|an?|its|their|d(?:er|ie|as|en|em)|les?|las?|los|el)\s+)?",
    re.IGNORECASE,
)
_NOT_ONLY = regex(r"\bnot\s+only\b", re.IGNORECASE)
_WHOM_END = regex(
    r"[,;:.!?()\n]|\b(?:may|can|could|must|shall|should|will|would|is|are|was|were|has|have|had|do|"
    r"does|did|if|when|after|before|at|until|while|and|or|but|to|darf|dürfen|kann|können|muss|müssen|soll|"
    r"sollen|ist|sind|wird|werden|hat|haben|wenn|falls|und|oder|aber|peut|peuvent|doit|doivent|est|sont|"
    r"et|ou|mais|si|puede|pueden|debe|deben|es|son|y|o|pero)\b"
)
_CLAUSE_BEGINS = regex(r"[,;:.!?()\n]|\b(?:and|but|while|und|aber|et|mais|y|pero)\b")
_CLAUSE_ENDS = regex(r"[;:.!?()\n]|,\s+(?:and|but|while|und|aber|et|mais|y|pero)\b")
_ALL = regex(
    r"\b(?:all|any|every|each|alle[nr]?|jede[mnrs]?|sämtliche|tou(?:s|te|tes)|chaque|todos|todas|cada)\s+(?:of\s+)?"
    r"(?:(?:the|les?|las?|los)\s+)?(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)
_ANYONE = regex(
    r"\b(?:(?:any|every)(?:one|body)|alle|jede[mnrs]?|tou(?:s|t|te|tes)|chaque|tod[ao]s?|cada)\b",
    re.IGNORECASE,
)
_ALSO = regex(
    r"\b(?:also|too|even|as\s+well|auch|ebenfalls|sogar|aussi|également)\b", re.IGNORECASE
)
_BARE = regex(r"\W*(?P<noun>[^\W\d_]{3,}s)\s")
"""A plural without an article, which a sentence opens with."""
_CLAUSE_OPENS = regex(r"(?:^\W*|[,;:.!?()]\s*|\b(?:and|but|while)\s+)\Z")
_LEFT_OUT = regex(r"\b(?:other|else|besides|no)\b", re.IGNORECASE)
_SMALL = FUNCTION_WORDS | GERMAN_SMALL_WORDS | FRENCH_SMALL_WORDS | SPANISH_SMALL_WORDS
_MOST = 4  # content words of whom it is about
_LONGEST = 200  # characters of a clause on either side of its "only"


def said_of_more(sentence: str, told: Sequence[str], source: str = "") -> str:
    """Why `sentence` speaks of more than one of `told`, the sentences of the `source` that it is
    from; or ""."""
    if NEGATION.search(sentence) or _ONLY.search(sentence) or _LEFT_OUT.search(sentence):
        return ""
    return (
        _beyond_only(sentence, told)
        or _all_of_some(sentence, told)
        or _of_a_kind(sentence, told, source)
    )


def _beyond_only(sentence: str, told: Sequence[str]) -> str:
    said = _words(sentence)
    for line in told:
        for found in _ONLY.finditer(_NOT_ONLY.sub(lambda it: " " * len(it[0]), line)):
            stop = _WHOM_END.search(line, found.end(), found.end() + _LONGEST)
            whom = line[found.end() : stop.start() if stop else found.end() + _LONGEST].strip()
            needed = _words(whom)
            rest = _words(_clause(line, found)) - needed
            if not needed or len(needed) > _MOST or not rest & said:
                continue
            anyone = any(one.search(sentence) for one in (_ANYONE, _ALSO))
            named = needed & said
            if named != needed and (anyone or (named and said <= named | rest)):
                return f"The cited text says this only of {whom}."
    return ""


def _clause(line: str, found: re.Match[str]) -> str:
    first, last = max(0, found.start() - _LONGEST), found.end() + _LONGEST
    before = [one.end() for one in _CLAUSE_BEGINS.finditer(line, first, found.start())]
    end = _CLAUSE_ENDS.search(line, found.end(), last)
    return line[before[-1] if before else first : end.start() if end else last]


def _all_of_some(sentence: str, told: Sequence[str]) -> str:
    """ "All N", where each of the lines has "some kind of N" alone."""
    said = _words(sentence)
    for noun in dict.fromkeys(found["noun"].lower() for found in _ALL.finditer(sentence)):
        kinds = [kind for line in told for kind in _kinds(line, noun)]
        if kinds and all(kind and not _words(kind) & said for kind in kinds):
            return f"The cited text says this of {kinds[0]} {noun} alone."
    return ""


def _of_a_kind(sentence: str, told: Sequence[str], source: str) -> str:
    """ "Dogs may come in", where a clause has it of "guide dogs" and the source has other dogs."""
    found, said = _BARE.match(sentence), _words(sentence)
    if found is None or not is_english(sentence):
        return ""
    noun = found["noun"].lower()
    for line in told:
        kinds = list(_kinds(line, noun))
        if len(kinds) != 1 or not kinds[0] or not said <= _words(line) or _words(kinds[0]) & said:
            continue
        opens = _CLAUSE_OPENS.search(line[: line.index(kinds[0])]) is not None
        if opens and any(not _words(one) & _words(kinds[0]) for one in _kinds(source, noun)):
            return f"The cited text says this of {kinds[0]} {noun} alone."
    return ""


def _kinds(line: str, noun: str) -> Iterator[str]:
    """What stands before the noun at each of its places in the line, up to a small word."""
    wanted = _words(noun)
    words = terms(line)
    for at, word in enumerate(words):
        if word.folded not in wanted:
            continue
        before: list[Term] = []
        for one in reversed(words[max(0, at - _MOST) : at]):
            follows = before[-1] if before else word
            joined = line[one.end : follows.start] in (" ", "-")
            if not joined or _is_small(one) or one.text[0].isdigit():
                break
            before.append(one)
        yield line[before[-1].start : before[0].end] if before else ""


def _words(text: str) -> set[str]:
    return {term.folded for term in content_terms(text) if not _is_small(term)}


def _is_small(word: Term) -> bool:
    return word.text.lower() in _SMALL
