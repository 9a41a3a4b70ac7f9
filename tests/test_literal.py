"""Addresses, paths and code, letter for letter."""

import pytest

from rag.answer.verification.literal import unlike_literal


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Write to anna@acme.org.", "Mail anna@acme.org now."),
        ("It is at www.acme.org/return.", "See https://www.acme.org/return."),
        ("Run `pip install acme`.", "Run pip install acme."),
        ("Set cache_size.", "Set cache\\_size."),
        ("It runs at 100 km/h, and/or 24/7, on 3/4 of the days.", "It runs."),
    ],
)
def test_what_the_source_has_is_no_fault(sentence: str, source: str) -> None:
    assert unlike_literal(sentence, source) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Write to anna@acme.org.", "Write to joanna@acme.org."),
        ("It is at www.acme.org/return.", "It is at www.acme.org/returns."),
        ("It is in /var/backup.", "It is in /var/backup/daily."),
        ("Run `pip install acme`.", "Run `pip uninstall acme`."),
        ("Set cache_size.", "Set cache_time."),
        ("Use --no-cache.", "Use --cache."),
    ],
)
def test_what_differs_by_a_letter_is(sentence: str, source: str) -> None:
    assert unlike_literal(sentence, source)
