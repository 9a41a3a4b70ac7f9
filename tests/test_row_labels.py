"""A row of one of several like tables is told with the heading that it stands below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.answer.complete import Chosen
from rag.answer.draft import Draft
from rag.answer.extract import ExtractiveAnswerer
from rag.answer.row_labels import labels_below_headings
from rag.answer.settle import judge
from rag.answer.verification.verify import Verifier
from rag.text import Span, sentence_spans
from rag.types import Passage, Support
from tests.builders import chunk, evidence, passage
from tests.fakes import WordEmbedder


def page(sections: dict[str, str], mark: str = "## ") -> Passage:
    """A document of sections, each below its heading, in one passage; places as in the outline."""
    text, chunks = "", []
    for path, body in sections.items():
        text = f"{text}\n\n{mark}{path.rpartition(' > ')[2]}\n\n".lstrip()
        chunks.append(chunk(body, start=len(text), locator=path))
        text += body
    return replace(passage(text, locator="; ".join(sections)), chunks=tuple(chunks))


def table(*rows: str) -> str:
    return "\n".join(["| Need | Which |", "|---|---|", *(f"| {row} |" for row in rows)])


def told(one: Passage, quoted: Sequence[str], question: str = "") -> list[str]:
    """The lines of an answer that quotes these rows, each borne out."""
    texts = [
        one.text[slice(*span)].strip("| ").split(" | ")[0] for span in sentence_spans(one.text)
    ]
    found = evidence([one], [0.9 if text in quoted else 0.0 for text in texts])
    rows = tuple(row for row in found.sentences if row.score)
    found = replace(found, rows=True, question=question, sentences=rows)
    draft = Draft([one], quotes_only=True)
    list(draft.write(ExtractiveAnswerer().stream((), found)))
    verdicts = judge(draft, Verifier(WordEmbedder()).of_quotes(), [one])
    assert all(each.support is Support.SUPPORTED for each in verdicts)
    for each in verdicts:
        assert each.citations[0].quote.startswith("| ")
    return [line.removesuffix(" [1]") for line in draft.text.splitlines() if line]


CREATE = table("`item` | yes", "`gift` | no")
CANCEL = table("`reason` | yes")


@pytest.mark.parametrize(
    ("sections", "rows", "lines"),
    [
        (
            {"Create; or copy": CREATE, "Cancel an order": CANCEL},
            ["`item`", "`reason`"],
            [
                "- Create; or copy – Need: `item`; Which: yes",
                "- Cancel an order – Need: `reason`; Which: yes",
            ],
        ),
        (
            {"Cats > Dose": CREATE, "Dogs > Dose": CANCEL},
            ["`reason`"],
            ["- Dogs > Dose – Need: `reason`; Which: yes"],
        ),
        (
            {"Orders > Create": CREATE, "Orders > Cancel": CANCEL},
            ["`reason`"],
            ["- Cancel – Need: `reason`; Which: yes"],
        ),
        ({"Create": CREATE}, ["`item`"], ["- Need: `item`; Which: yes"]),
        (
            {"Create": CREATE, "Staff": "| Who | Need | Day |\n|---|---|---|\n| Jo | tea | 2 |"},
            ["`item`"],
            ["- Need: `item`; Which: yes"],
        ),
    ],
)
def test_a_row_says_below_which_heading_it_stands(
    sections: dict[str, str], rows: list[str], lines: list[str]
) -> None:
    assert told(page(sections), rows) == lines


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("What must be given to create an order?", "- Create an order – Need: `item`; Which: yes"),
        ("What must be given?", "- Need: `item`; Which: yes"),
        ("Which need is that of the title?", "- Need: `item`; Which: yes"),
    ],
)
def test_a_row_says_the_heading_that_the_question_names(question: str, line: str) -> None:
    assert told(page({"Create an order": CREATE}), ["`item`"], question) == [line]


def test_several_rows_of_one_table_do_not_repeat_the_heading_that_the_question_names() -> None:
    lines = told(page({"Create an order": CREATE}), ["`item`", "`gift`"], "What creates an order?")
    assert lines == ["- Need: `item`; Which: yes", "- Need: `gift`; Which: no"]


def test_a_row_below_its_quoted_heading_does_not_repeat_it() -> None:
    one = page({"Create an order": CREATE})
    begin, row = one.text.index("Create"), one.text.index("| `item`")
    heading = Chosen(one, Span(begin, begin + len("Create an order")), heads=True)
    below = Chosen(one, Span(row, row + len("| `item` | yes |")), listed=True)
    question = "What must be given to create an order?"

    assert labels_below_headings([below], question) == {below.place: "Create an order"}
    assert labels_below_headings([heading, below], question) == {}


def test_a_heading_that_no_outline_has_is_a_label_too() -> None:
    whole = page({"p. 3": CREATE})
    text = f"Create an order\n\n{CREATE}\n\nCancel an order\n\n{CANCEL}"
    plain = replace(whole, text=text, end=len(text), chunks=(chunk(text, locator="p. 3"),))
    assert told(replace(plain, locator="p. 3"), ["`reason`"]) == [
        "- Cancel an order – Need: `reason`; Which: yes"
    ]


def test_another_heading_before_a_row_is_not_borne_out() -> None:
    both = page({"Create an order": CREATE, "Cancel an order": CANCEL})
    verifier = Verifier(WordEmbedder()).of_quotes()

    def support(sentence: str) -> Support:
        return verifier.judge(sentence, [both]).support

    assert support("Cancel an order – Need: `reason`; Which: yes") is Support.SUPPORTED
    assert support("Create an order – Need: `reason`; Which: yes") is not Support.SUPPORTED
