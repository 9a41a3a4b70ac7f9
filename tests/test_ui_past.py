"""Conversations that were kept, on the page: kept at once, listed, opened, renamed, deleted."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import streamlit as st

from rag.errors import ModelUnreachable, StoreError
from rag.feedback import Feedback
from rag.history import FILE, History, KeptTurn, Listed
from rag.ui.addresses import recall
from rag.ui.conversation import Conversation, Turn
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.past import FEW, _called, when
from tests.fake_assistant import FakeAssistant, Said, Script, make_answer, make_document
from tests.ui_apps import ask, button, chat_app, open_page, synced, text

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
NOON = make_answer("When is high tide?", Said("At noon.", ((TIDES, "High at noon."),)))
SOON = 10.0


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History.open(tmp_path / FILE)


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant(shelf=(TIDES,))


@pytest.fixture
def library(assistant: FakeAssistant, history: History) -> Library:
    st.cache_resource.clear()
    return synced(Library(assistant, history=history))


class Broken(History):
    """A history on a disk that takes nothing."""

    def keep(self, conversation: str, position: int, turn: KeptTurn) -> None:
        del conversation, position, turn
        raise self.problem

    problem: Exception = StoreError("The disk is full.")


def ended(turn: Turn) -> Turn:
    turn.wait(SOON)
    assert turn.outcome is not None
    return turn


def test_a_turn_is_kept_as_it_ends_and_comes_back(
    library: Library, assistant: FakeAssistant, history: History
) -> None:
    assistant.enqueue(Script(NOON))
    talk = Conversation()
    turn = ended(talk.ask("When is high tide?", library, Choice()))
    kept = history.conversation(talk.id)
    assert kept is not None
    (one,) = kept.turns
    assert (one.id, one.answer, one.ending) == (turn.id, NOON, "answered")
    again = Turn.restored(1, one)
    assert (again.outcome, again.question, again.asked) == (NOON, turn.question, turn.asked)


@pytest.mark.parametrize("problem", [StoreError("The disk is full."), ValueError("a half letter")])
def test_an_answer_that_cannot_be_kept_can_still_be_read(
    assistant: FakeAssistant, tmp_path: Path, problem: Exception
) -> None:
    broken = Broken(tmp_path / FILE)
    broken.problem = problem
    assistant.enqueue(Script(NOON))
    talk = Conversation()
    asked = talk.ask("When?", synced(Library(assistant, history=broken)), Choice())
    assert ended(asked).outcome == NOON


def test_a_stopped_turn_that_is_tried_again_before_it_has_ended_is_not_kept_beside_it(
    library: Library, assistant: FakeAssistant, history: History
) -> None:
    gate = threading.Event()
    assistant.enqueue(Script(NOON, gate=gate, deaf=True), Script(NOON))
    talk = Conversation()
    deaf = talk.ask("When is high tide?", library, Choice())
    deaf.stop()
    talk.retry(deaf, library, Choice())
    again = ended(talk.turns[-1])
    gate.set()
    ended(deaf)
    kept = history.conversation(talk.id)
    assert kept is not None
    assert [one.id for one in kept.turns] == [again.id]


def test_a_conversation_whose_only_question_is_tried_again_is_called_as_before(
    library: Library, assistant: FakeAssistant, history: History
) -> None:
    gates = [threading.Event(), threading.Event()]
    failed = Script(error=ModelUnreachable("Nobody answers."))
    assistant.enqueue(failed, *(Script(NOON, gate=one, deaf=True) for one in gates))
    talk = Conversation()
    first = ended(talk.ask("When is high tide?", library, Choice()))
    history.rename(talk.id, "The tides")
    (before,) = history.conversations()
    talk.retry(first, library, Choice())
    deaf = talk.turns[-1]
    assert [one.title for one in history.conversations()] == ["The tides"]
    deaf.stop()
    talk.retry(deaf, library, Choice())
    gates[1].set()
    last = ended(talk.turns[-1])
    gates[0].set()
    ended(deaf)
    (after,) = history.conversations()
    assert (after.title, after.created) == (before.title, before.created)
    kept = history.conversation(talk.id)
    assert kept is not None
    assert [one.id for one in kept.turns] == [last.id]


def test_a_turn_that_is_replaced_while_it_is_being_kept_is_forgotten(
    assistant: FakeAssistant, tmp_path: Path
) -> None:
    class Slow(History):
        def keep(self, conversation: str, position: int, turn: KeptTurn) -> None:
            super().keep(conversation, position, turn)
            talk.turns[0].replaced.set()

    history, talk = Slow.open(tmp_path / FILE), Conversation()
    ended(talk.ask("When is high tide?", synced(Library(assistant, history=history)), Choice()))
    assert history.conversations() == ()


def test_a_conversation_goes_on_where_it_was_left(
    library: Library, assistant: FakeAssistant, history: History
) -> None:
    assistant.enqueue(Script(NOON))
    first = open_page(chat_app, library)
    ask(first, "When is high tide?")
    talk = first.session_state["conversation"]
    ended(talk.turns[-1])
    (listed,) = history.conversations()
    assert listed.id == talk.id
    library.live.clear()
    second = open_page(chat_app, library)
    button(second, "When is high tide?").click().run()
    assert "At noon." in text(second)
    assert second.query_params["c"] in (talk.id, [talk.id])
    assert second.session_state["conversation"].history() == talk.history()


def test_an_answer_is_stopped_when_the_last_who_waits_for_it_leaves(
    library: Library, assistant: FakeAssistant
) -> None:
    gate = threading.Event()
    assistant.enqueue(Script(NOON), Script(NOON, gate=gate))
    one = ask(open_page(chat_app, library), "When is high tide?")
    talk = one.session_state["conversation"]
    ended(talk.turns[-1])
    two = open_page(chat_app, library)
    button(two, "When is high tide?").click().run()
    assert two.session_state["conversation"] is talk
    turn = talk.ask("And then?", library, Choice())
    two.button(key="new-conversation").click().run()
    assert not turn.stopping
    one.button(key="new-conversation").click().run()
    assert turn.stopping
    gate.set()


def test_two_of_one_title_are_told_apart_by_their_time(
    library: Library, assistant: FakeAssistant, history: History
) -> None:
    for _ in range(2):
        assistant.enqueue(Script(NOON))
        ended(Conversation().ask("When is high tide?", library, Choice()))
    page = open_page(chat_app, library)
    last = history.conversations()[0].changed.astimezone()
    named = [one.label for one in page.button if one.label.startswith("When is high tide?")]
    assert len(named) == 2
    assert f"({last:%H:%M})" in named[0].replace("\\", "")


def test_the_open_one_is_renamed_and_deleted(
    library: Library, assistant: FakeAssistant, history: History
) -> None:
    assistant.enqueue(Script(NOON))
    page = open_page(chat_app, library)
    ask(page, "When is high tide?")
    turn = ended(page.session_state["conversation"].turns[-1])
    ratings = library.ratings = Feedback(history.path.with_name("feedback.jsonl"))
    ratings.rate(turn.id, "up", "", "{}", "another")
    other = open_page(chat_app, library)
    button(other, "When is high tide?").click().run()
    assert "You found this helpful." in text(other)
    page.run()
    button(page, "Rename").click().run()
    page.text_input(key="past-title").set_value("The tides")
    button(page, "Save").click().run()
    assert [one.title for one in history.conversations()] == ["The tides"]
    button(page, "Delete").click().run()
    assert "with what was thought of its answers" in text(page)
    page.button(key="past-cancel").click().run()
    assert "with what was thought of its answers" not in text(page)
    assert len(history.conversations()) == 1
    button(page, "Delete").click().run()
    page.button(key="past-confirm").click().run()
    assert history.conversations() == ()
    assert ratings.ratings() == ()
    assert not page.session_state["conversation"].turns
    assert "not kept here" not in text(page)
    assert "c" not in page.query_params
    assert "At noon." not in text(other.run()), "nor is it left in another session"
    assistant.enqueue(Script(NOON))
    assert "It may have been deleted" in text(other), "nor does it go without a word"
    talk = other.session_state["conversation"]
    ended(talk.ask("When is high tide?", library, Choice()))
    (begun,) = history.conversations()
    assert begun.id == talk.id
    assert begun.id not in library.deleted, "what is asked from then on is another's"


def test_an_answer_that_ends_while_its_conversation_is_deleted_brings_it_not_back(
    library: Library, assistant: FakeAssistant, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistant.enqueue(Script(NOON), Script(NOON), Script(NOON))
    page = open_page(chat_app, library)
    ask(page, "When is high tide?")
    talk = page.session_state["conversation"]
    ended(talk.turns[-1])
    erase = history.delete

    def delete(name: str) -> None:
        erase(name)
        ended(talk.ask("And low tide?", library, Choice()))

    monkeypatch.setattr(history, "delete", delete)
    button(page.run(), "Delete").click().run()
    page.button(key="past-confirm").click().run()
    assert history.conversations() == ()


def test_an_answer_that_was_being_kept_when_its_conversation_was_deleted_goes_with_it(
    library: Library, assistant: FakeAssistant, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = history.keep

    def late(name: str, place: int, turn: KeptTurn) -> None:
        library.deleted.add(name)
        keep(name, place, turn)

    monkeypatch.setattr(history, "keep", late)
    assistant.enqueue(Script(NOON))
    ended(Conversation().ask("When is high tide?", library, Choice()))
    assert history.conversations() == ()


def test_a_conversation_that_could_not_be_deleted_goes_on_being_kept(
    library: Library, assistant: FakeAssistant, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str) -> None:
        raise StoreError(f"{name} cannot be deleted.")

    assistant.enqueue(Script(NOON))
    page = open_page(chat_app, library)
    ask(page, "When is high tide?")
    ended(page.session_state["conversation"].turns[-1])
    monkeypatch.setattr(history, "delete", fail)
    button(page.run(), "Delete").click().run()
    page.button(key="past-confirm").click().run()
    assert "cannot be deleted" in text(page)
    assert not library.deleted


def test_a_conversation_goes_on_behind_all_that_was_kept_of_it(
    library: Library, history: History, assistant: FakeAssistant
) -> None:
    first = KeptTurn("t1", datetime.now(UTC), "First?", "stopped", "")
    history.keep("c1", 4, first)  # after three that failed and were tried again
    talk = recall(library, "c1")
    assert talk is not None
    assistant.enqueue(Script(NOON), Script(NOON), Script(NOON))
    for question in ("Second?", "Third?"):
        ended(talk.ask(question, library, Choice()))
    assert questions(history) == ["First?", "Second?", "Third?"]
    second = talk.turns[1]
    talk.keep(second, ended(talk.ask_again(second, library, Choice())), library)
    assert questions(history) == ["First?", "Second?", "Third?"]


def questions(history: History) -> list[str]:
    kept = history.conversation("c1")
    return [one.question for one in kept.turns] if kept is not None else []


def test_a_search_is_offered_where_there_are_many(library: Library, history: History) -> None:
    for number in range(FEW + 1):
        turn = KeptTurn(f"t{number}", datetime.now(UTC), f"Question {number}?", "stopped", "")
        history.keep(f"c{number}", 1, turn)
    page = open_page(chat_app, library)
    page.text_input(key="past-search").set_value("question 3").run()
    assert [one.label for one in page.button if (one.key or "").startswith("past-c")] == [
        "Question 3?"
    ]
    page.text_input(key="past-search").set_value("zebra").run()
    assert "No conversation holds these words." in text(page)


def test_nothing_is_listed_where_nothing_is_kept(assistant: FakeAssistant) -> None:
    page = open_page(chat_app, synced(Library(assistant)))
    assert "Conversations" not in text(page)


def test_a_day_that_no_heading_says_stands_beside_the_time() -> None:
    noon = datetime(2020, 3, 10, 12).astimezone()
    assert _called(Listed("c", "Tides", noon, noon, 1)) == "Tides (10 March 2020, 12:00)"
    now = datetime.now().astimezone()
    assert _called(Listed("c", "Tides", now, now, 1)) == f"Tides ({now:%H:%M})"


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Today"), (1, "Yesterday"), (2, "Earlier"), (-1, "Today")]
)
def test_when_it_last_went_on(days: int, words: str) -> None:
    noon = datetime(2026, 3, 10, 12).astimezone()
    listed = Listed("c", "Tides", noon, noon - timedelta(days=days), 1)
    assert when(listed, date(2026, 3, 10)) == words
