"""Questions that a text asks: which of its sentences are one, and what answers them there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.regex import regex
from rag.text.parts import Part, parts_of
from rag.text.sentences import Span
from rag.text.stamps import asks_without_mark

_QUESTION = regex(
    r"[?？؟]!?[)\]]?[*_~]*\s*$|^[*_]*[\"“„«'‘].*[?？؟]!?[\"”“»'’][*_~]*\s*$", re.DOTALL
)
"""Not one that only ends with another's: 'She asked: "Who pays?"'."""
_ANSWER = regex(r"[*_]*(?:a|answer|antwort|réponse|r|respuesta|risposta)[*_]*\s*[:.][*_]*\s*", re.I)
_YES_OR_NO = regex(
    r"[*_]*(?:yes|no|yeah|nope|sure|ja|nein|doch|oui|non|si|sí|sì|sim|não|nee|nej)"
    r"(?:[*_]*\s*[,.!:;–—]|[*_]*\s*$)",
    re.IGNORECASE,
)
_IN_WORDS = regex(
    r"[*_]*(?:(?P<no>not (?:at all|yet)|(?:absolutely|certainly|definitely|of course|unfortunately|"
    r"sadly) not|never|auf keinen fall|keineswegs|keinesfalls|leider (?:nein|nicht)|(?:natürlich|"
    r"selbstverständlich) nicht|pas du tout|malheureusement pas)|of course|certainly|absolutely|"
    r"definitely|natürlich|selbstverständlich|auf jeden fall|bien sûr)[*_]*\s*[.!][*_]*\s*",
    re.IGNORECASE,
)
"""A whole sentence that says yes or no."""
_NO = regex(r"[*_]*(?:no|nope|nein|non|não|nee|nej)\b", re.IGNORECASE)
_BARE = 2  # words that leave to the next sentence what is meant: "No.", "Yes, sure."
_HEADING = "#"


def is_question(sentence: str) -> bool:
    """Does it ask something, rather than tell it?"""
    return _QUESTION.search(sentence) is not None or asks_without_mark(sentence)


def is_labelled_answer(sentence: str) -> bool:
    """Does it begin as one: "A: ...", "Answer: ..."?"""
    return _ANSWER.match(sentence) is not None


def is_reply(sentence: str) -> bool:
    """Does it begin as what is said to a question, without which it says too little: "No, ..."?"""
    return (
        is_labelled_answer(sentence)
        or _YES_OR_NO.match(sentence) is not None
        or _IN_WORDS.fullmatch(sentence) is not None
    )


def is_bare_reply(sentence: str) -> bool:
    """Is it "No.", "Yes, sure." or "Not at all.", which leaves all else to what follows?"""
    return is_reply(sentence) and _says_hardly_a_word(sentence)


def says_no(sentence: str) -> bool:
    """Is it a reply that denies what was asked?"""
    said = _without_label(sentence)
    in_words = _IN_WORDS.fullmatch(said)
    denies = _NO.match(said) is not None or (in_words is not None and bool(in_words["no"]))
    return is_reply(sentence) and denies


def _says_hardly_a_word(sentence: str) -> bool:
    """Is what it says, without a mark that it is an answer, no more than yes or no?"""
    said = _without_label(sentence)
    return len(said.split()) <= _BARE or _IN_WORDS.fullmatch(said) is not None


def _without_label(sentence: str) -> str:
    label = _ANSWER.match(sentence)
    return sentence[label.end() :] if label else sentence


def answered_by(text: str, question: Span) -> list[Span]:
    """What stands right behind the question at that place and answers it: a sentence, and the next
    where that says hardly a word ("No."). Nothing where another question or a heading follows."""
    found: list[Span] = []
    for span in _behind(text, question):
        words = text[span.start : span.end]
        if is_question(words):
            break
        found.append(span)
        if not _says_hardly_a_word(words):
            break
    return found


def _behind(text: str, question: Span) -> Iterator[Span]:
    """The sentences behind it, up to where something else begins: a heading, or behind an item the
    next one, if that is not marked as the answer."""
    own: Part | None = None
    for part in parts_of(text):
        if part.end <= question.start:
            continue
        if own is None:
            own = part
        elif part.mark == _HEADING:
            return
        elif part.is_item and own.is_item and part.indent <= own.indent:
            first = part.sentences[0]
            if not is_labelled_answer(text[first.start : first.end]):
                return
        yield from (span for span in part.sentences if span.start >= question.end)
