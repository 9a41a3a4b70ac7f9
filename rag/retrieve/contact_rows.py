"""Finds the number or address of whom a question asks for one: in a table's row, or in the sentence
that has it right behind the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.regex import regex
from rag.retrieve.contacts import contacts_asked
from rag.retrieve.topical import is_sentence
from rag.text import Row, Span, dates, rows_in, said_words, sentence_spans, terms, topic_words
from rag.types import Evidence, EvidenceSentence, Passage

_ASKS = regex(
    r"\W*(?:and\W+)?(?:(?:what(?:['’]s|\s+is)|which\s+is|(?:please\s+)?(?:give|tell|show)\s+me|do\s+"
    r"you\s+have|under\s+(?:what|which))\b|how\s+(?:do|can|could|may)\s+(?:i|we|one)\s+"
    r"(?:contact|reach)\b)",
    re.IGNORECASE,
)
_NOT_ABOUT = topic_words(
    "call cell contact details email e-mail extension fax give line mail mobile number page phone "
    "please reach tell telephone url web website address have show work"
)
_COLUMN = regex(
    r"\b(?:(?:tele)?phones?|tel|mobile|cell|fax|hotline|call|contact|reach\w*|ext(?:ension)?|telefon\w*|"
    r"mobil\w*|handy|kontakt|téléphone|teléfono|telefono)\b",
    re.IGNORECASE,
)
_MOBILE = regex(r"\b(?:cell|handy|mobil\w*)\b", re.IGNORECASE)
_NO_PHONE = regex(r"\b(?:fax|ext(?:ension)?)\b", re.IGNORECASE)
_NO_CALL = regex(
    r"\b(?:accounts?|iban|bic|orders?|customer|polic(?:y|ies)|invoices?|references?|ref|registration|"
    r"registered|vat|charity|company|licen[cs]e|membership|serial|isbn|konto\w*|kunden\w*|rechnung\w*)\b",
    re.IGNORECASE,
)
"""Of what else a long number may be."""
_SURE = 0.95
_FEWEST = 5  # digits of a number without a sign
_MOST = 2  # rows that name whom it asks about
_NEAR = 3  # words between whom it asks about and the number, at most: "the absence line, 01632 ..."
_WIDE = 8  # words up to the number that have all of whom it asks about


def with_contacts(evidence: Evidence, passages: Sequence[Passage]) -> Evidence:
    """The evidence; where rows of the passages have what is asked for, and all that names whom,
    these rows alone, and they answer it surely. A table's "Contact" is "+48 22 555 01 17". Where
    none has, likewise the sentence that has it right behind."""
    question = evidence.question
    about = topic_words(question) - _NOT_ABOUT
    asks = _ASKS.match(question) or not is_sentence(question)
    if not about or not asks or not contacts_asked(question):
        return evidence
    having = [
        (passage, row)
        for passage in passages
        for row in rows_in(passage.text, passage.columns)
        if about <= _named(row) and _tells(question, row)
    ]
    alone = [(passage, row) for passage, row in having if _is_all_of_a_cell(about, row)]
    rows = [(passage, row.span) for passage, row in alone or having]
    found = rows or list(_in_prose(question, about, passages))
    if not 0 < len(found) <= (_MOST if rows else 1):
        return evidence
    sentences = tuple(EvidenceSentence.of(passage, *span, _SURE) for passage, span in found)
    probability = max(_SURE, evidence.probability)
    return replace(
        evidence, probability=probability, sentences=sentences, missing="", rows=bool(rows)
    )


def _in_prose(
    question: str, about: frozenset[str], passages: Sequence[Passage]
) -> Iterator[tuple[Passage, Span]]:
    """The sentences that have it right behind whom it is of."""
    for passage in passages:
        for span in sentence_spans(passage.text):
            text = passage.text[span.start : span.end]
            if not text.startswith("|") and any(
                _is_told_of(about, text[:start])
                and _may_be(question, text[:start], text[start:end], is_number, prose=True)
                for start, end, is_number in _looks(question, text)
            ):
                yield passage, span


def _is_told_of(about: frozenset[str], before: str) -> bool:
    """Does what stands before it end with whom it is of, and no other name?"""
    said = terms(before)[-_WIDE:]
    last = max((at for at, term in enumerate(said) if term.folded in about), default=-1)
    between = said[last + 1 :]
    if last < 0 or len(between) > _NEAR or not about <= {term.folded for term in said}:
        return False
    return not any(one.text[:1].isupper() and not _COLUMN.match(one.text) for one in between)


def _named(row: Row) -> frozenset[str]:
    return said_words("\n".join(cell.text for cell in row.cells))


def _is_all_of_a_cell(about: frozenset[str], row: Row) -> bool:
    return any(topic_words(cell.text) == about for cell in row.cells)


def _tells(question: str, row: Row) -> bool:
    """Has one of its cells what looks like it, in a column that may hold it?"""
    return any(
        _may_be(question, cell.name, cell.text[start:end], is_number)
        for cell in row.cells
        for start, end, is_number in _looks(question, cell.text)
    )


def _looks(question: str, text: str) -> Iterator[tuple[int, int, bool]]:
    for looks, is_number in contacts_asked(question):
        yield from ((*found.span(), is_number) for found in looks.finditer(text))


def _may_be(question: str, column: str, told: str, is_number: bool, *, prose: bool = False) -> bool:
    """`column`: what a row's column is called, or what stands before it in `prose`."""
    if not is_number:
        return True
    if bool(_NO_PHONE.search(question)) is not bool(_NO_PHONE.search(column)):
        return False
    if _MOBILE.search(question) and not _MOBILE.search(column):
        return False
    if dates(told) or sum(map(str.isdigit, told)) < _FEWEST:
        return False
    if prose and _NO_CALL.search(column):
        return False
    begins = ("+", "0", "(0") if prose else ("+",)
    return told.startswith(begins) or _COLUMN.search(column) is not None
