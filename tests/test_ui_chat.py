"""The chat page over a scripted assistant: every state it can be in."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.cli import waiting
from rag.errors import CorpusError, ModelUnreachable, QuestionError
from rag.reply import Stage
from rag.types import Answer, Scope, Stretch, SyncFailure, SyncReport
from rag.types.messages import INCOMPLETE, STOPPED, UNENDED
from rag.ui.cards import partial_html
from rag.ui.chat import _STAGES, TURNS, _doing
from rag.ui.conversation import Conversation
from rag.ui.frame import CLICKS
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.within import Within
from tests.explained import explained
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)
from tests.page_reader import PageReader
from tests.ui_apps import SOON, ask, button, chat_app, open_page, shown, synced, text

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
NOON = make_answer("When is high tide?", Said("It is at noon.", ((TIDES, "High at noon."),)))
EXAMPLES = ("When is high tide?", "When is low tide?", "Where?", "How high?", "A fifth?")


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(shelf=(TIDES,), questions=EXAMPLES)


@pytest.fixture
def library(assistant: FakeAssistant) -> Library:
    return synced(Library(assistant))


def page_over(library: Library) -> AppTest:
    page = open_page(chat_app, library)
    assert not page.exception
    return page


def test_an_empty_page_says_what_it_is_and_offers_four_questions(library: Library) -> None:
    page = page_over(library)
    assert "Footnote" in text(page)
    assert "1 document" in text(page)
    assert "Quotes only (no model)" in text(page)
    labels = [one.label for one in page.button]
    assert [label for label in labels if label in EXAMPLES] == list(EXAMPLES[:4])


def test_an_example_is_asked_with_a_click(library: Library, assistant: FakeAssistant) -> None:
    assistant.enqueue(Script(NOON))
    page = button(page_over(library), EXAMPLES[0]).click().run()
    assert [call.question for call in assistant.asked] == [EXAMPLES[0]]
    assert "It is at noon." in text(page)
    assert EXAMPLES[1] not in [one.label for one in page.button]


def test_an_answer_shows_its_footnote_and_its_source(
    library: Library, assistant: FakeAssistant
) -> None:
    assistant.enqueue(Script(NOON, pieces=("It is at ", "noon. [1]")))
    page = ask(page_over(library), "When is high tide?")
    assert [message.name for message in page.chat_message] == ["user", "assistant"]
    (answer,) = [PageReader(html) for html in shown(page) if "fn-sources" in html]
    assert answer.one("span", class_="fn-chip").attributes["aria-label"] == "Source 1: Tides"
    assert "“High at noon.”" in answer.text
    assert not [one for one in page.button if one.label == "Stop"]


@pytest.mark.parametrize(
    "ended",
    [
        replace(NOON, note=STOPPED),
        replace(NOON, note=UNENDED),
        replace(NOON, note=f"{INCOMPLETE} Nothing came. Ask again.", failure="Nothing came."),
        replace(make_refusal("When?", "It broke off."), failure="Nothing came."),
    ],
)
def test_an_answer_that_ended_early_can_be_asked_for_again(
    library: Library, assistant: FakeAssistant, ended: Answer
) -> None:
    assistant.enqueue(Script(ended), Script(NOON))
    page = ask(page_over(library), "When is high tide?")
    if ended.failure and ended.refusal is not None:
        assert "The answer broke off" in text(page)
        assert "Not in your documents" not in text(page)
    else:
        (drawn,) = [PageReader(html) for html in shown(page) if "fn-sources" in html]
        assert "fn-early" in drawn.one("p", class_="fn-note").attributes["class"]
    button(page, "Try again").click().run()
    assert [call.question for call in assistant.asked] == ["When is high tide?"] * 2
    assert len(page.chat_message) == 2, "in the place of the other"
    assert "Try again" not in [one.label for one in page.button]


def test_a_note_on_a_whole_answer_offers_no_other_try(
    library: Library, assistant: FakeAssistant
) -> None:
    assistant.enqueue(Script(replace(NOON, note="The sources differ: 1 in [1], 2 in [2].")))
    page = ask(page_over(library), "When is high tide?")
    assert "The sources differ" in text(page)
    assert "fn-early" not in "".join(shown(page))
    assert "Try again" not in [one.label for one in page.button]


def test_two_sources_of_one_title_are_told_apart_by_their_paths(assistant: FakeAssistant) -> None:
    other = make_document("old/tides.md", "Tides", "High at one.")
    notes = make_document("notes.md", "Notes", "Boats rest.")
    said = (
        Said("It is at noon.", ((TIDES, "High at noon."),)),
        Said("It is at one.", ((other, "High at one."),)),
        Said("Boats rest.", ((notes, "Boats rest."),)),
    )
    assistant = FakeAssistant(shelf=(TIDES, other, notes))
    assistant.enqueue(Script(make_answer("When?", *said)))
    page = ask(page_over(synced(Library(assistant))), "When?")
    (answer,) = [PageReader(html) for html in shown(page) if "fn-sources" in html]
    titles = [one.text for one in answer.all("span", class_="fn-title")]
    assert titles == ["Tides (tides.md)", "Tides (old/tides.md)", "Notes"]
    labels = [one.attributes["aria-label"] for one in answer.all("span", class_="fn-chip")]
    assert labels[1] == "Source 2: Tides (old/tides.md)"


def test_a_refusal_offers_other_questions_and_no_sources(
    library: Library, assistant: FakeAssistant
) -> None:
    refusal = make_refusal("Who?", "The documents do not say who.", "When is low tide?")
    assistant.enqueue(Script(refusal), Script(NOON))
    page = ask(page_over(library), "Who?")
    assert "Not in your documents" in text(page)
    assert "Sources" not in text(page)
    button(page, "When is low tide?").click().run()
    assert [call.question for call in assistant.asked] == ["Who?", "When is low tide?"]


def test_what_a_refusal_offers_is_asked_as_it_was_tried(
    library: Library, assistant: FakeAssistant
) -> None:
    """Without the turns before it, and of the documents that were asked."""
    refusal = make_refusal("Who?", "The documents do not say who.", "How do I return it?")
    assistant.enqueue(Script(NOON), Script(refusal), Script(NOON))
    page = ask(page_over(library), "When is high tide?")
    talk = page.session_state["conversation"]
    narrow = Within(Scope(documents=frozenset({TIDES.id})), "1 of 2 documents: Tides")
    ended = talk.ask("Who?", library, Choice(), narrow)
    ended.wait(10)
    button(page.run(), "How do I return it?").click().run()
    asked = assistant.asked[-1]
    assert (asked.question, asked.history) == ("How do I return it?", ())
    assert asked.scope == narrow.scope


def test_a_failure_says_what_to_do_and_can_be_tried_again(
    library: Library, assistant: FakeAssistant
) -> None:
    error = ModelUnreachable("Nobody answers at http://x.", hint="Start the server.")
    assistant.enqueue(Script(error=error), Script(NOON))
    page = ask(page_over(library), "When?")
    assert "Nobody answers at http://x." in text(page)
    assert "Start the server." in text(page)
    assert "Not in your documents" not in text(page)
    page = button(page, "Try again").click().run()
    assert "It is at noon." in text(page)
    assert "Nobody answers" not in text(page)


def test_quotes_are_offered_where_a_model_failed_and_only_there(
    library: Library, assistant: FakeAssistant
) -> None:
    error = ModelUnreachable("Nobody answers at http://x.", hint="Start the server.")
    assistant.default_model = "qwen"
    assistant.enqueue(Script(error=error), Script(NOON), Script(error=error))
    page = ask(page_over(library), "When?")
    page = button(page, "Answer with quotes only").click().run()
    assert "It is at noon." in text(page)
    assert [call.model for call in assistant.asked][1:] == ["embedded"]
    assistant.default_model = "embedded"
    page = ask(page, "And then?")
    assert "Answer with quotes only" not in [one.label for one in page.button]


def test_a_blank_question_gets_a_hint_and_no_call(
    library: Library, assistant: FakeAssistant
) -> None:
    page = ask(page_over(library), "   ")
    assert "There is no question yet." in text(page)
    assert assistant.asked == []


def test_a_question_that_is_refused_entry_says_why(
    library: Library, assistant: FakeAssistant
) -> None:
    assistant.enqueue(Script(error=QuestionError("The question is too long.", hint="Shorten it.")))
    page = ask(page_over(library), "long " * 2_000)
    assert "The question is too long." in text(page)
    assert "Try again" not in [one.label for one in page.button]


def test_stop_keeps_what_has_arrived(library: Library, assistant: FakeAssistant) -> None:
    gate = threading.Event()
    assistant.enqueue(Script(NOON, pieces=("It is ", "at"), gate=gate, before_gate=1, deaf=True))
    page = page_over(library)
    conversation = page.session_state["conversation"]
    turn = conversation.ask("When?", library, Choice())
    turn.stop()
    page = page.run()
    assert "It is" in text(page)
    assert "Stopped" in text(page)
    gate.set()


def test_letters_of_a_plain_text_are_shown_while_they_arrive(
    library: Library, assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def drawing(text: str, literal: tuple[Stretch, ...] = ()) -> str:
        drawn.append(partial_html(text, literal))
        return drawn[-1]

    monkeypatch.setattr("rag.ui.chat.partial_html", drawing)
    said = r"It is on \\server\_x as __main__ [2]."
    literal, gate = (Stretch(0, len(said)),), threading.Event()
    pieces = (f"{said} [1]", " And **bold**.")
    script = Script(NOON, pieces=pieces, gate=gate, before_gate=1, deaf=True, literal=literal)
    assistant.enqueue(script)
    page = page_over(library)
    turn = page.session_state["conversation"].ask("Where?", library, Choice())
    while not turn.text:
        turn.wait(0.01)
    turn.stop()  # deaf: what has arrived is shown for a moment as if more came, then as stopped
    stopped = text(page.run())
    gate.set()
    for seen in (PageReader(drawn[0]).text, stopped):
        assert f"{said}\N{NO-BREAK SPACE}1" in seen


def test_follow_ups_carry_the_conversation_and_a_new_one_does_not(
    library: Library, assistant: FakeAssistant
) -> None:
    assistant.enqueue(Script(NOON), Script(NOON), Script(NOON))
    page = ask(ask(page_over(library), "When is high tide?"), "And low tide?")
    roles = [[message.role for message in call.history] for call in assistant.asked]
    assert roles == [[], ["user", "assistant"]]
    page = button(page, "New conversation").click().run()
    assert "Every sentence of the answer carries a footnote" in text(page)
    ask(page, "When is high tide?")
    assert assistant.asked[2].history == ()


def test_two_sessions_do_not_see_each_other(library: Library, assistant: FakeAssistant) -> None:
    assistant.enqueue(Script(NOON))
    first, second = page_over(library), page_over(library)
    ask(first, "When is high tide?")
    assert "It is at noon." not in text(second.run())
    assert len(second.chat_message) == 0


def test_a_question_asked_while_documents_are_read_waits_for_them(
    assistant: FakeAssistant,
) -> None:
    gate = threading.Event()
    assistant.ready, assistant.sync_gate = False, gate
    assistant.enqueue(Script(NOON))
    library = Library(assistant)
    library.begin()
    assert library.wait(10, lambda: library.state.progress is not None)
    page = open_page(chat_app, library)
    assert "Reading your documents: 12 of 43" in text(page)
    threading.Timer(0.5, gate.set).start()
    page = ask(page, "When is high tide?")
    assert "It is at noon." in text(page)


def test_a_failed_sync_is_told_calmly(assistant: FakeAssistant) -> None:
    assistant.sync_error = CorpusError("There is no folder docs.", hint="Set RAG_CORPUS_DIR.")
    page = page_over(synced(Library(assistant)))
    assert "There is no folder docs." in text(page)
    assert "Set RAG_CORPUS_DIR." in text(page)


def test_unreadable_files_are_named(assistant: FakeAssistant) -> None:
    assistant.report = SyncReport(failed=(SyncFailure("deed.pdf", "It has no text."),))
    page = page_over(synced(Library(assistant)))
    assert "1 file could not be read" in text(page)
    assert "deed.pdf" in text(page)


def test_what_a_person_types_stays_text(library: Library, assistant: FakeAssistant) -> None:
    typed = "<script>alert(1)</script> ![x](http://e.example/p.png) **b**"
    assistant.questions = ("![x](http://e.example/q.png) <b>?</b>",)
    page = page_over(library)
    assert any("?" in one.label for one in page.button), "the question is offered"
    assert all("![" not in one.label for one in page.button)
    page = ask(page, typed)
    assert typed in text(page)
    drawn = [html for html in shown(page) if html != CLICKS]
    assert not [html for html in drawn if "<script" in html or "<img" in html]


def test_every_answer_and_refusal_can_say_why(library: Library, assistant: FakeAssistant) -> None:
    refusal = make_refusal("Who?", "The documents do not say who.")
    assistant.enqueue(Script(explained(NOON, TIDES)), Script(explained(refusal, TIDES)))
    page = ask(ask(page_over(library), "When is high tide?"), "Who?")
    panels = [PageReader(html) for html in shown(page) if "<details" in html]
    assert sorted(panel.one("summary").text for panel in panels) == [
        "Why this answer",
        "Why this was refused",
    ]


def test_without_an_explanation_there_is_no_panel(
    library: Library, assistant: FakeAssistant
) -> None:
    assistant.enqueue(Script(NOON))
    page = ask(page_over(library), "When is high tide?")
    assert "Why this answer" not in text(page)


def test_without_documents_it_says_where_to_add_some() -> None:
    assert "Add some on the page Documents." in text(page_over(synced(Library(FakeAssistant()))))


def test_a_long_conversation_shows_its_last_turns_and_earlier_ones_with_a_click(
    library: Library,
) -> None:
    page = open_page(chat_app, library)
    talk = page.session_state["conversation"]
    for number in range(TURNS + 3):
        talk.ask(f"Question {number}?", library, Choice()).wait(10)
    page.run()
    assert "Question 2?" not in text(page)
    assert f"Question {TURNS + 2}?" in text(page)
    button(page, "Show earlier questions (3)").click().run()
    assert "Question 0?" in text(page)
    assert not [one for one in page.button if one.label.startswith("Show earlier")]


def test_every_stage_of_a_reply_has_words() -> None:
    stages = set(get_args(Stage))
    assert stages <= set(_STAGES)
    assert stages <= {*waiting._STAGES, "done"}, "nobody waits for a reply that has ended"


def test_a_model_that_has_not_begun_is_named(library: Library, assistant: FakeAssistant) -> None:
    gate = threading.Event()
    assistant.enqueue(Script(NOON, gate=gate, awaiting="<qwen>"))
    talk = Conversation()
    turn = talk.ask("When?", library, Choice())
    until = time.monotonic() + SOON
    while not turn.awaiting and time.monotonic() < until:
        turn.wait(0.01)
    assert "Waiting for &lt;qwen&gt;" in _doing(turn)
    gate.set()
    turn.wait(SOON)
