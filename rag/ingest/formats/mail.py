"""E-mails: who, when and about what, the text, then every attachment by its own loader."""

from __future__ import annotations

import datetime
import email
import email.policy
import re
from collections.abc import Iterable, Iterator
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from rag.errors import UnreadableDocument
from rag.ingest.formats.mail_quotes import BODY, quoted_parts
from rag.ingest.formats.page_text import write_html
from rag.ingest.formats.web import main_content, parse_html
from rag.ingest.loaded import LoadedText, one_line, sane_title
from rag.ingest.rawfile import Loader, RawFile
from rag.ingest.spans import has_words
from rag.ingest.text_writer import TextWriter
from rag.regex import regex
from rag.types import MAIL

_TEXTS = ("text/plain", "text/html")  # the first is preferred
_HEADERS = ("From", "To", "Cc", "Date", "Subject")
_MOST_ATTACHMENTS = 200
_LONGEST_HEADER = 10_000  # characters
_STAND_IN = regex(
    r"(?:this is a multi-?part message in mime format"
    r"|(?=[^.!?]*\bhtml\b)(?=[^.!?]*\b(?:e?-?mails?|messages?|newsletter)\b)"
    r"(?=[^.!?]*\b(?:view|display|show|support|read|see)s?\b)[^.!?]{1,200})[.!]?",
    re.IGNORECASE,
)
"""All that a plain text says that is not the mail's own: that one should look at the other part."""

_LONGEST_STAND_IN = 201  # characters

_REPAIRABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError)
"""What the standard library raises on malformed mail."""


def load_mail(file: RawFile, load_attachment: Loader) -> LoadedText:
    """Places are "Headers", "Body", "Body > On Monday, Ann wrote" for an older message in it, and
    "Attachment prices.xlsx", with its own place within."""
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
        leaves = _leaves(message, _body_of(message))
        for leaf in leaves:
            if leaf.shown:
                writer.place(BODY)
                _body(writer, leaf)
        attached = (leaf for leaf in leaves if not leaf.shown)
        _attachments(writer, attached, file, load_attachment)
    except RecursionError:
        raise UnreadableDocument("Its parts are nested too deeply.") from None
    except _REPAIRABLE as error:
        raise UnreadableDocument("It is damaged: no mail program's format.") from error
    return writer.finish(MAIL)


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


def _body_of(message: EmailMessage) -> MIMEPart | None:
    """The part to be read first: the plain text, unless there is nothing in it."""
    found = (message.get_body(preferencelist=(kind,)) for kind in ("plain", "html"))
    bodies = [body for body in found if body is not None]
    return next(filter(_says_something, bodies), next(iter(bodies), None))


def _says_something(part: MIMEPart) -> bool:
    """Are there words in it, but those for programs that cannot read the other parts?"""
    if part.get_content_type() != "text/plain":
        return True
    text = _text(part).strip()
    if len(text) <= _LONGEST_STAND_IN and _STAND_IN.fullmatch(text):
        return False
    return has_words(text)


class _Leaf(NamedTuple):
    """A part that is not made of parts; a forwarded mail is one. `shown`: a reader of the mail sees
    its text at once. `named`: it is meant to be a file."""

    part: MIMEPart
    kind: str
    shown: bool
    named: bool


def _leaves(part: MIMEPart, body: MIMEPart | None) -> list[_Leaf]:
    """What a message with that body is made of, in order, without what merely says the same in
    another way, and without the pictures of a page."""
    kind = part.get_content_type()
    if not kind.startswith("multipart/"):
        named = part.is_attachment() or part.get_filename() is not None
        text = kind in _TEXTS and not named
        if text and part is not body and not _says_something(part):
            return []
        shown = part is body or text
        return [_Leaf(part, kind, shown, named)]
    branches = [_leaves(inner, body) for inner in part.iter_parts()]
    if kind == "multipart/alternative":
        return _one_of(branches)
    leaves = [leaf for branch in branches for leaf in branch]
    if kind == "multipart/related":
        return [leaf for leaf in leaves
                if not leaf.kind.startswith("image/") or leaf.part.is_attachment()]  # fmt: skip
    return leaves


def _one_of(branches: list[list[_Leaf]]) -> list[_Leaf]:
    """The branch with plain text, the one with HTML where there is no other, and the files in all
    of them."""
    seen = [{leaf.kind for leaf in branch if leaf.shown} for branch in branches]
    preferred = (at for kind in _TEXTS for at, kinds in enumerate(seen) if kind in kinds)
    chosen = next(preferred, None)
    return [leaf for at, branch in enumerate(branches) for leaf in branch
            if chosen in (at, None) or leaf.named or not leaf.kind.startswith("text/")]  # fmt: skip


def _body(writer: TextWriter, leaf: _Leaf) -> None:
    if leaf.kind == "text/html":
        root = parse_html(_payload(leaf.part))
        if root is not None:
            write_html(writer, main_content(root), whole_page=False)
        return
    for part in quoted_parts(_text(leaf.part)):
        writer.place(part.place)
        writer.paragraph(part.text)


def _text(part: MIMEPart) -> str:
    try:
        return str(part.get_content())
    except _REPAIRABLE:
        return _payload(part).decode("utf-8", "replace")


def _payload(part: MIMEPart) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _attachments(
    writer: TextWriter, leaves: Iterable[_Leaf], file: RawFile, load_attachment: Loader
) -> None:
    for count, (name, raw) in enumerate(_attached(leaves)):
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
        if loaded.remark:
            writer.remark = f"{writer.remark} {place}: {loaded.remark}".lstrip()


def _attached(leaves: Iterable[_Leaf]) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the attachments; a forwarded mail is one."""
    for part, kind, *_ in leaves:
        if kind == MAIL:
            inner = part.get_payload(0) if part.is_multipart() else None
            if isinstance(inner, EmailMessage):
                subject = _header(inner, "Subject") or "message"
                yield part.get_filename() or f"{subject.replace('/', ' ')}.eml", inner.as_bytes()
        elif not part.is_multipart():
            suffix = "txt" if kind == "text/plain" else kind.partition("/")[2]
            yield str(part.get_filename() or f"attachment.{suffix}"), _payload(part)


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
