"""What a quotation leaves out of its source: footnote marks of prose, and nothing else."""

from __future__ import annotations

import pytest

from rag.answer.quoting import indexed_names, is_code, quoted, without_footnotes
from rag.ingest.loaders import _CODE, _PYTHON, LOADERS, parse
from rag.text import Span
from tests.builders import passage


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Founded\nin 1987.[3] See [4](link).", "Founded in 1987. See [4](link)."),
        ("[1] The council voted.", "The council voted."),
        ("The council[12] voted (twice)[3][4]: “Yes.”[5]", "The council voted (twice): “Yes.”"),
        ("Kip ran 02:01:39 in Berlin.[3]", "Kip ran 02:01:39 in Berlin."),
        ("[^1]: Measured at 20 °C.", "Measured at 20 °C."),
        ("It lasts 14 days.[^1] Or more.[^long-note]", "It lasts 14 days. Or more."),
        ("The rules[2]: no dogs.", "The rules: no dogs."),
        ("The U.S.[1] and “Wikipedia”[2] and **Moll**[3]", "The U.S. and “Wikipedia” and **Moll**"),
    ],
)
def test_a_sources_own_footnote_marks_are_not_shown(written: str, shown: str) -> None:
    assert quoted(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Notice must be given within [30] days.",
        "Studies confirm this [2] [3].",
        "[30](link) days",
        "Use `[^1]` or [^a-z] in a pattern.",
        "[1]: https://example.org",
        "The script reads sys.argv[1] first.",
        "Call `argv[1]` or ``a ` b[1]``.",
        "first_page[1] and self.rows[2] and f(x)[3] and $rows[4]",
        "rows[1] = 2, rows[1](x), rows[1].name, rows[1] += 2",
        "[the text][1] of a link",
        "2025-02-03 02:00:01 INFO backupd[811]: nightly job started",
        "Feb 3 02:00:01 mail sshd[31]: closed by peer worker[7] again",
        "[03/Feb/2025:02:00:01 +0000] worker[12] took 3 s",
        "sshd[223]: Failed password",
        "postfix/smtp[99]: sent",
        "rows[0]",
        "The value x[1] is larger than that of a[2].",
        "rows[1] holds the header.",
        "First comes rows[1], and then rows[2].",
        "The name is in rows[1], as rows[i] would say.",
        "It is the element rows[1] that counts.",
    ],
)
def test_a_bracket_that_is_no_mark_is_quoted(text: str) -> None:
    assert quoted(text) == text


def test_an_index_is_known_by_another_of_the_same_name_in_the_text() -> None:
    told = "The names are in rows[1], since 1987.[3]"
    assert quoted(told) == "The names are in rows, since 1987."
    indexed = indexed_names("The header is rows[0]. The film[a] and the city[12] are not.")
    assert indexed == {"rows"}
    assert quoted(told, indexed=indexed) == "The names are in rows[1], since 1987."


def test_of_code_nothing_is_left_out() -> None:
    assert quoted("rows[1]\n  [2]", code=True) == "rows[1] [2]"
    fenced = "Rows.[1]\n\n```\nrows[1]\n```\n"
    assert is_code(fenced, Span(14, 21), source_code=False)
    assert not is_code(fenced, Span(0, 8), source_code=False)
    assert is_code("rows[1]", Span(0, 7), source_code=True)


def test_source_code_is_known_by_its_type_and_not_by_a_title_like_a_file() -> None:
    of_code = [suffix for suffix, loader in LOADERS.items() if loader in (_CODE, _PYTHON)]
    read = [parse(b"rows = [1]\n", f"rows{suffix}").media_type for suffix in of_code]
    assert len(read) > 20
    assert all(passage("rows[1]", media_type=one).is_source_code for one in read)
    page = parse(b"<title>Node.js</title><p>It was begun in 2009.[3]", "about.html")
    assert page.title == "Node.js"
    assert not passage(page.text, title=page.title, media_type=page.media_type).is_source_code
    assert not passage("rows[1]", title="rows.py", media_type="").is_source_code


def test_long_words_are_read_once() -> None:
    assert without_footnotes("x" * 200_000) == "x" * 200_000
    assert without_footnotes("`" * 3 + "x`" * 5_000).startswith("```")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("**Keep out.", "Keep out."),
        ("Danger of death.**", "Danger of death."),
        ("(Danger.**)", "(Danger.)"),
        ("**Hall.** It seats 40.", "**Hall.** It seats 40."),
        ("**kwargs are passed on.", "**kwargs are passed on."),
        ("Two to the n is 2 ** n.", "Two to the n is 2 ** n."),
    ],
)
def test_a_sign_of_bold_without_its_other_is_not_shown(told: str, shown: str) -> None:
    assert quoted(told) == shown
    assert quoted(told, code=True) == told
