"""Checks words that a sentence adds to what its source says: "in cash", "by phone", "interest".

Only what is surely no verb counts: verbs have more synonyms than can be told. English, and French,
Spanish and Italian.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.verification.lacking import Lacking
from rag.answer.verification.polarity import NEGATION
from rag.answer.verification.support import topical_terms
from rag.regex import regex
from rag.text import (
    Term,
    content_terms,
    figures,
    in_other_forms,
    is_english,
    is_german,
    names,
    small_words,
    terms,
    topic_words,
)

_NEAR = 0.64  # cosine: a noun has fewer synonyms than a verb
_LONGEST = 8  # content words of a sentence: a longer one tells freely of more than one of a source
_MOST = 0.5  # share of the words that a source may lack, for these to be what is added
_FEW = 2  # words that are added to a longer sentence ...
_COPIED = 0.9  # ... that has this share of its other words from one sentence of the source
_BEFORE_NOUNS = frozenset(
    [
        *("a", "an", "the", "any", "some", "every", "each", "no", "all", "its", "their", "his"),
        *("her", "our", "your", "by", "in", "on", "at", "with", "without", "for", "from", "of"),
        *("into", "under", "over", "per", "during", "through", "via", "extra", "additional"),
    ]
)
_BEFORE_NOUNS_ABROAD = frozenset(
    [
        *("le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "par", "avec"),
        *(
            "sans",
            "pour",
            "en",
            "el",
            "los",
            "las",
            "una",
            "del",
            "al",
            "por",
            "con",
            "sin",
            "para",
        ),
        *("il", "lo", "gli", "i", "dei", "delle", "della", "dal", "dalla", "per", "nel", "nella"),
    ]
)
_LOOSE = frozenset(
    [
        *("whole", "result", "same", "case", "way", "addition", "order", "another", "back"),
        *("exchange", "return", "terms", "behalf", "means", "accordance", "regard", "respect"),
        *("favour", "favor", "charge", "part", "view", "spite", "place", "front", "lieu"),
        *("maximum", "minimum", "end"),
    ]
)
"""Nouns that are parts of prepositions ("in exchange for"), and what adds nothing."""
_MANNER = regex(r"[a-z]{4,}ly", re.IGNORECASE)
_TELLS_LITTLE = frozenset(
    [
        *("approximately", "roughly", "nearly", "usually", "normally", "generally", "typically"),
        *("currently", "presently", "recently", "previously", "formerly", "originally", "finally"),
        *("initially", "eventually", "subsequently", "additionally", "specifically", "officially"),
        *("respectively", "particularly", "mainly", "primarily", "merely", "simply", "especially"),
        *("reportedly", "apparently", "clearly", "certainly", "daily", "weekly", "monthly"),
        *("hourly", "yearly", "annually", "family", "assembly", "reply", "supply", "apply"),
        *("separately", "directly", "actually", "really", "exactly", "similarly", "early"),
    ]
)
_VERBS = regex(
    r"(?!(?:writing|morning|evening|meeting|building|ceiling|clothing|heating)$)"
    r"\w{3,}(?:ing|ed|ize|ise)$",
    re.IGNORECASE,
)


def added_word(sentence: str, source: str, near: str, lacking: Lacking) -> str:
    """Words behind a preposition or an article that the source has nothing of, where it has nearly
    all the others; as a fault, or "". `near` is what it has of nearly the same words."""
    if not is_english(f"{sentence} {source}"):
        return _added_abroad(sentence, source, near, lacking)
    exact = [
        *((one.start, one.end) for one in figures(sentence)),
        *((one.start, one.end) for one in names(sentence)),
    ]
    words = [one for one in content_terms(sentence) if not NEGATION.fullmatch(one.text)]
    absent = [one for one in words if lacking.word(one) and not _within(one, exact)]
    said = [one for one in words if one not in absent]
    if not absent or len(absent) > max(1, _MOST * len(words)):
        return ""
    if len(words) > _LONGEST and (len(absent) > _FEW or not _is_copied(said, near)):
        return ""
    nouns = _nouns(sentence, words, absent)
    if _is_copied(said, near):
        nouns |= {one for one in absent if _tells_how(one)}
    found = [
        one
        for one in absent
        if one in nouns and said and said[0].start < one.start and lacking(one, _NEAR)
    ]
    if not found:
        return ""
    quoted = ", ".join(f'"{one.text}"' for one in found)
    return f"The cited text says nothing of {quoted}."


def _added_abroad(sentence: str, source: str, near: str, lacking: Lacking) -> str:
    """The same in a language that has articles before nouns: the one word of `sentence` that the
    source has in no form, where `near` has all the others; German nouns are told by their capitals.
    """
    if is_german(sentence) or not small_words(sentence):
        return ""
    read, known = topic_words(near), topic_words(source)
    words = {one.folded: one for one in topical_terms(sentence)}
    absent = set(words) - known - in_other_forms(words, known, sentence)
    rest = set(words) - absent
    if len(absent) != 1 or not rest <= read | in_other_forms(rest, read, sentence):
        return ""
    (word,) = (words[one] for one in absent)
    before = terms(sentence[: word.start])[-1:]
    if not before or before[0].text.lower() not in _BEFORE_NOUNS_ABROAD or not lacking(word, _NEAR):
        return ""
    return f'The cited text says nothing of "{word.text}".'


def _tells_how(word: Term) -> bool:
    """Is it an adverb that tells in which manner? "Unanimously", but not "usually"."""
    return _MANNER.fullmatch(word.text) is not None and word.text.lower() not in _TELLS_LITTLE


def _is_copied(said: Sequence[Term], near: str) -> bool:
    read = topic_words(near)
    return sum(one.folded in read for one in said) >= _COPIED * len(said)


def _nouns(sentence: str, topical: Sequence[Term], absent: Sequence[Term]) -> set[Term]:
    """The words behind an article or a preposition, but for what looks like a verb; also those
    behind such words ("a small fee"), and what a strange verb has behind it ("gets interest")."""
    found: set[Term] = set()
    kept = set(topical)
    all_words = terms(sentence)
    for at, word in enumerate(all_words):
        before = all_words[at - 1] if at else None
        if (
            word.text.lower() in _LOOSE
            or before is None
            or word not in kept
            or sentence[before.end : word.start] != " "
        ):
            continue
        introduced = before.text.lower() in _BEFORE_NOUNS or before in absent
        if introduced and not _VERBS.fullmatch(word.text):
            found.add(word)
    return found


def _within(word: Term, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)
