"""What is said of another release, or of none, does not tell what one brought."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.telling import telling
from rag.text import sentence_spans
from tests.builders import evidence, passage

NOTES = """\
Version 2.7.1 (3 May 2024)

Fixed

- Doors close.

Version 2.7.0

Fixed

- Roofs hold.
"""


def _told(question: str, text: str, *, title: str = "Log", locator: str = "Part") -> str:
    found = evidence(
        [passage(text, title=title, locator=locator)], [0.9] * len(sentence_spans(text))
    )
    return " ".join(one.text for one in telling(replace(found, question=question)).sentences)


def test_what_stands_below_another_version_is_not_told_of_this_one() -> None:
    assert "Roofs" not in _told("What was fixed in 2.7.1?", NOTES)
    assert "Doors" in _told("What was fixed in 2.7.1?", NOTES)
    assert "Doors" in _told("What was fixed in 2.7?", NOTES)
    assert "Doors" in _told("Who fixed the doors in 2.7.0?", NOTES)  # asks for something else


@pytest.mark.parametrize(
    ("question", "locator", "told"),
    [
        ("What was fixed in 2.7.0?", "[2.7.1] - 2024-12-01 > Security", False),
        ("What was fixed in 2.7?", "[2.7.1] - 2024-12-01 > Security", True),
        ("What was fixed in 2.7?", "2.7.0 > Security", True),
        ("What's new in 2.7?", "2.70 > Added", False),
        ("What was fixed in 2.7.0?", "Moving from 2.7.0 > Fixed", True),
        ("Who fixed it in 2.7.0?", "2.7.1 > Fixed", True),
    ],
)
def test_nor_is_what_stands_below_its_heading(question: str, locator: str, told: bool) -> None:
    assert bool(_told(question, "It was repaired by Ada.", locator=locator)) is told


def test_the_latest_release_is_told_by_what_speaks_of_one() -> None:
    asked = "What was fixed in the last Weir release?"
    assert not _told(asked, "In 2024 most Weir tickets were about maps.")
    assert _told(asked, "The last Weir update repaired the maps.")
    assert _told(asked, "The maps were repaired.", title="Weir release notes")


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("Does it run on Solar OS 2019?", "There is no Weir for Solar OS 2016.", False),
        ("Does it run on Solar OS 2016?", "There is no Weir for Solar OS 2016.", True),
        ("Does it run on Solar OS 2019?", "It runs on Solar OS 2016 or later.", True),
        ("Does it run on Solar OS 2019?", "It only runs on Solar OS 2022.", True),
        ("When did Weir 2.7.1 come out?", "Weir 2.7 came out on 3 May.", False),
        ("When did Weir 2.7 come out?", "Weir 2.7 came out on 3 May.", True),
        ("Does Tern 3.12 work?", "Tern 3.11 works, and Tern 3.12 does, too.", True),
        ("What did it cost in May 2024?", "In May 2023 it cost 3 pounds.", True),  # `other_years`
    ],
)
def test_nor_does_another_number_behind_a_name(question: str, text: str, told: bool) -> None:
    assert bool(_told(question, text)) is told
