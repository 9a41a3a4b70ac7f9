"""Questions in a source, read with their answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.asked import read_asked
from rag.types import Support

DOGS = "Dogs are allowed in the garden."


@pytest.mark.parametrize(
    ("source", "support"),
    [
        ("Are dogs allowed in the garden? No, only in the yard.", Support.UNSUPPORTED),
        ("**Are dogs allowed in the garden?** They are not.", Support.UNSUPPORTED),
        ("## Are dogs allowed in the garden?\n\nUnfortunately not.", Support.UNSUPPORTED),
        ("Are dogs allowed in the garden? Ask the board.", Support.PARTIAL),
        ("Are dogs allowed in the garden?", Support.PARTIAL),
        ("Are dogs allowed in the garden? Yes, on a lead.", Support.SUPPORTED),
    ],
)
def test_a_sentence_is_held_against_the_answer(source: str, support: Support) -> None:
    read = read_asked(DOGS, source)

    assert read is not None
    assert read.support is support
    assert len(read.text) == len(source)


def test_a_statement_of_the_same_words_goes_first() -> None:
    assert read_asked(DOGS, f"Are dogs allowed in the garden? {DOGS}") is None


def test_a_question_without_its_mark_is_one_too() -> None:
    source = "09:41 Ida: can we keep a goat here\n09:43 Bo: the yard is too small"
    reading = read_asked("We can keep a goat here.", source)

    assert reading is not None
    assert reading.support is Support.PARTIAL
    assert len(reading.text) == len(source)


def test_a_denial_of_what_is_asked_is_read_as_its_affirmation() -> None:
    read = read_asked("Dogs are not allowed in the garden.", "Are dogs allowed in the garden? No.")

    assert read is not None
    assert (read.sentence, read.support) == (DOGS, Support.SUPPORTED)


@given(st.text(max_size=80), st.text(alphabet="Is it so? Yes. No,\n#", max_size=120))
def test_any_text_is_read_as_long_as_it_is(sentence: str, source: str) -> None:
    read = read_asked(sentence, source)

    assert read is None or len(read.text) == len(source)
