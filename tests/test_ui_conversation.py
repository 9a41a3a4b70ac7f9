"""Turns: answered in the background, stopped within a second, remembered only when answered."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rag.errors import CorpusError, ModelUnreachable, QuestionError
from rag.history import KeptTurn
from rag.types import Answer, Message
from rag.ui.conversation import Conversation, Stopped, Turn
from rag.ui.library import Library
from rag.ui.offers import Choice
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
NOON = make_answer("When is high tide?", Said("At noon.", ((TIDES, "High at noon."),)))
SOON = 10.0


def ended(turn: Turn) -> Turn:
    """The turn once it has an outcome."""
    deadline = time.monotonic() + SOON
    while turn.outcome is None and time.monotonic() < deadline:
        turn.wait(0.05)
    assert turn.outcome is not None
    return turn


def asked(assistant: FakeAssistant, question: str = "When is high tide?") -> Turn:
    return Conversation().ask(question, Library(assistant), Choice())


def test_a_question_gets_its_answer_and_keeps_its_pieces() -> None:
    assistant = FakeAssistant()
    assistant.enqueue(Script(NOON, pieces=("At ", "noon. [1]")))
    turn = ended(asked(assistant))
    assert turn.outcome == NOON
    assert turn.text == "At noon. [1]"
    assert turn.stage == "done"


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_a_blank_question_is_not_asked(question: str) -> None:
    assistant, talk = FakeAssistant(), Conversation()
    with pytest.raises(QuestionError):
        talk.ask(question, Library(assistant), Choice())
    assert not assistant.asked
    assert not talk.turns


def test_an_error_of_the_server_is_the_turns_outcome() -> None:
    assistant, error = FakeAssistant(), ModelUnreachable("Nobody answers.")
    assistant.enqueue(Script(error=error, pieces=("At ",)))
    turn = ended(asked(assistant))
    assert turn.outcome is error
    assert turn.text == "At "


def test_a_fault_of_ours_is_told_without_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    assistant = FakeAssistant()
    assistant.enqueue(Script(error=KeyError("secret detail")))
    turn = ended(asked(assistant))
    assert "secret" not in str(turn.outcome)
    assert "secret detail" in caplog.text


def test_a_turn_says_how_long_its_server_wants_to_be_left_alone() -> None:
    assistant, gate = FakeAssistant(), threading.Event()
    assistant.enqueue(Script(NOON, gate=gate, waiting=12.0), Script(NOON))
    turn = asked(assistant)
    deadline = time.monotonic() + SOON
    while turn.waiting is None and time.monotonic() < deadline:
        turn.wait(0.01)
    assert turn.waiting == 12.0
    gate.set()
    ended(turn)


def test_a_reply_that_hears_stop_ends_with_its_own_answer() -> None:
    assistant = FakeAssistant()
    assistant.enqueue(Script(NOON, pieces=("At ", "noon."), gate=threading.Event(), before_gate=1))
    turn = asked(assistant)
    turn.stop()
    assert ended(turn).outcome == NOON


def test_a_silent_server_is_left_alone_within_a_second() -> None:
    assistant, gate = FakeAssistant(), threading.Event()
    assistant.enqueue(Script(NOON, pieces=("At ", "noon."), gate=gate, before_gate=1, deaf=True))
    turn = asked(assistant)
    deadline = time.monotonic() + SOON
    while not turn.text and time.monotonic() < deadline:
        turn.wait(0.01)
    stopped = time.monotonic()
    turn.stop()
    assert ended(turn).outcome == Stopped("At ")
    assert time.monotonic() - stopped < 1
    gate.set()
    deadline = time.monotonic() + SOON
    while not turn.ended and time.monotonic() < deadline:
        turn.wait(0.05)
    assert turn.outcome == NOON


def test_an_error_after_stop_is_still_a_stop() -> None:
    assistant, gate = FakeAssistant(), threading.Event()
    broken = ModelUnreachable("The connection was closed.")
    assistant.enqueue(Script(error=broken, pieces=("At ",), gate=gate, before_gate=1, deaf=True))
    turn = asked(assistant)
    turn.stop()
    gate.set()
    assert isinstance(ended(turn).outcome, Stopped)


def test_a_reply_that_was_stopped_before_its_first_word_is_a_stop() -> None:
    assistant, silence = FakeAssistant(), make_answer("When is high tide?")
    assistant.enqueue(Script(silence, gate=threading.Event()))
    turn = asked(assistant)
    turn.stop()
    turn.wait(SOON)
    assert turn.ended
    assert turn.outcome == Stopped("")


def test_a_question_waits_for_the_first_sync() -> None:
    gate = threading.Event()
    assistant = FakeAssistant(ready=False, sync_gate=gate)
    assistant.enqueue(Script(NOON))
    library = Library(assistant)
    library.begin()
    turn = Conversation().ask("When is high tide?", library, Choice())
    turn.wait(0.1)
    assert turn.stage == "waiting"
    assert not assistant.asked
    gate.set()
    assert ended(turn).outcome == NOON


def test_a_waiting_question_can_be_stopped_without_being_asked() -> None:
    gate = threading.Event()
    assistant = FakeAssistant(ready=False, sync_gate=gate)
    library = Library(assistant)
    library.begin()
    turn = Conversation().ask("When?", library, Choice())
    turn.stop()
    assert ended(turn).outcome == Stopped("")
    gate.set()
    assert library.wait(SOON, lambda: not library.state.busy)
    assert not assistant.asked


def test_a_sync_that_failed_is_never_taken_for_a_refusal() -> None:
    assistant = FakeAssistant(ready=False, sync_error=CorpusError("There is no folder docs."))
    library = Library(assistant)
    library.begin()
    assert library.wait(SOON, lambda: not library.state.busy)
    turn = ended(Conversation().ask("When?", library, Choice()))
    assert turn.outcome is assistant.sync_error
    assert not assistant.asked


def test_history_is_answered_turns_without_markers() -> None:
    assistant, talk = FakeAssistant(), Conversation()
    library = Library(assistant)
    assistant.enqueue(
        Script(NOON),
        Script(make_refusal("Who?", "Not said.")),
        Script(error=ModelUnreachable("Nobody answers.")),
        Script(NOON),
    )
    for question in ("When is high tide?", "Who?", "Why?", "And low tide?"):
        ended(talk.ask(question, library, Choice(model="qwen")))
    assert assistant.asked[0].history == ()
    assert assistant.asked[3].history == (
        Message("user", "When is high tide?"),
        Message("assistant", "At noon."),
    )
    assert assistant.asked[3].model == "qwen"


@pytest.mark.parametrize("alone", [True, False])
def test_a_question_after_a_click_sees_what_one_after_a_typed_question_sees(alone: bool) -> None:
    assistant = FakeAssistant()
    library = Library(assistant)
    assistant.enqueue(Script(NOON), Script(NOON), Script(NOON))
    talk = Conversation()
    ended(talk.ask("When is it high?", library, Choice()))
    ended(talk.ask("When is high tide?", library, Choice(), alone=alone))
    ended(talk.ask("And then?", library, Choice()))
    asked = [one.content for one in assistant.asked[-1].history]
    assert asked == ["When is it high?", "At noon.", "When is high tide?", "At noon."]


def test_a_question_that_is_asked_alone_has_no_history_whoever_is_asked_again() -> None:
    assistant, talk = FakeAssistant(), Conversation()
    library = Library(assistant)
    assistant.enqueue(Script(NOON), Script(error=ModelUnreachable("Nobody answers.")))
    ended(talk.ask("When is high tide?", library, Choice()))
    failed = ended(talk.ask("How do I return it?", library, Choice(), alone=True))
    talk.retry(failed, library, Choice())
    ended(talk.ask_again(ended(talk.turns[-1]), library, Choice()))
    assert [call.history for call in assistant.asked] == [()] * 4


def test_a_kept_question_that_was_read_as_it_is_written_is_asked_again_so() -> None:
    read = make_answer("How deep?", Said("Low at six.", ((TIDES, "Low at six."),)))
    again = [read, replace(read, standalone_question="How deep? (Tides)")]
    turns = [
        Turn.restored(
            place, KeptTurn(f"{place}", datetime.now(UTC), one.question, "answered", "", one)
        )
        for place, one in enumerate((NOON, *again), 1)
    ]
    assistant, talk = FakeAssistant(), Conversation("a", turns)
    for turn in turns[1:]:
        ended(talk.ask_again(turn, Library(assistant), Choice()))
    assert [len(call.history) for call in assistant.asked] == [0, 4]


def test_a_new_question_stops_the_one_before() -> None:
    assistant, talk = FakeAssistant(), Conversation()
    library = Library(assistant)
    assistant.enqueue(Script(NOON, pieces=("At ",), gate=threading.Event(), before_gate=1))
    first = talk.ask("When?", library, Choice())
    second = talk.ask("And then?", library, Choice())
    assert first.stopping
    assert isinstance(ended(first).outcome, Answer | Stopped)
    assert isinstance(ended(second).outcome, Answer)
    assert talk.active is None


def test_trying_again_replaces_the_failed_turn() -> None:
    assistant, talk = FakeAssistant(), Conversation()
    library = Library(assistant)
    assistant.enqueue(Script(error=ModelUnreachable("Nobody answers.")), Script(NOON))
    failed = ended(talk.ask("When?", library, Choice()))
    talk.retry(failed, library, Choice(model="qwen"))
    (turn,) = talk.turns
    assert ended(turn).outcome == NOON
    assert turn.number != failed.number
    assert [call.question for call in assistant.asked] == ["When?", "When?"]


def test_trying_again_after_a_failed_sync_syncs_again() -> None:
    assistant = FakeAssistant(ready=False, sync_error=CorpusError("There is no folder docs."))
    library, talk = Library(assistant), Conversation()
    library.begin()
    failed = ended(talk.ask("When?", library, Choice()))
    assert library.wait(SOON, lambda: not library.state.busy)
    assistant.sync_error = None
    assistant.enqueue(Script(NOON))
    talk.retry(failed, library, Choice())
    assert ended(talk.turns[-1]).outcome == NOON
    assert assistant.syncs == 2
