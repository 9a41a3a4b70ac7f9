"""Bibliographies: every field by its name, in plain letters."""

from __future__ import annotations

from rag.ingest.formats.bibtex import find_entries
from rag.ingest.loaders import parse


def test_an_entry_is_a_row_of_its_fields() -> None:
    text = (
        "Not an entry.\n@string{jhs = {Journal}}\n"
        '@article{olsen2019salt,\n  author = {Olsen, Marit and Kr{\\"u}ger, Ha\\v{s}},\n'
        '  title = "The {Salt} Road \\& its Tolls",\n  journal = jhs,\n  year = 2019,\n'
        "  pages = {33--58},\n}\n\n@book{o, title={\\O l, Stra{\\ss}e}}\n"
    )
    loaded = parse(text.encode(), "refs.bib")
    assert loaded.text == (
        "| author: Olsen, Marit and Krüger, Haš | title: The Salt Road & its Tolls | "
        "journal: jhs | year: 2019 | pages: 33–58 |\n| title: Øl, Straße |"
    )
    assert [section.label for section in loaded.sections] == ["olsen2019salt", "o"]


def test_a_long_field_is_a_paragraph() -> None:
    loaded = parse(f"@misc{{k, title={{A}}, abstract={{{'word ' * 80}}}}}".encode(), "a.bib")
    assert loaded.text.startswith("| title: A |\n\nabstract: word word")


def test_what_is_broken_ends_with_the_text() -> None:
    assert [entry.fields for entry in find_entries("@a{k, title = {open, year = {1}")] == [
        (("title", "open, year = 1"),)
    ]
    assert list(find_entries("@a{, = }")) == []
    assert next(find_entries("@a{k, year = , x")).fields == (("year", ""),)
