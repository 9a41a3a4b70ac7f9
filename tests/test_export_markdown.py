"""A conversation as Markdown: legible, and nothing in it that a renderer would follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from rag.export import record
from rag.export.escaping import escaped, line_escaped
from rag.export.markdown import answer_markdown, to_markdown
from rag.export.record import exchange
from rag.types import Answer
from tests.kept import PAYLOADS, Conversation, Turn, every_ending, hostile, narrowed

_ADDRESS = re.compile(r"https?://|www\.|\w@\w")


def tokens(markdown: str) -> Iterator[Token]:
    """What CommonMark with tables makes of it."""
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown):
        yield token
        yield from token.children or ()


def body(text: str) -> str:
    return answer_markdown(exchange(Turn("?", Answer("?", "?", text))))


def kinds(markdown: str) -> set[str]:
    return {token.type for token in tokens(markdown)}


def test_a_conversation_is_written_as_markdown_with_every_ending() -> None:
    assert to_markdown(record(every_ending())) == (
        "# The tides of Lindholm\n\n"
        "*28 November 2026, 09:05*\n\n"
        "## 1. When is high tide?\n\n"
        "*28 November 2026, 09:05 · Quotes only (no model) · 1.2 s*\n\n"
        "It is at noon. [1] Low tide is at **seven**. [2] [1]\n\n"
        "*The answer was cut short.*\n\n"
        "**Not fully borne out**\n\n"
        "- Low tide is at **seven**. (Partly in the source: The source says six.)\n\n"
        "**Sources**\n\n"
        "[1] **Tides** · In the source\n\n> High at noon.\n\n"
        "[2] **Tides** · The sentence is only partly in this source\n\n> Low at **six**.\n\n"
        "## 2. Who?\n\n"
        "*28 November 2026, 09:05 · qwen3:8b*\n\n"
        "**Not in the documents**\n\n"
        "The documents do not say who.\n\n"
        "You could ask instead:\n\n"
        "- When is low tide?\n\n"
        "## 3. How deep?\n\n"
        "*28 November 2026, 09:05 · qwen3:8b*\n\n"
        "**Stopped; what is here was not checked against its sources**\n\n"
        "It is 9 metr\n\n"
        "## 4. And then?\n\n"
        "*28 November 2026, 09:05 · Quotes only (no model)*\n\n"
        "**This question could not be answered**\n\n"
        "Nobody answers at \u2060http\u2060://x.\n"
    )


def test_what_was_asked_of_some_documents_says_so() -> None:
    made = to_markdown(record(narrowed()))
    assert made.count("*Asked of 2 of 40 documents: guides, R&D \\*plan\\**\n\n") == 2
    assert "**Not in the documents that were asked**\n\n" in made


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_hostile_becomes_a_link_an_image_or_a_tag(payload: str) -> None:
    made = to_markdown(record(hostile(payload)))
    found = list(tokens(made))
    assert not {token.type for token in found} & {
        "link_open", "image", "html_inline", "html_block",
    }  # fmt: skip
    for token in found:
        if token.type == "text":
            assert not _ADDRESS.search(token.content)


@given(st.text("ab *_`[]()!<>#-+1.|\\\n&~:$=", max_size=60))
def test_no_text_becomes_a_link_an_image_or_a_tag(text: str) -> None:
    conversation = Conversation(text, (Turn(text, Answer("?", "?", text)),))
    found = kinds(to_markdown(record(conversation)))
    assert not found & {"link_open", "image", "html_inline", "html_block"}


@given(st.text("ab *_`[]()!<>#-+1.|\\&~:$=;/", max_size=40))
def test_a_title_is_shown_as_it_stands_in_any_place(text: str) -> None:
    title = " ".join(text.split())
    made = line_escaped(escaped(title))
    for before in ("", "## ", "- "):
        shown = [
            child.content
            for token in MarkdownIt("js-default").parse(f"{before}{made}")
            for child in token.children or ()
        ]
        assert "".join(shown).replace("\N{WORD JOINER}", "") == title


@pytest.mark.parametrize("title", ["__main__", "a__b", "_x", "~~~", "~~~ a", "~~ b"])
def test_underscores_and_tildes_are_shown_as_they_stand(title: str) -> None:
    shown = MarkdownIt("js-default").parse(line_escaped(escaped(title)))
    assert [token.content for one in shown for token in one.children or ()] == [title]


def test_a_backslash_stands_only_where_it_is_needed() -> None:
    for plain in ("R&D: a_b_c = 3 > 2!", "~6 km for $5, at 09:05", "Room #1, 10 < 12, 2^8"):
        assert line_escaped(escaped(plain)) == plain
    assert escaped("$x$ and ~~y~~") == "\\$x\\$ and \\~\\~y\\~\\~"


def test_lists_tables_code_and_looks_stay() -> None:
    text = (
        "# Fees\n\n- Yacht: **14**\n    - *half* for `LOG-7`\n\n3. third\n\n> said\n\n"
        "| a | b |\n|---|---|\n| 1 | `x|y` |\n\n```\nx ```` <b>\n```\n\nend"
    )
    found = [token.type for token in tokens(body(text))]
    for kind in ("heading_open", "strong_open", "em_open", "code_inline", "fence", "table_open"):
        assert kind in found
    assert found.count("bullet_list_open") == 2
    assert "ordered_list_open" in found
    assert "blockquote_open" in found
    assert [one.content for one in tokens(body(text)) if one.type == "fence"] == ["x ```` <b>\n"]


def test_an_item_with_nothing_above_it_is_no_code() -> None:
    assert "code_block" not in kinds(body("    - deep\n        - deeper"))


def test_brackets_that_are_no_footnotes_are_the_texts_own() -> None:
    assert body("numbers[1] and `n[1]`") == "numbers\\[1\\] and `n[1]`"
