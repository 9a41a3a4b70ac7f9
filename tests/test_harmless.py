"""Text for a terminal is harmless, whatever it is made of."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from rag.harmless import clean, one_line
from tests.command_line import HOSTILE, UNSAFE

_NASTY = st.text(st.sampled_from("\x1b\x9b\x9d\x07\\[]0;31mKPX_ \n\r\t\x00\u202e\ud800a\u2028"))


@given(st.text() | _NASTY)
@example(HOSTILE)
@example("\x1b\x1b[31m[31m")
@example("\x1b]0;never ended")
def test_clean_text_holds_nothing_that_controls(text: str) -> None:
    cleaned = clean(text)
    assert not UNSAFE.search(cleaned)
    assert clean(cleaned) == cleaned
    cleaned.encode()


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"])))
@example("na\xefve \N{SNOWMAN} 北京 [31m] 100% \N{ZERO WIDTH JOINER} \N{RIGHT-TO-LEFT MARK}")
def test_clean_leaves_text_alone(text: str) -> None:
    assert clean(text) == text


def test_sequences_go_with_all_that_belongs_to_them() -> None:
    assert (
        clean("\x1b[1;31mred\x1b[0m and \x1b]8;;http://evil\x07link\x1b]8;;\x1b\\")
        == "red and link"
    )
    assert clean("a\x9b2Jb\x9d0;title\x9cc\x1b(Bd\x1bMe") == "abcde"
    assert clean("two\r\nlines\tand a tab") == "two\nlines\tand a tab"
    assert clean("page\x0cbreak") == "page break"


@given(st.text() | _NASTY)
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert line == line.strip()
