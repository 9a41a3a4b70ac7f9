"""Which character of one text is which of another: hyphens, ligatures, repetitions, anything."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from rag.text.alignment import aligned


def counterpart(words: str, first: str, second: str, nth: int = 0) -> str:
    """What the nth time of these words in the first text is in the second, in one stretch."""
    start = -1
    for _ in range(nth + 1):
        start = first.index(words, start + 1)
    found = aligned(first, second)
    places = [place for at in range(start, start + len(words)) for place in found.get(at, ())]
    assert places == sorted(places)
    return second[places[0] : places[-1] + 1]


def test_a_parted_word_is_found_with_its_hyphen() -> None:
    printed = "it took a compre-\nhension of the whole"
    assert counterpart("comprehension", "it took a comprehension of the whole", printed) == (
        "compre-\nhension"
    )


def test_a_ligature_is_its_letters() -> None:
    assert counterpart("find", "to find it", "to \ufb01nd it") == "\ufb01nd"
    assert counterpart("\ufb01nd", "to \ufb01nd it", "to find it") == "find"


def test_words_that_are_there_twice_are_told_apart_by_place() -> None:
    text = "The fee is due.\n\nNote: see above.\n\nThe fee is due."
    printed = "The fee isdue.Note:see above. The fee is\ndue."
    assert counterpart("The fee is due.", text, printed) == "The fee isdue."
    assert counterpart("The fee is due.", text, printed, 1) == "The fee is\ndue."


def test_what_only_one_has_leaves_the_rest_in_place() -> None:
    text = "| North | Units: 40 |\n| South | Units: 35 |\nThe end of it [1] is near."
    printed = "Region Units North 40 South 35 The end of it 1 is near."
    assert counterpart("South", text, printed) == "South"
    assert counterpart("35", text, printed) == "35"
    assert counterpart("is near.", text, printed) == "is near."


def test_a_text_that_repeats_itself_costs_no_time() -> None:
    started = time.process_time()
    aligned("a" * 50_000 + "b", "c" + "a" * 49_000)
    aligned("ab" * 20_000 + "x", "ba" * 20_000)
    aligned("".join(f"{n % 97} {n}," for n in range(8_000)), "".join(f"{n}," for n in range(8_000)))
    assert time.process_time() - started < 10


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_aligned_is_equal_and_in_order(first: str, second: str) -> None:
    found = aligned(first, second)
    places = [place for at in sorted(found) for place in found[at]]
    assert places == sorted(places)


@given(st.text(alphabet="abc -", max_size=80))
def test_a_text_is_aligned_with_itself(text: str) -> None:
    inked = {at for at, letter in enumerate(text) if letter in "abc"}
    assert aligned(text, text) == {at: [at] for at in inked}
