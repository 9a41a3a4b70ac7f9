"""Words that stand at several places of a passage are cited beside what is quoted with them."""

from __future__ import annotations

from rag.answer.draft import Draft
from rag.answer.settle import judge
from rag.answer.verification.verify import Verifier
from rag.types import Delta
from tests.builders import passage
from tests.fakes import WordEmbedder

FAQ = passage(
    "May I sublet? No. You may take in a lodger.\n\n"
    "May I paint? No. You need to ask Mr Lund.\n\n"
    "May I keep bees? **No**. They sting.\n",
    "k7f2",
)
TABLES = passage(
    "Left\n\n| Name | Price |\n|---|---|\n| Oak | 5 |\n| Elm | 6 |\n\n"
    "Right\n\n| Name | Weight |\n|---|---|\n| Ash | 7 |\n| Oak | 5 |\n",
    "k7f2",
)


def cited(text: str, of: str) -> list[tuple[str, str]]:
    """The words before each quote of "no", and the quote."""
    draft = Draft([FAQ])
    list(draft.write([Delta(text=text), Delta(finish="stop")]))
    found = judge(draft, Verifier(WordEmbedder()), [FAQ])
    quotes = [one for sentence in found for one in sentence.citations if of in one.quote.lower()]
    return [(FAQ.text[: one.start].split("\n")[-1].strip(), one.quote) for one in quotes]


def test_a_no_is_cited_at_the_question_that_it_answers() -> None:
    lodger = "No. [k7f2] You may take in a lodger. [k7f2]"
    lund = "No. [k7f2] You need to ask Mr Lund. [k7f2]"
    assert cited(lodger, "no") == [("May I sublet?", "No.")]
    assert cited(lund, "no") == [("May I paint?", "No.")]
    assert cited(f"{lund}\n\n{lodger}", "no") == [("May I paint?", "No."), ("May I sublet?", "No.")]
    assert cited("**No**. [k7f2] They sting. [k7f2]", "no") == [("May I keep bees?", "**No**.")]
    assert cited("They sting. [k7f2] No. [k7f2]", "no") == [("May I keep bees?", "**No**.")]


def test_alone_it_is_cited_where_it_stands_first() -> None:
    assert cited("No. [k7f2]", "no") == [("May I sublet?", "No.")]


def test_a_row_of_another_table_is_another_row() -> None:
    draft = Draft([TABLES])
    list(draft.write([Delta(text="- Name: Oak; Weight: 5 [k7f2]"), Delta(finish="stop")]))
    (row,) = judge(draft, Verifier(WordEmbedder()), [TABLES])
    assert TABLES.text[: row.citations[0].start].endswith("| Ash | 7 |\n")
    assert row.citations[0].quote == "| Oak | 5 |"
