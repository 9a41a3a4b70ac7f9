"""Checks exceptions, duties and prohibitions, by their spelling, in English; of other languages, a
denial. A doubtful sentence is at best partly borne out."""

from __future__ import annotations

import re

from rag.answer.verification.opposites import opposite_word
from rag.answer.verification.polarity import EXCEPTION, NEGATION, Polarity, tell_an_end
from rag.answer.verification.rates import other_rate
from rag.regex import regex
from rag.text import (
    Term,
    content_terms,
    figures,
    is_english,
    said_words,
    sentence_spans,
    topic_words,
)

_FORBIDDING = regex(
    r"\b(?:forb[ai]d\w*|prohibit\w*|bann(?:ed|ing)|refus\w+|reject\w*|declin(?:ed|es|ing)|den(?:y|ied|ies)|"
    r"disallow\w*|unable|unlawful|illegal|impossible|fail(?:s|ed)?\s+to|barely|rarely|seldom|lacks?|"
    r"instead\s+of|rather\s+than|avoid(?:s|ed|ing)?|exclud(?:es|ed)|refrains?|contraindicated)\b",
    re.IGNORECASE,
)
_MUST = regex(
    r"\b(?:must|shall|ha(?:s|ve)\s+to|(?:is|are)\s+(?:required|obliged)\s+to)\b", re.IGNORECASE
)
_MAY = regex(  # "May" is a month
    r"\b(?:may|can|might|could|(?:is|are)\s+(?:allowed|permitted|entitled|free)\s+to|ha(?:s|ve)\s+the\s+right\s+to)\b"
)
_WILL = regex(r"\bwill\b")
_SOLE = regex(
    r"\b(?:sole(?:ly)?|just|exclusive(?:ly)?|alone|merely|limited|reserved|restricted|confined|no|none|nobody)\b",
    re.IGNORECASE,
)
_ONLY = regex(r"\bonly\b", re.IGNORECASE)
_ANYONE = regex(r"\b(?:any(?:one|body)|every(?:one|body))\b", re.IGNORECASE)
_OTHERS = regex(
    r"\b(?:all\s+(?:the\s+)?others?|every(?:one|body|thing)\s+else|the\s+(?:others|rest)|alle\s+(?:anderen|übrigen)|"
    r"tous\s+les\s+autres|los\s+demás)\b",
    re.IGNORECASE,
)
"""Beside what is told of one, the rest of which it is an exception."""
_ASIDE = regex(r"\b(not|never|cannot|\w+n['’]t),\s[^,.;:]{1,80},", re.IGNORECASE)
_CLAUSE = regex(r",?[^,;:.!?()]*")
_DENIAL_ABROAD = regex(
    r"\b(?:not|nicht|nie|niemals|kein(?:e[mnrs]?)?|pas|jamais|aucune?|non|no|nunca|jamás|ningun[ao]s?|"
    r"ningún|não|nenhuma?|niet|nooit|geen|inte|ingen|inga|inget|aldrig|ikke|ikkje|aldri|ei|"
    r"не|нет|нельзя|никогда|değil)\b",
    re.IGNORECASE,
)
_LISTED = regex(r",?\s(?:and|or)\s|,\s")
_SENTENCE_END = regex(r"[;:.!?()]")
_MOST_OF_REST = 0.5  # share of what a sentence says beside what is excepted: "we" are a museum
_NEARLY_THE_SAME = 0.8  # share of the words, from which on one sentence is a copy of the other
_BEFORE_OBJECT = regex(
    r"\s*(?:(?:to|from|the|an?|any|all|its|his|her|their|our|be)\s+)*", re.IGNORECASE
)
_SAYS_OPPOSITE = "The cited text seems to say the opposite."


def doubt(sentence: str, quote: str) -> str:
    """Why `quote` may mean something else than the sentence, in words; "" for no reason."""
    return (
        _excepted(sentence, quote)
        or _excepted(quote, sentence)
        or _duty(sentence, quote)
        or _for_all(sentence, quote)
        or _narrowed(sentence, quote)
        or other_rate(sentence, quote)
        or _denied_aside(sentence, quote)
        or _forbidden(sentence, quote)
        or _denied_abroad(sentence, quote)
    )


def _excepted(plain: str, limited: str) -> str:
    """Does one say, without any limit, what the other makes an exception of?"""
    if _limits(plain) or _OTHERS.search(plain):
        return ""
    said, read = topic_words(plain), topic_words(limited)
    turned = opposite_word(plain, limited, lambda _text, _word: False)
    for found in EXCEPTION.finditer(limited):
        if NEGATION.search(limited, 0, found.start()):
            continue  # "not, except on Sundays": on Sundays it is
        clause = _clause_behind(limited, found)
        others = topic_words(limited[: found.start()] + limited[found.end() + len(clause) :])
        excepted = topic_words(clause) - others
        named, rest = excepted & said, said - excepted
        if turned and excepted <= said:
            continue  # "closed on Mondays", where it is open, "except on Mondays"
        if named and len(rest & read) >= _MOST_OF_REST * len(rest):
            return f'Only one of this and the cited text has "{found[0].lower()}".'
    return ""


def _duty(sentence: str, quote: str) -> str:
    if _limits(sentence) or _limits(quote):
        return ""
    for here, there in ((_MUST, _MAY), (_MAY, _MUST), (_WILL, _MAY)):
        read, same = _deeds(quote, there), _deeds(quote, here)
        for deed, said in _deeds(sentence, here).items():
            if deed in read and deed not in same:
                return f"The cited text says {read[deed]}, not {said}."
    return ""


def _deeds(text: str, modal: re.Pattern[str]) -> dict[str, str]:
    """The words that follow each modal, also behind a comma or an "and" up to the next modal,
    folded, each with the modal as written."""
    found: dict[str, str] = {}
    ends = [one.start() for kind in (_MUST, _MAY, _WILL) for one in kind.finditer(text)]
    for one in modal.finditer(text):
        stop = _SENTENCE_END.search(text, one.end())
        end = min([at for at in ends if at > one.start()] + [stop.start() if stop else len(text)])
        for part in _LISTED.split(text[one.end() : end]):
            found |= {word.folded: one[0] for word in content_terms(part)[:1]}
    return found


def _for_all(sentence: str, quote: str) -> str:
    said = _ANYONE.search(sentence)
    if said and _ONLY.search(quote) and not _ONLY.search(sentence) and not _ANYONE.search(quote):
        return f"The cited text says only, not {said[0].lower()}."
    return ""


def _narrowed(sentence: str, quote: str) -> str:
    """Is something said of "only" what the source does not set apart? "Only 40" may be 40."""
    said = _ONLY.search(sentence)
    if said is None or any(one.search(quote) for one in (_ONLY, _SOLE, EXCEPTION, _FORBIDDING)):
        return ""
    behind = sentence[said.end() :]
    narrowed = content_terms(behind)[:1]
    counted = figures(behind[: narrowed[0].end]) if narrowed else ()
    if not narrowed or counted or narrowed[0].folded not in topic_words(quote):
        return ""
    return "The cited text does not say that it is only this."


def _denied_aside(sentence: str, quote: str) -> str:
    """ "May not, without consent, keep dogs": the negation goes on behind what is put in."""
    if not (_ASIDE.search(sentence) or _ASIDE.search(quote)):
        return ""
    said, read = (Polarity.of(_ASIDE.sub(r"\1", text)) for text in (sentence, quote))
    opposed = said.denied & read.asserted or read.denied & said.asserted
    return _SAYS_OPPOSITE if opposed else ""


def _forbidden(sentence: str, quote: str) -> str:
    """Does one forbid, and the other say it without any word of denial?"""
    for plain, denying in ((sentence, quote), (quote, sentence)):
        if _limits(plain) or tell_an_end(denying, plain):
            continue
        said, read = topic_words(plain), topic_words(denying)
        if len(said - read) > 1:  # but for an "approved" where the other has "refused"
            continue
        for found in _FORBIDDING.finditer(denying):
            behind = content_terms(_clause_behind(denying, found))[:1]
            if behind and behind[0].folded in said and _is_object(denying, found, behind[0]):
                return _SAYS_OPPOSITE
    return ""


def _is_object(text: str, found: re.Match[str], word: Term) -> bool:
    """Is it what is forbidden, and not why or where? "Refused the sale", "forbidden to sell"."""
    offset = found.end()
    return _BEFORE_OBJECT.fullmatch(text, offset, offset + word.start) is not None


def _clause_behind(text: str, found: re.Match[str]) -> str:
    clause = _CLAUSE.match(text, found.end())
    return clause[0] if clause else ""


def _denied_abroad(sentence: str, quote: str) -> str:
    """Has one of two sentences of nearly the same words, in another language, a denial?"""
    if is_english(sentence) or is_english(quote) or len(sentence_spans(quote)) > 1:
        return ""
    said, read = (said_words(_DENIAL_ABROAD.sub(" ", text)) for text in (sentence, quote))
    if len(said & read) < _NEARLY_THE_SAME * max(len(said), len(read), 1):
        return ""
    denied = [_DENIAL_ABROAD.search(text) is not None for text in (sentence, quote)]
    return _SAYS_OPPOSITE if denied[0] != denied[1] else ""


def _limits(text: str) -> bool:
    """Has it any word that denies, excepts, or allows only this?"""
    return any(one.search(text) for one in (NEGATION, _FORBIDDING, EXCEPTION, _ONLY))
