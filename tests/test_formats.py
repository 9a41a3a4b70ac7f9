"""Every format: a planted sentence is found, quoted and located, in files that programs made."""

from __future__ import annotations

import io
import re
import shutil
import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from rag.errors import UnreadableDocument
from rag.ingest.chunking import chunk_document
from rag.ingest.formats import ocr
from rag.ingest.loaded import LoadedText
from rag.ingest.loaders import LOADERS, parse
from rag.text import sentence_spans
from rag.types import Document
from tests.formats.make import FILES
from tests.hostile import BOMBS, docx
from tests.test_sync import Desk

REPORT = (
    ("The relay was paid for by {}", "Costs > Building"),
    ("Repairs are made by {} each spring.", "Costs > Running"),
    ("| Part: Battery {} | Count: 12 | Price: 95 EUR |", "Costs > Running"),
)
FOOTNOTE = "The council voted nine to two, says the footnote from {}."
SLIDES = (
    ("The mast was carried up by {}.", "Slide 3"),
    ("Remember to thank {} for the mules.", "Slide 3, notes"),
    ("| Name: Ada {} | Days: 14 |", "Slide 4"),
)
SHEETS = (
    ("| Part: Spring of {} | Store: Ridge | Count: 41 | Share: 12.5% |", "Sheet Q3, row 31"),
    ("| Name: {} | Since: 2033 |", "Sheet People, rows 3-4"),
)
PLANTED = [
    *[("pandoc.docx", "Pandora Docx", *each) for each in REPORT],
    ("pandoc.docx", "Pandora Docx", FOOTNOTE, "Costs > Building"),
    *[("office.docx", "Libra Docx", *each) for each in REPORT],
    ("office.docx", "Libra Docx", FOOTNOTE, "Costs > Building"),
    *[("pandoc.odt", "Pandora Odt", *each) for each in REPORT],
    *[("pandoc.html", "Pandora Html", *each) for each in REPORT],
    ("pandoc.html", "Pandora Html", FOOTNOTE, "Outlook"),
    *[("office.html", "Libra Html", *each) for each in REPORT],
    *[("pandoc.epub", "Pandora Epub", *each) for each in REPORT],
    *[("pandoc.pptx", "Pandora Pptx", *each) for each in SLIDES],
    *[("office.pptx", "Libra Pptx", *each) for each in SLIDES],
    *[("office.odp", "Libra Odp", *each) for each in SLIDES],
    *[("office.xlsx", "Libra Xlsx", *each) for each in SHEETS],
    *[("office.ods", "Libra Ods", *each) for each in SHEETS],
    ("office.csv", "Libra Csv", "| Part: Spring of {} | Store: Ridge | Count: 41 |", "rows 17-31"),
    ("page.html", "Webb Html", "The first message was sent by {} of Upper Tarn.",
     "The Tarn relay > People"),
    ("office.pdf", "Libra Pdf", "The relay was paid for by {} of Lower Tarn.", "p. 1"),
    ("office.pdf", "Libra Pdf", "| Part: Battery {} | Count: 12 | Price: 95 EUR |", "p. 1"),
    ("office.pdf", "Libra Pdf", FOOTNOTE, "p. 1"),
    ("printed.pdf", "Chroma Pdf", "It names {} as the builder, which took comprehension, "
     "conversation and extraordinary patience.", "p. 1"),
    ("printed.pdf", "Chroma Pdf", "the keeper is {} until further notice.", "p. 2"),
    *[("pandoc.rtf", "Pandora Rtf", *each) for each in REPORT],
    *[("office.rtf", "Libra Rtf", *each) for each in REPORT],
    ("mail.eml", "Emil Eml", "the parts were packed by {} on Monday.", "Body"),
    ("mail.eml", "Emil Eml", "| Part: Wire of {} | Count: 300 |",
     "Attachment parts.csv > rows 2-3"),
    ("mail.eml", "Emil Eml", "The forwarded text names {}, too.",
     "Attachment The older mail.eml > Body"),
]  # fmt: skip


def read(name: str) -> LoadedText:
    return parse((FILES / name).read_bytes(), name)


def check(loaded: LoadedText) -> None:
    """What holds for every document: sections in order and within the text, nothing unseen."""
    at = 0
    for section in loaded.sections:
        assert at <= section.start < section.end <= len(loaded.text), section
        assert section.label.strip()
        assert loaded.text[section.start : section.end].strip()
        at = section.end
    assert loaded.title
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069\ud800-\udfff]", loaded.text)


@pytest.mark.parametrize(("name", "planted", "sentence", "place"), PLANTED)
def test_a_planted_sentence_is_found_quoted_and_located(
    name: str, planted: str, sentence: str, place: str
) -> None:
    loaded = read(name)
    check(loaded)
    words = sentence.format(planted).rstrip("|").rstrip()

    (start,) = [found.start() for found in re.finditer(re.escape(words), loaded.text)]
    holds = [
        loaded.text[span.start : span.end]
        for span in sentence_spans(loaded.text)
        if span.start <= start and start + len(words) <= span.end
    ]
    assert len(holds) == 1, "no sentence holds all of it"
    assert len(holds[0]) < 200, "it is not apart from its neighbours"

    document = Document(
        "d", loaded.title, name, loaded.media_type, loaded.text, loaded.sections, ""
    )
    chunks = [piece.chunk for piece in chunk_document(document, lambda text: len(text) // 4, 250)]
    (chunk,) = [each for each in chunks if each.start <= start < each.end]
    assert words in chunk.text
    if place:
        assert chunk.locator == place
    else:
        assert re.fullmatch(r"lines? \d+(-\d+)?", chunk.locator)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_each_file_holds_every_invariant_or_is_refused(name: str) -> None:
    try:
        check(read(name))
    except UnreadableDocument:
        assert name in ("locked.pdf", "scanned.pdf")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("pandoc.docx", "The Tarn Relay Report"),
        ("pandoc.epub", "The Tarn Relay Report"),
        ("office.pdf", "The Tarn Relay Report"),
        ("pandoc.pptx", "The Tarn Relay in Slides"),
        ("page.html", "The Tarn relay, a page"),
        ("mail.eml", "Parts for the Tarn relay"),
        ("office.xlsx", "Office"),  # it states none
        ("office.csv", "Office"),
    ],
)
def test_the_title_is_the_one_that_the_file_states(name: str, title: str) -> None:
    assert read(name).title == title


def test_columns_are_read_one_after_the_other() -> None:
    text = read("printed.pdf").text
    order = ("left column begins", "left column ends", "right column begins", "It ends here")
    assert sorted(order, key=text.index) == list(order)


def test_what_a_page_hides_or_only_leads_elsewhere_is_not_read() -> None:
    text = read("page.html").text
    for unseen in ("hidden", "script", "Home", "Imprint", "color"):
        assert unseen not in text


def test_an_encrypted_pdf_is_named_as_such() -> None:
    with pytest.raises(UnreadableDocument, match="encrypted with a password"):
        read("locked.pdf")


def test_a_scan_is_read_by_ocr_or_named_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("tesseract"):
        loaded = read("scanned.pdf")
        assert "The scanned keeper is Otto Crane." in loaded.text
        assert loaded.sections[0].label == "p. 1"
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UnreadableDocument, match=r"It is a scan: .* Install tesseract"):
        read("scanned.pdf")


@pytest.mark.parametrize("name", ["office.pdf", "office.docx", "office.xlsx", "pandoc.epub"])
def test_the_type_is_told_by_content_not_by_name(name: str) -> None:
    raw = (FILES / name).read_bytes()
    told = parse(raw, name)
    for other in ("a.txt", "a.md", "a.pptx", "a.csv"):
        assert parse(raw, other).media_type == told.media_type
        assert parse(raw, other).text == told.text


def test_every_format_has_a_file_here() -> None:
    made = {path.suffix for path in FILES.iterdir()}
    by_program = set(LOADERS) & {*(".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".ods", ".odp"),
                                 *(".rtf", ".csv", ".html", ".epub", ".eml")}  # fmt: skip
    assert by_program <= made


def test_the_files_are_small() -> None:
    assert all(Path(path).stat().st_size < 60_000 for path in FILES.iterdir())


def test_a_sync_indexes_every_format_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.max_file_bytes = 10**8
    for path in FILES.iterdir():
        desk.write(f"files/{path.name}", path.read_bytes())
    desk.write("bombs/a.docx", docx("<w:p/>" * 2_000_000))
    desk.write("bombs/b.html", BOMBS["deep.html"]())
    desk.write("bombs/c.xlsx", BOMBS["laughing strings.xlsx"]())

    report = desk.sync()

    failed = {failure.source: failure.reason for failure in report.failed}
    refused = {"files/locked.pdf", "bombs/a.docx", "bombs/b.html", "bombs/c.xlsx"}
    assert set(failed) - {"files/scanned.pdf"} == refused
    assert failed["files/locked.pdf"] == "It is encrypted with a password."
    assert report.added == len(list(FILES.iterdir())) + 3 - len(failed)
    again = desk.sync()
    assert (again.added, again.updated, again.removed) == (0, 0, 0)


def test_a_scan_that_cannot_be_read_costs_its_page_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read_page", lambda *_, **__: None)
    whole = read("printed.pdf")
    assert whole.remark == ""
    both = parse(merged("printed.pdf", "scanned.pdf"), "a.pdf")
    assert both.text.startswith(whole.text[:200])
    assert both.remark.startswith("1 of its 3 pages is a scan that could not be read by OCR. ")
    with pytest.raises(UnreadableDocument, match="could not be read by OCR"):
        read("scanned.pdf")


def test_pages_that_are_left_out_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    raw = merged("printed.pdf", "scanned.pdf", "scanned.pdf")
    told = "2 of its 4 pages are pictures without text, and left out. With tesseract installed, "
    assert parse(raw, "a.pdf").remark == f"{told}such pages are read by OCR."
    mail = EmailMessage()
    mail.set_content("Here it is.")
    mail.add_attachment(raw, maintype="application", subtype="pdf", filename="b.pdf")
    assert parse(mail.as_bytes(), "a.eml").remark.startswith(f"Attachment b.pdf: {told}")
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "read_page", lambda *_, **__: "Words at last.")
    assert parse(raw, "a.pdf").remark == ""


@pytest.mark.parametrize(
    "stand_in",
    [
        "This is a multi-part message in MIME format.\n",
        "\n\n  Your mail program cannot display HTML.  \n\n",
        "To read this newsletter, see the html",
    ],
)
def test_what_stands_in_for_the_text_of_a_mail_is_not_read(stand_in: str) -> None:
    for text, read in (
        (stand_in, "The pool opens in May."),
        (f"We meet on Monday. {stand_in}", f"We meet on Monday. {stand_in.strip()}"),
    ):
        mail = EmailMessage()
        mail.set_content(text)
        mail.add_alternative("<p>The pool opens in May.</p>", subtype="html")
        assert " ".join(parse(mail.as_bytes(), "a.eml").text.split()) == " ".join(read.split())


def test_a_mail_of_blank_lines_is_read_in_reasonable_time() -> None:
    mail = EmailMessage()
    mail.set_content("\n" * 60_000 + "We meet on Monday and everybody brings something. " * 20)
    begun = time.process_time()
    assert parse(mail.as_bytes(), "a.eml").text.startswith("We meet")
    assert time.process_time() - begun < 10


def test_a_broken_page_costs_itself() -> None:
    raw = merged("printed.pdf", "printed.pdf")
    pages = re.findall(rb"/Kids\s*\[\s*(.*?)\]", raw, re.DOTALL)
    (kids,) = [one for one in pages if one.count(b" R") > 2]
    last = kids.rstrip().split(b" R")[-2].split()[-2]
    broken = re.sub(rb"(?m)^" + last + rb" 0 obj\s*<<", last + b" 0 obj\n42 %%<<", raw, count=1)
    assert broken != raw
    assert {one.label for one in parse(raw, "a.pdf").sections} == {f"p. {n}" for n in (1, 2, 3, 4)}
    loaded = parse(broken, "a.pdf")
    assert {one.label for one in loaded.sections} == {"p. 1", "p. 2", "p. 3"}
    assert loaded.remark == "1 of its 4 pages is damaged, and left out."


def merged(*names: str) -> bytes:
    """The pages of these PDFs in one."""
    both = PdfDocument.new()
    for name in names:
        both.import_pages(PdfDocument((FILES / name).read_bytes()))
    stream = io.BytesIO()
    both.save(stream)
    return stream.getvalue()
