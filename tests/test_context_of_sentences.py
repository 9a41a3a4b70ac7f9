"""Sentences with what a reader of the page sees with them."""

from hypothesis import given
from hypothesis import strategies as st

from rag.text import Span, in_context, row_in_words, sentence_spans
from rag.text.run_ins import run_in_at, run_ins

PAGE = """# Prices

Without tax.

| Job | Bike | E-bike |
|---|---|---|
| Service | 49 | 69 |
| Chain | 20 | |

## Batteries

| Test | 29 |

- A test comes with a report.
"""


def told(text: str) -> list[tuple[str, str]]:
    return [(one.text, one.about) for one in in_context(text, sentence_spans(text))]


def test_rows_are_told_with_their_headers_and_all_under_their_heading() -> None:
    assert told(PAGE) == [
        ("Without tax.", "Prices"),
        ("Job; Bike; E-bike", "Prices"),
        ("Job: Service; Bike: 49; E-bike: 69", "Prices"),
        ("Job: Chain; Bike: 20", "Prices"),
        ("Test; 29", "Batteries"),
        ("A test comes with a report.", "Batteries"),
    ]


def test_what_it_is_about_begins_with_the_title_and_where_the_text_stands() -> None:
    def about(title: str, locator: str) -> str:
        (found,) = in_context("Rent is due.", sentence_spans("Rent is due."), title, locator)
        return found.about

    assert about("Lease", "2. Duties > Rent; Pets") == "Lease > Rent"
    assert about("Lease", "Lease") == about("Lease", "p. 12") == about("", "Lease") == "Lease"
    assert in_context("A.", [Span(0, 2)], "B")[0].whole == "B. A."


def test_a_comment_is_what_the_line_below_is_about_and_not_what_itself_is() -> None:
    assert told("# The timeout is in seconds.\nTIMEOUT = 30") == [
        ("The timeout is in seconds.", ""),
        ("TIMEOUT = 30", "The timeout is in seconds."),
    ]


def test_a_version_heads_what_follows_it() -> None:
    text = "Version 2.4.0 (2025-05-03)\n  * Exports are encrypted\n\nv2.3\n  * Sessions expire\n"
    assert told(text) == [
        ("Version 2.4.0 (2025-05-03)", ""),
        ("Exports are encrypted", "Version 2.4.0 (2025-05-03)"),
        ("v2.3", "Version 2.4.0 (2025-05-03)"),
        ("Sessions expire", "v2.3"),
    ]
    assert told("Rent 900.50\n\nIt is due.\n")[1] == ("It is due.", "")


def test_each_table_has_its_own_headers() -> None:
    page = "|a|b|\n|-|-|\n|1|2|\n\n|c|d|\n|:-|-:|\n|3|4|\nnot a row\n|5|6|"

    texts = [text for text, _ in told(page)]

    assert texts == ["a; b", "a: 1; b: 2", "c; d", "c: 3; d: 4", "not a row", "5; 6"]


def test_a_border_in_a_cell_is_no_border() -> None:
    assert row_in_words(r"| a \| b | c |", "| x | y |") == "x: a | b; y: c"
    assert row_in_words("no row", "") == ""
    assert row_in_words("| alone |", "") == ""


@given(st.text(alphabet=st.sampled_from("|-#: \nab."), max_size=80) | st.text(max_size=80))
def test_any_text_keeps_its_number_of_sentences(text: str) -> None:
    spans = sentence_spans(text)

    assert len(in_context(text, spans)) == len(spans)


def test_a_line_by_itself_heads_what_follows_it_without_a_mark() -> None:
    text = (
        "Waiting list\nThere are 14 names on it. Plot 9 is free.\n\n"
        "**Can I leave early?**\nYes, with notice.\n\n"
        "Fees (per year)\n\nThey rise by 5 euros, which is less than expected.\n"
        "- a pot\n- a spade\n\nIn brief:\nIt was good"
    )
    assert told(text) == [
        ("Waiting list", ""),
        ("There are 14 names on it.", "Waiting list"),
        ("Plot 9 is free.", "Waiting list"),
        ("**Can I leave early?**", "Waiting list"),
        ("Yes, with notice.", "Can I leave early?"),
        ("Fees (per year)", "Can I leave early?"),
        ("They rise by 5 euros, which is less than expected.", "Fees (per year)"),
        ("a pot", "Fees (per year)"),
        ("a spade", "Fees (per year)"),
        ("In brief:\nIt was good", "Fees (per year)"),
    ]


def test_what_a_page_has_at_its_foot_heads_nothing() -> None:
    feet = ("12", "Page 3 of 12", "House Rules 2024", "4 May 2024", "押金为两个月的租金。")
    for foot in feet:
        text = f"## Pets\n\n{foot}\n\nDogs may stay.\n\n{foot}\n\nCats too, it is said."
        assert {about for _, about in told(text)} == {"Pets"}, foot
    code = "## Install\n\n```\npip install footnote\n```\n\nIt listens on port 8501."
    assert told(code)[-1] == ("It listens on port 8501.", "Install")
    signed = "## Mail\n\nRegards,\n\nAnna Holm\n\nThe space costs 40 euros."
    assert told(signed)[-1] == ("The space costs 40 euros.", "Mail")


def test_a_line_by_itself_stands_below_a_marked_heading_and_may_have_a_number() -> None:
    text = "## Rent\n\n3.2 Deposit\nIt is two months' rent.\n\n## Term\n\nIt is long."
    assert [about for _, about in told(text)] == ["Rent", "Rent > 3.2 Deposit", "Term"]


def test_numbered_lines_head_what_follows_unless_they_are_a_list() -> None:
    text = (
        "4. FAULTS\n\nE1 It is hot.\n\nSteps\n\n1. Open\n\n2. Close\n\n"
        "Power     9 W\nIt is all done within an hour."
    )
    assert told(text) == [
        ("FAULTS", ""),
        ("E1 It is hot.", "FAULTS"),
        ("Steps", "FAULTS"),
        ("Open", "Steps"),
        ("Close", "Steps"),
        ("Power     9 W", "Steps"),
        ("It is all done within an hour.", "Steps"),
    ]


STUDIES = """**Abel (2003)** weighed 40 mice. He found nothing.

**Room 2. The *map*.** It is of 1810.

Both are old."""


def test_bold_words_that_open_paragraphs_are_what_is_said_there_about() -> None:
    assert told(f"# Work\n\n{STUDIES}") == [
        ("**Abel (2003)** weighed 40 mice.", "Work > Abel (2003)"),
        ("He found nothing.", "Work > Abel (2003)"),
        ("**Room 2. The *map*.**", "Work"),
        ("It is of 1810.", "Work > Room 2. The map"),
        ("Both are old.", "Work"),
    ]


def test_one_bold_word_is_emphasis() -> None:
    text = "**Note:** Doors close at ten. It is early.\n\nThe **last** bus waits."
    assert {about for _, about in told(text)} == {""}
    assert run_ins(text) == ()
    assert run_ins("**Keep out.**\n\n**Danger of death.**") == ()


def test_labels_of_items_are_of_their_items() -> None:
    text = "- **Ash**: of beech. It was given up.\n- **Iron:** of rust.\n\nIt is hot."
    assert [about for _, about in told(text)] == ["Ash", "Ash", "Iron", ""]


def test_no_sentence_ends_within_the_bold_words_that_open_a_paragraph() -> None:
    text = "**Hall A. The room.** It seats 40. **Go. Now.**"
    spans = [text[start:end] for start, end in sentence_spans(text)]
    assert spans[:2] == ["**Hall A. The room.**", "It seats 40."]
    whole = "**Stay. Wait.**"  # all of it says something
    assert len(sentence_spans(whole)) == 2


@given(st.text(alphabet="*_ab. \n-", max_size=60))
def test_labels_are_places_of_the_text(text: str) -> None:
    for one in run_ins(text):
        assert one.start < one.opens_until < one.end <= len(text)
        assert run_in_at(text, Span(one.start, one.opens_until)) == one
