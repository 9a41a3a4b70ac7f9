"""Questions to offer: what the documents nearest to a question, or the corpus at large, cover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from rag.text import content_terms, terms
from rag.types import DocumentEntry, Hit

_MOST = 3
_MOST_TRIED = 5


def suggestions(
    hits: Sequence[Hit], question: str, is_answered: Callable[[str], bool]
) -> tuple[str, ...]:
    """Up to three questions about the documents that came nearest, best first.

    Of hits that share a topic word with the question, where any does: the others are merely the
    nearest. Only those that `is_answered`; of the first few, as each costs a search.
    """
    asked = question.strip().casefold()
    wanted = {term.folded for term in content_terms(question)}
    related = [hit for hit in hits if wanted & _said(hit)] or hits
    offered = dict.fromkeys(as_question(hit.chunk.title) for hit in related)
    tried = islice((one for one in offered if one.casefold() != asked), _MOST_TRIED)
    return tuple(islice((one for one in tried if is_answered(one)), _MOST))


def _said(hit: Hit) -> set[str]:
    return {term.folded for term in terms(f"{hit.chunk.title}\n{hit.chunk.text}")}


def title_questions(documents: Sequence[DocumentEntry], limit: int) -> tuple[str, ...]:
    """Up to `limit` questions from the documents' titles, spread over the corpus.

    Titles that are questions already come first: somebody wrote them to be asked.
    """
    titles = list(dict.fromkeys(entry.title for entry in documents if entry.chunks))
    ready = [title for title in titles if title.endswith("?")]
    pool = ready if len(ready) >= limit else ready + [t for t in titles if t not in set(ready)]
    return tuple(as_question(title) for title in _spread(pool, limit))


def as_question(title: str) -> str:
    """A title as something one may ask."""
    return title if title.endswith("?") else f"What do the documents say about {_quoted(title)}?"


def _quoted(title: str) -> str:
    return title if len(title.split()) <= 3 else f'"{title}"'


def _spread(items: Sequence[str], limit: int) -> Iterable[str]:
    if limit <= 0 or not items:
        return ()
    step = max(1, len(items) // limit)
    return items[::step][:limit]
