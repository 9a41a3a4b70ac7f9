"""Makes the files in `files/` with the programs that people use, a planted sentence in each.

    python -m tests.formats.make            # needs pandoc, soffice (LibreOffice) and chromium

The files are kept in the repository, so that the tests need none of these programs.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

FILES = Path(__file__).parent / "files"

REPORT = """---
title: The Tarn Relay Report
lang: en
---

# Overview

The Tarn relay carries messages between two valleys. It was planned for ten years.

# Costs

## Building

The relay was paid for by {planted} of Lower Tarn.[^paid]

[^paid]: The council voted nine to two, says the footnote from {planted}.

## Running

- Power comes from a small turbine.
- Repairs are made by {planted} each spring.

Table: Spare parts

| Part | Count | Price |
|------|-------|-------|
| Antenna | 4 | 310 EUR |
| Battery {planted} | 12 | 95 EUR |
| Mast | 1 | 2,400 EUR |

# Outlook

A second relay is not needed before 2040.
"""

SLIDES = """% The Tarn Relay in Slides
% Ines Okafor

# Why a relay

- The valleys had no line of sight.

# What it cost

- The mast was carried up by {planted}.

::: notes
Remember to thank {planted} for the mules.
:::

# Thanks

| Name | Days |
|------|------|
| Ada {planted} | 14 |
| Bo | 3 |
"""

SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:automatic-styles>
<number:percentage-style style:name="N11"><number:number number:decimal-places="1"
 number:min-integer-digits="1"/><number:text>%</number:text></number:percentage-style>
<style:style style:name="percent" style:family="table-cell" style:data-style-name="N11"/>
</office:automatic-styles>
<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document>
"""

PAGE = """<!doctype html><html lang="en"><head><title>The Tarn relay, a page</title>
<script>var hidden = "script {planted}";</script><style>.x {{ color: red }}</style></head>
<body><nav><a href="/">Home</a> <a href="/all">All relays</a></nav>
<main><h1>The Tarn relay</h1><p>It carries messages between two valleys.</p>
<h2>People</h2><p>The first message was sent by {planted} of Upper Tarn.</p>
<p style="display:none">Nobody may find hidden {planted}.</p>
<table><tr><th>Year</th><th>Messages</th></tr><tr><td>2031</td><td>4,210</td></tr>
<tr><td>2032</td><td>5,115</td></tr></table></main>
<footer>Imprint, cookies, {planted} and so on</footer></body></html>
"""

PRINTED = """<html lang="en"><head><title>The printed Tarn relay</title><style>
@page {{ size: A5; margin: 2cm }} body {{ font: 11pt serif }} p {{ text-align: justify }}
.two {{ column-count: 2; column-gap: 1cm }} .next {{ page-break-before: always }}</style></head>
<body><h1>The printed relay</h1><p>It carries messages between two valleys, and has done so ever
since the first winter, when the road was closed for eleven weeks.</p>
<div class="two"><p>The left column begins. It tells how the mast was carried up by mules, in four
parts, over the course of a week. The left column ends with a mule.</p>
<p>The right column begins. It names {planted} as the builder, which took com&shy;pre&shy;hen&shy;\
sion, con&shy;ver&shy;sa&shy;tion and ex&shy;tra&shy;or&shy;di&shy;nary pa&shy;tience. It ends \
here.</p></div>
<p class="next">On the second page, the keeper is {planted} until further notice.</p></body></html>
"""


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=180)


def pandoc(source: str, target: str, planted: str, *options: str) -> None:
    done = subprocess.run(
        ["pandoc", "--from=markdown", f"--output={FILES / target}", "--standalone", *options],
        input=source.replace("{planted}", planted).encode(),
        check=True,
        timeout=120,
    )
    assert done.returncode == 0


def soffice(source: Path, form: str, target: str) -> None:
    """Converts by LibreOffice; `form` is its name of the format, with filter options."""
    with tempfile.TemporaryDirectory() as folder:
        run(
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tempfile.gettempdir()}/footnote-soffice",
            "--convert-to",
            form,
            "--outdir",
            folder,
            source,
        )
        (made,) = Path(folder).iterdir()
        shutil.copyfile(made, FILES / target)


def chromium(page: str, *options: str) -> None:
    """Prints or draws a page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page)
        run("chromium", "--headless", "--no-sandbox", "--disable-gpu", *options, path)


def sheets(planted: str) -> str:
    """Two sheets as flat OpenDocument; the second has a title above its header."""

    def cell(value: str | float) -> str:
        if isinstance(value, float):
            return (
                f'<table:table-cell office:value-type="percentage" office:value="{value}" '
                f'table:style-name="percent"><text:p>{value:.1%}</text:p></table:table-cell>'
            )
        kind = f'float" office:value="{value}' if value.isdecimal() else "string"
        return (
            f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )

    def sheet(name: str, rows: list[list[str | float]]) -> str:
        lines = "".join(
            f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows
        )
        return f'<table:table table:name="{name}">{lines}</table:table>'

    stock: list[list[str | float]] = [["Part", "Store", "Count", "Share"]]
    stock += [[f"Part {n}", "Valley", str(n * 7), n / 100] for n in range(1, 30)]
    stock.append([f"Spring of {planted}", "Ridge", "41", 0.125])
    people: list[list[str | float]] = [
        ["Who keeps the relay"],
        ["Name", "Since"],
        ["Ada", "2031"],
        [planted, "2033"],
    ]
    return SHEET.format(sheets=sheet("Q3", stock) + sheet("People", people))


def mail(planted: str) -> bytes:
    """A mail with a table attached, and another mail with one of its own."""
    when = format_datetime(datetime(2031, 3, 14, 9, 30, tzinfo=UTC))
    inner = EmailMessage()
    inner["Subject"], inner["From"], inner["Date"] = "The older mail", "bo@tarn.example", when
    inner.set_content(f"The forwarded text names {planted}, too.\n")
    message = EmailMessage()
    message["Subject"] = "Parts for the Tarn relay"
    message["From"], message["To"] = "Ines Okafor <ines@tarn.example>", "bo@tarn.example"
    message["Date"] = when
    message.set_content(f"Dear Bo,\n\nthe parts were packed by {planted} on Monday.\n\nInes\n")
    message.add_alternative(
        f'<p>Dear Bo, the parts were packed by {planted} on Monday.</p><img src="http://x.example/p">',
        subtype="html",
    )
    table = f"Part,Count\nMast,1\nWire of {planted},300\n"
    message.add_attachment(table.encode(), maintype="text", subtype="csv", filename="parts.csv")
    message.add_attachment(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="a.png")
    message.add_attachment(inner)
    return message.as_bytes()


def make() -> None:
    """All files; the planted name says which of them it is in."""
    FILES.mkdir(exist_ok=True)
    pandoc(REPORT, "pandoc.docx", "Pandora Docx")
    pandoc(REPORT, "pandoc.odt", "Pandora Odt")
    pandoc(REPORT, "pandoc.epub", "Pandora Epub", "--epub-chapter-level=1")
    pandoc(REPORT, "pandoc.rtf", "Pandora Rtf")
    pandoc(REPORT, "pandoc.html", "Pandora Html")
    pandoc(SLIDES, "pandoc.pptx", "Pandora Pptx", "--slide-level=1")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for target, form, planted in (
            ("office.docx", "docx:Office Open XML Text", "Libra Docx"),
            ("office.rtf", "rtf", "Libra Rtf"),
            ("office.pdf", "pdf", "Libra Pdf"),
            ("office.html", "html:HTML (StarWriter)", "Libra Html"),
            ("locked.pdf", 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
             '"DocumentOpenPassword":{"type":"string","value":"secret"}}', "Nobody"),
        ):  # fmt: skip
            pandoc(REPORT, str(folder / "report.odt"), planted)
            soffice(folder / "report.odt", form, target)
        for target, planted in (("office.xlsx", "Libra Xlsx"), ("office.ods", "Libra Ods"),
                                ("office.csv", "Libra Csv")):  # fmt: skip
            (folder / "sheet.fods").write_text(sheets(planted))
            soffice(folder / "sheet.fods", target.partition(".")[2], target)
        for target, planted in (("office.pptx", "Libra Pptx"), ("office.odp", "Libra Odp")):
            pandoc(SLIDES, str(folder / "slides.pptx"), planted, "--slide-level=1")
            soffice(folder / "slides.pptx", target.partition(".")[2], target)
        printed = PRINTED.format(planted="Chroma Pdf")
        chromium(printed, f"--print-to-pdf={FILES / 'printed.pdf'}", "--no-pdf-header-footer")
        drawn = '<body style="font:40px sans-serif;margin:40px">The scanned keeper is Otto Crane.'
        chromium(drawn, f"--screenshot={folder / 'drawn.png'}", "--window-size=800,300")
        picture = f'<body style="margin:0"><img src="file://{folder / "drawn.png"}" width=700>'
        chromium(picture, f"--print-to-pdf={FILES / 'scanned.pdf'}", "--no-pdf-header-footer")
    (FILES / "page.html").write_text(PAGE.format(planted="Webb Html"))
    (FILES / "mail.eml").write_bytes(mail("Emil Eml"))


if __name__ == "__main__":
    make()
    sizes = {path.name: path.stat().st_size for path in sorted(FILES.iterdir())}
    sys.stdout.write("".join(f"{size:8,} {name}\n" for name, size in sizes.items()))
