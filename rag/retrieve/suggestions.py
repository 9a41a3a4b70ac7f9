"""Questions to offer: what the documents nearest to a question, or the corpus at large, cover."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from rag.text import content_terms, heading_of, is_english, names, said_words, topic_words
from rag.types import Chunk, DocumentEntry, Hit

_MOST = 3
_MOST_TRIED = 3
_SPARE = 3
"""How many titles may be tried for each question that a page begins with, besides it."""
_LONG = 60  # characters of a title that would make a question hard to read

_ROWS = re.compile(r".*, (?:row|record|line)s? \d[\d\W]*$")
"""A place among rows, in a sheet or not: nothing that anybody would ask about."""


def suggestions(
    hits: Sequence[Hit], question: str, is_answered: Callable[[str], bool], typed: str = ""
) -> tuple[str, ...]:
    """Up to three questions about what came nearest, best first: a heading, or else a document.

    Of hits that share topic words with the question, where any does, those that share about as many
    as the best: the others are merely the nearest. Where none does and the question is English, the
    nearest alone, and none if it names something: that is not here. Only those that
    `is_answered`; of the first few, as each costs a search. Neither the question is offered, nor
    what was `typed` for it: nobody wants to be offered the words that were just refused.
    """
    asked = {_bare(question), _bare(typed)}
    wanted = topic_words(question)
    shared = [len(wanted & _said(hit)) for hit in hits]
    most = max(shared, default=0)
    related = [hit for hit, many in zip(hits, shared, strict=True) if 2 * many > most] or hits
    if not most and is_english(question):
        related = [] if names(question) else hits[:1]
    offered = dict.fromkeys(_about(hit.chunk) for hit in related)
    tried = islice((one for one in offered if _bare(one) not in asked), _MOST_TRIED)
    return tuple(islice((one for one in tried if is_answered(one)), _MOST))


def _bare(question: str) -> str:
    """The question as somebody may also write it: case and quotation marks tell none apart."""
    return re.sub('["“”]', "", question).strip().casefold()


def _said(hit: Hit) -> frozenset[str]:
    told = f"{hit.chunk.title}\n{hit.chunk.locator}\n{hit.chunk.text}"
    return said_words(told)


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
    heading, title = _ROWS.sub("", heading_of(chunk.locator)), chunk.title
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
