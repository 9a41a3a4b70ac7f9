"""Filters what the other party of a contract may do: "The tenant may end the lease" is no answer to
"Can the landlord end it?", nor "We may cancel" to "Can I cancel?"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.sifting import sifted
from rag.retrieve.signals import read_passage
from rag.text import Span, fold, plain, said_words
from rag.text.parts import part_at
from rag.text.verb_forms import base
from rag.types import Evidence, EvidenceSentence, Passage

_PAIRS = tuple(
    (rf"(?:{one})", rf"(?:{other})")
    for one, other in (
        (
            "landlords?|landlady|lessors?|Vermieter(?:in)?s?",
            "tenants?|lessees?|renters?|Mieter(?:in)?s?",
        ),
        (
            "employers?|company|firm|Arbeitgeber(?:in)?s?",
            "employees?|workers?|Arbeitnehmer(?:in)?s?",
        ),
        (
            "insurers?|underwriters?|company|Versicherers?|Versicherung",
            "insured|policy ?holders?|Versicherungsnehmer(?:in)?s?|Versicherten?",
        ),
        (
            "sellers?|vendors?|suppliers?|retailers?|shop|store|Verkäufer(?:in)?s?|Händlers?",
            "buyers?|purchasers?|customers?|consumers?|Käufer(?:in)?s?|Kunden?|Kundin",
        ),
        (
            "lenders?|creditors?|bank|Darlehensgeber(?:in)?s?|Bank",
            "borrowers?|debtors?|Darlehensnehmer(?:in)?s?",
        ),
        ("licensors?|Lizenzgebers?", "licensees?|Lizenznehmers?"),
        (
            "hotel|organi[sz]ers?|providers?|operators?|company|club|airline|Veranstalters?|Anbieters?",
            "guests?|customers?|members?|passengers?|participants?|users?|Kunden?|Gäste|Gast|"
            "Teilnehmer|Mitglied(?:er)?",
        ),
    )
)
_HOSTS = "|".join(one for one, _ in _PAIRS)
_GUESTS = "|".join(other for _, other in _PAIRS)
_PARTY = rf"(?<![\w-])(?P<party>{_HOSTS}|{_GUESTS}|we|you|I|wir|Sie|ich)"
_OPENS = regex(
    rf"\b(?:can|could|may|might|must|should|is|are|am|do|does|ha(?:s|ve)|kann|darf|können|"
    r"dürfen|muss|müssen)"
    rf"\s+(?:(?:an?|the|my|our|your|der|die|das|ein|eine|mein|meine)\s+)?{_PARTY}(?!['’-])\b\s*"
    r"(?P<rest>[^?]*)",
    re.IGNORECASE,
)
_OWNS = regex(rf"{_PARTY}(?:['’]s?\s+(?P<owned>[^?,]+)|\s+to\s+(?P<rest>[^?,]+))", re.IGNORECASE)
"""Whose: "the tenant's break clause", "conditions for the tenant to break the lease"."""

_BETWEEN = (
    r"(?:(?:also|already|alone|always|both|each|either|ever|just|only|simply|still|then|not|never|"
    r"at any time|in that case|be|the|any|a)\s+|"
    r"(?:allowed|entitled|free|permitted|able|have|need)\s+(?=(?:the |a |any )?(?:right )?to\b)|"
    r"right\s+|to\s+)*"
)
_VERBS = regex(rf"{_BETWEEN}(?P<one>\w+)(?:\s+(?:and|or)\s+(?P<two>\w+))?", re.IGNORECASE)
_MAY = (
    r"(?P<may>may|can|could|cannot|(?:is|are)\s+(?:not\s+)?(?:allowed|entitled|free|permitted)\s+to|"
    r"reserves?\s+the\s+right\s+to|ha(?:s|ve)\s+(?:\w+\s+){0,2}?right\s+to|darf|dürfen|kann|können)"
)
_MUST = r"(?P<must>must|shall|ha(?:s|ve)\s+to|needs?\s+to|muss|müssen)"
_DOES = regex(
    rf"(?P<only>(?:only|nur)\s+(?:(?:the|der|die|das)\s+)?)?{_PARTY}(?:,\s[^,.;]{{1,40}},)?\s+"
    rf"(?:(?:also|then|always|(?P<alone>alone|only))\s+)?(?:{_MAY}|{_MUST})\b\s*(?P<rest>[^.;:]*)",
    re.IGNORECASE,
)
_GERMAN = regex(r"darf|dürfen|kann|können|muss|müssen", re.IGNORECASE)
_EMPHASIS = regex(r"\*+")
_SERVES = regex(
    r"\b(?:if you|for you|on request|wenn sie|falls sie|für sie|auf wunsch)\b", re.IGNORECASE
)
"""What is done for who asks it: "We can cancel your order if you ring us"."""
_BESIDE = r"(?:[,;]|\b(?:and|or|nor|und|oder|noch|as (?:may|can|does)|so (?:may|can|does))\b)\s+"
_DOES_TOO = (
    r"(?:with|may|can|must|also|on|at|by|after|only|not|never|ha(?:s|ve)|is|are|mit|darf|kann|nur|"
    r"erst|nicht|nach)"
)
_SAME = regex(
    r"(?:the same (?:applies|goes|holds|is true)|likewise|ebenso|(?:das|dies)selbe gilt|"
    r"(?:das )?gleiches? gilt)\b",
    re.IGNORECASE,
)
_TO_YOU = regex(r"(?<![Tt]hank )\b[Yy]ou\b|(?<!for )\b[Yy]ours?\b|\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
_BY_ONE = regex(r"\b(?:I|[Mm]y|[Ii]ch|[Mm]eine?[mnrs]?)\b(?![.)])")
"""Nobody writes so who sets terms."""
_ME = ("i", "ich")
_ENDS = (
    *("end", "terminate", "break", "cancel", "quit", "withdraw", "rescind", "revoke"),
    *("kündigen", "beenden", "stornieren", "widerrufen", "zurücktreten"),
)
_ENDING = frozenset(map(fold, _ENDS))
_NEAR = 0.3  # share of the score of what is said of the other party, at least, in another section
_NOTICED = frozenset(map(fold, ("give", "leave", "resign")))
_SAY_LITTLE = ("be", "have", "do", "get", "make", "take", "give", "go", "use", "ask", "see")
_ANY = frozenset(map(fold, _SAY_LITTLE))
"""Verbs that say too little of what is done."""


class _Asked(NamedTuple):
    """The party that a question asks about by a word or a pronoun, what it would do, and whether it
    asks for more than a yes or a no."""

    party: str
    acts: frozenset[str]
    open: bool


def without_other_party(evidence: Evidence) -> Evidence:
    """The evidence for quotes: without what only the other party may do, or has to. What is said of
    the party asked about takes its place; improbable where nothing is."""
    if evidence.parts:
        parts = tuple(without_other_party(part) for part in evidence.parts)
        best = max(part.probability for part in parts)
        return replace(evidence, parts=parts, probability=best)
    asked = _asked(evidence.question)
    if asked is None or not asked.acts or evidence.rows or evidence.heading:
        return evidence
    others = [one for one in evidence.sentences if _is_of_other(one, asked)]
    if not others:
        return evidence
    own = [one for one in evidence.sentences if one not in others and _is_own(one, asked, others)]
    gone = {one.place for one in others} if own else set()
    if not own:
        own = [one for other in others for one in _before(other, evidence.sentences, asked)]
    if not own:
        return sifted(evidence, lambda all_: [o for o in all_.sentences if o not in others])
    raised = {one.place: max(one.score, others[0].score) for one in own}
    left = [
        replace(one, score=raised.get(one.place, one.score))
        for one in evidence.sentences
        if one.place not in gone
    ]
    return replace(evidence, sentences=tuple(sorted(left, key=lambda one: -one.score)))


def _asked(question: str) -> _Asked | None:
    opened = _OPENS.search(question)
    if opened:
        wants = bool(question[: opened.start()].strip(" \"'“„¿"))
        rest = opened["rest"]
        if _GERMAN.match(opened[0]):  # the verb ends it
            acts = _of_kind(said_words(rest.rstrip(" .!").rpartition(" ")[2]))
        else:
            acts = _acts(rest, question)
        return _Asked(opened["party"].lower(), acts, wants)
    found = _OWNS.search(question)
    if found is None:
        return None
    owned = found["owned"]
    acts = _of_kind(said_words(owned)) if owned else _acts(found["rest"], question)
    return _Asked(found["party"].lower(), acts, open=True)


def _acts(rest: str, whole: str, *, german: bool = False) -> frozenset[str]:
    """What is done, by the words behind "the tenant may"; in German that ends the clause."""
    if german:
        return _of_kind(said_words(rest))
    found = _VERBS.match(rest)
    verbs = {base(fold(word)) for word in found.group("one", "two") if word} if found else set()
    if "notice" in whole and verbs & _NOTICED:
        verbs |= _ENDING
    return _of_kind(verbs)


def _of_kind(words: Set[str]) -> frozenset[str]:
    """All that ends a contract is one."""
    kinds = {base(word) for word in words} - _ANY
    return frozenset(kinds | _ENDING if kinds & _ENDING else kinds)


def _is_of_other(sentence: EvidenceSentence, asked: _Asked) -> bool:
    """Does it say what the other party may do or has to, and not what this one?"""
    text = _words(sentence)
    told = [one for one in _DOES.finditer(text) if _acts_alike(one, asked)]
    if not told or not all(_is_other(one, asked, sentence.passage) for one in told):
        return False
    if any(one["only"] or one["alone"] for one in told):  # it denies it to this one
        return False
    joined = re.compile(rf"{_named(asked.party)}(?:,|\s(?:or|and|und|oder))\s+", re.IGNORECASE)
    return not joined.search(text) and not _beside(asked).search(text)


def _acts_alike(told: re.Match[str], asked: _Asked) -> bool:
    if not told["may"] and not asked.open:
        return False  # "The landlord must repair it" answers whether the tenant must
    german = _GERMAN.match(told["may"] or told["must"]) is not None
    return not asked.acts.isdisjoint(_acts(told["rest"], told["rest"], german=german))


def _is_other(told: re.Match[str], asked: _Asked, passage: Passage) -> bool:
    """Is it the other party that does it? So is "we" for an "I", where the text says "you"."""
    theirs = told["party"].lower()
    for pair in _PAIRS:
        for one, other in (pair, pair[::-1]):
            if re.fullmatch(one, asked.party, re.I) and re.fullmatch(other, theirs, re.I):
                return True
    if not _addresses_reader(passage.text):
        return False
    mine = asked.party in _ME
    if mine or re.fullmatch(_GUESTS, asked.party, re.I):
        host = theirs in ("we", "wir") or (mine and re.fullmatch(_HOSTS, theirs, re.I))
        return bool(host) and not _serves(told, asked)
    hosts = re.search(rf"\b(?:your|Ihre?[mnrs]?)\s+(?:{_GUESTS})\b", passage.text, re.IGNORECASE)
    return theirs in ("you", "sie") and bool(re.fullmatch(_HOSTS, asked.party, re.I)) and not hosts


def _addresses_reader(text: str) -> bool:
    """Are "we" and "you" of it two parties?"""
    return _TO_YOU.search(text) is not None and _BY_ONE.search(text) is None


def _serves(told: re.Match[str], asked: _Asked) -> bool:
    """May it be done for the asker: "We can send it", "We can cancel it if you ring us"?"""
    if not told["may"] or not re.fullmatch("can|could|kann|können", told["may"], re.IGNORECASE):
        return False
    return asked.acts.isdisjoint(_ENDING) or _SERVES.search(told.string) is not None


def _is_own(sentence: EvidenceSentence, asked: _Asked, others: Sequence[EvidenceSentence]) -> bool:
    """Does it say what this party may do, has to, or that the same goes for it?"""
    text, place = _words(sentence), _place(sentence)
    near = any(_place(one) == place for one in others)
    if place[0] not in {_place(one)[0] for one in others} and sentence.score < others[0].score:
        return False
    if not near and sentence.score < _NEAR * others[0].score:
        return False
    told = [one for one in _DOES.finditer(text) if _acts_alike(one, asked)]
    named = re.compile(_named(asked.party), re.IGNORECASE)
    if any(named.fullmatch(one["party"]) for one in told):
        return True
    if told and _beside(asked).search(text):
        return True
    return near and _SAME.match(text) is not None and named.search(text) is not None


def _words(sentence: EvidenceSentence) -> str:
    return _EMPHASIS.sub("", plain(sentence.text))


def _place(sentence: EvidenceSentence) -> tuple[str, str]:
    return sentence.passage.document_id, sentence.locator


def _beside(asked: _Asked) -> re.Pattern[str]:
    """How the party stands beside the other one: "The tenant may end it, the landlord ..."."""
    named = rf"{_BESIDE}(?:(?:the|der|die)\s+)?{_named(asked.party)}"
    return re.compile(rf"{named}(?:\s*[.;,]|\s*$|\s+{_DOES_TOO}\b)", re.IGNORECASE)


def _named(party: str) -> str:
    """How a text calls that party: the asker "you"."""
    if party in _ME:
        return r"\b(?:you|Sie)\b"
    words = next((one for pair in _PAIRS for one in pair if re.fullmatch(one, party, re.I)), "")
    return rf"\b(?:{words or re.escape(party)})\b"


def _before(
    other: EvidenceSentence, ranked: Sequence[EvidenceSentence], asked: _Asked
) -> Iterator[EvidenceSentence]:
    """What stands before it in its paragraph below a heading that names what is asked: "Cancelling.
    Within 14 days: full refund. We may cancel ..." addresses the reader first."""
    passage, at = other.passage, other.start - other.passage.start
    part = part_at(passage.text, at)
    place = read_passage(passage)
    own = Span(at, other.end - passage.start)
    if part is None or own not in place.spans or asked.party not in _ME:
        return
    heading = place.titles[place.spans.index(own)]
    if _of_kind(said_words(heading)).isdisjoint(asked.acts):
        return
    for one in ranked:
        if one.passage is passage and part.start <= one.start - passage.start < at:
            yield one
