"""Finds what limits a quoted sentence: the one behind it, or a clause that names its number."""

from __future__ import annotations

import re

from rag.regex import regex
from rag.text import Span, announces_limits, sentence_spans, topic_words
from rag.types import EvidenceSentence

_LIMITS_BEFORE = regex(
    r"(?:but|however|except|unless|otherwise|nevertheless|nonetheless|that said|after that|if not|"
    r"failing (?:this|that|which)|(?:[^.!?]*\s)?exceptions?|"
    r"(?:this|that|it|these|they)\s+(?:do(?:es)?|did|is|are|was|were)(?:\s+not|n['’]t)\s+"
    r"(?:apply|appl(?:ied|icable)|include|cover|mean|count|valid|true)\w*|"
    r"[^.!?]*\s(?:is|are)\s+(?:excluded|exempt(?:ed)?|not\s+(?:covered|included))|"
    r"[^.!?]*\s(?:ist|sind|wird|werden)\s+(?:\w+\s+)?ausgeschlossen|"
    r"[^.!?]*\s(?:est|sont)\s+(?:exclue?s?|exonérée?s?)|"
    r"[^.!?,;]{1,80}(?:,\s+however(?=\s*[,.;:!?])|"
    r"\s(?:jedoch|allerdings|toutefois|cependant|sin embargo)\b)|"
    r"jedoch|allerdings|außer|sonst|andernfalls|(?:[^.!?]*\s)?(?:ausnahmen?|ausgenommen)|"
    r"(?:das|dies|sie|es) gilt (?:nicht|nur)|"
    r"toutefois|cependant|sauf|sinon|(?:ceci|cela) ne (?:s['’]applique|vaut)|"
    r"sin embargo|no obstante|salvo|excepto|(?:[^.!?]*\s)?excepci(?:ón|ones))\b",
    re.IGNORECASE,
)
"""How a sentence opens, or what it speaks of, that limits what the one before it says."""

_ALLOWED = r"(?:allowed|permitted|welcome|accepted|tolerated|fine|okay|ok|possible)"
_ERLAUBT = r"(?:erlaubt|gestattet|zulässig|zugelassen|geduldet|möglich|willkommen)"
_PERMIS = r"(?:autorisé|permis|admis|toléré|accepté|bienvenu)(?:e?s?)"
_FORBIDS = regex(
    rf"\b(?:(?:not|never|n['’]t)\s+(?:\w+\s+)?{_ALLOWED}|forbidden|prohibited|banned|"
    r"(?:may|must|can|should)\s?(?:not|never|n['’]t)|do\s?n['’o]t|never|"
    r"no(?!\s+(?:doubt|earlier|fewer|higher|larger|later|less|longer|lower|more|need|one|smaller)\b)|"
    rf"nicht\s+(?:\w+\s+)?{_ERLAUBT}|verboten|untersagt|unzulässig|keine?|"
    r"(?:darf|dürfen)\b[^.!?]*\bnicht|"
    rf"interdite?s?|pas\s+{_PERMIS})\b",
    re.IGNORECASE,
)
_ALLOWS = regex(
    rf"\b(?:(?:is|are|be|it['’]s|they['’]re|that['’]s)\s+(?!not\b|never\b)(?:\w+\s+)?{_ALLOWED}|"
    r"(?-i:may)(?!\s+not\b)|can\s+(?!not\b)(?:\w+\s+)?be|"
    rf"(?:ist|sind|wird|werden)\b(?![^.!?]*\bnicht)[^.!?]*\b{_ERLAUBT}|"
    r"(?:darf|dürfen)\b(?![^.!?]*\bnicht\b)|"
    rf"(?:est|sont)\s+(?!pas\b)(?:\w+\s+)?{_PERMIS})\b",
    re.IGNORECASE,
)
_AT_ONCE = (
    r"^(?:(?!(?:and|as|because|but|if|since|that|though|when|where|whether|which|while|who|dass|falls|"
    r"und|weil|wenn|que|qui|quand|si)\b)[^\s;:.!?]+\s+){0,10}?"
)
_OF_IT = regex(
    rf"{_AT_ONCE}(?P<said>"
    r"(?:(?:it['’]s|they['’]re|that['’]s)\s|(?:it|they|this|these|those)\s+"
    r"(?:is|are|may|must|can(?:not)?|should|do|does|(?:is|are|must|ca|do|does)n['’]t)\b|"
    r"(?:ist|sind|wird|werden|darf|dürfen)\s+(?:es|sie|dies|das|diese)\b|"
    r"(?:sie|es|dies|das|diese)\s+(?:ist|sind|wird|werden|darf|dürfen)\b|"
    r"(?:ils?|elles?|cela)\s+(?:y\s+|n['’]y\s+|ne\s+|n['’])?(?:est|sont)\b)[^,;:]*)",
    re.IGNORECASE,
)
"""What says of the thing before that something is so: "On balconies it is allowed"."""

_THERE = regex(
    r"\b(?:there(?!['’]|\s(?:is|are|was|were|may|must|can|should|will)\b)|(?:in|on|into|onto|with)\s"
    r"(?:it|them|these|those|this)|dort|darin|damit|dorthin|hinein)\b",
    re.IGNORECASE,
)
"""What points to the thing before as a place or a means: "Prams may be left there"."""
_ONLY = regex(r"\b(?:only|nur)\b", re.IGNORECASE)

_OPEN = regex(r"\b(?:open(?:s|ed)?|geöffnet|offen|ouverte?s?|abiert[oa]s?)\b", re.IGNORECASE)
_CLOSED = regex(
    r"\b(?:not open|clos(?:ed|es)|shut|geschlossen|nicht geöffnet|fermée?s?|cerrad[oa]s?)\b",
    re.IGNORECASE,
)
_IN_A_CASE = regex(
    r"\W*(?:on|in|at|during|from|after|before|for|only|when(?:ever)?|if|until|between|outside|within|"
    r"with|an|am|im|bei|während|wenn|falls|ab|nach|vor|für|mit|nur|pendant|en|si|quand|les?|los)\s|"
    r"[^.!?]*\s(?:when|if|during|while|wenn|falls|während)\s",
    re.IGNORECASE,
)
"""What holds in a case: "When a market is held on a Tuesday, the shop is open"."""
_CASE = regex(r"\W*(?:when(?:ever)?|if|wenn|falls|si|quand)\s", re.IGNORECASE)
_BARE = regex(r"\W*(?:open|closed|shut|geöffnet|geschlossen|ouvert|fermé)\b", re.IGNORECASE)
_SUBJECT = regex(r"\b(?:it|they|this|these|sie|es|ils?|elles?)\b", re.IGNORECASE)

_CLAIMS = regex(
    r"\b(?:said|says|claim(?:s|ed)|argue[sd]?|alleg(?:es|ed)|assert(?:s|ed)|maintain(?:s|ed)|"
    r"submit(?:s|ted)|insist(?:s|ed)|contend(?:s|ed)|den(?:y|ies|ied)|testified|behauptete?n?|"
    r"erklärte?n?|bestritt|sagte?n?)\b",
)
_JUDGES = regex(
    r"(?:I|we|the (?:court|tribunal|judge|jury|panel|board|committee|commission|author)s?)\s"
    r"(?:(?:do|does|did)(?:\s+not|n['’]t)\s+|cannot\s+)?"
    r"(?:accept|believe|reject|agree|disagree|dismiss|prefer)(?:s|ed)?\b|"
    r"(?:this|that|it|which|his|her|their)\s(?:\w+\s)?(?:is|was)(?:\s+not|n['’]t)?\s+"
    r"(?:true|wrong|false|right|correct|incorrect|untrue|rejected|accepted|dismissed|disputed|"
    r"a lie)\b|"
    r"(?:das|dies) (?:ist|war|stimmt)\s(?:nicht|falsch|unwahr|richtig)",
    re.IGNORECASE,
)
"""What is thought of what the sentence before tells that somebody said."""

_DECIDED = (
    r"(?:deferred|postponed|adjourned|agreed|rejected|approved|carried|adopted|accepted|declined|"
    r"refused|withdrawn|turned down|voted down|resolved|vertagt|zurückgestellt|abgelehnt|"
    r"angenommen|beschlossen|genehmigt|zurückgezogen)"
)
_DECIDES = regex(
    rf"\W*(?:(?:(?:the |der )?(?:motion|proposal|antrag)\s)(?:(?:was|wurde|ist)\s)?(?:\w+\s)?)?"
    rf"{_DECIDED}(?:\s*[.,;:(–—]|\s*$|\s(?:until|till|to|unanimously|by|with|nem|in principle|as|"
    r"for|without|einstimmig|mit|bis|auf|ohne|bei|gegen)\b)",
    re.IGNORECASE,
)
"""What minutes have of what the sentence before puts forward: "Deferred until July."."""
_CLAUSE = (
    r"(?:(?:clause|section|article|paragraph|rule|ziffer|absatz|artikel|artículo|cláusula)s?|"
    r"art\.|abs\.|§)"
)
_NUMBERED = regex(
    rf"^[ \t#>*_]*(?:{_CLAUSE}\s*)?\(?(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*)[.):]?[*_]*\s",
    re.MULTILINE | re.IGNORECASE,
)
_ENDS = regex(
    r"\b(?:ends?|lapses?|ceases?|terminates?|suspended|void|endet|erlischt|entfällt|prend fin|"
    r"cesse|termina)\b",
    re.IGNORECASE,
)
_MOST = 2  # sentences that name one clause


def limits_the_one_before(text: str, before: str) -> bool:
    """Would the sentence before this one mislead, quoted alone? So does what is forbidden without
    where "it" is allowed, and what is allowed without where it is forbidden."""
    if _LIMITS_BEFORE.match(text) or excepts(text, before) or _tells_what_may(text):
        return True
    forbidden = _FORBIDS.search(before) is not None
    if not forbidden and not _ALLOWS.search(before):
        return False
    of_it = _OF_IT.match(text)
    if of_it is None:
        return False
    forbids = _FORBIDS.search(of_it["said"]) is not None
    return not forbids and _ALLOWS.search(of_it["said"]) is not None if forbidden else forbids


def _tells_what_may(text: str) -> bool:
    """Does it say of the thing before what is allowed with it and what is not, or only so: "Prams
    may be left there, bicycles never"?"""
    pointing = _THERE.search(text) is not None and _ALLOWS.search(text) is not None
    return pointing and bool(_FORBIDS.search(text) or _ONLY.search(text))


def excepts(text: str, before: str) -> bool:
    """Does it say that in some case the very opposite holds: open where the sentence before has
    closed, allowed where that has forbidden, of the same thing?"""
    if not _IN_A_CASE.match(text) or _CASE.match(before):
        return False
    ours = topic_words(text)
    leans = _SUBJECT.search(text) or _SUBJECT.match(before) or _BARE.match(before)
    if not leans and ours.isdisjoint(topic_words(before)):
        return False
    return any(
        {_says(positive, negative, one) for one in (text, before)} == {True, False}
        for positive, negative in ((_OPEN, _CLOSED), (_ALLOWS, _FORBIDS))
    )


def _says(positive: re.Pattern[str], negative: re.Pattern[str], text: str) -> bool | None:
    """Which of the two it says; None for neither, and for both."""
    found = (positive.search(negative.sub(" ", text)), negative.search(text))
    return None if bool(found[0]) == bool(found[1]) else bool(found[0])


def judges_the_one_before(text: str, before: str) -> bool:
    """Does it say whether what somebody claims there is to be believed, or what came of it?"""
    believed = _CLAIMS.search(before) is not None and _JUDGES.match(text) is not None
    return believed or decides(text)


def decides(text: str) -> bool:
    """Does it say nothing but what was decided of the one before: "Carried by 17 to 4."?"""
    return _DECIDES.match(text) is not None


def taken_back(sentence: EvidenceSentence) -> list[Span]:
    """What says elsewhere in the passage when the clause of a sentence does not hold, or ends:
    "Clause 3.1 shall not apply if ...". Offsets are into the document."""
    passage = sentence.passage
    begin = sentence.start - passage.start
    line_end = passage.text.find("\n", begin) % (len(passage.text) + 1)
    own = [one for one in _NUMBERED.finditer(passage.text, 0, line_end) if one.start() <= begin]
    if not own:
        return []
    number = re.escape(own[-1]["number"])
    names_it = re.compile(rf"(?<!\w){_CLAUSE}\s*{number}(?!\.?\d)", re.IGNORECASE)
    found = []
    for span in sentence_spans(passage.text):
        text = passage.text[span.start : span.end]
        if names_it.search(text) and (announces_limits(text) or _ENDS.search(text)):
            found.append(Span(span.start + passage.start, span.end + passage.start))
    return found[:_MOST]
