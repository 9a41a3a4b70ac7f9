"""Checks order and cause: "X before Y" is "Y after X", and not "Y before X"; "X because of Y" is
"Y, so X", and not "Y because of X". English, German, French and Spanish."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.regex import regex
from rag.text import content_terms, sentence_spans

_BEFORE = r"before|bevor|avant\s+(?:que|de)|antes\s+de(?:\s+que)?"
_AFTER = r"after|nachdem|après\s+que|después\s+de(?:\s+que)?"
_BECAUSE = (
    r"because(?:\s+of)?|due\s+to|owing\s+to|thanks\s+to|caused\s+by|(?:result|consequence)s?\s+of|"
    r"if|when|whenever|weil|wegen|aufgrund|infolge|(?:Ergebnis|Folgen?)\s+(?:de[sr]|von|eine[sr])|wenn|falls|"
    r"sobald|parce\s+qu(?:e\b|['’])|à\s+cause\s+d(?:e|u|es)|en\s+raison\s+d(?:e|u|es)|quand|lorsqu(?:e\b|['’])|"
    r"conséquence\s+d(?:e|u|es)|porque|debido\s+al?|a\s+causa\s+del?|cuando|consecuencia\s+del?"
)
_SO = (
    r"therefore|thus|hence|consequently|,\s+so(?!\s+(?:that|far|much|many|long|as)\b)|le(?:ads?|d)\s+to|"
    r"caus(?:es|ed)(?!\s+by)|result(?:s|ed)?\s+in|deshalb|daher|darum|deswegen|sodass|führ(?:t|te|en|ten)\s+zu[mr]?|"
    r"verursach(?:t|te|en|ten)|bewirk(?:t|te|en|ten)|donc|entraîne(?:nt)?|provoque(?:nt)?|por\s+eso|"
    r"por\s+lo\s+tanto|provoca(?:n|ron)?"
)
_TIME = regex(rf"\b(?:(?P<ahead>{_BEFORE})|(?P<behind>{_AFTER}))\b", re.IGNORECASE)
_OF_A_TIME = regex(r"\b(?:(?P<ahead>vor|avant)|(?P<behind>nach|après))\b", re.IGNORECASE)
_CAUSE = regex(
    rf"(?:(?<=\s)|^|(?=,))(?:(?P<ahead>{_SO})|(?P<behind>{_BECAUSE}))(?!\w)", re.IGNORECASE
)
"""`ahead`: what comes first stands before the joint; `behind`: it stands behind."""
_PAUSE = regex(r"[,;:.!?](?!\d)")


class _Told(NamedTuple):
    """The folded content words of what comes first, and of what then, in their order."""

    first: tuple[str, ...]
    then: tuple[str, ...]


def keeps_order(sentence: str, quote: str) -> bool | None:
    """Do both tell of the same two things in one order? None where they do not tell that."""
    for joint in (_TIME, _OF_A_TIME, _CAUSE):
        said = _order(sentence, joint)
        lines = (quote[one.start : one.end] for one in sentence_spans(quote)) if said else ()
        for line in lines:
            read = _order(line, joint)
            if said and read and (kept := _kept(said, read)) is not None:
                return kept
    return None


def _kept(said: _Told, read: _Told) -> bool | None:
    straight = [len({*one} & {*other}) for one, other in zip(said, read, strict=True)]
    turned = [len({*one} & {*other}) for one, other in zip(said, read[::-1], strict=True)]
    if _heads_turned(said, read):
        return False
    if sum(straight) > sum(turned) and all(straight):
        return True
    return False if sum(turned) > sum(straight) and all(turned) else None


def _heads_turned(said: _Told, read: _Told) -> bool:
    """Has each of the two what the other begins with? "The resistance of the wire rises"."""
    one, other = said.first[0], said.then[0]
    turned = one in read.then and other in read.first
    return turned and one not in read.first and other not in read.then


def _order(text: str, joint: re.Pattern[str]) -> _Told | None:
    """None where it is not told by a single joint between two clauses."""
    found = list(joint.finditer(text))
    if len(found) != 1:
        return None
    (one,) = found
    ahead, behind = text[: one.start()], text[one.end() :]
    pause = _PAUSE.search(behind)
    if not content_terms(ahead) and pause:  # "After lunch, they left"
        ahead, behind = behind[pause.end() :], behind[: pause.start()]
    left, right = _words(ahead), _words(behind)
    if not left or not right:
        return None
    return _Told(left, right) if one["ahead"] else _Told(right, left)


def _words(text: str) -> tuple[str, ...]:
    return tuple(term.folded for term in content_terms(text))
