"""Checks conditions and exceptions of the source that a sentence leaves out: "if", "only with".

By spelling, in English, German and French. Such a sentence is at best partly borne out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from rag.answer.verification.hedged import speaks_of
from rag.answer.verification.polarity import EXCEPTION
from rag.regex import regex
from rag.text import GERMAN_SMALL_WORDS, content_terms, sentence_spans
from rag.text.french import FRENCH_SMALL_WORDS
from rag.text.spanish import SPANISH_SMALL_WORDS

_ONLY_WHEN = (
    r"(?:only|solely|exclusively)\s+(?:if|when|where|with|after|before|on|in|at|by|during|between|until|"
    r"from|under|upon|once|while|within|through|via)"
)
_CONDITION = regex(
    r"\b(?:if|unless|except(?:ing)?|excluding|apart\s+from|other\s+than|with\s+the\s+exception\s+of|"
    rf"provided(?:\s+that)?|(?:as|so)\s+long\s+as|subject\s+to|depend(?:s|ing|ent)?\s+(?:up)?on|on\s+condition\s+that|{_ONLY_WHEN}|"
    r"wenn|falls|sofern|soweit|vorausgesetzt|es\s+sei\s+denn|außer|ausgenommen|mit\s+Ausnahme|"
    r"nur\s+(?:wenn|falls|mit|nach|bei|an|am|im|in|auf|für|unter|zwischen|gegen)|"
    r"sauf|excepté|hormis|pourvu\s+que|à\s+condition|si(?=\s)|s['’]il|siempre\s+que|a\s+condición|"
    r"(?:seulement|uniquement)\s+(?:si|avec|après|avant|sur|en|le|les|du|au|sous|dans|par))\b",
    re.IGNORECASE,
)
_ONLY_BEHIND = regex(
    r"\b(?:with|on|by|at|after|during|in)\s+"
    r"(?P<needed>(?:(?!(?:with|on|by|at|after|during|in)\b)[\w'’-]+\s+){1,5})only\b",
    re.IGNORECASE,
)
_LEAVE = regex(
    r"\b(?:with|mit|nach|avec|après)\s+(?P<needed>(?:(?:[\w'’-]+\s+){0,5}?(?:consent|permission|approval|"
    r"authori[sz]ation|prescription|zustimmung|genehmigung|erlaubnis|einwilligung|einverständnis|absprache)|"
    r"(?:l['’]|une\s+)?(?:accord|autorisation|permission)))\b|"
    r"\b(?:by|(?:up)?on|nach|auf|sur)\s+(?P<asked>(?:prior\s+|previous\s+|special\s+)?(?:arrangement|"
    r"appointment|request|application)|vereinbarung|anfrage|antrag|wunsch|demande|rendez-vous)\b",
    re.IGNORECASE,
)
"""What has to be there first, whatever else: "with the landlord's written consent"."""
_WITHOUT = regex(
    r"\b(?:without|ohne|sans)\s+(?P<needed>(?:[\w'’-]+\s+){0,5}?(?:[\w'’-]+['’])?(?:consent|permission|approval|"
    r"authori[sz]ation|prescription|zustimmung|genehmigung|erlaubnis|einwilligung|einverständnis|absprache|"
    r"accord|autorisation|permission))\b",
    re.IGNORECASE,
)
"""What may not be without it may be with it."""
_CONDITIONED = regex(
    r"\b(?:if|when|where|provided|(?:as|so)\s+long\s+as|subject\s+to|depend\w*|in\s+case|with|without|for|unless|"
    r"only|except\w*|solely|wenn|falls|sofern|nur|außer|bei|mit|ohne|sauf|si|s['’]il|seulement|uniquement|avec|sans|con|sin|cuando)\b",
    re.IGNORECASE,
)
_EXCEPTED = regex(
    r"\b(?:if|when|unless|only|except\w*|excluding|but|apart|other|others|most|nearly|almost|some|without|wenn|falls|nur|"
    r"außer|ausgenommen|mit\s+Ausnahme|meist\w*|andere\w*|fast|ohne|sauf|excepté|hormis|autres?|plupart|presque|sans|si)\b",
    re.IGNORECASE,
)
"""What tells that there are exceptions; "with" and "for" do not."""
_APPLIES_NOT = regex(
    r"\W*(?:(?:this|that|these|those|it)(?:\s+\w+)?\s+(?:does|do)(?:\s+not|n['’]t)\s+apply|"
    r"(?:(?:the|an?)\s+)?(?:only\s+)?exceptions?\b|(?:dies|das)\s+gilt\s+nicht|"
    r"(?:(?:davon|hiervon)\s+)?ausgenommen\b|(?:(?:die|eine)\s+)?(?:einzige\s+)?ausnahmen?\b|"
    r"(?:ceci|cela)\s+ne\s+(?:s['’]applique|vaut)\b|(?:(?:la|une)\s+)?(?:seule\s+)?exceptions?\b)",
    re.IGNORECASE,
)
_BRACKETED = regex(r"\([^()]*\)")
TOLD = regex(
    r"\b(?:was|were|had|did|wrote|came|went|got|took|gave|made|saw|found|left|met|began|became|won|lost|"
    r"built|died|wurden?|war(?:en)?|hatten?|fut|furent)\b|"
    r"(?<!\bis )(?<!\bare )(?<!\bbe )(?<!ly )\b\w*[a-df-z]ed\b",
    re.IGNORECASE,
)
"""What has happened; that it did under a condition takes nothing from it."""
COORDINATE = regex(
    r";|,?\s+(?:but|whereas|aber|sondern|mais)\s+"
    r"(?!(?:only|not|nur|seulement|uniquement)?\s*(?:if|when|unless|after|with|depend\w*|subject|wenn|falls|nach|mit|si|avec|"
    r"après)\b)|,\s+(?:and|while|und|et)\s+",
    re.IGNORECASE,
)
"""Between two clauses; a condition that is added by "but only if" is the first one's."""
_CLAUSE = regex(r"[^,;:.!?()]*")
_DENIES = regex(
    r"\b(?:not|no|never|cannot|\w+n['’]t|nicht|nie|kein(?:e[mnrs]?)?|pas|jamais|aucune?)\b",
    re.IGNORECASE,
)
_AND = regex(r"\s+(?:and|und|et|y)\s+", re.IGNORECASE)
_OR = regex(r"\b(?:or|oder|ou|o)\b", re.IGNORECASE)
_FINITE = regex(
    r"\b(?:is|are|was|were|has|have|had|does|do|did|can|cannot|must|\w+n['’]t|ist|sind|hat|haben|wird|werden|"
    r"est|sont|a|ont|está|están|ha|han)\b",
    re.IGNORECASE,
)
_IF = regex(
    r"\b(?:if|when|provided(?:\s+that)?|(?:as|so)\s+long\s+as|on\s+condition\s+that|wenn|falls|sofern|pourvu\s+que|"
    r"à\s+condition\s+que|si(?=\s)|siempre\s+que)\b",
    re.IGNORECASE,
)
_ARTICLE = r"(?:the|an?|our|your|my|der|die|das|eine?|le|la|les|une?|el|los|las|il)"
_IS_CALLED = regex(
    rf"(?:{_ARTICLE}\s)?(?P<one>(?:[\w.'’-]+\s){{1,5}}?)(?:is|are|was|were|ist|sind|war|est|sont|es|è)\s"
    rf"(?:{_ARTICLE}\s)?(?P<other>(?:[\w.'’-]+\s?){{1,5}})",
    re.IGNORECASE,
)
_TAKES_PLACE = regex(r"\bt(?:ak(?:es?|ing|en)|ook)\s+place\b", re.IGNORECASE)
"""What says no more of anything than that it is."""
_SMALL = GERMAN_SMALL_WORDS | FRENCH_SMALL_WORDS | SPANISH_SMALL_WORDS
_OWN = 0.5  # share of a sentence's words that the clause with the condition has
_MOSTLY = 0.8  # share of a sentence's words that one with two conditions has
_TOLD_BESIDE = 0.5  # share of a condition's words with which the rest of the answer tells it


def dropped_condition(sentence: str, quote: str, question: str, beside: str = "") -> str:
    """Does `sentence` say without a condition what `quote` says with one, which `question` has not
    either, nor `beside`, the rest of the answer? As a fault, or "". What stands in brackets is said
    aside."""
    if _EXCEPTED.search(sentence) or _is_named_so(sentence, quote):
        return ""
    conditioned = _CONDITIONED.search(sentence) is not None
    said = words_of_topic(sentence)
    quote = _BRACKETED.sub(" ", quote)
    lines = [quote[span.start : span.end] for span in sentence_spans(quote)]
    faults = [
        _dropped(said, line, words_of_topic(question), words_of_topic(beside), conditioned)
        for line in lines
        if speaks_of(said, line)
    ]
    return faults[0] if faults and all(faults) else ""


def _is_named_so(sentence: str, quote: str) -> bool:
    """Does it say who somebody is, as the quote does in passing: "the caretaker, Mrs Doyle"?"""
    told = _IS_CALLED.fullmatch(sentence.strip(" ."))
    if told is None:
        return False
    one, other = (re.escape(told[name].strip()) for name in ("one", "other"))
    beside = rf"\W{{1,2}}\s?(?:{_ARTICLE}\s)?"
    return any(
        re.search(rf"\b{first}{beside}{second}\b", quote, re.IGNORECASE)
        for first, second in ((one, other), (other, one))
    )


def dropped_exception(sentence: str, source: str, question: str, beside: str = "") -> str:
    """Does `sentence` leave out what the sentence behind, in the source, takes from it: "This does
    not apply to juniors"? As a fault, or ""."""
    if _EXCEPTED.search(sentence):
        return ""
    said, known = words_of_topic(sentence), words_of_topic(f"{question}\n{beside}")
    lines = [source[span.start : span.end] for span in sentence_spans(source)]
    behind = [two for one, two in pairwise([*lines, ""]) if speaks_of(said, one)]
    for line in behind:
        found = _APPLIES_NOT.match(line)
        taken = words_of_topic(line[found.end() :]) - said if found else set()
        if not found or _mostly_in(taken, known):
            return ""
    return f'The cited text goes on: "{behind[0]}"' if behind else ""


def dropped_half(sentence: str, quote: str, question: str, beside: str = "") -> str:
    """Does `sentence` have one of two conditions that `quote` has both of, or have "or" between
    them? As a fault, or ""."""
    said = words_of_topic(sentence)
    known = said | words_of_topic(f"{question}\n{beside}")
    for span in sentence_spans(quote):
        line = quote[span.start : span.end]
        for one, other, rest in _both(line):
            told = [_mostly_in(half - rest, said) for half in (one, other)]
            if not any(told) or len(said & (rest | one | other)) < _MOSTLY * len(said):
                continue
            if all(told) and _OR.search(sentence) and not _AND.search(sentence):
                return 'The cited text says "and", not "or".'
            missing = (other if told[0] else one) - rest
            if not all(told) and not missing & known:
                return "The cited text has a second condition for this."
    return ""


def _both(line: str) -> Iterator[tuple[set[str], set[str], set[str]]]:
    """The words of the two halves of each condition that "and" joins, and those of the rest."""
    for found in _IF.finditer(line):
        clause = _CLAUSE.match(line, found.end())
        halves = _AND.split(clause[0]) if clause else []
        if clause is None or len(halves) != 2 or _OR.search(clause[0]):
            continue
        if _FINITE.search(halves[1]):
            rest = words_of_topic(f"{line[: found.start()]} {line[clause.end() :]}")
            yield words_of_topic(halves[0]), words_of_topic(halves[1]), rest


def _dropped(
    said: set[str], line: str, asked: set[str], beside: set[str], conditioned: bool
) -> str:
    """The fault of one sentence of the source, which has the words `said`; where the sentence is
    `conditioned` in some way, only an exception."""
    clauses = COORDINATE.split(line)
    if any(said <= words_of_topic(one) and not any(_conditions(one)) for one in clauses):
        return ""
    for clause in clauses:
        for condition, needed, rest in _conditions(clause):
            if conditioned and not EXCEPTION.fullmatch(condition):
                continue
            own = said & rest
            new = needed - rest or needed
            told = _mostly_in(new, said) or new & asked or _mostly_in(needed, beside)
            if needed and not told and len(own) >= _OWN * len(said):
                return f'The cited text says this with a condition: "{condition}".'
    return ""


def _conditions(clause: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each condition of a clause: its first words, its content words, and those of the rest."""
    for found in _CONDITION.finditer(clause):
        only = found[0].lower().startswith(("only", "solely", "exclusively", "nur", "seul", "uniq"))
        if only and not found[0].lower().endswith("if") and TOLD.search(clause):
            continue
        behind = _CLAUSE.match(clause, found.end())
        end = behind.end() if behind else found.end()
        yield (
            found[0].lower(),
            words_of_topic(clause[found.end() : end]),
            words_of_topic(clause[: found.start()]) | words_of_topic(clause[end:]),
        )
    if TOLD.search(clause):
        return
    for pattern in (_ONLY_BEHIND, _LEAVE, *([_WITHOUT] if _DENIES.search(clause) else [])):
        for found in pattern.finditer(clause):
            rest = words_of_topic(clause[: found.start()]) | words_of_topic(clause[found.end() :])
            needed = next(one for one in found.groups() if one)
            yield found[0].lower(), words_of_topic(needed), rest


def _mostly_in(needed: set[str], beside: set[str]) -> bool:
    return bool(needed) and len(needed & beside) >= _TOLD_BESIDE * len(needed)


def words_of_topic(text: str) -> set[str]:
    """Its content words, folded, without the small ones of other languages."""
    text = _TAKES_PLACE.sub(" ", text)
    return {term.folded for term in content_terms(text) if term.text.lower() not in _SMALL}
