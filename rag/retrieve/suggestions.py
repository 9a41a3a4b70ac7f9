"""Questions to offer: what the documents nearest to a question, or the corpus at large, cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from rag.regex import regex
from rag.retrieve.topical import said_by
from rag.text import (
    GERMAN_WORDS,
    content_terms,
    has_german,
    heading_of,
    is_asking,
    is_english,
    is_german,
    names,
    said_words,
    terms,
)
from rag.text.terms import FUNCTION_WORDS
from rag.types import Chunk, DocumentEntry, Hit

_MOST = 3
_MOST_TRIED = 3
_SPARE = 3
"""How many titles may be tried for each question that a page begins with, besides it."""
_LONG = 60  # characters of a title that would make a question hard to read

_PLACE = regex(r".*, (?:row|record|line)s? \d[\d\W]*$|^(?:Headers|Body)$")
"""A place among rows, in a sheet or not, or in a mail: nothing that anybody would ask about."""
_OLDER_MAIL = "Body > "
"""The place of a message within a mail: "Body > On 7 April, Ann wrote"."""


def suggestions(
    hits: Sequence[Hit],
    question: str,
    is_answered: Callable[[str], bool],
    typed: str = "",
    nearest: tuple[str, int] = ("", 0),
) -> tuple[str, ...]:
    """Up to three questions about what came nearest, best first: a heading, or else a document.

    Of hits that share topic words with the question, where any does, those that share about as many
    as the best, most first: the others are merely the nearest. Where none does and the question is
    English, the nearest alone, and none if it names something: that is not here. None below words
    of no language that is known. The place of the `nearest` sentence (its document's id, and where
    in it) goes before others that share as much. Only those that `is_answered`; of the first few,
    as each costs a search. Neither the question is offered, nor what was `typed` for it: nobody
    wants to be offered the words that were just refused.
    """
    asked = {_bare(question), _bare(typed)}
    wanted = _wanted(question)
    shared = [
        _shared(wanted, said_by(hit), german=is_german(question) and is_german(hit.chunk.text))
        for hit in hits
    ]
    most = max(shared, default=0)
    order = sorted(
        (at for at, many in enumerate(shared) if 2 * many > most or not most),
        key=lambda at: (-shared[at], not _holds(hits[at].chunk, *nearest)),
    )
    related = [hits[at] for at in order]
    if not most:
        related = _unrelated(question, related)
    offered = dict.fromkeys(_about(hit.chunk) for hit in related)
    tried = islice((one for one in offered if _bare(one) not in asked), _MOST_TRIED)
    return tuple(islice((one for one in tried if is_answered(one)), _MOST))


def _unrelated(question: str, hits: list[Hit]) -> list[Hit]:
    """Of hits that share no word with the question, those that may be of use all the same."""
    if is_english(question):
        return [] if names(question) else hits[:1]
    latin = any(letter.isascii() and letter.isalpha() for letter in question)
    small = FUNCTION_WORDS | GERMAN_WORDS
    words = [term.text.lower() for term in terms(question)]
    known = any(word in small or is_asking(word) for word in words)
    return hits if known or not latin else []


def _wanted(question: str) -> set[str]:
    """Its topic words, as far as that can be told of words that are not English."""
    small = GERMAN_WORDS if is_german(question) else frozenset[str]()
    return {
        term.folded
        for term in content_terms(question)
        if term.text.lower() not in small and not is_asking(term.text)
    }


def _shared(wanted: set[str], said: frozenset[str], *, german: bool) -> int:
    """How many of the words are said; in German in other forms and put together, too."""
    return sum(word in said or (german and has_german(word, said)) for word in wanted)


def _holds(chunk: Chunk, document: str, at: int) -> bool:
    return chunk.document_id == document and chunk.start <= at < chunk.end


def _bare(question: str) -> str:
    """The question as somebody may also write it: case and quotation marks tell none apart."""
    return re.sub('["“”]', "", question).strip().casefold()


def title_questions(documents: Sequence[DocumentEntry], limit: int) -> tuple[str, ...]:
    """Questions from the documents' titles to be tried until `limit` are answered: first as many,
    spread over the corpus, then others, spread likewise.

    Titles that are questions already come first: somebody wrote them to be asked.
    """
    titles = list(dict.fromkeys(entry.title for entry in documents if entry.chunks))
    ready = [title for title in titles if title.endswith("?")]
    pool = ready if len(ready) >= limit else ready + [t for t in titles if t not in set(ready)]
    first = list(_spread(pool, limit))
    others = [title for title in titles if title not in set(first)]
    spread = (*first, *_spread(others, _SPARE * limit))
    return tuple(as_question(title) for title in spread)


def as_question(title: str) -> str:
    """A title as something one may ask."""
    return title if title.endswith("?") else f'What do the documents say about "{title}"?'


def _about(chunk: Chunk) -> str:
    """A question about the heading that the chunk stands under, where that says more than the
    document's title."""
    heading, title = _PLACE.sub("", heading_of(chunk.locator)), chunk.title
    if chunk.locator.startswith(_OLDER_MAIL):
        return as_question(title)
    if heading.endswith("?"):
        return heading
    said = said_words(title)
    if all(term.folded in said for term in content_terms(heading)):
        return as_question(title)
    if not title or len(title) > _LONG:
        return as_question(heading)
    return f'What does "{title}" say about "{heading}"?'


def _spread(items: Sequence[str], limit: int) -> Iterable[str]:
    if limit <= 0 or not items:
        return ()
    step = max(1, len(items) // limit)
    return items[::step][:limit]
