"""Bytes to text: what is told, what is repaired, what is left alone, what is refused."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadableDocument
from rag.ingest.decoding import decode


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Größe: 5 µm, “quoted”, 日本語"),
        ("utf-8-sig", "Größe: 5 µm"),
        ("utf-16", "Größe: 5 µm, 日本語"),
        ("utf-16-le", "A note that Windows saved without a mark"),
        ("utf-16-be", "A note that Windows saved without a mark"),
        ("utf-32", "Größe"),
        ("cp1252", "Der Bär läuft über die Straße – “so groß” ist er."),
        ("cp1252", "café"),
        ("cp1252", "Price: £40 and €50"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
        ("koi8-r", "Привет, как дела? Это обычный русский текст, и он длиннее."),
        ("gb18030", "这是一个普通的中文文本，用于测试。"),
        ("cp949", "이것은 한국어 텍스트입니다. 테스트입니다."),
        ("cp1251", "Привет, как дела? Это обычный русский текст."),
        ("shift_jis", "日本語のテキストです。これはテストです。"),
    ],
)
def test_tells_the_encoding(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("â€œHelloâ€\x9d isnâ€™t", "“Hello” isn’t"),
        ("A rÃ©sumÃ©.\nAn untouched “line”.", "A résumé.\nAn untouched “line”."),
    ],
)
def test_repairs_mojibake(damaged: str, repaired: str) -> None:
    assert decode(damaged.encode()) == repaired


@pytest.mark.parametrize(
    "text",
    [
        "“curly” ‘quotes’ — and … dashes",
        "ﬁ ligature, ＦＵＬＬ width, e\u0301 in two parts, 10³, 5 µm",
        "&amp; entities &lt;b&gt;",
        "a\u00a0no-break space, a\u200bzero-width one",
        "\x1b[1mbold\x1b[0m in a terminal log of some length, to be sure",
    ],
)
def test_keeps_the_authors_characters(text: str) -> None:
    assert decode(text.encode()) == text


def test_line_ends_become_line_feeds() -> None:
    assert decode(b"one\r\ntwo\rthree\n\r\n") == "one\ntwo\nthree\n\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00",
        b"text with one\x00NUL",
        random.Random(1).randbytes(4_000),
        bytes(random.Random(1).choices(range(1, 256), k=4_000)),
        bytes(range(1, 9)) * 20,
        codecs.BOM_UTF16_LE + b"\x00\xd8a",
        codecs.BOM_UTF8 + b"text with one\x00NUL",
    ],
    ids=["png", "nul", "noise", "noise without nul", "control", "half a pair", "nul after mark"],
)
def test_refuses_what_is_not_text(raw: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="not text"):
        decode(raw)


@given(st.binary(max_size=300))
def test_any_bytes_give_storable_text_or_a_refusal(raw: bytes) -> None:
    try:
        text = decode(raw)
    except UnreadableDocument:
        return
    assert "\0" not in text
    assert "\r" not in text
    assert text.encode("utf-8").decode("utf-8") == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_utf8_is_taken_at_its_word(text: str) -> None:
    assert len(decode(text.encode())) <= len(text)  # equal, or mojibake repaired


def test_nul_from_a_repair_is_replaced() -> None:
    assert "\0" not in decode("À\x80 and Ã© and so on".encode())
