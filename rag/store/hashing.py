"""Hashes that detect damage: of a document with its chunks, and of rows.

They are of lengths and bytes, so that every Python gives the same. The former ones, of catalogs up
to layout 4, were of `repr`, which writes a character as it is where Python's version of Unicode has
it, and as an escape where it has not: another Python gives another hash.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator

from rag.store.records import Record

FORMER = "former hashes"
"""The key in `meta` that is there while documents may have hashes of before layout 5."""

FORMER_BYTES = 20
"""Bytes of a former hash; those of now have 32."""

Value = str | bytes | int | float | None


def stable_hash(values: Iterable[Value]) -> bytes:
    """32 bytes that stand for these values, in their order."""
    parts: list[bytes] = []
    for value in values:
        raw = value if isinstance(value, bytes) else _bytes(str(value))
        parts += (f"{type(value).__name__} {len(raw)} ".encode(), raw)
    return hashlib.blake2b(b"".join(parts), digest_size=32).digest()


def record_hash(record: Record) -> bytes:
    """Stands for everything about a record but its place and time stamp."""
    return stable_hash(_values(record))


def former_record_hash(record: Record) -> bytes:
    """What stood for it in catalogs up to layout 4, as this Python gives it."""
    document = record.document
    return former_hash(
        repr(part)
        for part in (
            (document.id, document.title, document.media_type, document.content_hash),
            document.text,
            document.sections,
            record.chunks,
            record.search_texts,
        )
    )


def former_hash(written: Iterable[str]) -> bytes:
    """20 bytes that stand for these texts, one behind the other."""
    digest = hashlib.blake2b(digest_size=FORMER_BYTES)
    for text in written:
        digest.update(_bytes(text))
    return digest.digest()


def is_as_written(digest: bytes, record: Record) -> bool:
    """Is it the record that was kept with this hash? One with a former hash that another Python may
    have made is believed to be."""
    if is_hash_of(digest, record):
        return True
    return len(digest) == FORMER_BYTES and differs_by_python(_values(record))


def is_hash_of(digest: bytes, record: Record) -> bool:
    """Does this hash, of now or a former one, stand for the record, as this Python gives it?"""
    made_by = former_record_hash if len(digest) == FORMER_BYTES else record_hash
    return digest == made_by(record)


def differs_by_python(values: Iterable[Value]) -> bool:
    """Is there a character that one version of Unicode has and another has not? Every Python that
    runs this has those of Unicode 3.2."""
    had = unicodedata.ucd_3_2_0.category
    texts = (value for value in values if isinstance(value, str))
    return any(had(character) == "Cn" for text in texts for character in text)


def _values(record: Record) -> Iterator[Value]:
    document = record.document
    yield from (document.id, document.title, document.media_type, document.content_hash)
    yield document.text
    yield len(document.sections)
    for section in document.sections:
        yield from (section.start, section.end, section.label)
    yield len(record.chunks)
    for chunk, search_text in zip(record.chunks, record.search_texts, strict=True):
        yield from (chunk.id, chunk.document_id, chunk.title, chunk.start, chunk.end)
        yield from (chunk.text, chunk.locator, search_text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
