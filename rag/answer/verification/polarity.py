"""Checks negation, by spelling: does one sentence deny what the other asserts?

The negations are English, German and French, and a few of other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.answer.verification.comparison import compares_alike
from rag.answer.verification.opposites import (
    BANNED,
    NO_LONGER,
    WHAT_IS_BANNED,
    opposite_word,
    without_bounds,
)
from rag.answer.verification.order import keeps_order
from rag.regex import regex
from rag.text import Term, content_terms, small_words, topic_words

NEGATION = regex(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nothing|nobody|hardly|\w+n['’]t|"
    r"nicht|nie|niemals|kein(?:e[mnrs]?)?|ohne|pas|jamais|aucune?|sans|nunca|jamás|ningun[ao]s?|ningún|"
    r"não|niet|geen|nooit)\b",
    re.IGNORECASE,
)
EXCEPTION = regex(
    r"\b(?:unless|except(?:ing)?|excluding|apart\s+from|other\s+than|with\s+the\s+exception\s+of|"
    r"(?:every\w*|all(?:\s+(?:the\s+)?\w+s)?|any\w*)\s+but|außer|ausgenommen|es\s+sei\s+denn|"
    r"mit\s+Ausnahme|sauf|excepté|hormis|à\s+l['’]exception)\b",
    re.IGNORECASE,
)
_CLAUSE_END = regex(
    r"[,;:.!?()\u2013\u2014]|\b(?:but|although|though|because|while|aber|sondern|obwohl|weil|mais|car)\b"
)
_NONE = regex(r"[|:]\s*(?:none|nil|no|nothing|keine?|nichts|aucune?)\s*(?=\||$)", re.IGNORECASE)
"""A cell that says in a word that there is nothing."""
_IS_BANNED = regex(
    rf"\b(?:is|are|was|were)\s+(?:\w+ly\s+)?(?P<how>{BANNED})\b(?!{WHAT_IS_BANNED})", re.IGNORECASE
)
"""What denies what stands before it: "smoking is forbidden"."""
_CLAUSE_PAUSE = regex(r"[,;!?()\n]|:(?!\d)|\.(?!\d)")
_LEAST_LETTERS = 3  # of a word of an exception that tells what it is: "si le" tells nothing
_REASON = regex(r"\s+(?:because|weil|car|parce)\b", re.IGNORECASE)
_NEITHER = regex(
    r"(?P<verb>\b(?:(?:may|can|could|must|should|shall|will|would|do|does|did)\s+)?(?!(?:and|but|or|is|are|was|were|"
    r"be|has|have|had|if|that|as|for|to|in|of|with)\b)[a-z]+\s+)neither\b(?P<one>[^.;:!?]*?)\bnor\b"
)
"""Behind its verb: "may touch neither A nor B" is "may not touch A or B"."""
_RATHER = regex(r"\b(?:rather\s+than|instead\s+of|in\s+place\s+of|in\s+lieu\s+of)\b", re.IGNORECASE)
_FROM_TO = regex(r"\bfrom\s(?P<old>[^.;!?]*?)\sto\s", re.IGNORECASE)
"""Of what it says that something else has come in its place."""
_NOT_EVEN = regex(
    r"(?P<before>\b(?:never|not|no|cannot|\w+n['’]t)\b[^.;!?]*,\s+)not\s+even\b", re.IGNORECASE
)
"""What a denial holds for as well: "never, not even at night"."""
_LEFT_OUT = regex(r"not\b|nicht\b|cannot\b|\w+n['’]t\b|pas\b", re.IGNORECASE)
"""Behind another clause, at the end of its own, it denies what stands before it: "hens may be kept,
cockerels may not"."""
_CHOICE = regex(r"\b(?:or|if|why|whether|oder|ob|warum|wenn|ou|si|pourquoi)\s+$", re.IGNORECASE)
_ENDED = regex(
    r"\b(?:remov(?:e[sd]?|al)|end(?:s|ed)|ceas\w+|stop(?:s|ped)?|discontinu\w+|abolish\w*|abandon\w*|cancel\w*|"
    r"withdr\w+|g[ai]ven?\s+up|dropped|left|leaves|retire[sd]?|resign(?:s|ed)?|expire[sd]?|ran\s+out|closed|"
    r"replace[sd]?|instead|former(?:ly)?|previous(?:ly)?|used\s+to|until|till|was|were|had|once|"
    r"bis|ende[nt]|endete|war(?:en)?|wurden?|hatten?|früher|ehemals|entfernt|abgeschafft|eingestellt|statt|"
    r"jusqu\w*|étai\w+|avai\w+|ancien\w*|autrefois|supprim\w+|cess\w+|antes|hasta|era[ns]?|había\w*)\b",
    re.IGNORECASE,
)
"""What was so and has come to an end: of that, "no longer" is the other half."""
_REACH = 2  # content words after a negation that it may negate


def says_opposite(sentence: str, quote: str) -> str:
    """Does one deny what the other asserts, by a negation, an opposite word, or the order of two
    things? As a fault, or ""."""
    said, read = Polarity.of(sentence), Polarity.of(quote)
    excepted = (
        _excepts(sentence, quote) or _excepts(quote, sentence) or _is_excepted(sentence, quote)
    )
    excepted = excepted or deny_alike(sentence, quote) or deny_alike(quote, sentence)
    excepted = excepted or tell_an_end(sentence, quote) or tell_an_end(quote, sentence)
    if said.is_opposed(read) and not excepted:
        return "The cited text seems to say the opposite."
    if not EXCEPTION.search(quote) and keeps_order(sentence, quote) is False:
        return "The cited text has this in the other order."
    if compares_alike(sentence, quote) is False:
        return "The cited text compares these the other way round."
    words = topic_words(sentence)
    if any(words & excepted for excepted in _exceptions(quote)):
        return ""
    return opposite_word(sentence, quote, _is_denied)


def deny_alike(denying: str, other: str) -> bool:
    """Has a line of the other, which denies nothing by "not", a cell "none"?"""
    if not NEGATION.search(denying):
        return False
    said = topic_words(denying)
    for line in re.split(r"[\n.;]", other):
        words = topic_words(line) & said
        if _NONE.search(line) and words:
            return True
    return False


def tell_an_end(denying: str, other: str) -> bool:
    """Does one say "no longer" or "instead of" of what was so until it ended, as the other says?"""
    if _tell_a_change(other, denying):
        return True
    if not NO_LONGER.search(denying) or NO_LONGER.search(other):
        return False
    return _ENDED.search(other) is not None


def _tell_a_change(changing: str, other: str) -> bool:
    """ "Changed from 8080 to 8443" and "8443 instead of 8080"."""
    changed = _FROM_TO.search(changing)
    rather = _RATHER.search(other)
    if changed is None or rather is None:
        return False
    old, left = content_terms(changed["old"]), content_terms(other[rather.end() :])
    return bool(old and left) and old[0].folded == left[0].folded


def _excepts(denying: str, excepting: str) -> bool:
    """Does one deny what the other says with an exception? "Unless it rains" is "if it doesn't"."""
    if not NEGATION.search(denying) or EXCEPTION.search(denying):
        return False
    said = topic_words(denying)
    return any(said & excepted for excepted in _exceptions(excepting))


def _is_excepted(sentence: str, quote: str) -> bool:
    """Does it say just what `quote` excepts? "Not paid, except on Sundays": paid on Sundays."""
    if NEGATION.search(sentence):
        return False
    said = topic_words(sentence)
    return any(excepted and excepted <= said for excepted in _exceptions(quote))


def _exceptions(text: str) -> Iterator[set[str]]:
    """The content words behind each "unless" or "except" in its clause."""
    for found in EXCEPTION.finditer(text):
        stop = _CLAUSE_PAUSE.search(text, found.end())
        clause = text[found.end() : stop.start() if stop else len(text)]
        yield {
            term.folded
            for term in content_terms(clause)
            if len(term.text) >= _LEAST_LETTERS or term.text[0].isdigit()
        }


def _is_denied(text: str, word: Term) -> bool:
    """Does a negation stand before the word in its clause?"""
    clause = _CLAUSE_END.split(without_bounds(text)[: word.start])[-1]
    return NEGATION.search(clause) is not None


class Polarity(NamedTuple):
    """Content words of a text, folded: those only denied, those only asserted; `reached` are also
    those that stand next to what is denied. `negations` is how many there are. `left_out` are those
    of which something is denied that another clause says: "hens may be kept, cockerels may not"."""

    denied: set[str]
    asserted: set[str]
    reached: set[str]
    negations: int
    left_out: set[str]

    def is_opposed(self, other: Polarity) -> bool:
        """Does one deny what the other asserts? "No dogs are allowed": dogs are not allowed."""
        for one, two in ((self, other), (other, self)):
            free = two.negations and not two.left_out
            if free and one.left_out & (two.asserted | two.reached):
                return False
        if self.negations == other.negations and self.reached & other.reached:
            return False
        return bool(self.denied & other.asserted or other.denied & self.asserted)

    @classmethod
    def of(cls, text: str) -> Polarity:
        text = _RATHER.sub("not", text)
        text = without_bounds(_NOT_EVEN.sub(r"\g<before>even", _NEITHER.sub(_as_not, text)))
        small = small_words(text)
        banned = [range(*one.span("how")) for one in _IS_BANNED.finditer(text)]
        words = [
            term
            for term in content_terms(text)
            if not NEGATION.fullmatch(term.text)
            and term.text.lower() not in small
            and not any(term.start in one for one in banned)
        ]
        heads: set[Term] = set()
        reached: set[Term] = set()
        left_out: set[str] = set()
        spans = list(_denied(text, banned))
        for start, end, reach in spans:
            inside = [term for term in words if start <= term.start and term.end <= end]
            heads.update(inside[:1])
            reached.update(inside[:reach])
            if _LEFT_OUT.match(text, end):
                left_out.update(term.folded for term in inside)
        free = {term.folded for term in words if term not in reached}
        near = {term.folded for term in reached}
        return cls(
            {term.folded for term in heads} - free, free - near, near - free, len(spans), left_out
        )


def _as_not(found: re.Match[str]) -> str:
    *modal, verb = found["verb"].split()
    return f"{' '.join([*modal, 'not', verb])}{found['one']}or"


def _denied(text: str, banned: Sequence[range]) -> Iterator[tuple[int, int, int]]:
    """From where to where each negation denies, and how many content words it may reach: those
    behind it, in its clause; all before "is forbidden"."""
    for match in NEGATION.finditer(text):
        if any(match.start() in one for one in banned):
            continue
        reason = _REASON.match(text, match.end())  # "not because of the price"
        stop = _CLAUSE_END.search(text, reason.end() if reason else match.end())
        end = stop.start() if stop else len(text)
        if _LEFT_OUT.match(match[0]) and not text[match.end() : end].strip(" .*_"):
            opening = [found.end() for found in _CLAUSE_END.finditer(text, 0, match.start())]
            if opening and not _CHOICE.search(text[opening[-1] : match.start()]):
                yield opening[-1], match.start(), len(text)
                continue
        yield match.end(), end, _REACH
    for match in _IS_BANNED.finditer(text):
        opening = [found.end() for found in _CLAUSE_END.finditer(text, 0, match.start())]
        yield opening[-1] if opening else 0, match.start(), len(text)
