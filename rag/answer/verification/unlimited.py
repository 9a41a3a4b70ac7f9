"""Checks overstatement: what a sentence says more strongly than its source ("always", "in full").

Each such word is looked for in the source with others that say about as much; by spelling. A
sentence with one that the source has nothing of is at best partly borne out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.answer.verification.absolutes import ABSOLUTES
from rag.answer.verification.opposites import without_bounds
from rag.answer.verification.polarity import EXCEPTION, tell_an_end
from rag.regex import regex
from rag.text import (
    NUMBER_WORDS,
    Figure,
    Term,
    content_terms,
    figures,
    fold,
    has_german,
    is_german,
    sentence_spans,
    topic_words,
)

_STRONG = tuple(
    (regex(rf"\b(?:{said})\b", re.IGNORECASE), regex(rf"(?:{read})", re.IGNORECASE))
    for said, read in ABSOLUTES
)
_NEVER = regex(r"\b(?:never|under\s+no\s+circumstances)\b", re.IGNORECASE)
_DENIES = regex(
    r"\w+less\b|-free\b|\bfree\b|forb[ai]d|prohibit|\bbann?(?:s|ed|ing)?\b|refus|"
    r"reject|declin|\bden(?:y|ie)|\bfail|barely|rarely|seldom|\black|instead|rather\s+than|\bstop\w*|"
    r"\bceas|\bend(?:s|ed)\b|former|\buntil|discontinu|abandon|\bonly|\bfew|little|zero|\b0\b|absen|"
    r"exclu|missing|closed|avoid|opposite|contrary|\btoo\b|prevent|exempt|false|myth|\blost|\bloss|"
    r"verboten|untersagt|entfäll|entfiel|\bnur\b|abgelehnt|interdit|\bseul|uniquement|prohibid|\bsólo\b|"
    r"\bsolo\b|únicamente|vietat",
    re.IGNORECASE,
)
_NOT = regex(
    r"\b(?:not|no|never|none|neither|nor|cannot|nothing|nobody|hardly|\w+n['’]t|nicht|nie|niemals|"
    r"kein(?:e[mnrs]?)?|pas|jamais|aucune?|nunca|jamás|ningun[ao]s?|ningún|without|ohne|sans|sin|senza)\b",
    re.IGNORECASE,
)
_DENYING = regex(
    r"\b(?:without\s+(?:an?\s+)?|un|non|im|in|dis|ir|il|mis)-?(?P<rest>\w{3,})", re.IGNORECASE
)
_ALL = regex(
    r"\b(?P<word>all|every|each|alle[nrs]?|sämtliche[nr]?|jede[mnrs]?|tou(?:s|te|tes)|todos|todas|tutt[ie])\s+"
    rf"(?:of\s+)?(?:(?:the|its|our|les?|las?|los|gli|i)\s+)?(?:(?:\d+|{NUMBER_WORDS})\s+)?(?P<noun>\w+)",
    re.IGNORECASE,
)
_FOR_ALL = regex(
    r"\b(?:all(?!\s+other)|every\w*|each|any\w*|always|both|whole|entire\w*|no|none|alle[mnrs]?|"
    r"sämtliche[nr]?|jede[mnrs]?|beide[mnrs]?|kein\w*|gesamte?\w*|tou[st]|toutes?|chaque|aucune?|tod[ao]s?|"
    r"cada|ningun[ao]|ningún|tutt[aeio]|ogni)\b",
    re.IGNORECASE,
)
_FEWER = regex(
    r"\b(?:some|most|many|several|few|certain|selected|half|einige[nr]?|manche[nr]?|mehrere[nr]?|wenige[nr]?|"
    r"viele[nr]?|die\s+meisten|bestimmte[nr]?|certaine?s|quelques|plusieurs|la\s+plupart|algun[ao]s|vari[ao]s|"
    r"much[ao]s|la\s+mayoría|alcun[ei]|molt[ei]|la\s+maggior\s+parte)\b|"
    rf"\b(?:[\d,.]+|(?!one\b){NUMBER_WORDS})\s+(?:of|out\s+of|von|der|sur|de\s+los|de\s+las)\b",
    re.IGNORECASE,
)
_WHICH = regex(
    r"\s+(?:who|that|which|whose|with|without|under|over|above|below|aged|older|younger|unter|über|"
    r"ab|ohne|mit|qui|sans|avec|de\s+(?:plus|moins)|sin|con|mayores|menores)\b"
)
_THAN = regex(r"\s+(?:\w+er|more|less|fewer)\s+than\b", re.IGNORECASE)
_BEFORE = regex(r"\b(?:days?|weeks?|months?|years?|hours?|minutes?)\s+before\b", re.IGNORECASE)
_AHEAD = regex(
    r"before|prior|ahead|advance|earl|notice|until|\bby\b|preced|\bpre|previous|ago|until|first|then|"
    r"after|later|follow",
    re.IGNORECASE,
)
_MAY = regex(  # "May" is a month
    r"(?:\A\W*May|\b(?:may|might|could|könnten?|dürften?|pourrai(?:t|ent)|podría[n]?|potrebbe(?:ro)?))\b(?!\s\d)"
)
_POSSIBLY = regex(
    r"\b(?:may|might|can|could|would|possibl[ey]|perhaps|allowed|permitted|entitled|rights?|able|"
    r"sometimes|option(?:al(?:ly)?)?|up\s+to|likely|free\s+to|unable|cannot|must|should|könnten?|kann|"
    r"können|dürften?|darf|dürfen|möglich\w*|vielleicht|soll|sollen|peut|peuvent|pourrai(?:t|ent)|puede|"
    r"pueden|podrían?|quizás?|può|possono|potrebbe(?:ro)?)\b",
    re.IGNORECASE,
)
_FEW_BEHIND = regex(r"(?:[ -][^\W\d_]+){0,3}")
_WORD_BEHIND = regex(r"[ -](?P<word>[^\W\d_]{3,})")
_MOSTLY = 0.8  # share of a sentence's words that a line has which says about the same
_OUT_OF = regex(r"\b(?:out\s+of|no|without|not\s+in)\s+(?P<noun>\w+)", re.IGNORECASE)


def unlimited(sentence: str, quote: str, told: Sequence[str], source: str) -> str:
    """What `sentence` says without limit, or denies, and nothing near it does; or "".

    `told` are the sentences of the source that speak for it, `quote` the best of
    them; the whole is `source`.
    """
    read = "\n".join((*told, quote))
    return (
        _strong(sentence, read)
        or _unsaid_denial(sentence, f"{read}\n{_headings(source, topic_words(sentence))}")
        or _never(sentence, quote)
        or _all(sentence, read)
        or _ahead(sentence, read)
        or _out_of(sentence, read)
        or _other_unit(sentence, read)
        or _only_possible(sentence, told)
        or _only_which(sentence, told, source)
    )


def _strong(sentence: str, read: str) -> str:
    for strong, like in _STRONG:
        said = strong.search(sentence)
        if said and not like.search(read):
            return f'The cited text does not say "{said[0].lower()}".'
    return ""


def _unsaid_denial(sentence: str, read: str) -> str:
    """A negation where the source has none, nor any word that may stand for one."""
    if not _NOT.search(without_bounds(sentence)):
        return ""
    said = topic_words(sentence)
    denies = any(not topic_words(found[0]) & said for found in _DENIES.finditer(read))
    if denies or _NOT.search(without_bounds(read)):
        return ""
    if any(said & topic_words(found["rest"]) for found in _DENYING.finditer(read)):
        return ""
    if tell_an_end(sentence, read):
        return ""
    if any(_shares(sentence, read[found.end() :]) for found in EXCEPTION.finditer(read)):
        return ""
    return "The cited text does not deny this."


def _headings(source: str, said: Set[str]) -> str:
    """The lines that end like no sentence and have a word of those said: "Do not take it if"."""
    lines = (line for line in source.split("\n") if line.rstrip()[-1:] not in (".", "!", "?", "|"))
    return "\n".join(line for line in lines if topic_words(line) & said)


def _shares(sentence: str, text: str) -> bool:
    """Has it a word of what follows an "unless" or "except"?"""
    clause = re.split(r"[,;.!?\n]", text, maxsplit=1)[0]
    return bool(topic_words(clause) & topic_words(sentence))


def _never(sentence: str, quote: str) -> str:
    said, limited = _NEVER.search(sentence), EXCEPTION.search(quote)
    if said and limited and not EXCEPTION.search(sentence):
        return f'The cited text has "{limited[0].lower()}", and not "{said[0].lower()}".'
    return ""


def _all(sentence: str, read: str) -> str:
    """ "All rooms", where the source has "40 of its 60 rooms", or "rooms with a view"."""
    for said in _ALL.finditer(sentence):
        noun = topic_words(said["noun"])
        lines = [line for line in read.split("\n") if noun and _has(noun, line)]
        if any(_FOR_ALL.search(line) for line in lines):
            continue
        for line in lines:
            named = [term for term in content_terms(line) if term.folded in noun]
            if _FEWER.search(line) or any(_WHICH.match(line[term.end :]) for term in named):
                return f"The cited text does not say this of {said['word'].lower()}."
    return ""


def _has(noun: Set[str], line: str) -> bool:
    words = topic_words(line)
    return noun <= words or (is_german(line) and all(has_german(one, words) for one in noun))


def _ahead(sentence: str, read: str) -> str:
    if _BEFORE.search(sentence) and not _AHEAD.search(read):
        return "The cited text does not say before."
    return ""


def _out_of(sentence: str, read: str) -> str:
    """ "Out of stock", where the source has "stock: 7"."""
    for said in _OUT_OF.finditer(sentence):
        counted = re.compile(rf"\b{re.escape(said['noun'])}:\s*(?P<count>\d[\d.,]*)", re.IGNORECASE)
        for found in counted.finditer(read):
            if any(one.value > 0 for one in figures(found["count"])):
                return f"The cited text says {found[0]}."
    return ""


def _other_unit(sentence: str, read: str) -> str:
    """ "180 minutes", where the source has 40 minutes and 180 degrees."""
    given = [(one, _behind(read, one)) for one in figures(read)]
    for figure in figures(sentence):
        unit = _behind(sentence, figure)
        if any(one.same_as(figure) and unit in _close_behind(read, one) for one, _ in given):
            continue  # "212 duplicate payments"
        own = {other for one, other in given if one.same_as(figure)}
        others = {other for one, other in given if not one.same_as(figure)}
        if unit and unit in others - own and own and all(own):
            return f"The cited text does not give {figure.written(sentence)} as {unit}."
    return ""


def _behind(text: str, figure: Figure) -> str:
    """The word that follows at once, folded."""
    found = _WORD_BEHIND.match(text, figure.end)
    return fold(found["word"]) if found else ""


def _close_behind(text: str, figure: Figure) -> set[str]:
    found = _FEW_BEHIND.match(text, figure.end)
    return {fold(word) for word in re.split("[ -]", found[0])} if found else set()


def _only_possible(sentence: str, told: Sequence[str]) -> str:
    """ "Contains nuts", where the source has "may contain traces of nuts"."""
    said = topic_words(sentence) & topic_words("\n".join(told))
    if len(said) < 2 or _POSSIBLY.search(sentence):
        return ""
    for line in told:
        may = _MAY.search(line)
        clause = line[: may.start()].rpartition(";")[2] if may else ""
        if not may or len(sentence_spans(line)) != 1 or _POSSIBLY.search(clause):
            continue
        if said & topic_words(line[may.end() :]) and _mostly(said, topic_words(line)):
            return f"The cited text says {may[0].strip().lower()}."
    return ""


def _only_which(sentence: str, told: Sequence[str], source: str) -> str:
    """ "Members may not vote", where the source has it of members who are in arrears, and nowhere
    of members."""
    said = content_terms(sentence)
    if not said or _WHICH.search(sentence):
        return ""
    kinds = [_which(said, one) for one in told if _mostly(topic_words(sentence), topic_words(one))]
    kind = next(filter(None, kinds), "")
    if not kind:
        return ""
    spans = sentence_spans(source)
    others = (source[one.start : one.end] for one in spans)
    if any(
        _mostly(topic_words(sentence), topic_words(one)) and not _which(said, one) for one in others
    ):
        return ""
    return f'The cited text says this of those "{kind}".'


def _which(said: Sequence[Term], line: str) -> str:
    """What in a line limits the one of whom the words are said, or ""."""
    words, wanted = content_terms(line), {term.folded for term in said}
    for at, term in enumerate(words):
        if term.folded != said[0].folded:
            continue
        for last, limit in ((at, _WHICH), (at + _run(said, words[at:], line) - 1, _THAN)):
            follows = (one.start for one in words[last + 1 :] if one.folded in wanted)
            between = line[words[last].end : next(follows, words[last].end)].rstrip()
            if limit.match(between) and content_terms(between):
                return between.strip(" ,")
    return ""


def _run(said: Sequence[Term], words: Sequence[Term], line: str) -> int:
    """How many words the line has as the sentence opens with them: "camper vans"."""
    same = 1
    for ours, theirs in zip(said[1:], words[1:], strict=False):
        if ours.folded != theirs.folded or line[words[same - 1].end : theirs.start].strip(" -"):
            break
        same += 1
    return same


def _mostly(said: Set[str], read: Set[str]) -> bool:
    return len(said & read) >= _MOSTLY * len(said)
