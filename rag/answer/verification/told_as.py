"""Checks modality: what a source tells as yet to come, as not having come, or as what others claim,
and the sentence as a fact. By spelling, in English, with the plainest words of German, French and
Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.answer.verification.polarity import NEGATION
from rag.answer.verification.support import topical_terms
from rag.regex import regex
from rag.text import Term, content_terms, is_german, sentence_spans, topic_words
from rag.text.verb_forms import base, is_participle

_AHEAD = regex(
    r"\b(?:will|shall|(?:is|are|am)\s+(?:due|going|set|scheduled|expected|planned|about|supposed)?\s*to|"
    r"plans?\s+to|planned\s+to|intends?\s+to|hopes?\s+to|wants?\s+to|expects?\s+to|aims?\s+to|"
    r"(?:un)?likely\s+to|yet\s+to|should|ought\s+to|wird|werden|soll|sollen|va|vont|doit|doivent|sera|seront|será|serán|va\s+a|van\s+a)\s+"
    r"(?:(?:not|never|only|soon|then|also|be|have|been|\w{3,}ly|perhaps|être|ser)\s+)*",
    re.IGNORECASE,
)
_UNREAL = regex(
    r"\b(?:would|could|might|should|must)(?:\s+\w+ly|\s+not|n['’]t)?\s+(?:have|['’]ve)\s+(?:been\s+|\w+ly\s+)*|"
    r"\b(?:hätte[nt]?|wäre[nt]?|aurai(?:t|ent)|serai(?:t|ent))\s+",
    re.IGNORECASE,
)
_TOLD_SO = regex(
    rf"{_AHEAD.pattern}|{_UNREAL.pattern}|\b(?:would|could|might|(?-i:may)|can|should|must|ought)\b",
    re.IGNORECASE,
)
_PAST = regex(
    r"\b(?:was|were|had|did|(?:has|have)\s+(?:(?:already|just|now|also|been|since)\s+)*(?:\w+ed|\w+[nt])|"
    r"ago|yesterday|already|wurden?|war(?:en)?|bereits|schon|(?:a|ont)\s+(?:déjà\s+)?(?:été|\w+é)|était|fue|fueron|"
    r"ha\s+sido|han\s+sido)\b|\bin\s+(?:1\d|20)\d\d\b",
    re.IGNORECASE,
)
_CLAIMED = regex(
    r"\b(?:claim(?:s|ed)?|alleg(?:e[sd]?|ing)|believ(?:e[sd]?|ing)|think(?:s|ing)?|thought|argu(?:e[sd]?|ing)|"
    r"suspect(?:s|ed)?|suppos(?:e|es)|assum(?:e[sd]?|ing)|assert(?:s|ed)?|fear(?:s|ed)?|doubt(?:s|ed)?|"
    r"pretend(?:s|ed)?|imagin(?:e[sd]?)|rumou?red|insist(?:s|ed)?|behaupte[nt]?|glaub(?:t|en)|meint|meinen|"
    r"vermute[nt]|prétend(?:ent)?|croi(?:t|ent)|pense(?:nt)?|expect(?:s|ed)?|predict(?:s|ed)?|forecasts?|"
    r"estimate[sd]?|suggest(?:s|ed)?|hope[sd]?|erwarte[nt]|schätz(?:t|en)|hoff(?:t|en)|prévoi(?:t|ent)|"
    r"estime(?:nt)?|espère(?:nt)?|creen?|estiman?|esperan?|sospechan?)\s*(?:\s(?:that|dass|que)\b|\squ['’]|,\s*dass\b|"
    r"(?=\s(?:the|an?|its|his|her|their|it|he|she|they|there|this|these)\s[^,;.]*?\b(?:is|are|was|were|"
    r"has|have|had|can|could|will|would|does|do)\b))",
    re.IGNORECASE,
)
_BY_HEARSAY = regex(
    r"\b(?:allegedly|reportedly|supposedly|purportedly|angeblich|mutmaßlich|prétendument|"
    r"supuestamente|presuntamente)\b",
    re.IGNORECASE,
)
_CLAUSE = regex(r"[^,;:.!?()]*")
_LEAST = 0.66  # share of a sentence's words that what is told so has


def told_otherwise(sentence: str, quote: str) -> str:
    """Why the quote does not tell as a fact what `sentence` does, in words; or ""."""
    for span in sentence_spans(quote):
        line = quote[span.start : span.end]
        fault = _claimed(sentence, line) or _not_yet(sentence, line, quote)
        if not fault and _not_yet(line, sentence, sentence):
            fault = "The cited text tells this as what has been."
        if fault:
            return fault
    return ""


def _claimed(sentence: str, line: str) -> str:
    said = topic_words(sentence)
    for found in (*_CLAIMED.finditer(line), *_BY_HEARSAY.finditer(line)):
        word = content_terms(found[0])[:1]
        kept = word and word[0].folded in said
        if kept or _CLAIMED.search(sentence) or _BY_HEARSAY.search(sentence):
            continue
        claimed = topic_words(line[found.end() :])
        hedged = _BY_HEARSAY.fullmatch(found[0]) or len(said & claimed) >= _LEAST * len(said)
        if said and hedged and len(said & topic_words(line)) >= _LEAST * len(said):
            return f'The cited text does not say this for certain: "{found[0].split()[0]}".'
    return ""


def _not_yet(sentence: str, line: str, quote: str) -> str:
    """A verb of the sentence, in the past, that the line has behind "will" or "would have"."""
    if _TOLD_SO.search(sentence) or NEGATION.search(sentence):
        return ""
    said = topic_words(sentence)
    deeds = {base(word) for word in said}
    for ahead in (_UNREAL, _AHEAD):
        if ahead is _AHEAD and not (_PAST.search(sentence) or _ends_in_past(sentence, line)):
            continue
        for found in ahead.finditer(line):
            verb = _verb(line, found.end())
            if verb is None or base(verb.folded) not in deeds:
                continue
            if any(term.folded == verb.folded for term in _elsewhere(quote, line, verb)):
                continue
            if len(deeds & {base(word) for word in topic_words(line)}) >= _LEAST * len(deeds):
                written = " ".join(found[0].split())
                return f'The cited text says "{written} {verb.text}", not that it is so.'
    return ""


def _verb(line: str, at: int) -> Term | None:
    """The first word that follows; in German, the last one of the clause."""
    clause = _CLAUSE.match(line, at)
    words = topical_terms(clause[0]) if clause else ()
    if not words:
        return None
    verb = words[-1 if is_german(line) else 0]
    return verb._replace(start=at + verb.start)


def _elsewhere(quote: str, line: str, verb: Term) -> Iterator[Term]:
    """The words of the quote but for that verb."""
    place = quote.index(line) + verb.start
    return (term for term in content_terms(quote) if term.start != place)


def _ends_in_past(sentence: str, line: str) -> bool:
    """Has the sentence a verb in the past that the line has in another form?"""
    plain = {term.text.lower() for term in content_terms(line)}
    deeds = {base(term.folded) for term in content_terms(line)}
    return any(
        is_participle(term.text) and term.text.lower() not in plain and base(term.folded) in deeds
        for term in content_terms(sentence)
    )
