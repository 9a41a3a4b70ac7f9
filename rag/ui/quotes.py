"""The quotes of an answer: each once, where it is used, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from rag.text import rows_in_words
from rag.types import Answer, Citation


@dataclass(frozen=True, slots=True)
class Quote:
    """One row under a source: the words, and the places in `Answer.citations` that quote them."""

    citation: Citation
    places: tuple[int, ...]


def quotes(answer: Answer) -> dict[int, list[Quote]]:
    """The quotes by number, each once, in order of first use."""
    places: dict[tuple[int, int, int], list[int]] = {}
    for at, citation in enumerate(answer.citations):
        places.setdefault(words_of(citation), []).append(at)
    by_number: dict[int, list[Quote]] = {}
    for (number, _, _), used in sorted(places.items(), key=lambda item: (item[0][0], item[1][0])):
        by_number.setdefault(number, []).append(Quote(answer.citations[used[0]], tuple(used)))
    return by_number


def words_of(citation: Citation) -> tuple[int, int, int]:
    """What a citation quotes, however the sentence that cites it was judged."""
    return citation.number, citation.start, citation.end


def quoted_words(citation: Citation) -> str:
    """The quote as a list of sources shows it: rows of a table in words, without their pipes."""
    passage, start = citation.passage, citation.start - citation.passage.start
    end = start + citation.end - citation.start
    told = ""
    if citation.quote.startswith("|") and passage.text[start:end] == citation.quote:
        told = rows_in_words(passage.text, start, end, passage.columns)
    return told or citation.quote.strip()
