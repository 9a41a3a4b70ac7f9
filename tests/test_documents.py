"""Word, web and mail: what is read of them and what is not, feature by feature."""

from __future__ import annotations

import pytest

from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaders import parse
from tests.hostile import changed, docx, mail_with, nested_mail, pdf


def text_of(raw: bytes | str, name: str) -> str:
    return parse(raw.encode() if isinstance(raw, str) else raw, name).text


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_word_shows_insertions_and_content_controls_but_nothing_deleted_or_hidden() -> None:
    body = (
        f"<w:p>{run('Seen.')}{run(' Hidden.', '<w:vanish/>')}"
        f"<w:del><w:r><w:delText> Deleted.</w:delText></w:r></w:del>"
        f"<w:ins>{run(' Inserted.')}</w:ins>"
        f"<w:sdt><w:sdtContent>{run(' Controlled.')}</w:sdtContent></w:sdt>"
        f"<w:r><w:instrText> FIELD CODE </w:instrText></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('A block.')}</w:p></w:sdtContent></w:sdt>"
    )
    assert text_of(docx(body), "a.docx") == "Seen. Inserted. Controlled.\n\nA block."


def test_text_above_the_first_heading_has_the_title() -> None:
    lease = "This lease is made between A and B; the rent is 900 euros."
    heading = f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{run("Duties")}</w:p>'
    word = docx(f"<w:p>{run(lease)}</w:p>{heading}<w:p>{run('None.')}</w:p>")
    for name, raw in (("a.docx", word), ("a.html", f"{lease}<h1>Duties</h1>None.".encode())):
        loaded = parse(raw, name)
        first, second = loaded.sections
        assert (first.label, loaded.text[first.start : first.end]) == (loaded.title, lease)
        assert second.label == "Duties"


def test_a_table_of_one_column_is_layout() -> None:
    cell = f"<w:tc><w:p>{run('Just a frame.')}</w:p></w:tc>"
    assert text_of(docx(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), "a.docx") == "Just a frame."


def test_a_part_that_is_missing_or_broken_is_named() -> None:
    with pytest.raises(UnreadableDocument, match=r"'word/document\.xml' in it is no valid XML"):
        parse(changed("pandoc.docx", {"word/document.xml": b"<w:document"}), "a.docx")


def test_a_web_page_keeps_pre_and_lists_and_joins_inline_elements() -> None:
    page = (
        "<p>One <b>bold</b>\n word,<br>and a <q>quote</q>.</p><ul><li>first<li><p>second</p></ul>"
        "<pre>a\n  b</pre><p hidden>no</p><div aria-hidden=true>no</div>"
        "<p style='DISPLAY : none'>no</p><noscript>no</noscript><p>Noted<sup><a href=#n>3</a></sup>"
    )
    assert text_of(page, "a.html") == (
        "One bold word,\nand a “quote”.\n\n• first\n• second\n\na\n  b\n\nNoted[3]"
    )


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (  # a cell over two rows
            "<tr><th>Region<th>Month<th>Units"
            "<tr><td rowspan=2>North<td>May<td>40<tr><td>June<td>50<tr><td>South<td>May<td>7",
            ["| Region: North | Month: May | Units: 40 |",
             "| Region: North | Month: June | Units: 50 |",
             "| Region: South | Month: May | Units: 7 |"],
        ),
        (  # two rows of headers
            "<tr><th rowspan=2>Region<th colspan=2>May<th>June"
            "<tr><th>Units<th>Price<th>Units<tr><td>North<td>40<td>3 EUR<td>50",
            ["| Region: North | May Units: 40 | May Price: 3 EUR | June Units: 50 |"],
        ),
        (  # a second row of headers, of one cell, and a row of one that is none
            "<tr><th rowspan=2>Region<th colspan=2>Price<tr><th colspan=2>in EUR"
            "<tr><th>Europe<tr><td>North<td>3<td>4",
            ["| Region: Europe |", "| Region: North | Price in EUR: 3 | Price in EUR: 4 |"],
        ),
        (  # cells over two columns
            "<tr><th>Day<th>Open<th>Close<th>Note"
            "<tr><td>Monday<td colspan=2>shut<td>snow<tr><td>Friday<td>9<td>17<td>",
            ["| Day: Monday | Open: shut | Note: snow |", "| Day: Friday | Open: 9 | Close: 17 |"],
        ),
        (  # a header over two columns
            "<thead><tr><td>Day<td colspan=2>Hours</thead><tr><td>Friday<td>9<td>17",
            ["| Day: Friday | Hours: 9 | Hours: 17 |"],
        ),
        (  # titles over all columns
            "<caption>Sales</caption><tr><th colspan=3>of 2031<tr><th>Region<th>Units<th>Price"
            "<tr><th colspan=3>Europe<tr><td>North<td>40<td>3 EUR",
            ["Sales", "", "of 2031", "", "| Region: Europe |",
             "| Region: North | Units: 40 | Price: 3 EUR |"],
        ),
        (  # as far down as its part of the table goes, and no further
            "<tr><th>Region<th>Month<th>Units<tbody><tr><td rowspan=0>North<td>May<td>40"
            "<tr><td>June<td>50</tbody><tbody><tr><td>South<td>May<td>7</tbody>",
            ["| Region: North | Month: May | Units: 40 |",
             "| Region: North | Month: June | Units: 50 |",
             "| Region: South | Month: May | Units: 7 |"],
        ),
        (  # a cell that reaches across and down
            "<tr><th>A<th>B<th>C<th>D<tr><td>1<td colspan=2 rowspan=2>2<td>3<tr><td>4<td>5",
            ["| A: 1 | B: 2 | D: 3 |", "| A: 4 | B: 2 | D: 5 |"],
        ),
        ("<tr><td colspan=2>Just<tr><td colspan=2>a frame", ["Just", "", "a frame"]),
        ("<tr><td colspan=x>1<td rowspan=-2>2", ["| 1 | 2 |"]),
    ],
)  # fmt: skip
def test_a_web_table_keeps_its_values_under_their_headers(table: str, lines: list[str]) -> None:
    assert text_of(f"<table>{table}</table>", "a.html").split("\n") == lines


def test_a_term_and_its_description_are_one_paragraph() -> None:
    page = (
        "<dl><dt>Mull</dt><dd>Open cotton.</dd><dt>PVA</dt><dd><p>White <b>glue</b>.</p>"
        "<p>It dries.</p></dd><div><dt>Due:</dt><dd>5 May</dd></div><dt>Alone</dt><dt>Super</dt>"
        "<dd>The same.</dd>"
        "<dt>Paste</dt><dd>It is glue. It keeps. It dries.</dd>"
        "<dt>Is it hot?</dt><dd>Yes.</dd><dt>f(x)</dt><dd>A call.</dd>"
        "<dt>Sizes</dt><dd><ul><li>A4</li></ul></dd><dt>Last</dt></dl><p>End.</p>"
    )
    assert text_of(f"<html><body>{page}</body></html>", "a.html").split("\n\n") == [
        "Mull: Open cotton.",
        "PVA: White glue.",
        "It dries.",
        "Due: 5 May",
        "Alone",
        "Super: The same.",
        "Paste",
        "It is glue. It keeps. It dries.",
        "Is it hot?",
        "Yes.",
        "f(x)",
        "A call.",
        "Sizes",
        "• A4",
        "Last",
        "End.",
    ]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<p>Größe".encode(), "Größe"),
        ("<p>Größe".encode("cp1252"), "Größe"),
        ("<meta charset=koi8-r><p>Привет".encode("koi8-r"), "Привет"),
        ("<p>Größe".encode("utf-16"), "Größe"),
    ],
)
def test_a_page_is_read_in_its_encoding(raw: bytes, text: str) -> None:
    assert text_of(raw, "a.html") == text


def test_main_content_is_what_the_page_marks_as_such() -> None:
    menu = "<nav>menu</nav><div>teaser</div>"
    assert text_of(f"{menu}<main><p>{'words ' * 9}</p></main>", "a.html") == ("words " * 9).strip()
    assert "teaser" in text_of(f"{menu}<p>words</p><main>x</main>", "a.html")  # too little of it


def test_a_form_around_the_page_is_the_page_and_one_within_it_is_not() -> None:
    words = "words " * 9
    search = "<form>Search this site <form>nested</form></form>"
    page = f"<nav>menu</nav><p>{words}</p>{search}<footer>imprint</footer>"
    for whole in (page, f"<form id=aspnetForm>{page}</form>", f"<div><form>{page}</form></div>"):
        assert text_of(f"<html><body>{whole}</body></html>", "a.html") == words.strip()
    table = "<table><tr><td>Part<td>Count<tr><td>Mast<td>1</table>"
    assert text_of(f"<form>{table}</form>", "a.html") == "| Part: Mast | Count: 1 |"
    main = f"<form><div>teaser</div><main>x</main><p>{words}</p></form>"
    assert "teaser" in text_of(main, "a.html")  # too little of it is in <main>
    with pytest.raises(UnreadableDocument, match="holds no text"):
        text_of("<form><script>x</script></form>", "a.html")


def test_the_text_of_a_mail_is_preferred_to_its_html() -> None:
    html = b"Subject: Subj\nContent-Type: text/html\n\n<p>Only <b>this</b>.<script>no</script>"
    loaded = parse(html, "a.eml")
    assert loaded.title == "Subj"
    assert [each.label for each in loaded.sections] == ["Headers", "Body"]
    assert loaded.text == "Subject: Subj\n\nOnly this."


def part(kind: str, content: str, *headers: str) -> str:
    return "\n".join((f"Content-Type: {kind}", *headers, "", content))


def multipart(kind: str, *parts: str) -> str:
    mark = f"mark{sum(map(len, parts))}"
    body = "".join(f"--{mark}\n{one}\n" for one in parts)
    return part(f'multipart/{kind}; boundary="{mark}"', f"{body}--{mark}--")


PLAIN, HTML, LATER = part("text/plain", "plain"), part("text/html", "html"), part("text/plain", "z")
TABLE = part("text/csv", "Part,Count\nMast,1", "Content-Disposition: inline; filename=t.csv")
PICTURE = part("image/png", "x", "Content-ID: <p>")
EMPTY = part("text/plain", "\u00a0\n")
VIEWER = part("text/plain", "To view the message, please use an HTML compatible e-mail viewer!\n")
ROW = ("Attachment t.csv > row 2", "| Part: Mast | Count: 1 |")


@pytest.mark.parametrize(
    ("mail", "found"),
    [
        (multipart("alternative", PLAIN, multipart("mixed", HTML, TABLE, HTML)),
         [("Body", "plain"), ROW]),
        (multipart("signed", multipart("mixed", PLAIN, TABLE), part("application/x", "s")),
         [("Body", "plain"), ROW, ("Attachment attachment.x",) * 2]),
        (multipart("mixed", PLAIN, TABLE, LATER), [("Body", "plain\n\nz"), ROW]),
        (multipart("mixed", HTML, TABLE, LATER), [("Body", "html\n\nz"), ROW]),
        (multipart("mixed", multipart("alternative", PLAIN, HTML), TABLE, LATER),
         [("Body", "plain\n\nz"), ROW]),
        (multipart("alternative", PLAIN, HTML, part("text/calendar", "c")), [("Body", "plain")]),
        (multipart("related", HTML, PICTURE, TABLE), [("Body", "html"), ROW]),
        (multipart("mixed", multipart("related", HTML, PICTURE), PICTURE),
         [("Body", "html"), ("Attachment attachment.png",) * 2]),
        (multipart("mixed", part("text/plain; name=body", "plain"), TABLE),
         [("Body", "plain"), ROW]),
        (multipart("mixed", PLAIN, part("text/plain", "z", "Content-Disposition: attachment")),
         [("Body", "plain"), ("Attachment attachment.txt", "z")]),
        (multipart("mixed", PLAIN, part("message/rfc822", f"Subject: S\n{TABLE}")),
         [("Body", "plain"), ("Attachment S.eml > Headers", "Subject: S"),
          (f"Attachment S.eml > {ROW[0]}", ROW[1])]),
        (TABLE, [ROW]),
        (multipart("alternative", EMPTY, HTML), [("Body", "html")]),
        (multipart("alternative", EMPTY, multipart("related", HTML, PICTURE)), [("Body", "html")]),
        (multipart("mixed", multipart("alternative", VIEWER, HTML), TABLE),
         [("Body", "html"), ROW]),
        (multipart("mixed", EMPTY, HTML, EMPTY), [("Body", "html")]),
        (multipart("alternative", PLAIN, part("text/html", "")), [("Body", "plain")]),
        (multipart("mixed", EMPTY, TABLE), [ROW]),
    ],
)  # fmt: skip
def test_every_part_of_a_mail_is_read_once(mail: str, found: list[tuple[str, str]]) -> None:
    loaded = parse(f"Subject: Subj\n{mail}".encode(), "a.eml")
    parts = [(each.label, loaded.text[each.start : each.end]) for each in loaded.sections]
    assert parts == [("Headers", "Subject: Subj"), *found]


def test_an_attachment_that_is_refused_is_named_and_the_mail_is_read() -> None:
    text = text_of(mail_with("../../a.exe", b"MZ\x90\0"), "a.eml")
    assert text.endswith("words in the body\n\nAttachment ../../a.exe")


def test_mails_in_mails_are_read_to_a_depth() -> None:
    loaded = parse(nested_mail(6), "a.eml", Limits(nesting=2))
    assert "level 5" in loaded.text
    assert "Subject: level 2" not in loaded.text
    assert "(nested too deeply to be read)" in loaded.text


def test_a_pdf_without_text_or_pictures_holds_no_text() -> None:
    with pytest.raises(UnreadableDocument, match="holds no text"):
        parse(pdf(b""), "a.pdf")


def test_a_pdf_says_when_it_is_damaged() -> None:
    with pytest.raises(UnreadableDocument, match="damaged: it cannot be opened as a PDF"):
        parse(b"%PDF-1.4\nand then nothing", "a.pdf")


def test_a_pdf_shows_no_text_that_is_drawn_invisibly() -> None:
    drawn = b"BT /F 12 Tf 40 700 Td (Seen words.) Tj ET BT 3 Tr /F 12 Tf 40 600 Td (Unseen.) Tj ET"
    assert text_of(pdf(drawn), "a.pdf") == "Seen words."


def test_encrypted_office_files_are_named_as_such() -> None:
    manifest = b"<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(UnreadableDocument, match="encrypted with a password"):
        parse(changed("pandoc.odt", {"META-INF/manifest.xml": manifest}), "a.odt")


OFFICE = "Office: block B, Mon–Fri 9–5. Manager: Carla Voss."


@pytest.mark.parametrize(
    "page",
    [
        "<body><nav><a href=/>Home</a></nav><h2>Rent</h2><p>{words}</p><footer>{office}</footer>",
        "<body><main><h2>Rent</h2><p>{words}</p></main><div><footer><p>{office}</footer></div>",
        "<body><div role=main><h2>Rent</h2><p>{words}</p></div><footer>{office} "
        "Mail <a href='mailto:a@b.example'>a@b.example</a>.</footer>",
    ],
)
def test_a_footer_that_says_something_is_read_and_stands_below_no_heading(page: str) -> None:
    loaded = parse(
        page.format(words="It is due on the 1st. " * 9, office=OFFICE).encode(), "a.html"
    )
    rent, footer = loaded.sections
    assert rent.label == "Rent"
    assert footer.label == loaded.title
    assert loaded.text[footer.start : footer.end].startswith(OFFICE)
    assert OFFICE not in loaded.text[rent.start : rent.end]


def test_of_a_footer_that_is_read_the_copyright_line_is_not() -> None:
    footer = f"<footer><p>{OFFICE}<p>© 2024 Hill Farm<p><a href=/i>Imprint</a></footer>"
    for page in ("<p>{}</p>{}", "<main>{}</main>{}", "<p>© Ann 1999</p><p>{}</p>{}"):
        text = text_of(page.format("words " * 9, footer), "a.html")
        assert text.endswith(f"words\n\n{OFFICE}")
    assert text.startswith("© Ann 1999")


def test_a_header_and_an_aside_that_say_something_are_read_in_their_places() -> None:
    header = "<header><h1>House rules</h1><p>In force since 1 May 2024.</p></header>"
    words = "<p>Bins go out on Mondays.</p>" * 9
    aside = "<aside>Note: on bank holidays, on Tuesday.</aside>"
    text = text_of(f"{header}<main><h2>Bins</h2>{words}{aside}<p>End.</p></main>", "a.html")
    assert text.startswith("House rules\n\nIn force since 1 May 2024.\n\nBins\n\n")
    assert text.endswith("Note: on bank holidays, on Tuesday.\n\nEnd.")


@pytest.mark.parametrize(
    "around",
    [
        "<footer>imprint</footer>",
        "<footer>© 2024 Hill Farm Ltd. All rights reserved.</footer>",
        "<footer><p>We use cookies to make this better.</p></footer>",
        "<footer><a href=/a>All our farms in 2024.</a> <a href=/b>How to find us.</a></footer>",
        "<header><a href=/>Hill Farm</a> <form>Search the site for 3 words</form></header>",
        "<aside><h3>Related</h3><p>Ten things that you did not know.</p></aside>",
        "<nav>Office: block B, open at 9.</nav>",
        "<article><p>teaser</p></article><section><header>Hill Farm</header></section>",
    ],
)
def test_what_every_page_of_a_site_has_around_it_is_not_read(around: str) -> None:
    words = "It is due on the 1st. " * 9
    for page in (f"{around}<main>{words}</main>", f"<main>{words}</main>{around}"):
        assert text_of(page, "a.html") == words.strip()
    if "teaser" not in around:
        assert text_of(f"{around}<p>{words}</p>", "a.html") == words.strip()
