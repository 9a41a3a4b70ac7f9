"""The forms of verbs, as English writes them."""

from __future__ import annotations

import pytest

from rag.evaluation.verbs import VERBS, Form, verb_of


@pytest.mark.parametrize(
    ("word", "form", "base"),
    [
        ("supplies", "present", "supply"),
        ("has", "present", "have"),
        ("launches", "present", "launch"),
        ("built", "past", "build"),
        ("shipped", "past", "ship"),
        ("carried", "past", "carry"),
        ("written", "participle", "write"),
        ("running", "ing", "run"),
        ("making", "ing", "make"),
    ],
)
def test_a_form_leads_to_its_verb(word: str, form: Form, base: str) -> None:
    assert verb_of(word, form) == VERBS[base]


def test_what_is_not_known_is_no_verb() -> None:
    assert verb_of("compounded", "past") is None
    assert verb_of("found", "past") is None, "of find, or of found?"
