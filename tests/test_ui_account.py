"""The panel that says how an answer or a refusal came about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.cli.explain import explanation_lines
from rag.types import Message, Support
from rag.ui.account import account_html, words_at
from tests.explained import explained
from tests.fake_assistant import Said, make_answer, make_document, make_refusal
from tests.page_reader import PageReader

EVIL = "<script>window.hacked = 1</script> \"><img src=x onerror='window.hacked=2'> [a](b:c)"
TIDES = make_document("tides.md", "Tides", "High at **noon**. Low at six.")
BOATS = make_document("boats.md", "Boats", "Boats rest at night. They sail at dawn.")
PROMPT = (Message("system", "Answer\n  from the passages."), Message("user", "When? [k7f2]"))
NOON = explained(
    make_answer(
        "When is high tide?",
        Said("It is at noon.", ((TIDES, "High at **noon**."),)),
        Said("Low tide is at 7.", ((TIDES, "Low at six."),), Support.PARTIAL, "7 is not said."),
    ),
    TIDES,
    BOATS,
    prompt=PROMPT,
)
REFUSED = explained(make_refusal("Who?", "No."), TIDES, probability=0.1, missing="says who")


def test_it_is_closed_and_says_what_it_is() -> None:
    for answer, words in ((NOON, "Why this answer"), (REFUSED, "Why this was refused")):
        page = PageReader(account_html(answer))
        assert "open" not in page.one("details").attributes
        assert page.one("summary").text == words


def test_an_answer_of_which_nothing_is_kept_has_no_panel() -> None:
    assert account_html(replace(NOON, why=None)) == ""


def test_every_part_has_its_heading() -> None:
    assert [tag.text for tag in PageReader(account_html(NOON)).all("h3")] == [
        "Asked as",
        "Evidence",
        "Likeliest sentences",
        "Signals",
        "Found",
        "Sentences of the answer, checked",
        "Sent to the model",
        "Seconds",
    ]


@pytest.mark.parametrize(
    ("missing", "told"), [("says when", False), ("mentions Acme", True), ("", False)]
)
def test_an_answer_is_not_told_that_nothing_says_it(missing: str, told: bool) -> None:
    assert NOON.why is not None
    answered = replace(
        NOON, why=replace(NOON.why, evidence=replace(NOON.why.evidence, missing=missing))
    )

    assert ("Nothing found" in PageReader(account_html(answered)).text) == told
    assert any("Nothing found" in line for line in explanation_lines(answered)) == told


def test_a_refusal_shows_what_was_found_and_what_was_lacking() -> None:
    page = PageReader(account_html(REFUSED))

    assert "of 10%; 25% is needed, so no answer was written." in page.text
    assert "Nothing found says who." in page.text
    assert "No model was asked: it was refused before." in page.text
    assert "dense 1 · lexical 1 · fused 0.0164" in page.text
    assert not page.all("span", class_="fn-support")


def test_a_likely_sentence_opens_where_it_stands() -> None:
    looks = PageReader(account_html(REFUSED)).all("button", class_="fn-look")
    assert looks[0].text == "“High at **noon**.”. Open in the document"
    opened = [words_at(one.attributes["data-open"], REFUSED) for one in looks]
    assert [[one.quote for one in cited] for cited in opened] == [
        ["High at **noon**."],
        ["Low at six."],
    ]
    for nothing in (None, 1, "", "likely-9", "likely-", "0", ["likely-0"]):
        assert words_at(nothing, REFUSED) == ()
    assert words_at("likely-0", replace(REFUSED, why=None)) == ()


def test_signals_are_a_table_that_adds_up() -> None:
    table = PageReader(account_html(NOON))
    rows = [tag.text for tag in table.all("tr")]

    assert rows == [
        "SignalValueAdds",
        "covered near0.67+1.31",
        "bias1.00+0.61",
        "names missing near0.50−0.42",
        "1 other+0.02",
        "Together, the logit+1.52",
    ]


def test_verdicts_carry_their_reason_and_their_quote() -> None:
    page = PageReader(account_html(NOON))
    support = page.all("span", class_="fn-support")

    assert [tag.attributes["data-support"] for tag in support] == ["supported", "partial"]
    assert "7 is not said." in page.text
    assert "“Low at six.”" in page.text


def test_a_hit_that_was_not_read_says_so() -> None:
    facts = PageReader(account_html(NOON)).all("span", class_="fn-facts-line")
    read, unread = (tag.text for tag in facts if "fused" in tag.text)

    assert "not read" not in read
    assert unread == "dense 2 · lexical – · fused 0.0161 · not read"


def test_the_prompt_is_shown_to_the_letter() -> None:
    shown = PageReader(account_html(NOON)).all("pre")

    assert [tag.text for tag in shown] == [message.content for message in PROMPT]


def test_the_bar_shows_both_numbers() -> None:
    page = PageReader(account_html(REFUSED))

    assert page.one("i").attributes["style"] == "left:25.0%"
    assert "width:10.0%" in [tag.attributes.get("style") for tag in page.all("span")]


def test_nothing_that_others_wrote_becomes_a_tag() -> None:
    document = make_document("evil.md", EVIL, EVIL + "\n\nMore " + EVIL)
    said = Said(EVIL, ((document, EVIL),), Support.PARTIAL, EVIL)
    answer = explained(
        make_answer(EVIL, said), document, missing=EVIL, prompt=(Message("user", EVIL),)
    )
    assert answer.why is not None
    part = replace(answer.why.evidence, question=EVIL)
    why = replace(answer.why, evidence=replace(part, parts=(part, part)))

    page = PageReader(account_html(replace(answer, why=why)))

    assert {tag.name for tag in page.tags} <= {
        *("details", "summary", "section", "h3", "p", "ul", "ol", "li", "div", "span", "i", "pre"),
        "button",
        *("table", "thead", "tbody", "tr", "th", "td", "code"),
    }
    assert {name for tag in page.tags for name in tag.attributes} <= {
        *(
            "class",
            "dir",
            "style",
            "aria-hidden",
            "type",
            "data-open",
            "data-support",
            "scope",
            "tabindex",
            "title",
        ),
    }
    assert page.text.count("window.hacked = 1") >= 8
