"""Reads whom a document is about from its head: the patient of a letter, the two sides of a
contract, the person of a CV.

Below it they are "she", "the tenant", "you", or not mentioned at all: "No driving for six weeks."
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.regex import regex
from rag.retrieve.follow_ups.persons import persons
from rag.text import fold, terms

HEAD = 1_500
"""Characters of a document among which its head is looked for."""

_WOMAN = r"(?:mrs|ms|miss|frau|mme|madame)"
_MAN = r"(?:mr|herrn?|sir|monsieur)"
TITLE = rf"(?:{_WOMAN}|{_MAN}|mx|dr|prof)"
"""How somebody is addressed, before a name."""

_SUBJECTS = (
    r"patient|patientin|name|client|resident|bewohner|bewohnerin|pupil|student|schüler|"
    r"schülerin|applicant|candidate|claimant|member|policyholder|insured|versicherungsnehmer|customer|"
    r"kunde|kundin|tenant|lessee|mieter|mieterin|employee|arbeitnehmer|arbeitnehmerin|trainee|borrower|"
    r"buyer|purchaser|käufer|käuferin|deceased|testator|guest|participant"
)
_OTHERS = (
    r"landlord|lessor|vermieter|vermieterin|employer|arbeitgeber|company|insurer|versicherer|lender|"
    r"seller|vendor|verkäufer|verkäuferin|guarantor|contractor|supplier|agent"
)
_OPPOSITES = (
    ("tenant", "landlord"),
    ("lessee", "lessor"),
    ("mieter", "vermieter"),
    ("mieterin", "vermieterin"),
    ("employee", "employer"),
    ("arbeitnehmer", "arbeitgeber"),
    ("arbeitnehmerin", "arbeitgeber"),
    ("insured", "insurer"),
    ("policyholder", "insurer"),
    ("versicherungsnehmer", "versicherer"),
    ("borrower", "lender"),
    ("buyer", "seller"),
    ("purchaser", "vendor"),
    ("käufer", "verkäufer"),
    ("käuferin", "verkäuferin"),
)
_ROLE = regex(rf"(?:{_SUBJECTS}|{_OTHERS})s?|you|sie", re.IGNORECASE)
_PARTICLE = r"(?:de|der|den|di|da|du|la|le|van|von|zu|bin|al|el)"
_WORD = r"[A-ZÀ-Þ](?:\.|[\w'’-]*)"
_ONE = rf"(?:(?i:{TITLE})\.?[ ]+)?{_WORD}(?:[ ](?:(?:{_PARTICLE}[ ])*{_WORD})){{0,4}}"
_LABELLED = regex(
    rf"(?:^|[ ]{{2,}}|\t)[ *_>-]*(?P<role>(?i:{_SUBJECTS}|{_OTHERS}))(?:s|e|en|in\(nen\))?"
    rf"[*_ ]*:[*_]*[ \t*_]*(?P<names>{_ONE}(?:(?:,|[ ]and|[ ]&|[ ]und)[ ]{_ONE})*)",
    re.MULTILINE,
)
_IN_ROW = regex(
    rf"^[ ]*\|[ *_]*(?P<role>(?i:{_SUBJECTS}|{_OTHERS}))s?[*_: ]*\|[ *_]*"
    rf"(?P<names>{_ONE}(?:(?:,|[ ]and|[ ]&|[ ]und)[ ]{_ONE})*)[^|\n]*\|[ ]*\n(?![ ]*\|[ :|-]*-)",
    re.MULTILINE,
)
"""A row of two cells, and no header."""
_REGARDING = regex(
    rf"^[ *_]*(?i:re|betreff|betr\.)[*_ ]*:[*_ \t]*(?P<name>(?i:{TITLE})\.?[ ]+{_ONE})",
    re.MULTILINE,
)
_BETWEEN = regex(r"(?:,|\band|\bund|\s&)\s+(?=[A-ZÀ-Þ])")
_DEFINED = regex(
    r"\([^()\n\"“„]{0,30}[\"“„”‘'](?:(?i:the|der|die|das|den)\s+)?(?P<role>[^\W\d_]+)[\"“”’']\)"
)
_PARTIES = regex(r"\b(?:between|zwischen)\b\W*", re.IGNORECASE)
_LEADS_TO = regex(r"(?:[\s,*_]|\b(?:and|und|by|to|with)\b)*")
_NAMED = regex(_ONE)
_DEAR = regex(
    rf"^(?:Dear|Sehr\s+geehrte[r]?|Liebe[r]?)\s+(?P<name>{_ONE})[ ]*[,:!]?[ ]*$", re.MULTILINE
)
_HEAD_OF_PARTY = 300  # characters before "("the Company")": a name, an address
YOU = "you"
_REGARDED = "re"  # as a role: "Re: Mrs Thorn"
_HAS_TITLE = regex(rf"(?P<title>{TITLE})\b\.?\s*", re.IGNORECASE)
_INITIAL = 1


class Called(NamedTuple):
    """Somebody's folded names, in their order, and "woman" or "man" where a title says so."""

    words: tuple[str, ...]
    gender: str = ""

    def may_be(self, told: Called) -> bool:
        """Does it name who is `told` of: by the last name, by the first alone, by initials?"""
        if not self.words or not told.words or {self.gender, told.gender} == {"woman", "man"}:
            return False
        behind = iter(told.words)
        if not all(any(_is_name(own, other) for other in behind) for own in self.words):
            return False
        first, last = self.words[0] == told.words[0], self.words[-1] == told.words[-1]
        return (first and not self.gender) or last


class Party(NamedTuple):
    """One of those whom a document is about: the names, and the words for it ("tenant", "you").

    `is_subject` if what names nobody is said of it: of the tenant of a lease, not of the landlord.
    """

    called: tuple[Called, ...]
    roles: frozenset[str]
    is_subject: bool = True

    @property
    def is_addressed(self) -> bool:
        """Is it a letter to those, who are nobody else than "you"?"""
        return not self.is_subject and self.roles == {YOU}

    @property
    def is_declared(self) -> bool:
        """Does the head say that it is about those, and not only its title or its greeting?"""
        return self.is_subject and bool(self.roles)


def called(name: str) -> Called:
    """A name taken apart: "Mrs Edith Farrow"."""
    title = _HAS_TITLE.match(name)
    gender = ""
    while title is not None:
        if re.fullmatch(_WOMAN, title["title"], re.IGNORECASE):
            gender = "woman"
        elif re.fullmatch(_MAN, title["title"], re.IGNORECASE):
            gender = "man"
        name = name[title.end() :]
        title = _HAS_TITLE.match(name)
    return Called(tuple(fold(term.text) for term in terms(name)), gender)


def parties_of(head: str, title: str = "") -> tuple[Party, ...]:
    """Whom a document is about; none where its head names nobody as such, or several one after
    the other, as a list of persons does."""
    found = [*_labelled(head), *_defined(head)]
    if not found:
        found = [*_titled(title), *_addressed(head)][:1]
    subjects = [one for one in found if one.is_subject and YOU not in one.roles]
    alike = any(
        one.roles & other.roles and one.called != other.called
        for at, one in enumerate(subjects)
        for other in subjects[:at]
    )
    return () if alike else tuple(found)


def opposite_of(roles: frozenset[str]) -> frozenset[str]:
    """Folded words for the other side of a contract."""
    pairs = ((fold(one), fold(other)) for one, other in _OPPOSITES)
    return frozenset(
        other if one in roles else one for one, other in pairs if not roles.isdisjoint((one, other))
    )


def _is_name(own: str, told: str) -> bool:
    initial = len(told) == _INITIAL or len(own) == _INITIAL
    return own == told or own == f"{told}s" or (initial and own[:1] == told[:1])


def _labelled(head: str) -> Iterator[Party]:
    for found in (*_LABELLED.finditer(head), *_IN_ROW.finditer(head)):
        names = tuple(called(name) for name in _BETWEEN.split(found["names"]))
        role = found["role"].lower()
        is_subject = re.fullmatch(_SUBJECTS, role) is not None
        if all(one.words for one in names):
            yield Party(names, frozenset([fold(role)]), is_subject)
    for found in _REGARDING.finditer(head):
        yield Party((called(found["name"]),), frozenset([_REGARDED]))


def _defined(head: str) -> Iterator[Party]:
    end = 0
    for found in _DEFINED.finditer(head):
        before = head[max(end, head.rfind("\n\n", 0, found.start())) : found.start()]
        before = before[-_HEAD_OF_PARTY:]
        if parties := _PARTIES.search(before):
            before = before[parties.end() :]
        name = _NAMED.match(before, _LEADS_TO.match(before).end())  # type: ignore[union-attr]
        role, end = found["role"].lower(), found.end()
        if name and called(name[0]).words and _ROLE.fullmatch(role):
            is_subject = re.fullmatch(_OTHERS, role) is None
            yield Party((called(name[0]),), frozenset([fold(role)]), is_subject)


def _titled(title: str) -> Iterator[Party]:
    """Of a document that is called after one person: "Curriculum vitae: Lena Marchetti"."""
    named = persons(title)
    is_owner = len(named) == 1 and re.search(rf"{re.escape(named[0])}['’]", title)
    if len(named) == 1 and len(named[0].split()) > 1 and not is_owner:
        yield Party((called(named[0]),), frozenset())


def _addressed(head: str) -> Iterator[Party]:
    for found in _DEAR.finditer(head):
        yield Party((called(found["name"]),), frozenset([YOU]), is_subject=False)
