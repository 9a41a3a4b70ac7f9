"""What a turn looks like: footnotes that open, doubts that show, refusals unlike failures."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rag.errors import (
    ConfigError,
    CorpusError,
    ModelTimeout,
    QuestionError,
    RagError,
    StoreDamaged,
)
from rag.markup.words import without_markers
from rag.types import Answer, Marker, Refusal, Support, Usage
from rag.ui.cards import (
    answer_html,
    failure_html,
    gone_html,
    parse_places,
    partial_html,
    question_html,
    refusal_html,
    stopped_html,
)
from rag.ui.quotes import quotes
from tests.fake_assistant import Said, make_answer, make_document
from tests.page_reader import PageReader

TIDES = make_document("tides.md", "Tides", "# Tides\n\nHigh at noon. **Low** at six. Moon above.")
NOTES = make_document("notes.md", 'Notes "A"', "Boats rest. Crews sleep.")
ANSWER = make_answer(
    "When?",
    Said("High tide is at noon.", ((TIDES, "High at noon."),)),
    Said(
        "Low tide is at seven.",
        ((TIDES, "**Low** at six."), (NOTES, "Boats rest.")),
        Support.PARTIAL,
        'The source says "six".',
    ),
    Said("Fish bite [?zz9q].", (), Support.UNSUPPORTED, "It cites nothing that was given."),
    Said("Again, noon.", ((TIDES, "High at noon."),)),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The pressure is 2 bar [1].", "The pressure is 2 bar.\xa01"),
        ("The pressure is 2 bar[1][1]. More.", "The pressure is 2 bar.11 More."),
        ("The pressure [1], it says", "The pressure,\xa01 it says"),
        ("Is it “2 bar [1]?” Yes.", "Is it “2 bar?\xa01” Yes."),
        ("Version [1].5 is out", "Version\xa01.5 is out"),
        ("It is 2 bar. [1] More.", "It is 2 bar.\xa01 More."),
    ],
)
def test_a_full_stop_does_not_stand_alone_behind_a_footnote(text: str, shown: str) -> None:
    found = [Marker(one.start(), one.end(), 1, "k") for one in re.finditer(r"\[1\]", text)]
    sentence = replace(ANSWER.sentences[0], text=text, start=0, end=len(text))
    answer = replace(
        ANSWER, text=text, markers=tuple(found), sentences=(sentence,), literal=(), note=""
    )
    drawn = re.sub(r"<[^>]*>", "", answer_html(answer).partition("<section")[0])
    assert drawn.startswith(shown)


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("High at noon.", "High at noon."),
        ("At noon, " * 40, "At noon, " * 35 + "At …"),
        ("潮" * 320, "潮" * 320),
        ("潮" * 400, "潮" * 319 + "…"),
        ("Tides: " + "潮" * 400, "Tides: " + "潮" * 312 + "…"),
    ],
)
def test_the_card_of_a_footnote_shows_the_beginning_of_a_long_quote(quote: str, shown: str) -> None:
    long = make_document("long.md", "Long", quote)
    answer = make_answer("When?", Said("At noon.", ((long, quote),)))
    (chip,) = PageReader(answer_html(answer)).all("span", role="button", class_="fn-chip")
    assert chip.attributes["data-tip"] == f"Source 1: Long\n“{shown}”"


def test_every_marker_is_a_footnote_that_names_its_source() -> None:
    chips = PageReader(answer_html(ANSWER)).all("span", role="button", class_="fn-chip")
    assert [chip.text for chip in chips] == ["1", "2", "3", "1"]
    assert [chip.attributes["aria-label"] for chip in chips] == [
        "Source 1: Tides",
        "Source 2: Tides",
        'Source 3: Notes "A"',
        "Source 1: Tides",
    ]
    assert all(chip.attributes["tabindex"] == "0" for chip in chips)


def test_a_footnote_opens_the_words_of_its_own_sentence() -> None:
    chips = PageReader(answer_html(ANSWER)).all("span", class_="fn-chip")
    opened = [parse_places(chip.attributes["data-open"], ANSWER) for chip in chips]
    assert [[one.quote for one in citations] for citations in opened] == [
        ["High at noon."],
        ["**Low** at six."],
        ["Boats rest."],
        ["High at noon."],
    ]


def test_an_unknown_marker_shows_and_leads_nowhere() -> None:
    unknown = PageReader(answer_html(ANSWER)).one("span", class_="fn-unknown")
    assert unknown.text == "?zz9q"
    assert "not given" in unknown.attributes["title"]
    assert "data-open" not in unknown.attributes
    assert "role" not in unknown.attributes or unknown.attributes["role"] != "button"


def test_a_bracket_that_is_no_marker_stays_text() -> None:
    page = PageReader(answer_html(replace(ANSWER, text=ANSWER.text + " See [1] and [?ab12].")))
    assert "See [1] and [?ab12]." in page.text
    assert len(page.all("span", class_="fn-chip")) == 4


def test_only_sentences_in_doubt_are_marked_and_say_why() -> None:
    page = PageReader(answer_html(ANSWER))
    doubts = page.all("span", class_="fn-doubt")
    assert {tag.attributes["data-support"] for tag in doubts} == {"partial", "unsupported"}
    marked = " ".join(tag.text for tag in doubts)
    assert "Low tide is at seven." in marked
    assert "noon" not in marked
    assert [why.attributes["aria-label"] for why in page.all("span", class_="fn-why")] == [
        'Partly in the source: The source says "six".',
        "Not in the source: It cites nothing that was given.",
    ]


def test_sources_list_each_number_once_with_its_exact_words() -> None:
    page = PageReader(answer_html(ANSWER))
    items = page.all("li", class_="fn-source")
    assert [item.attributes["value"] for item in items] == ["1", "2", "3"]
    words = [tag.text for tag in page.all("span", class_="fn-words")]
    assert words == ["“High at noon.”", "“**Low** at six.”", "“Boats rest.”"]
    support = [tag.text for tag in page.all("span", class_="fn-support")]
    partly = "The sentence is only partly in this source"
    assert support == ["In the source", partly, partly]
    for button in page.all("button", class_="fn-quote"):
        assert parse_places(button.attributes["data-open"], ANSWER)


def test_rows_are_shown_in_words() -> None:
    shelf = make_document(
        "shelf.csv", "Shelf", "| Item: Bolt | Stock: 62 |\n| Item: Nut | Stock: 0 |"
    )
    row = "| Item: Nut | Stock: 0 |"
    page = answer_html(make_answer("?", Said("No nuts.", ((shelf, row),))))
    assert "“Item: Nut; Stock: 0”" in page
    assert row not in page


def test_two_spans_of_one_passage_share_a_number_and_a_source() -> None:
    first = ANSWER.citations[0]
    end = len(TIDES.text)
    second = replace(first, start=end - 11, end=end, quote=TIDES.text[-11:])
    grouped = quotes(replace(ANSWER, citations=(first, second, first)))
    assert {number: [q.citation.quote for q in rows] for number, rows in grouped.items()} == {
        1: ["High at noon.", "Moon above."]
    }
    assert grouped[1][0].places == (0, 2)


def test_who_answered_is_said_below() -> None:
    assert "Quotes only (no model) · 1.2 s" in PageReader(answer_html(ANSWER)).text
    named = answer_html(replace(ANSWER, model="<qwen>"))
    assert PageReader(named).one("p", class_="fn-signature").text == "<qwen> · 1.2 s"


def test_a_note_about_the_whole_answer_is_shown() -> None:
    page = PageReader(answer_html(replace(ANSWER, note="Stopped by you.")))
    assert page.one("p", class_="fn-note").text == "Stopped by you."


def test_a_reply_that_arrives_shows_inert_footnotes() -> None:
    page = PageReader(partial_html("High tide. [1] Then [?ab12] and **bo"))
    assert page.one("span", class_="fn-chip").text == "1"
    assert not page.all(role="button")
    assert "**bo" in page.text


def test_a_stopped_reply_keeps_its_words_and_says_that_they_were_not_checked() -> None:
    page = PageReader(stopped_html("Half an ans"))
    assert "Half an ans" in page.text
    assert "not checked" in page.text
    nothing = PageReader(stopped_html("  ")).text
    assert nothing.strip() == "Stopped. Nothing had been written yet."


def test_a_refusal_is_calm_and_has_no_sources() -> None:
    page = PageReader(refusal_html(Refusal("no_evidence", "Nothing on <trains>.")))
    assert page.one("p", class_="fn-label").text == "Not in your documents"
    assert "Nothing on <trains>." in page.text
    assert not page.all("section")
    some = PageReader(refusal_html(Refusal("no_evidence", "Nothing."), narrowed=True))
    assert some.one("p", class_="fn-label").text == "Not in the documents that were asked"
    empty = PageReader(refusal_html(Refusal("empty_corpus", "There is nothing to read.")))
    assert empty.one("p", class_="fn-label").text == "No documents yet"
    gone = PageReader(refusal_html(Refusal("empty_corpus", "It is gone."), narrowed=True))
    assert gone.one("p", class_="fn-label").text == "No document is in what you chose"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ModelTimeout("It took 30 s."), "The model server failed"),
        (ConfigError("RAG_MODEL: is wrong."), "A setting needs correcting"),
        (StoreDamaged("Not readable."), "The index cannot be used"),
        (CorpusError("No folder."), "The documents cannot be read"),
        (QuestionError("Too long."), "This question cannot be taken"),
        (RagError("Odd."), "Something went wrong"),
    ],
)
def test_a_failure_never_looks_like_a_refusal(error: RagError, words: str) -> None:
    page = PageReader(failure_html(error))
    assert page.one("p", class_="fn-label").text == words
    assert error.message in page.text
    assert page.all("div", class_="fn-failure")
    assert not page.all("div", class_="fn-refusal")


def test_a_failure_shows_its_hint() -> None:
    hinted = PageReader(failure_html(ModelTimeout("Slow.", hint="Ask <again>.")))
    assert hinted.one("p", class_="fn-hint").text == "Ask <again>."


def test_a_question_is_shown_as_typed() -> None:
    typed = "<script>x</script> ![a](b) **c** $d$"
    assert PageReader(question_html(typed)).text == typed
    within = PageReader(question_html("When?", "1 of 2 documents: <b>Tides</b>"))
    assert within.one("p", class_="fn-within").text == "Asked of 1 of 2 documents: <b>Tides</b>"


def test_a_question_that_was_read_in_another_way_says_how() -> None:
    read = PageReader(question_html("and it?", "", "What is the <b>rent</b>?"))
    assert read.one("p", class_="fn-read").text == "Read as: What is the <b>rent</b>?"
    assert "Read as" not in question_html("What is it?", "", "What is it?")


@pytest.mark.parametrize("value", [None, 1, "", "-1", "99", "x", "1 ", "0 x", "9" * 50, ["0"]])
def test_a_click_that_no_page_sends_opens_nothing(value: object) -> None:
    assert parse_places(value, ANSWER) == ()


def test_history_is_prose_without_markers() -> None:
    assert without_markers(ANSWER) == (
        "High tide is at noon. Low tide is at seven. Fish bite. Again, noon."
    )


def test_a_refusal_after_a_model_is_signed_and_one_before_it_is_not() -> None:
    asked = Answer("Q?", "Q?", "", model="tiny", usage=Usage(90, 10, estimated=False, window=200))
    declined = PageReader(refusal_html(Refusal("model_declined", "It found nothing."), asked))
    signed = declined.one("p", class_="fn-signature").text
    assert signed.startswith("tiny")
    assert "100 of 200 tokens of context" in signed
    before = refusal_html(Refusal("no_evidence", "Nothing on this."), asked)
    assert "tiny" not in before


def test_a_document_that_is_gone_still_has_its_quotes() -> None:
    page = PageReader(gone_html(ANSWER.citations[:1]))

    assert "not among your documents any more" in page.text
    assert ANSWER.citations[0].quote in page.text
    assert "quoted" not in PageReader(gone_html(())).text


def test_a_quote_is_not_said_to_be_missing_where_a_sentence_is() -> None:
    false = Said("Low tide is at noon.", ((TIDES, "High at noon."),), Support.UNSUPPORTED, "High.")
    (label,) = PageReader(answer_html(make_answer("When?", false))).all("span", class_="fn-support")
    assert label.text == "The sentence is not in this source"


def test_a_quote_of_several_sentences_says_how_each_fares() -> None:
    quoted = ((TIDES, "High at noon."),)
    answer = make_answer(
        "When?",
        Said("High tide is at noon.", quoted),
        Said("Noon it is.", quoted),
        Said("The boats sail at noon.", quoted, Support.PARTIAL, "Boats?"),
        Said("Low tide is at noon.", quoted, Support.UNSUPPORTED, "High."),
    )
    once = replace(answer, citations=answer.citations[:1])
    (label,) = PageReader(answer_html(once)).all("span", class_="fn-support")
    assert label.text == "2 sentences in this source, 1 only partly, 1 not"


def test_an_answer_that_could_not_be_checked_is_not_said_to_be_missing() -> None:
    refusal = Refusal("unsupported", "An answer was drafted.")
    for narrowed in (False, True):
        page = PageReader(refusal_html(refusal, narrowed=narrowed))
        assert page.one("p", class_="fn-label").text == "Not shown: the answer is not borne out"
