"""Weights of sentences that may be quoted: less for what tells only half, more for what lists what
is asked for; and lists of what is ruled out."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

from rag.answer.beside import announced, text_above
from rag.answer.shape import Shape
from rag.regex import regex
from rag.text import Span, announces_conditions, announces_limits, figures, said_words, terms
from rag.text.lines import EXPLAINED
from rag.types import EvidenceSentence

FRAGMENT = 0.5
"""What a fragment weighs of a sentence."""

_LABEL = 2  # words, at most
_VALUED = regex(r"[*_]*[^\W\d_][^:.!?|\n]{0,40}:[*_]*\s+[^\s:][^:\n]*")  # "Mains: 230 V"
_LISTED = 1.5  # how much more a sentence weighs that lists things where several are asked for


def weight_of(sentence: EvidenceSentence, shape: Shape, asked: Set[str]) -> float:
    """The score; half of it for a fragment (a caption, half a line), which seldom tells.

    What announces a list tells all that is in it, if that is what was `asked`; an item is told with
    what announces it. More so where that line is what was asked about.
    """
    span = Span(sentence.start, sentence.end)
    items = announced(sentence.passage, span)
    above = "" if sentence.text.startswith("|") else text_above(sentence.passage, span)
    ended = sentence.text.rstrip("\"'”’)]*_").endswith((".", "!", "?", ":", "…", "。"))
    head = sentence.text if items else above
    about = _is_about(asked, head) or _rules_out(sentence, head, shape)
    about = about or (
        announces_conditions(head) and _is_about(asked, f"{_heading(sentence)} {head}")
    )
    ended = ended or EXPLAINED.match(sentence.text) is not None
    whole = bool(above) or _VALUED.fullmatch(sentence.text) is not None
    whole = whole or (ended and not is_label(sentence))
    whole = whole or (bool(items) and (about or _is_about(asked, _list_in(sentence, items))))
    several = shape.several and (bool(items) or shape.is_listed_in(sentence.text))
    listed = several or (about and not shape.yes_no)
    return sentence.score * (1.0 if whole else FRAGMENT) * (_LISTED if listed else 1.0)


def ruled_out(
    kept: list[EvidenceSentence], ranked: Sequence[EvidenceSentence], shape: Shape
) -> list[EvidenceSentence]:
    """What was kept; where what is ruled out is asked for, with the lines that announce lists of
    it, however likely, and without what is not of it, if several things are wanted. Half of what is
    forbidden is worse than nothing."""
    lists = [
        one
        for one in ranked
        if _rules_out(one, one.text, shape) and announced(one.passage, Span(one.start, one.end))
    ]
    of_it = kept
    if lists and shape.several:
        of_it = [one for one in kept if shape.against & said_words(f"{_heading(one)} {one.text}")]
    return of_it + [one for one in lists if one not in of_it]


def _rules_out(sentence: EvidenceSentence, head: str, shape: Shape) -> bool:
    """Does this line say no, or not always, to what the question asks about?"""
    return announces_limits(head) and _is_about(shape.against, f"{_heading(sentence)} {head}")


def _heading(sentence: EvidenceSentence) -> str:
    """The title and the headings that it stands under."""
    passage = sentence.passage
    return f"{passage.title} {sentence.locator}"


def _list_in(sentence: EvidenceSentence, items: Sequence[Sequence[Span]]) -> str:
    """The words of a line that announces a list, of the list, and of the document's title."""
    passage = sentence.passage
    last = items[-1][-1].end - passage.start
    return f"{passage.title} {passage.text[sentence.start - passage.start : last]}"


def _is_about(topic: Collection[str], text: str) -> bool:
    """Has it every word of the topic, if there is any?"""
    return bool(topic) and set(topic) <= said_words(text)


def is_label(sentence: EvidenceSentence) -> bool:
    """Does it only say what follows it is about, as "2. Waiting list." does?"""
    text = sentence.text
    return len(terms(text)) <= _LABEL and not figures(text) and not _VALUED.fullmatch(text)
