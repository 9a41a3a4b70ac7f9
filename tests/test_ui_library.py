"""The shared library: reads in the background, says what it does, survives what goes wrong."""

from __future__ import annotations

import threading

import pytest

from rag.errors import CorpusError, StoreBusy
from rag.llm import FoundServer
from rag.settings.profiles import Server
from rag.types import Scope, SyncFailure, SyncReport
from rag.ui.library import HERE, Library
from rag.ui.offers import Choice
from tests.fake_assistant import FakeAssistant

SOON = 10.0


def idle(library: Library) -> bool:
    return library.wait(SOON, lambda: not library.state.busy)


def test_it_reads_in_the_background_and_tells_how_far_it_is() -> None:
    gate = threading.Event()
    library = Library(FakeAssistant(sync_gate=gate, report=SyncReport(added=2)))
    assert library.state.phase == "idle"
    library.begin()
    assert library.wait(SOON, lambda: library.state.progress is not None)
    assert library.state.busy
    progress = library.state.progress
    assert progress is not None
    assert (progress.done, progress.total) == (12, 43)
    gate.set()
    assert idle(library)
    assert library.state.report == SyncReport(added=2)
    assert library.state.progress is None
    assert library.state.finished is not None


def test_beginning_twice_syncs_once() -> None:
    gate = threading.Event()
    assistant = FakeAssistant(sync_gate=gate)
    library = Library(assistant)
    library.begin()
    library.begin()
    gate.set()
    assert idle(library)
    assert assistant.syncs == 1
    library.begin()
    assert idle(library)
    assert assistant.syncs == 2


def test_a_sync_that_fails_is_a_problem_until_the_next_succeeds() -> None:
    assistant = FakeAssistant(sync_error=CorpusError("There is no folder docs.", hint="Make it."))
    library = Library(assistant)
    library.begin()
    assert idle(library)
    assert library.state.problem is assistant.sync_error
    assistant.sync_error = None
    library.begin()
    assert idle(library)
    assert library.state.problem is None


def test_a_fault_of_ours_is_told_without_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    library = Library(FakeAssistant(sync_error=ZeroDivisionError("secret detail")))
    library.begin()
    assert idle(library)
    problem = library.state.problem
    assert problem is not None
    assert "secret" not in str(problem)
    assert "secret detail" in caplog.text


class ColdAssistant(FakeAssistant):
    """One whose search model cannot be loaded, nor its models be listed."""

    def warm_up(self) -> None:
        raise CorpusError("The weights are missing.")

    def models(self, server: Server | None = None) -> tuple[str, ...]:
        raise RuntimeError(f"no list of {server}")


def test_what_fails_after_the_sync_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    library = Library(ColdAssistant())
    library.begin()
    assert idle(library)
    assert str(library.state.problem) == "The weights are missing."
    assert library.state.models == ("embedded",)
    assert "no list" in caplog.text


OLLAMA = FoundServer("Ollama", "http://127.0.0.1:11434/v1", ("qwen",))


def test_servers_are_looked_for_in_the_background_and_again_when_asked() -> None:
    gate = threading.Event()
    found: list[tuple[FoundServer, ...]] = [()]

    def find() -> tuple[FoundServer, ...]:
        gate.wait(SOON)
        return found[-1]

    library = Library(FakeAssistant(), find)
    library.begin()
    assert HERE in library.state.looking
    gate.set()
    assert idle(library)
    assert not library.state.found
    found.append((OLLAMA,))
    library.look()
    assert idle(library)
    assert library.state.found == (OLLAMA,)
    assert [offer.models for offer in library.offers() if offer.place == OLLAMA.base_url] == [
        ("qwen",)
    ]


def test_a_look_that_goes_wrong_ends_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    def find() -> tuple[FoundServer, ...]:
        raise ZeroDivisionError("no ports")

    library = Library(FakeAssistant(), find)
    library.begin()
    assert idle(library)
    assert library.state.found == ()
    assert "no ports" in caplog.text


def test_a_server_that_lists_nothing_is_not_asked_at_once_again() -> None:
    library = Library(FakeAssistant())
    library.list_models(Choice("http://127.0.0.1:1/v1"))
    assert library.wait(SOON, lambda: not library.is_asking("http://127.0.0.1:1/v1"))
    assert library.state.listed == {"http://127.0.0.1:1/v1": ()}
    library.list_models(Choice("profile:gone"))
    assert library.wait(SOON, lambda: not library.is_asking("profile:gone"))
    assert library.state.listed["profile:gone"] == ()


def test_a_server_that_listed_nothing_is_asked_again_after_a_while() -> None:
    now = [100.0]
    place, office = "profile:office", Server("office", "http://gpu:1/v1")
    assistant = FakeAssistant(known=(office,))
    library = Library(assistant, clock=lambda: now[0])

    def shown() -> tuple[str, ...] | None:
        return next(offer.models for offer in library.offers() if offer.place == place)

    library.list_models(Choice(place))
    assert idle_place(library, place)
    assert shown() == ()
    assistant.offered = {office.base_url: ("qwen",)}
    library.list_models(Choice(place))
    assert not library.is_asking(place), "it has only just been asked"
    now[0] += 60
    assert shown() is None, "the page is to ask"
    library.list_models(Choice(place))
    assert idle_place(library, place)
    now[0] += 60
    assert shown() == ("qwen",), "what was listed is kept"


def idle_place(library: Library, place: str) -> bool:
    return library.wait(SOON, lambda: not library.is_asking(place))


def test_a_configured_server_that_listed_nothing_is_asked_at_the_next_beginning() -> None:
    assistant = FakeAssistant()
    assistant.default_model, assistant.listed = "phi", ("phi", "embedded")
    library = Library(assistant)
    library.begin()
    assert idle(library)
    assistant.listed = ("phi", "embedded", "qwen")
    library.begin()
    assert library.wait(SOON, lambda: "qwen" in library.state.models)


def test_a_change_during_a_sync_is_followed_by_another() -> None:
    gate = threading.Event()
    assistant = FakeAssistant(sync_gate=gate)
    library = Library(assistant)
    library.begin()
    assert library.wait(SOON, lambda: library.state.progress is not None)
    library.follow({"a.md": "to be read again"})
    assert library.state.changes == {"a.md": "to be read again"}
    gate.set()
    assert idle(library)
    assert assistant.syncs == 2
    assert library.state.changes == {}


def test_it_tells_which_changes_the_sync_has_come_to() -> None:
    gate = threading.Event()
    library = Library(FakeAssistant(sync_gate=gate))
    library.follow({"a.md": "added", "b.md": "added"})
    assert library.wait(SOON, lambda: library.state.reached == {"a.md"})
    gate.set()
    assert idle(library)


def test_it_tells_which_files_the_sync_could_not_read_until_the_next_begins() -> None:
    assistant = FakeAssistant(sync_gate=threading.Event(), unreadable=SyncFailure("a.md", "Torn."))
    library = Library(assistant)
    library.follow({"a.md": "added"})
    assert library.wait(SOON, lambda: library.state.unreadable == {"a.md": "Torn."})
    assistant.unreadable = None
    library.follow({"a.md": "to be read again"})
    assert assistant.sync_gate is not None
    assistant.sync_gate.set()
    assert idle(library)
    assert (assistant.syncs, library.state.unreadable) == (2, {})


def test_a_cancelled_sync_keeps_what_was_to_be_done() -> None:
    assistant = FakeAssistant(sync_gate=threading.Event())
    library = Library(assistant)
    library.follow({"a.md": "added"})
    assert library.wait(SOON, lambda: library.state.progress is not None)
    library.cancel()
    assert idle(library)
    report = library.state.report
    assert report is not None
    assert report.cancelled
    assert not library.state.cancelling
    assert library.state.changes == {"a.md": "added"}
    assistant.sync_gate = None
    library.begin()
    assert idle(library)
    assert library.state.changes == {}


def test_a_sync_that_fails_keeps_what_was_to_be_done() -> None:
    library = Library(FakeAssistant(sync_error=CorpusError("There is no folder docs.")))
    library.follow({"a.md": "added"})
    assert idle(library)
    assert library.state.changes == {"a.md": "added"}


def test_there_is_nothing_to_cancel_while_nothing_is_read() -> None:
    library = Library(FakeAssistant())
    library.cancel()
    assert not library.state.cancelling


def test_a_question_is_asked_within_its_scope() -> None:
    assistant, scope = FakeAssistant(), Scope(collections=frozenset({"sea"}))
    Library(assistant).ask("When?", (), Choice(), scope)
    assert assistant.asked[0].scope == scope


def test_a_change_in_a_watched_folder_is_followed_until_it_is_closed() -> None:
    assistant = FakeAssistant()
    library = Library(assistant)
    library.watch()
    watch = assistant.library.watch
    assert watch is not None
    assert watch.running
    assert watch.act()
    assert idle(library)
    assert assistant.syncs == 1
    library.close()
    library.close()
    assert watch.stopped


def test_what_was_cancelled_is_not_begun_again_by_the_watch() -> None:
    assistant = FakeAssistant(sync_gate=threading.Event())
    library = Library(assistant)
    library.watch()
    watch = assistant.library.watch
    assert watch is not None
    library.follow({"a.md": "added"})
    library.cancel()
    assert not watch.act(), "it is to be tried again"
    assert idle(library)
    assert not watch.act()
    assert idle(library)
    assert assistant.syncs == 1


def test_a_writer_in_the_way_of_the_watch_is_met_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.ui.library._PATIENCE", 0.01)
    assistant = FakeAssistant(sync_error=StoreBusy("Another process writes."))
    library = Library(assistant)
    library.watch()
    watch = assistant.library.watch
    assert watch is not None
    assert not watch.act()
    assistant.sync_error = None
    assert watch.act()
    assert assistant.syncs == 2


def test_closing_ends_the_sync_and_then_closes_the_assistant() -> None:
    phases: list[str] = []

    class Closing(FakeAssistant):
        def close(self) -> None:
            super().close()
            phases.append(library.state.phase)

    assistant = Closing(sync_gate=threading.Event())
    library = Library(assistant)
    library.begin()
    assert library.wait(SOON, lambda: library.state.progress is not None)
    library.close()
    assert (assistant.closed, phases) == (1, ["idle"])


def test_closing_waits_no_longer_than_for_so_long(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("rag.ui.library._PATIENCE", 0.01)
    loading = threading.Event()

    class Slow(FakeAssistant):
        def warm_up(self) -> None:
            loading.wait(SOON)

    library = Library(assistant := Slow())
    library.begin()
    library.close()
    assert assistant.closed == 1
    assert "still being read" in caplog.text
    loading.set()
    assert idle(library)


def test_closing_does_not_wait_for_a_sync_of_the_watch() -> None:
    assistant = FakeAssistant(sync_gate=threading.Event())
    library = Library(assistant)
    library.watch()
    watch = assistant.library.watch
    assert watch is not None
    acting = threading.Thread(target=watch.act)
    acting.start()
    assert library.wait(SOON, lambda: library.state.phase == "reading")
    library.close()
    acting.join(SOON)
    assert not acting.is_alive()
    assert assistant.sync_gate is not None
    assistant.sync_gate.set()
    assert idle(library)
