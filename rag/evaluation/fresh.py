"""Ids for questions that no case asks yet."""

from __future__ import annotations

import re
import unicodedata

from rag.text import content_terms

_SLUG_WORDS = 6


class Fresh:
    """Gives ids to questions that are new."""

    def __init__(self, ids: set[str], questions: set[str]) -> None:
        self._ids, self._questions = set(ids), set(questions)

    def id_of(self, question: str) -> str:
        """An id that is free; empty if the question has been asked."""
        if question.lower() in self._questions:
            return ""
        self._questions.add(question.lower())
        words = [_ascii(term.text) for term in content_terms(question)][:_SLUG_WORDS]
        slug = "-".join(filter(None, words)) or "case"
        number, found = 1, slug
        while found in self._ids:
            number += 1
            found = f"{slug}-{number}"
        self._ids.add(found)
        return found


def _ascii(word: str) -> str:
    plain_word = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain_word.lower()).strip("-")
