"""One document's facts, what removing it means, and a name that is safe to download it under."""

from __future__ import annotations

from datetime import date

import pytest

from rag.types import DocumentEntry
from rag.ui.details import consequence, details_html, file_name, removal
from tests.page_reader import PageReader

TIDES = DocumentEntry("1", "<i>Tides</i>", "sea/tides.md", 3, "sea", date(2024, 5, 12), 900)
LEASE = DocumentEntry(
    "", "lease", "uploads/l.pdf", 0, status="failed", failure="Empty.", uploaded=True
)


def test_facts_are_a_table() -> None:
    page = PageReader(details_html(TIDES))
    names = [one.text for one in page.all("dt")]
    facts = dict(zip(names, [one.text for one in page.all("dd")], strict=True))
    assert page.one("p", class_="fn-title").text == "<i>Tides</i>"
    assert facts == {
        "From": "sea/tides.md",
        "Collection": "sea",
        "Date": "12 May 2024",
        "Size": "900 bytes",
        "Passages": "3",
    }


def test_a_problem_comes_with_what_to_do() -> None:
    text = PageReader(details_html(LEASE)).text
    assert "Could not be read: Empty." in text
    assert "Upload a version" in text


def test_removing_is_called_what_it_is() -> None:
    assert (removal(TIDES), removal(LEASE)) == ("Leave it out", "Delete")
    assert "left on your disk, no longer used" in consequence(TIDES)
    assert "really gone" in consequence(LEASE)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("lease 2024.pdf", "lease 2024.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b\r\nX: y.pdf', "a_b__X_ y.pdf"),
        ("evil\u202efdp.exe", "evil_fdp.exe"),
        ("...", "document"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_download_has_a_harmless_name(name: str, safe: str) -> None:
    assert file_name(name) == safe
