"""Headings that a file only sets in bold: in web pages, Word and OpenDocument texts."""

from collections.abc import Callable

import pytest

from rag.ingest.formats.docx import load_docx
from rag.ingest.formats.odf import load_odf
from rag.ingest.formats.web import load_html
from rag.ingest.loaded import LoadedText
from rag.ingest.rawfile import RawFile
from tests.hostile import changed, docx

T = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
O = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"  # noqa: E741
ST = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
F = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"

Written = Callable[..., LoadedText]


def page(body: str) -> LoadedText:
    html = f"<html><head><title>Rules</title></head><body>{body}</body></html>"
    return load_html(RawFile(html.encode(), "rules.html"))


def word(*paragraphs: str) -> LoadedText:
    """Of paragraphs with their runs; what is between asterisks is in bold."""
    body = "".join(
        "<w:p>"
        + "".join(
            f'<w:r>{"<w:rPr><w:b/></w:rPr>" * (at % 2)}<w:t xml:space="preserve">{text}</w:t></w:r>'
            for at, text in enumerate(paragraph.split("*"))
            if text
        )
        + "</w:p>"
        for paragraph in paragraphs
    )
    return load_docx(RawFile(docx(body), "rules.docx"))


def office(*paragraphs: str) -> LoadedText:
    """Likewise."""
    body = "".join(
        "<text:p>"
        + "".join(
            f'<text:span text:style-name="T{at % 2}">{text}</text:span>'
            for at, text in enumerate(paragraph.split("*"))
            if text
        )
        + "</text:p>"
        for paragraph in paragraphs
    )
    content = (
        f'<office:document-content xmlns:office="{O}" xmlns:text="{T}" xmlns:style="{ST}" '
        f'xmlns:fo="{F}"><office:automatic-styles><style:style style:name="T1">'
        '<style:text-properties fo:font-weight="bold"/></style:style><style:style '
        'style:name="T0"/></office:automatic-styles><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    return load_odf(RawFile(changed("pandoc.odt", {"content.xml": content.encode()}), "rules.odt"))


def html(*paragraphs: str) -> LoadedText:
    """Likewise."""
    return page(
        "".join(
            "<p>"
            + "".join(
                f"<b>{text}</b>" if at % 2 else text for at, text in enumerate(paragraph.split("*"))
            )
            + "</p>"
            for paragraph in paragraphs
        )
    )


def places(loaded: LoadedText) -> dict[str, str]:
    return {loaded.text[section.start : section.end]: section.label for section in loaded.sections}


@pytest.mark.parametrize("written", [html, word, office])
class TestABoldLine:
    def test_heads_what_stands_below_it(self, written: Written) -> None:
        loaded = written("*Fees*", "The fee is 20 euros.", "*When do we meet?*", "On Mondays.")
        assert places(loaded) == {
            "The fee is 20 euros.": "Fees",
            "On Mondays.": "When do we meet?",
        }

    def test_is_text_where_nothing_stands_below(self, written: Written) -> None:
        loaded = written("*Fees:*", "The fee is 20 euros.", "*Signed*", "*The board*")
        assert places(loaded) == {"The fee is 20 euros.\n\nSigned\n\nThe board": "Fees"}

    def test_that_is_a_sentence_is_text(self, written: Written) -> None:
        loaded = written("*Bring a cup.*", "We have none.")
        assert loaded.text == "Bring a cup.\n\nWe have none."
        assert not loaded.sections

    def test_that_is_bold_in_part_is_text(self, written: Written) -> None:
        loaded = written("*Room 2* has the screen", "It is new.")
        assert not loaded.sections

    def test_that_goes_on_and_on_is_text(self, written: Written) -> None:
        loaded = written(f"*{'Boats ' * 13}*", "They float.")
        assert not loaded.sections


def test_a_bold_first_line_heads_the_rest_of_its_paragraph() -> None:
    loaded = page("<div><b>Keys</b><br>Ask Tom.<br>He has two.</div>")
    assert places(loaded) == {"Ask Tom.\nHe has two.": "Keys"}


def test_a_bold_line_is_below_the_marked_heading() -> None:
    loaded = page(
        "<h2>Boats</h2><p>Ours.</p><p><b>Repairs</b></p><p>By Tom.</p><h2>Oars</h2><p>No."
    )
    assert places(loaded) == {"Ours.": "Boats", "By Tom.": "Boats > Repairs", "No.": "Oars"}


def test_items_and_cells_in_bold_head_nothing() -> None:
    loaded = page(
        "<ul><li><b>Cups</b></li><li>Plates</li></ul>"
        "<table><tr><td><b>Tea</b></td><td>1</td></tr><tr><td>Milk</td><td>2</td></tr></table>"
    )
    assert not loaded.sections


def test_a_list_below_a_bold_line_is_one() -> None:
    loaded = page("<ul><li>Oars</li></ul><p style='font-weight: 700'>Insured</p><ul><li>Boats</li>")
    assert loaded.text == "• Oars\n\nInsured\n\n• Boats"
    assert places(loaded)["• Boats"] == "Insured"


def test_a_style_in_bold_and_what_is_based_on_it() -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    styles = (
        f'<w:styles xmlns:w="{w}"><w:style w:styleId="A"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{look}<w:t>{text}</w:t></w:r></w:p>'
        for style, look, text in (
            ("B", "", "Fees"),
            ("", "", "They are due in May."),
            ("B", '<w:rPr><w:b w:val="0"/></w:rPr>', "By transfer"),
            ("", "", "No cash."),
        )
    )
    document = f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'
    members = {"word/document.xml": document.encode(), "word/styles.xml": styles.encode()}
    loaded = load_docx(RawFile(changed("pandoc.docx", members), "a.docx"))
    assert places(loaded) == {"They are due in May.\n\nBy transfer\n\nNo cash.": "Fees"}


TABLE = "| Allowance: Phone | Amount: fifteen |\n| Allowance: Travel | Amount: seventy-five |"
ROWS = (("*Allowance*", "*Amount*"), ("*Phone*", "fifteen"), ("Travel", "seventy-five"))


def html_table(*rows: tuple[str, ...]) -> LoadedText:
    def cell(text: str) -> str:
        bold = text.strip("*")
        return f"<td><b>{bold}</b></td>" if text != bold else f"<td>{text}</td>"

    lines = ("".join(map(cell, row)) for row in rows)
    return page(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>")


def word_table(*rows: tuple[str, ...], look: str = "") -> LoadedText:
    def cell(text: str) -> str:
        words = text.strip("*")
        bold = "<w:rPr><w:b/></w:rPr>" if words != text else ""
        return f"<w:tc><w:p><w:r>{bold}<w:t>{words}</w:t></w:r></w:p></w:tc>"

    body = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    return load_docx(RawFile(docx(f"<w:tbl>{look}{body}</w:tbl>"), "a.docx"))


@pytest.mark.parametrize("written", [html_table, word_table])
def test_a_bold_first_row_names_the_columns(written: Written) -> None:
    assert written(*ROWS).text == TABLE


@pytest.mark.parametrize("written", [html_table, word_table])
def test_bold_names_row_by_row_are_no_header(written: Written) -> None:
    loaded = written(("*Landlord*", "Mr Pell"), ("*Tenant*", "Ms Odu"))
    assert loaded.text == "| Landlord | Mr Pell |\n| Tenant | Ms Odu |"


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ('<w:tblLook w:val="04A0" w:firstRow="1"/>', True),
        ('<w:tblLook w:val="0020"/>', True),
        ('<w:tblLook w:val="0080"/>', False),
        ('<w:tblLook w:val="04A0" w:firstRow="0"/>', False),
        ("", False),
    ],
)
def test_a_table_style_with_a_bold_first_row_names_the_columns(look: str, told: bool) -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    styles = (
        f'<w:styles xmlns:w="{w}"><w:style w:styleId="G"><w:tblStylePr w:type="firstRow">'
        "<w:rPr><w:b/></w:rPr></w:tblStylePr></w:style></w:styles>"
    )
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{one}</w:t></w:r></w:p></w:tc>" for one in row)
        + "</w:tr>"
        for row in (("Allowance", "Amount"), ("Phone", "fifteen"), ("Travel", "seventy-five"))
    )  # fmt: skip
    document = (
        f'<w:document xmlns:w="{w}"><w:body><w:tbl><w:tblPr><w:tblStyle w:val="G"/>{look}'
        f"</w:tblPr>{rows}</w:tbl></w:body></w:document>"
    )
    members = {"word/document.xml": document.encode(), "word/styles.xml": styles.encode()}
    loaded = load_docx(RawFile(changed("pandoc.docx", members), "a.docx"))
    assert (loaded.text == TABLE) is told


def test_what_values_with_figures_are_called_heads_a_table_of_two_columns() -> None:
    told = word_table(
        ("Allowance", "Amount per month"), ("Phone", "15 euros"), ("Travel", "75 euros")
    )
    assert told.text.startswith("| Allowance: Phone | Amount per month: 15 euros |")
    names = word_table(("Landlord", "Mr Pell"), ("Rent", "900 euros"), ("Deposit", "1,800 euros"))
    assert names.text.startswith("| Landlord | Mr Pell |")
    dated = word_table(("Begins", "1 May 2024"), ("Ends", "30 April 2026"), ("Rent", "900 euros"))
    assert dated.text.startswith("| Begins | 1 May 2024 |")
