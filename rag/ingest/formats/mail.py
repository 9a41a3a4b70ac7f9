"""E-mails: who, when and about what, the body, then every attachment by its own loader."""

from __future__ import annotations

import datetime
import email
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime

from rag.errors import UnreadableDocument
from rag.ingest.formats.page_text import write_html
from rag.ingest.formats.web import main_content, parse_html
from rag.ingest.loaded import LoadedText, one_line, sane_title
from rag.ingest.rawfile import Loader, RawFile
from rag.ingest.text_writer import TextWriter

MEDIA_TYPE = "message/rfc822"

_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MOST_ATTACHMENTS = 200
_LONGEST_HEADER = 10_000  # characters
_REPAIRABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError)
"""What the standard library raises on malformed mail."""


def load_mail(file: RawFile, load_attachment: Loader) -> LoadedText:
    """Places are "Headers", "Body" and "Attachment prices.xlsx", with its own place within."""
    try:
        message = email.message_from_bytes(file.raw, policy=email.policy.default)
        title = sane_title(_header(message, "Subject"), file.source)
        writer = TextWriter(title, file.limits)
        writer.date = _date(message)
        writer.place("Headers")
        for name in _HEADERS:
            value = _header(message, name)
            if value:
                writer.line(f"{name}: {value}")
        writer.place("Body")
        _body(writer, message)
        _attachments(writer, message, file, load_attachment)
    except RecursionError:
        raise UnreadableDocument("Its parts are nested too deeply.") from None
    except _REPAIRABLE as error:
        raise UnreadableDocument("It is damaged: no mail program's format.") from error
    return writer.finish(MEDIA_TYPE)


def _header(message: EmailMessage, name: str) -> str:
    """A header as it reads. A very long one is not decoded: that takes gigabytes."""
    for known, value in message.raw_items():
        if known.lower() == name.lower() and len(str(value)) > _LONGEST_HEADER:
            return one_line(str(value))
    try:
        return " ".join(str(message.get(name, "")).split())
    except _REPAIRABLE:
        return ""


def _date(message: EmailMessage) -> datetime.date | None:
    """The day that it was sent on, where it was sent."""
    try:
        return parsedate_to_datetime(_header(message, "Date")).date()
    except _REPAIRABLE:
        return None


def _body(writer: TextWriter, message: EmailMessage) -> None:
    """The plain text; the HTML where there is no other."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return
    if part.get_content_subtype() == "html":
        root = parse_html(_payload(part))
        if root is not None:
            write_html(writer, main_content(root), whole_page=False)
        return
    writer.paragraph(_text(part))


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except _REPAIRABLE:
        return _payload(part).decode("utf-8", "replace")


def _payload(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(
    writer: TextWriter, message: EmailMessage, file: RawFile, load_attachment: Loader
) -> None:
    for count, (name, raw) in enumerate(_attached(message)):
        if count == _MOST_ATTACHMENTS:
            raise UnreadableDocument(f"It has more than {_MOST_ATTACHMENTS} attachments.")
        place = f"Attachment {one_line(name) or count + 1}"
        writer.place(place)
        if file.nesting >= file.limits.nesting:
            writer.paragraph(f"{place} (nested too deeply to be read)")
            continue
        try:
            loaded = load_attachment(RawFile(raw, name, file.limits, file.nesting + 1))
        except UnreadableDocument:
            writer.paragraph(place)  # a picture, say: that it came along is all there is to say
            continue
        _insert(writer, loaded, place)


def _attached(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the attachments; a forwarded mail is one."""
    for part in message.iter_attachments() if message.is_multipart() else ():
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, EmailMessage):
                subject = _header(inner, "Subject") or "message"
                yield part.get_filename() or f"{subject.replace('/', ' ')}.eml", inner.as_bytes()
        elif not part.is_multipart():
            yield (
                str(part.get_filename() or f"attachment.{part.get_content_subtype()}"),
                _payload(part),
            )


def _insert(writer: TextWriter, loaded: LoadedText, place: str) -> None:
    """The attachment's text, with its own places behind the attachment's."""
    at = 0
    for section in loaded.sections:
        writer.paragraph(loaded.text[at : section.start])
        known = section.label == loaded.title
        writer.place(place if known else f"{place} > {section.label}")
        writer.paragraph(loaded.text[section.start : section.end])
        at = section.end
        writer.place(place)
    writer.paragraph(loaded.text[at:])
