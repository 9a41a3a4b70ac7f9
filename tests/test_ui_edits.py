"""What people change in the library: done, followed by a sync, or refused in words."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
import streamlit as st

from rag.errors import CorpusError, ModelUnreachable, StoreBusy
from rag.history import FILE, History
from rag.types import Added, Answer, DocumentEntry, Scope, SyncFailure
from rag.ui.conversation import Conversation
from rag.ui.edits import (
    add_folder,
    discard,
    forget_folder,
    remove,
    reread,
    restore,
    take,
)
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.session import complaint
from rag.ui.turn import Stopped, Turn
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
from tests.ui_apps import SOON, synced

TIDES = make_document("sea/tides.md", "Tides", "High at noon.")
BUSY = StoreBusy("The data folder is being written to by rag sync (process 7).", hint="Wait.")


@pytest.fixture
def assistant() -> FakeAssistant:
    st.session_state.clear()
    return FakeAssistant(shelf=(TIDES,))


def sent(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def followed(library: Library) -> bool:
    return library.wait(SOON, lambda: not library.state.busy and not library.state.changes)


def test_files_are_kept_and_read_in_the_background(assistant: FakeAssistant) -> None:
    library = synced(Library(assistant))
    files = [sent("lease.md", b"# Lease"), sent("tool.exe", b"MZ")]
    lease, tool = take(library, files)
    assert lease.added == Added(sources=("uploads/1-upload.md",))
    assert [failure.source for failure in tool.added.refused] == ["tool.exe"]
    assert followed(library)
    assert "uploads/1-upload.md" in [entry.source for entry in assistant.library.entries()]
    (again,) = take(library, [sent("copy.md", b"# Lease")])
    assert again.added.existing == ("uploads/1-upload.md",)


def test_a_file_that_the_disk_does_not_take_is_refused_and_nothing_synced(
    assistant: FakeAssistant,
) -> None:
    library = synced(Library(assistant))
    assistant.library.refuses = CorpusError("The disk is read-only.", hint="Make room.")
    (arrival,) = take(library, [sent("lease.md", b"# Lease")])
    assert arrival.added == Added(
        refused=(SyncFailure("lease.md", "The disk is read-only. Make room."),)
    )
    assert assistant.syncs == 1


def test_a_file_that_meets_a_fault_of_ours_does_not_keep_others_from_being_read(
    assistant: FakeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, add = synced(Library(assistant)), assistant.library.add

    def adding(name: str, stream: IO[bytes]) -> Added:
        if name == "odd.zip":
            raise ZeroDivisionError
        return add(name, stream)

    monkeypatch.setattr(assistant.library, "add", adding)
    lease, odd = take(library, [sent("lease.md", b"# Lease"), sent("odd.zip", b"PK")])
    assert lease.added.sources == ("uploads/1-upload.md",)
    assert "unexpected fault while keeping the file" in odd.added.refused[0].reason
    assert followed(library)
    assert assistant.syncs == 2


@pytest.mark.parametrize(
    ("act", "done"), [(remove, "remove"), (restore, "restore"), (reread, "reindex")]
)
def test_a_change_is_made_and_followed(
    assistant: FakeAssistant, act: Callable[[Library, str], None], done: str
) -> None:
    library = synced(Library(assistant))
    act(library, TIDES.source)
    assert assistant.library.done == [(done, TIDES.source)]
    assert followed(library)
    assert assistant.syncs == 2
    assert complaint() is None


def test_a_change_that_is_refused_is_said_once(assistant: FakeAssistant) -> None:
    library = synced(Library(assistant))
    assistant.library.refuses = BUSY
    remove(library, TIDES.source)
    assert complaint() is BUSY
    assert complaint() is None
    assert library.state.changes == {}
    assert assistant.syncs == 1


def test_what_was_added_and_not_read_can_be_thrown_away(assistant: FakeAssistant) -> None:
    library = synced(Library(assistant))
    assistant.sync_gate = threading.Event()
    take(library, [sent("lease.md", b"# Lease")])
    library.cancel()
    assert library.wait(SOON, lambda: not library.state.busy)
    assert list(library.state.changes.values()) == ["added"]
    assistant.sync_gate.set()
    discard(library)
    assert followed(library)
    assert [entry.source for entry in assistant.library.entries()] == [TIDES.source]


def test_folders_are_added_and_forgotten(assistant: FakeAssistant) -> None:
    library = synced(Library(assistant))
    assert add_folder(library, "papers")
    assert not add_folder(library, "known")
    assert "known is among your documents already." in str(complaint())
    forget_folder(library, "papers")
    assert assistant.library.folders() == ()
    assert followed(library)
    assistant.library.refuses = BUSY
    assert not add_folder(library, "others")
    assert complaint() is BUSY
    forget_folder(library, "papers")
    assert complaint() is BUSY


def uploaded() -> tuple[FakeAssistant, DocumentEntry, Answer]:
    """An assistant with one upload, the upload, and an answer that quotes it."""
    st.session_state.clear()
    tides = replace(TIDES, source="uploads/tides.md", id="id-uploads/tides.md")
    noon = make_answer("When?", Said("High at noon.", ((tides, "High at noon."),)))
    assistant = FakeAssistant(shelf=(tides,))
    (entry,) = assistant.library.entries()
    entry = replace(entry, uploaded=True)
    assistant.library.shelf[entry.source] = entry
    return assistant, entry, noon


def test_an_upload_that_is_deleted_is_gone_from_what_is_open_and_what_is_coming() -> None:
    assistant, tides, noon = uploaded()
    gate = threading.Event()
    library = synced(Library(assistant))
    assistant.enqueue(Script(noon), Script(noon, gate=gate))
    talk = Conversation()
    library.live[talk.id] = talk
    first = talk.ask("When?", library, Choice())
    first.wait(SOON)
    second = talk.ask("And when?", library, Choice())
    assistant.library.refuses = BUSY
    remove(library, tides.source)
    assert complaint() is BUSY
    assert (first.outcome, library.gone) == (noon, {})
    assistant.library.refuses = None
    remove(library, tides.source)
    gate.set()
    second.wait(SOON)
    for turn in (first, second):
        assert isinstance(turn.outcome, Answer)
        assert turn.outcome.text.startswith("(The source was deleted on ")
        assert "noon" not in repr(turn.outcome)
    take(library, [sent("lease.md", b"# Lease")])
    assert list(library.gone) == [tides.source]


def breaking(said: str) -> Script:
    """A reply that breaks after these words, once it may go on."""
    hung_up = ModelUnreachable("It hung up.")
    gate = threading.Event()
    return Script(error=hung_up, pieces=(said, ""), gate=gate, before_gate=1, deaf=True)


def stopped(turn: Turn, script: Script, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Stop it after its first words, and have it break then."""
    deadline = time.monotonic() + SOON
    while not turn.text and time.monotonic() < deadline:
        turn.wait(0.02)
    meanwhile()
    turn.stop()
    assert script.gate is not None
    script.gate.set()
    turn.wait(SOON)


def test_a_stopped_reply_that_breaks_keeps_nothing_of_an_upload_that_is_deleted(
    tmp_path: Path,
) -> None:
    assistant, tides, _ = uploaded()
    library = synced(Library(assistant))
    library.history = History.open(tmp_path / FILE)
    script = breaking("High at noon.")
    assistant.enqueue(script)
    talk = Conversation()
    library.live[talk.id] = talk
    turn = talk.ask("When?", library, Choice())
    stopped(turn, script, lambda: remove(library, tides.source))
    assert isinstance(turn.outcome, Stopped)
    assert turn.outcome.text.startswith("(The source was deleted on ")
    kept = library.history.conversation(talk.id)
    assert kept is not None
    assert [one.text for one in kept.turns] == [turn.outcome.text]


def test_with_an_upload_go_its_name_and_questions_that_were_read_with_it() -> None:
    assistant, tides, noon = uploaded()
    gate = threading.Event()
    library = synced(Library(assistant))
    refused = make_refusal("And it?", "The documents do not say.")
    later = replace(refused, standalone_question="And it (Noon)?", draft="Noon, perhaps.")
    assistant.enqueue(*(Script(one) for one in (later, noon, later)), Script(later, gate=gate))
    talk = Conversation()
    library.live[talk.id] = talk
    talk.within = Within(Scope(frozenset({tides.id})), f"1 of 1 document: {tides.title}")
    turns = [talk.ask(question, library, Choice()) for question in ("It?",)]
    for question in ("When?", "And it?", "And it?"):
        turns[-1].wait(SOON)
        turns.append(talk.ask(question, library, Choice()))
    remove(library, tides.source)
    gate.set()
    turns[-1].wait(SOON)
    asked = [one.outcome.standalone_question for one in turns if isinstance(one.outcome, Answer)]
    assert asked == ["And it (Noon)?", noon.question, "And it?", "And it?"]
    for within in (talk.within, *(one.within for one in turns)):
        assert within.words == "1 of 1 document: a deleted document"
        assert within.scope
        assert tides.id not in repr(within)


def test_a_question_asked_after_an_upload_was_deleted_may_name_its_topic() -> None:
    assistant, tides, noon = uploaded()
    hours = make_document("hours.md", "Hours", "The gate opens at one.")
    tides = replace(tides, title="Harbour tides")
    assistant.shelf = (replace(assistant.shelf[0], title=tides.title), hours)
    assistant.library.shelf[tides.source] = tides
    library = synced(Library(assistant))
    read = replace(
        explained(make_answer("And the gate?", Said("At one.", ((hours, hours.text),))), hours),
        standalone_question="When do the harbour tides open the gate?",
    )
    script = breaking("Harbour tides are")
    assistant.enqueue(Script(read), script, Script(noon))
    remove(library, tides.source)
    assert followed(library)
    talk = Conversation()
    library.live[talk.id] = talk
    first = talk.ask("And the gate?", library, Choice())
    first.wait(SOON)
    second = talk.ask("And?", library, Choice())
    stopped(second, script)
    third = talk.ask("When?", library, Choice())
    third.wait(SOON)
    assert first.outcome == read
    assert second.outcome == Stopped("Harbour tides are")
    assert "noon" not in repr(third.outcome), "the index may hold it yet"


def test_an_upload_that_is_sent_again_before_the_sync_is_through_is_quoted() -> None:
    assistant, tides, noon = uploaded()
    library = synced(Library(assistant))
    remove(library, tides.source)
    assert followed(library)
    moved = replace(tides, source="uploads/tides (2).md")  # as a sync does that finds it there
    assistant.library.shelf[moved.source] = moved
    assistant.enqueue(Script(noon), Script(noon))
    talk = Conversation()
    first = talk.ask("When?", library, Choice())
    first.wait(SOON)
    assert first.outcome == noon
    remove(library, moved.source)
    assert followed(library)
    second = talk.ask("And when?", library, Choice())
    second.wait(SOON)
    assert isinstance(second.outcome, Answer)
    assert "noon" not in second.outcome.text
