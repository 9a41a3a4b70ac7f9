"""A case by itself: turns, question, what is expected, what was wrong."""

from __future__ import annotations

from rag.ui.case_view import head_html, verdict_html
from tests.evaluation.makers import case, failed, refused, result
from tests.page_reader import PageReader

CASE = case(
    "c",
    question="Who <b>built</b> it?",
    history=[{"user": "Is there a mill?"}, {"assistant": "There is."}],
    expect={"answer": {"facts": ["Jones"], "sources": ["mill.md"]}},
    group="who",
    known_failure="it is hard",
)


def test_the_head_says_what_was_asked_and_expected() -> None:
    text = PageReader(head_html(result(CASE, refused()))).text
    for words in (
        *("You: Is there a mill?", "Footnote: There is.", "Who <b>built</b> it?"),
        *("An answer that says 'Jones', from mill.md", "c · who", "Known failure: it is hard"),
    ):
        assert words in text
    assert "A refusal" in PageReader(head_html(result(case(), refused()))).text


def test_the_verdict_says_what_was_wrong() -> None:
    wrong = PageReader(verdict_html("<i>run</i>", result(CASE, refused())))
    assert "Not met" in wrong.text
    assert "It was refused (no_evidence); the documents answer it." in wrong.text
    assert "<i>run</i>" in wrong.text
    met = PageReader(verdict_html("run", result(case(), refused())))
    assert "Not met" not in met.text
    assert not met.all("ul")
    broken = PageReader(verdict_html("run", result(case(), failed())))
    assert "Not met" in broken.text
    assert not broken.all("ul"), "how it failed stands below, in place of an answer"
