"""Writing a document: its sections stand where its labels say, and nothing unseen gets in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText, sane_title
from rag.ingest.spans import has_words
from rag.ingest.text_writer import TextWriter, row_line
from rag.ingest.visible import visible, without_tricks
from rag.text import sentence_spans


def written(*steps: tuple[str, ...], limits: Limits | None = None) -> LoadedText:
    """Each step is a method's name and its arguments; a heading's level comes first."""
    writer = TextWriter("Title", limits or Limits())
    for method, *arguments in steps:
        if method == "heading":
            writer.heading(int(arguments[0]), arguments[1])
        else:
            getattr(writer, method)(*arguments)
    return writer.finish("text/x")


def parts(loaded: LoadedText) -> list[tuple[str, str]]:
    return [(each.label, loaded.text[each.start : each.end]) for each in loaded.sections]


def test_headings_make_paths() -> None:
    loaded = written(
        ("paragraph", "Before."),
        ("heading", "1", "A"),
        ("paragraph", "In A."),
        ("heading", "2", "B"),
        ("paragraph", "In B."),
        ("item", "one"),
        ("item", "two"),
        ("heading", "1", "C"),
    )
    assert parts(loaded) == [
        ("Title", "Before."),
        ("A", "In A."),
        ("A > B", "In B.\n\n• one\n• two"),
        ("Title", "C"),
    ]
    assert loaded.text == "Before.\n\nA\n\nIn A.\n\nB\n\nIn B.\n\n• one\n• two\n\nC"


def test_a_heading_that_repeats_the_title_is_not_said_twice() -> None:
    loaded = written(("heading", "1", "TITLE"), ("heading", "2", "Sub"), ("paragraph", "x"))
    assert parts(loaded) == [("Sub", "x")]


def test_places_are_told_apart_and_empty_ones_left_out() -> None:
    loaded = written(
        ("place", "p. 1"),
        ("paragraph", "one"),
        ("place", "p. 2"),
        ("paragraph", "---"),
        ("place", "p. 3"),
        ("paragraph", "three"),
        ("paragraph", "more"),
    )
    assert parts(loaded) == [("p. 1", "one"), ("p. 3", "three\n\nmore")]


def test_text_that_stands_nowhere_has_the_title_where_other_text_has_a_place() -> None:
    for steps in (
        [("paragraph", "first"), ("place", "p. 1"), ("paragraph", "then")],
        [("place", ""), ("paragraph", "first"), ("place", "p. 1"), ("paragraph", "then")],
    ):
        assert parts(written(*steps)) == [("Title", "first"), ("p. 1", "then")]
    last = written(("place", "p. 1"), ("paragraph", "first"), ("place", ""), ("paragraph", "then"))
    assert parts(last) == [("p. 1", "first"), ("Title", "then")]
    assert parts(written(("paragraph", "all there is"))) == []


def test_a_heading_that_a_new_place_follows_is_not_lost() -> None:
    loaded = written(("heading", "1", "A"), ("place", "p. 2"), ("paragraph", "text"))
    assert parts(loaded) == [("Title", "A"), ("p. 2", "text")]


def test_rows_keep_their_header_and_are_sentences_of_their_own() -> None:
    writer = TextWriter("T", Limits())
    writer.paragraph("Before the table.")
    writer.row(["St. Ives", "", "Ready. Set."], ["Place", "Day", "Note"])
    writer.row(["Tarn", "3"], ["Place", "Day", "Note"])
    text = writer.finish("text/x").text
    assert [text[span.start : span.end] for span in sentence_spans(text)] == [
        "Before the table.",
        "| Place: St. Ives | Note: Ready. Set. |",
        "| Place: Tarn | Day: 3 |",
    ]


def test_rows_without_a_header_keep_their_columns() -> None:
    assert row_line(["a", "", "b", ""]) == "| a |  | b |"
    assert row_line(["", " "]) == ""
    assert row_line(["a", "b", "c"], ["A"]) == "| A: a | b | c |"


def test_what_is_too_much_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="more than 10 characters"):
        written(("paragraph", "x" * 11), limits=Limits(characters=10))
    with pytest.raises(UnreadableDocument, match="more than 2 parts"):
        written(*[step for n in "123" for step in (("place", n), ("paragraph", n))],
                limits=Limits(sections=2))  # fmt: skip


def test_only_what_is_seen_is_kept() -> None:
    assert visible("a\x00b\u202ec\u2066d\ufeffe\u00adf\u200bg") == "abcdefg"
    assert visible("a\r\nb\u2028c\x0bd") == "a\nb\nc\nd"
    assert visible("\ud800\ufffe") == "\ufffd\ufffd"
    assert visible("\U000e0041hidden") == "hidden"
    assert visible("ن\u200cه \u200f") == "ن\u200cه \u200f"  # scripts need these
    assert without_tricks("a\u202eb\U000e0041 \u200b") == "ab \u200b"


texts = st.text(st.characters(exclude_categories=()), max_size=30)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("heading"), st.sampled_from("123"), texts),
        st.tuples(st.sampled_from(["paragraph", "item", "line", "place"]), texts),
    ),
    max_size=12,
)


@given(steps)
def test_whatever_is_written_sections_are_in_order_and_text_is_storable(
    found: list[tuple[str, ...]],
) -> None:
    loaded = written(*found)
    at = 0
    for section in loaded.sections:
        assert at <= section.start < section.end <= len(loaded.text)
        assert loaded.text[section.start : section.end].strip()
        at = section.end
    held = "\n".join(text for _, text in parts(loaded))
    for method, *arguments in found if loaded.sections else ():
        if method in ("paragraph", "item", "line"):
            assert all(line.strip() in held for line in visible(arguments[0]).split("\n")
                       if has_words(line))  # fmt: skip
    assert loaded.text.encode().decode() == loaded.text
    assert "\0" not in loaded.text
    assert "\r" not in loaded.text


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("The Report", "The Report"),
        ("Microsoft Word - The Report", "The Report"),
        ("Microsoft Word - report.doc", "My file"),
        ("about:blank", "My file"),
        ("file:///home/ann/report", "My file"),
        ("About: the report", "About: the report"),
        ("untitled", "My file"),
        ("Slide 1", "My file"),
        ("  ", "My file"),
        (None, "My file"),
        ("a\u202e\x00b", "ab"),
    ],
)
def test_titles_that_programs_make_up_are_not_believed(stated: str | None, title: str) -> None:
    assert sane_title(stated, "dir/my-file.pdf") == title
