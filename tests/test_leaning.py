"""Sentences that leave to the one before them what they are about."""

from __future__ import annotations

import pytest

from rag.text.leaning import leans_back, points_back


@pytest.mark.parametrize(
    "sentence",
    [
        "There are now thought to be forty to fifty.",
        "There were only three left.",
        "Seven of the twelve were found in a barn.",
        "Only two remain.",
        "At the fair it was the heaviest.",
        "For the library it is 5 euros.",
        "After two years with the firm this rises to 30 days.",
        "In winter this is shut.",
    ],
)
def test_a_sentence_points_back(sentence: str) -> None:
    assert points_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "There are now forty geese.",
        "There are 12 rooms on two floors.",
        "Seven of the twelve boats were found in a barn.",
        "Forty people were hurt.",
        "At the time it was built the tower was the tallest.",
        "On the day it is due, pay the fee.",
        "In summer this bus runs hourly.",
    ],
)
def test_a_sentence_that_says_what_it_is_about_does_not(sentence: str) -> None:
    assert not leans_back(sentence)


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("Mila Brandt bought it.", True),
        ("Oskar teaches her.", True),
        ("The firm Holt sealed it.", True),
        ("If the parish finds it too dear, nothing is built.", True),
        ("Nobody has seen them since.", True),
        ("Oskar sold her boat.", False),
        ("Mila Brandt bought the mill and sold it.", False),
        ("The parish made it clear that dogs are banned.", False),
        ("The tide makes it hard to land.", False),
        ("Owners of dogs must keep them on a lead.", False),
        ("The hall was closed after fire destroyed it.", False),
        ("Call us if you need it.", False),
        ("Do not salt it before the end.", False),
    ],
)
def test_an_object_that_nothing_before_it_explains(sentence: str, leans: bool) -> None:
    assert leans_back(sentence) is leans
