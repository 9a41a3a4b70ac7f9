"""Releases are found in texts, whatever their headings look like, and what each brought."""

from __future__ import annotations

import pytest

from rag.retrieve.leads.brought import asked_of_release
from rag.text import topic_words
from rag.text.release_parts import stretches_of
from rag.text.releases import releases_in, version_heading

PLAIN = """\
v3.2 (14 May 2024)
  + Frost warnings by text message.

v3.1 - 2 February 2024
  + Planting table.
  ! A crash without a name is fixed.

3.0.1
  Only repairs.
"""


@pytest.mark.parametrize(
    ("words", "version", "day"),
    [
        ("Version 4.1        3 June 2025", "4.1", "3 June 2025"),
        ("[1.4.2] - 2024-03-01", "1.4.2", "2024-03-01"),
        ("Kestrel 12.1 – 9 June 2025", "12.1", "9 June 2025"),
        ("Release 7 (May 2024)", "7", "May 2024"),
        ("v2.0.0-rc.1", "2.0.0-rc.1", ""),
        ("Version 3.0: the quiet one", "3.0", ""),
        ("2.1 Scope", "", ""),
        ("Section 2.1", "", ""),
        ("Moving from 5.2.1 to 6.0", "", ""),
        ("5.2 Seeds. Fill the tray", "", ""),
        ("12 May 2024", "", ""),
    ],
)
def test_headings_of_versions_are_told_from_numbers_of_sections(
    words: str, version: str, day: str
) -> None:
    found = version_heading(words)
    assert (found.version if found else "", found.day if found else "") == (version, day)


def test_lines_without_marks_head_what_stands_below_them() -> None:
    found = [*releases_in(PLAIN)]
    assert [one.heading.version for one in found] == ["3.2", "3.1", "3.0.1"]
    assert PLAIN[slice(*found[1].named)] == "v3.1 - 2 February 2024"
    assert PLAIN[slice(*found[2].told)].strip() == "Only repairs."


def test_a_row_is_of_a_version_only_below_a_column_that_is_called_so() -> None:
    table = "| Version | Changes |\n|---|---|\n| 2.10 | Quicker |\n| 2.1 | First |\n"
    assert [one.heading.version for one in releases_in(table)] == ["2.10", "2.1"]
    assert not [*releases_in(table.replace("Version", "No."))]


def test_a_line_tells_of_a_release_behind_its_version() -> None:
    text = "- **0.9.1** (June 2023): Fixes the order.\n  Adds Danish.\n- 0.9.0: First.\n\nMore.\n"
    first, second = releases_in(text)
    assert text[slice(*first.named)] == "**0.9.1** (June 2023)"
    assert text[slice(*first.told)].endswith("Adds Danish.\n")
    assert text[slice(*second.told)] == "- 0.9.0: First.\n"
    assert not [*releases_in("2.1 - Who may enter.\n2.2 - Who may not.\n")]


def test_a_section_of_another_kind_ends_a_release() -> None:
    text = "Version 1.2\n-----------\n\nMaps.\n\nLicence\n-------\n\nFree.\n"
    (one,) = releases_in(text)
    assert text[slice(*one.told)].split() == ["-----------", "Maps."]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("fixed", ["Doors."]),
        ("known", ["Roofs."]),
        ("removed", []),
        ("", ["Fixed", "Doors.", "Known", "problems", "Roofs."]),
    ],
)
def test_parts_are_told_by_their_labels(kind: str, told: list[str]) -> None:
    text = "## 2.2.0\n\n**Fixed**\n\n- Doors.\n\nKnown problems (see below)\n\n- Roofs.\n"
    found = stretches_of(kind, text, [*releases_in(text)])
    words = " ".join(text[slice(*one)] for one in found).replace("(see below)", "")
    assert words.replace("-", "").replace("*", "").split() == told


def test_without_labels_items_say_what_was_done() -> None:
    (_, second, third) = releases_in(PLAIN)
    (fixed,) = stretches_of("fixed", PLAIN, [second])
    assert PLAIN[slice(*fixed)] == "A crash without a name is fixed."
    assert stretches_of("fixed", PLAIN, [third])
    assert not stretches_of("removed", PLAIN, [third])


@pytest.mark.parametrize(
    ("question", "version", "about"),
    [
        ("What was fixed in 5.2.1?", "5.2.1", ""),
        ("fixes in 5.2.1", "5.2.1", ""),
        ("what's new in Tern v2.0", "2.0", "tern"),
        ("Which features were removed in release 5.2.1 of Tern?", "5.2.1", "tern"),
        ("Was ist neu in Version 3.1?", "3.1", ""),
        ("release notes for 1.4", "1.4", ""),
        ("What changed in the latest Tern release?", "", "tern"),
        ("What's in version 7?", "7", ""),
        ("Who fixed it in 5.2.1?", None, ""),
        ("How many bugs were fixed in 5.2.1?", None, ""),
        ("Is it fixed in 5.2.1?", None, ""),
        ("What changed between 5.2 and 5.3?", None, ""),
        ("What is the price of 5.2?", None, ""),
        ("What was new in 2019?", None, ""),
        ("What changed in May?", None, ""),
    ],
)
def test_a_release_is_asked_about_as_a_whole(
    question: str, version: str | None, about: str
) -> None:
    found = asked_of_release(question)
    assert (found and found.version) == version
    if found:
        assert found.about == topic_words(about)
