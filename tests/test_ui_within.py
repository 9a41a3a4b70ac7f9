"""Scopes in words, and how many documents they leave."""

from __future__ import annotations

from datetime import date

import pytest

from rag.types import DocumentEntry, Scope
from rag.ui.within import Within, covered, share, within

ENTRIES = tuple(
    DocumentEntry(f"id{n}", title, f"{title}.md", 1, collection=where, date=date(2020 + n, 5, 12))
    for n, (title, where) in enumerate(
        [("Tides", "sea"), ("Reefs", "sea"), ("Roads", "land"), ("Notes", ""), ("Diary", "")]
    )
)


def test_everything_has_no_words() -> None:
    assert within(Scope(), ENTRIES) == Within()


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(collections=frozenset({"sea"})), "2 of 5 documents: sea"),
        (Scope(collections=frozenset({""})), "2 of 5 documents: in no collection"),
        (
            Scope(documents=frozenset({"id2"}), collections=frozenset({"sea"})),
            "3 of 5 documents: sea, Roads",
        ),
        (
            Scope(documents=frozenset({"id0", "id1", "id2", "id3", "id4"})),
            "5 of 5 documents: Diary, Notes, Reefs and 2 more",
        ),
        (Scope(documents=frozenset({"gone"})), "0 of 5 documents"),
        (Scope(collections=frozenset({"air"})), "0 of 5 documents: air"),
        (
            Scope(since=date(2021, 5, 12), until=date(2022, 6, 1)),
            "2 of 5 documents: since 12 May 2021 until 1 June 2022",
        ),
        (
            Scope(collections=frozenset({"land"}), since=date(2021, 1, 1)),
            "1 of 5 documents: land; since 1 January 2021",
        ),
    ],
)
def test_a_scope_is_told_with_its_share(scope: Scope, words: str) -> None:
    assert within(scope, ENTRIES) == Within(scope, words)


def test_documents_that_have_gone_are_not_counted() -> None:
    gone = Scope(documents=frozenset({"gone"}))
    assert covered(gone, ENTRIES) == []
    assert share(gone, ENTRIES) == "0 of 5 documents"
