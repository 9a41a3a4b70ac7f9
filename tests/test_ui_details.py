"""One document's facts, what removing it means, and a name that is safe to download it under."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.types import DocumentEntry
from rag.ui.details import consequence, details_html, removal
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


def test_what_is_missing_of_a_document_is_a_fact() -> None:
    page = PageReader(details_html(replace(TIDES, remark="1 of its 2 pages.")))
    assert (page.all("dt")[-1].text, page.all("dd")[-1].text) == (
        "Read in part",
        "1 of its 2 pages.",
    )


def test_removing_is_called_what_it_is() -> None:
    assert (removal(TIDES), removal(LEASE)) == ("Leave it out", "Delete")
    assert "left on your disk, no longer used" in consequence(TIDES)
    assert "really gone" in consequence(LEASE)
