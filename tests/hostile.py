"""Files made to exhaust or break whoever reads them, each small and quickly made."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from tests.formats.make import FILES

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ENTITIES = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
LAUGHS = f'<!DOCTYPE a [<!ENTITY a "haha">{ENTITIES}]>'
FETCHED = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>'

Bomb = Callable[[], bytes]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(name: str, members: dict[str, bytes]) -> bytes:
    """A sound file with members added or replaced."""
    with zipfile.ZipFile(FILES / name) as archive:
        kept = {each: archive.read(each) for each in archive.namelist() if each not in members}
    return zipped({**kept, **members})


def docx(body: str, prologue: str = "") -> bytes:
    document = f'{prologue}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return changed("pandoc.docx", {"word/document.xml": document.encode()})


def xlsx(rows: str, dimension: str = "A1:B2") -> bytes:
    sheet = (
        f'<worksheet xmlns="{S}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData>'
        "</worksheet>"
    )
    return changed("office.xlsx", {"xl/worksheets/sheet1.xml": sheet.encode()})


def cell(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def pdf(
    content: bytes, page: str = "", catalog: str = "", objects: tuple[bytes, ...] = ()
) -> bytes:
    """A PDF of one page that shows `content`, which is compressed."""
    packed = zlib.compress(content, 9)
    parts = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>" + page.encode() + b">>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    raw = b"%PDF-1.5\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + table
    end = raw.rindex(b"xref\n0 ")
    return raw + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, end)


def text_pdf(lines: int) -> bytes:
    return pdf(
        b"BT /F 12 Tf 40 700 Td 14 TL " + b"(words words words words) Tj T* " * lines + b"ET"
    )


def many_pages(count: int) -> bytes:
    """One page, listed so many times."""
    raw = text_pdf(3)
    kids = b"/Kids[3 0 R" + b" 3 0 R" * (count - 1) + b"]/Count %d" % count
    return raw.replace(b"/Kids[3 0 R]/Count 1", kids)


def nested_zip(depth: int) -> bytes:
    raw = b"\0" * 10_000_000
    for level in range(depth):
        raw = zipped({f"{level}.docx": raw})
    return raw


def lying_zip() -> bytes:
    """Says that its member is small."""
    raw = bytearray(docx("<w:p><w:r><w:t>" + "x" * 50_000_000 + "</w:t></w:r></w:p>"))
    at = raw.rfind(b"PK\x01\x02")
    while at >= 0:
        raw[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = raw.rfind(b"PK\x01\x02", 0, at)
    return bytes(raw)


def overlapping_zip() -> bytes:
    """Many names for the same bytes."""
    raw = zipped({"word/document.xml": b"\0" * 4_000_000})
    at = raw.rfind(b"PK\x01\x02")
    end = raw.rfind(b"PK\x05\x06")
    entry = raw[at:end]
    count = 5_000
    tail = bytearray(raw[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return raw[:at] + entry * count + bytes(tail)


def nested_mail(depth: int) -> bytes:
    message = EmailMessage()
    message.set_content("innermost words")
    for level in range(depth):
        outer = EmailMessage()
        outer["Subject"] = f"level {level}"
        outer.set_content("words")
        outer.add_attachment(message)
        message = outer
    return message.as_bytes()


def mail_of_mails(depth: int) -> bytes:
    """Every part holds ten, to that depth."""
    raw = b"Subject: leaf\n\nwords words\n"
    for level in range(depth):
        mark = b"b%d" % level
        part = b"--%s\nContent-Type: message/rfc822\n\n%s\n" % (mark, raw)
        raw = b"Subject: x\nContent-Type: multipart/mixed; boundary=%s\n\n%s--%s--\n" % (
            mark, part * 10, mark)  # fmt: skip
    return raw


def mail_with(name: str, content: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"] = "With an attachment"
    message.set_content("words in the body")
    message.add_attachment(content, maintype="application", subtype="x", filename=name)
    return message.as_bytes()


BOMBS: dict[str, Bomb] = {
    "zip of 400 MB.docx": lambda: docx(f"<w:p><w:r><w:t>{'x' * 400_000_000}</w:t></w:r></w:p>"),
    "a million runs stored.docx": lambda: zipped({"word/document.xml": (
        f'<w:document xmlns:w="{W}"><w:body><w:p>{"<w:r><w:t>ab </w:t></w:r>" * 1_000_000}</w:p>'
        "</w:body></w:document>").encode()}, zipfile.ZIP_STORED),
    "millions of empty paragraphs.docx": lambda: docx("<w:p/>" * 10_000_000),
    "a million runs.docx": lambda: docx(
        "<w:p>" + "<w:r><w:t>ab </w:t></w:r>" * 1_000_000 + "</w:p>"
    ),
    "deep tables.docx": lambda: docx(
        "<w:tbl><w:tr><w:tc>" * 20_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 20_000
    ),
    "billion laughs.docx": lambda: docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", LAUGHS),
    "fetched entity.docx": lambda: docx("<w:p><w:r><w:t>&a; seen</w:t></w:r></w:p>", FETCHED),
    "wide spans.docx": lambda: docx(
        "<w:tbl>"
        + "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr><w:p/></w:tc></w:tr>" * 1000
        + "</w:tbl>"
    ),
    "nested archives.docx": lambda: nested_zip(5),
    "sizes that lie.docx": lying_zip,
    "overlapping members.docx": overlapping_zip,
    "too many members.docx": lambda: changed(
        "pandoc.docx", {f"word/{number}.xml": b"" for number in range(30_000)}
    ),
    "long attribute.docx": lambda: docx(f"<w:p w:x='{'y' * 30_000_000}'/>"),
    "huge dimension.xlsx": lambda: xlsx(
        f'<row r="1">{cell("A1", "a")}{cell("B1", "b")}</row>'
        f'<row r="1048576">{cell("A1048576", "x")}{cell("XFD1048576", "y")}</row>',
        "A1:XFD1048576",
    ),
    "absurd row number.xlsx": lambda: xlsx(f'<row r="999999999999">{cell("A1", "a")}</row>'),
    "millions of cells.xlsx": lambda: xlsx(
        "<row>" + "<c><v>1</v></c>" * 1_500_000 + "</row>"
    ),
    "laughing strings.xlsx": lambda: changed(
        "office.xlsx",
        {"xl/sharedStrings.xml": f'{LAUGHS}<sst xmlns="{S}"><si><t>&j;</t></si></sst>'.encode()},
    ),
    "laughing slide.pptx": lambda: changed(
        "pandoc.pptx", {"ppt/slides/slide1.xml": f"{LAUGHS}<a>&j;</a>".encode()}
    ),
    "repeated cells.ods": lambda: changed("office.ods", {"content.xml": (
        '<o:c xmlns:o="o" xmlns:t="t" xmlns:x="x"><o:body><o:spreadsheet><t:table t:name="a">'
        + '<t:table-row t:number-rows-repeated="99999999"><t:table-cell '
        't:number-columns-repeated="99999999"><x:p>word</x:p></t:table-cell></t:table-row>' * 50
        + "</t:table></o:spreadsheet></o:body></o:c>").encode()}),
    "spaces.odt": lambda: changed("pandoc.odt", {"content.xml": (
        '<o:c xmlns:o="o" xmlns:x="x"><o:body><o:text><x:p>'
        + '<x:s x:c="999999999"/>' * 100_000 + "</x:p></o:text></o:body></o:c>").encode()}),
    "one page of 100 MB.pdf": lambda: pdf(b"BT /F 1 Tf (a) Tj ET " * 5_000_000),
    "long page.pdf": lambda: text_pdf(300_000),
    "same page 50,000 times.pdf": lambda: many_pages(50_000),
    "looping pages.pdf": lambda: text_pdf(3).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "script.pdf": lambda: pdf(
        b"BT /F 12 Tf 40 700 Td (words) Tj ET", catalog="/OpenAction<</S/JavaScript/JS(while(1);)>>"
    ),
    "deep arrays.pdf": lambda: pdf(b"", page="/X " + "[" * 100_000 + "]" * 100_000),
    "forms in forms.pdf": lambda: pdf(
        b"/A Do",
        page="/Resources<</XObject<</A 6 0 R>>>>",
        objects=(b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 6 0 R>>>>"
                 b"/Length 12>>stream\n/A Do /A Do \nendstream",),
    ),
    "huge page drawn.pdf": lambda: (FILES / "scanned.pdf").read_bytes().replace(
        b"/MediaBox [0 0 ", b"/MediaBox [0 0 99999"
    ),
    "deep.html": lambda: b"<div>" * 1_000_000 + b"words",
    "many paragraphs.html": lambda: b"<p>word " * 400_000,
    "wide spans.html": lambda: b"<table>" + b"<tr><td colspan=999><td>word" * 100_000,
    "long spans.html": lambda: (
        b"<table><tr>" + b"<td rowspan=65534>word" * 5_000 + b"<tr><td>word" * 60_000
    ),
    "laughs.html": lambda: LAUGHS.encode() + b"<html><body>words &j;</body></html>",
    "open tags.html": lambda: b"<a href=" * 1_000_000,
    "chapters without end.epub": lambda: changed(
        "pandoc.epub", {f"EPUB/text/x{number}.xhtml": b"<p>" * 5_000 for number in range(100)}
    ),
    "deep.json": lambda: b"[" * 20_000_000,
    "long number.json": lambda: b"1" * 2_000_000,
    "wide.json": lambda: b'{"a":[' + b"[[[1]]]," * 500_000 + b"1]}",
    "deep lines.jsonl": lambda: (b"[" * 200 + b"1" + b"]" * 200 + b"\n") * 10_000,
    "one line.csv": lambda: b"a,b\n" + b"x," * 5_000_000,
    "one quote.csv": lambda: b'a,b\n"' + b"x\n" * 5_000_000,
    "long line.md": lambda: b"word " * 2_000_000,
    "brackets.md": lambda: b"[" * 2_000_000 + b"words",
    "quotes.md": lambda: b">" * 1_500_000 + b" words",
    "braces.rtf": lambda: b"{\\rtf1 " + b"{" * 3_000_000,
    "unicode.rtf": lambda: b"{\\rtf1 " + b"\\u-9999999999?" * 200_000 + b"}",
    "deep.py": lambda: b"x = " + b"(" * 1_000_000,
    "minus.py": lambda: b"x = " + b"-" * 1_000_000 + b"1",
    "nested mails.eml": lambda: nested_mail(60),
    "mails in mails.eml": lambda: mail_of_mails(5),
    "bomb attached.eml": lambda: mail_with("a.docx", docx("<w:p/>" * 2_000_000)),
    "many headers.eml": lambda: b"X: y\n" * 500_000 + b"\nwords",
    "encoded words.eml": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 50_000 + b"\n\nwords",
}  # fmt: skip


def mutations(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files of five types with bytes flipped, cut, doubled, or swapped; in archives, also inside
    their members."""
    generator = random.Random(seed)
    names = ("office.pdf", "pandoc.docx", "office.xlsx", "pandoc.pptx", "mail.eml")
    originals = {name: (FILES / name).read_bytes() for name in names}
    for number in range(count):
        name = names[number % len(names)]
        raw = originals[name]
        inside = name.endswith("x") and generator.random() < 0.7
        yield name, _inside(raw, generator) if inside else _mutated(raw, generator)


def _inside(raw: bytes, generator: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = generator.choice([name for name in members if members[name]])
    members[name] = _mutated(members[name], generator)
    return zipped(members, zipfile.ZIP_STORED)


def _mutated(raw: bytes, generator: random.Random) -> bytes:
    changed_bytes = bytearray(raw)
    for _ in range(generator.choice((1, 1, 3, 10, 40))):
        at = generator.randrange(len(changed_bytes))
        length = generator.choice((1, 1, 4, 60))
        match generator.randrange(5):
            case 0:
                changed_bytes[at] = generator.randrange(256)
            case 1:
                del changed_bytes[at : at + length]
            case 2:
                changed_bytes[at:at] = changed_bytes[at : at + length] * 3
            case 3:
                changed_bytes[at : at + length] = generator.randbytes(length)
            case _:
                other = generator.randrange(len(changed_bytes))
                changed_bytes[at : at + length] = changed_bytes[other : other + length]
        if not changed_bytes:
            return b"\0"
    return bytes(changed_bytes)
