"""Plain sentences taken apart: subject, verb, and what follows. What is not plain is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.evaluation.verbs import Verb, verb_of
from rag.regex import regex
from rag.text import ENGLISH_MONTHS, FUNCTION_WORDS, figures, names, without_possessive

_MONTH = f"(?:{ENGLISH_MONTHS})"
DATE = regex(
    rf"(?:\d{{1,2}} )?{_MONTH} (?:\d{{1,2}},? )?(?:1\d|20)\d\d|(?:\d{{1,2}} {_MONTH}|"
    rf"{_MONTH} \d{{1,2}})\b|(?<![\d,.$€£])(?:1\d|20)\d\d(?!\d|[,.]\d|%)"
)
"""A date as it stands in a sentence: a year, a month of a year, or a day."""

_LEADING = regex(rf"(?:In|On) (?P<date>{DATE.pattern}),? (?=\S)")
_UNFIT = regex(
    r"[*_`\[\]|<>#:;\"“”()—–?!/\\{}=]|\.\s|\.\.|n['’]t\b|"
    r"\b(?:not|never|no|nor|none|if|unless|would|could|might|should|etc)\b",
    re.IGNORECASE,
)
_POINTING = regex(
    r"\b(?:it|he|she|him|they|them|this|these|those|such|here|there|then|we|us|our|i|my|me|you|your|"
    r"above|below|following|same|another|other|others|former|latter|both|one|ones|however|instead|"
    r"the (?:company|firm|group|team|season|series|side|film|book|album|author|project|"
    r"report|case)|"
    r"himself|herself|who|whom|whose|which|what|that|where|when|while|than)\b",
    re.IGNORECASE,
)
_SECOND = regex(  # another verb behind the first: two statements, or none that is understood
    r"\b(?:is|are|was|were|be|been|has|have|had|does|did|can|will|must|may|because|since|although|but|"
    r"before|after)\b|\b(?:and|or) [\w-]+(?:ed|ing)\b"
)
_LIGHT = frozenset(
    ["also", "already", "now", "still", "currently", "just", "even", "only", "itself"]
)
_BE = frozenset(["is", "are", "was", "were"])
_MODALS = frozenset(["can", "must", "will", "may", "shall"])
_RELATIVE = regex(r"the (?:new|final|first|second|third|last|original|existing|next|old)\b")
_THINGS = regex(r"[A-Z][a-z]+(?: [a-z]+){0,2}(?<![su])s")
_DETERMINERS = frozenset(["the", "a", "an"])
_WITHIN_SUBJECT = frozenset(["of", "for", "the"])
MOST_WORDS, MOST_SUBJECT, LEAST_WORDS = 24, 7, 3


@dataclass(frozen=True, slots=True)
class Clause:
    """`subject` `auxiliary` `verb` `rest`, as in "the plant" "was" "opened" "in 1987".

    `auxiliary` is a form of "be" or "have" or a modal, or what a question needs ("does", "did");
    `spoken` is the verb as a question has it behind the subject, empty where "be" is all there is.
    `date` is one that the sentence opens with. `passive`: the subject is what it is done to.
    """

    sentence: str
    subject: str
    auxiliary: str
    verb: Verb | None
    spoken: str
    rest: str
    date: str = ""
    passive: bool = False
    said: str = ""

    def asked(self, opening: str, rest: str) -> str:
        """The clause as a question that begins with `opening`."""
        words = f"{opening} {self.auxiliary} {self.subject} {self.spoken} {rest}".split()
        return " ".join(words).rstrip(" ,.") + "?"


def clause_of(sentence: str, known: frozenset[str]) -> Clause | None:
    """The clause, if the sentence is one plain statement of somebody or something named.

    `known` are the names that the documents hold: whether "Acme" is one cannot be told from a
    sentence that it begins.
    """
    if not sentence.endswith(".") or _UNFIT.search(sentence[:-1]):
        return None
    body, date = sentence[:-1], ""
    if led := _LEADING.match(body):
        body, date = body[led.end() :], led["date"]
    if _POINTING.search(body) or "," in re.sub(r"\d,\d|\d, \d{4}", "", body):
        return None
    words = body.split()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        return None
    for place in range(1, min(MOST_SUBJECT + 2, len(words))):
        found = _from(sentence, words, place, date, known)
        if found is not None:
            return found
        if words[place] in _BE | _MODALS | {"has", "have", "had"}:
            return None
    return None


def _from(
    sentence: str, words: list[str], place: int, date: str, known: frozenset[str]
) -> Clause | None:
    """The clause whose verb, or auxiliary, stands at `place`."""
    subject = _subject(words[:place], known)
    if subject is None:
        return None
    word = words[place]
    behind = list(words[place + 1 :])
    while behind and behind[0] in _LIGHT:
        behind.pop(0)
    if not behind or _is_double(behind):
        return None
    return _with_auxiliary(sentence, subject, word, behind, date) or _alone(
        sentence, subject, word, behind, date
    )


def _with_auxiliary(
    sentence: str, subject: str, word: str, behind: list[str], date: str
) -> Clause | None:
    """ "was opened", "is running", "has won", "must pay", and "is" by itself."""
    following, rest = behind[0], " ".join(behind[1:])
    said = f"{word} {following}"
    verb, passive = None, False
    if word in _BE:
        verb = verb_of(following, "participle")
        passive = verb is not None
        verb = verb or verb_of(following, "ing")
        if verb is None:
            return Clause(sentence, subject, word, None, "", " ".join(behind), date, said=word)
    elif word in ("has", "have"):
        verb = verb_of(following, "participle")
    elif word in _MODALS:
        verb = verb_of(following, "base")
    if verb is None:
        return None
    return Clause(sentence, subject, word, verb, following, rest, date, passive, said)


def _alone(sentence: str, subject: str, word: str, behind: list[str], date: str) -> Clause | None:
    """ "employs", "opened": a question says it with "does" or "did"."""
    following = behind[0]
    has = word in ("has", "have", "had")
    if following == "to" or (has and following not in _DETERMINERS and not figures(following)):
        return None  # "has sped up": a verb that is not known
    present = verb_of(word, "present")
    verb = present or verb_of(word, "past")
    if verb is None:
        return None
    auxiliary = "does" if present else "did"
    return Clause(sentence, subject, auxiliary, verb, verb.base, " ".join(behind), date, said=word)


def _is_double(behind: list[str]) -> bool:
    """Does another verb follow, beside what belongs to the first?"""
    text = " ".join(behind)
    joined = re.findall(r"\b(?:and|or) (\w+)", text)
    return bool(_SECOND.search(text)) or any(
        verb_of(word, "past") or verb_of(word, "present") for word in joined
    )


def _subject(words: list[str], known: frozenset[str]) -> str | None:
    """The words as a question's subject; None if they do not name a thing by themselves."""
    words = list(words)
    while words and words[-1] in _LIGHT:
        words.pop()
    if not words or len(words) > MOST_SUBJECT:
        return None
    inner = words[1:]
    if any(one.lower() in FUNCTION_WORDS - _WITHIN_SUBJECT for one in inner):
        return None
    if words[-1].lower() in FUNCTION_WORDS or words[-1].endswith("ly"):
        return None
    opening = words[0].lower()
    text = " ".join(words)
    if _RELATIVE.match(text.lower()):
        return None
    if opening in _DETERMINERS:
        # "the company", which points back to another sentence, is unfit before it comes here
        return f"{opening} {' '.join(inner)}" if inner else None
    if is_name(text, known):
        return text
    # "Fees are due": things, which need no article; their first word has a capital as it begins
    things = _THINGS.fullmatch(text) and not names(text) and words[0] not in known
    return f"{words[0].lower()}{text[len(words[0]) :]}" if things else None


def is_name(text: str, known: frozenset[str]) -> bool:
    """Is this, or what its owner is called ("xAI's plant"), a name of the documents?"""
    owner = re.split(r"['’]s? ", text)[0]
    return owner in known


def known_names(sentences: tuple[str, ...]) -> frozenset[str]:
    """The names that the sentences hold, without an owner's "'s"."""
    return frozenset(without_possessive(one.text) for text in sentences for one in names(text))
