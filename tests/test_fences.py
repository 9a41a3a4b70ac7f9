"""Whoever reads a Markdown text sees its code begin and end at the same lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fences import closes, opened_by
from rag.ingest.markdown import block_tokens
from rag.markup.blocks import blocks as drawn
from rag.markup.inline import Look
from rag.text import plain, sentence_spans
from rag.text.blocks import blocks
from rag.ui.parts import _code

LINES = st.one_of(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["", " ", "   ", "    "]),
        st.sampled_from(["```", "````", "~~~", "~~~~~", "``"]),
        st.sampled_from(["", "  ", "python", " sh ~", " a`b", " ```"]),
    ),
    st.sampled_from(["Rent is due.", "x = 1", "", ""]),
)


def written_out(lines: list[str]) -> str:
    """The lines, each that is no code by itself: what markdown-it takes for a paragraph's rest is
    told by a blank line."""
    return "".join(f"{line}\n\n" for line in lines)


def of_commonmark(text: str) -> list[str]:
    return [plain(one.content) for one in block_tokens(text) if one.type == "fence"]


def of_sentences(text: str) -> list[str]:
    return [plain(text[one.start : one.end]) for one in blocks(text, headings=False) if one.whole]


def of_pages(text: str) -> list[str]:
    runs = (one.cells[0] for one in drawn(text) if one.kind == "code")
    code = [[text[run.start : run.end] for run in one if run.look is Look.CODE] for one in runs]
    return [plain("".join(one)) for one in code]


@given(st.lists(LINES, max_size=9))
def test_all_see_the_same_code(lines: list[str]) -> None:
    text = written_out(lines)
    code = of_commonmark(text)
    assert of_pages(text) == code
    assert of_sentences(text) == [one for one in code if one]
    assert len(list(_code(text))) == len(code)


def test_a_fence_within_code_ends_nothing() -> None:
    text = "```\nWrite this:\n```python\nprint(1)\n```\n\nThe rent is due. It is 900 euros.\n"
    told = [text[span.start : span.end] for span in sentence_spans(text)]
    assert told[-2:] == ["The rent is due.", "It is 900 euros."]
    assert told[0] == "Write this:\n```python\nprint(1)"


@pytest.mark.parametrize(
    ("line", "fence"),
    [("```", "```"), ("  ~~~~ sh", "~~~~"), ("```` a", "````"), ("``` a`b", ""), ("    ```", ""),
     ("``", ""), ("```inline```", ""), ("\t```", "")],
)  # fmt: skip
def test_a_fence_opens_code(line: str, fence: str) -> None:
    assert opened_by(line) == opened_by(f"{line}\r\n") == fence


def test_only_a_bare_fence_of_its_length_closes_code() -> None:
    assert closes("````  \n", "```")
    assert not any(closes(line, "```") for line in ("``` a", "~~~", "``", "    ```", "```a```"))
