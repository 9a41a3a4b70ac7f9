"""Versions of programs."""

import pytest

from rag.text import unlike_version


@pytest.mark.parametrize(
    ("sentence", "read", "version"),
    [
        ("Fixed in version 1.1.", "Fixed in version 1.10.", "1.1"),
        ("Fixed in version 1.10.", "Fixed in version 1.1.", "1.10"),
        ("Fixed in version 3.0.", "Fixed in version 3.", "3.0"),
        ("Fixed in v1.2.3.", "Fixed in v1.2.4.", "1.2.3"),
        ("Fixed in versions 1.2 and 1.10.", "Fixed in versions 1.2 and 1.1.", "1.10"),
        ("Fixed in 1.1.", "Fixed in release 1.10.", "1.1"),
        ("Gefixt in Version 2.10.", "Gefixt in Version 2.1.", "2.10"),
    ],
)
def test_a_version_is_no_decimal_number(sentence: str, read: str, version: str) -> None:
    assert unlike_version(sentence, read) == version


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("Fixed in version 1.10.", "Fixed in 1.10."),
        ("Fixed in 1.10.", "Fixed in version 1.10."),
        ("Fixed in version 3.", "Fixed in version 3.0."),
        ("Fixed in version v2.4.", "Fixed in v2.4."),
        ("Version 2 costs 1.10 euros.", "Version 2 costs 1.1 euros."),
        ("It takes 3.0 seconds.", "It takes 3 seconds."),
        ("Version two is out.", "Version 2 is out."),
        ("Version 4 is out.", "Nothing is out."),
    ],
)
def test_the_same_version_and_decimal_numbers(sentence: str, read: str) -> None:
    assert unlike_version(sentence, read) == ""
