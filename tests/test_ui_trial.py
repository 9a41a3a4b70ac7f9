"""*Test connection*: what is shown of a server that works, and of one that does not."""

from __future__ import annotations

import threading

import pytest

from rag.errors import ConfigError, ModelUnreachable, RagError
from rag.llm import Connection, Window
from rag.settings import Settings
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.trial import Trial, trial_html
from tests.fake_assistant import FakeAssistant, Script, make_refusal
from tests.page_reader import PageReader
from tests.ui_apps import SOON, button, chat_app, open_page, synced, text

WORKS = Connection(
    "http://127.0.0.1:9/v1",
    "<b>qwen</b>",
    ("qwen",),
    round_trip=0.0124,
    first_token=12.34,
    window=Window(4096, "Ollama, loaded"),
    quirks=("thinks aloud", "no list of models"),
)


def shown(found: Connection | RagError) -> str:
    return PageReader(trial_html(found)).text


def test_everything_found_is_shown_in_words() -> None:
    words = shown(WORKS)
    for part in ("It works", "<b>qwen</b>", "12 ms", "12.3 s", "4,096 tokens", "Ollama, loaded"):
        assert part in words
    assert "thinks aloud, no list of models" in words
    bare = shown(Connection("x", "m"))
    assert "not measured" in bare
    assert "not told" in bare
    assert "none found" in bare


def test_how_much_of_the_window_a_question_may_take_is_a_meter() -> None:
    meter = PageReader(trial_html(WORKS, 3_400)).one("span", role="meter")
    assert "up to 3,400 tokens" in meter.text
    assert "A question takes" not in PageReader(trial_html(Connection("x", "m"), 3_400)).text


def test_what_does_not_work_says_why_and_what_to_do() -> None:
    problem = ModelUnreachable("Nobody answers.", hint="Start it.")
    for found in (problem, Connection("x", problem=problem)):
        assert "Nobody answers." in shown(found)
        assert "Start it." in shown(found)
        assert "It works" not in shown(found)


def test_the_button_tests_what_is_chosen_and_shows_it() -> None:
    settings = Settings(base_url="http://127.0.0.1:9/v1")
    assistant = FakeAssistant(settings=settings, default_model="qwen", listed=("qwen", "embedded"))
    assistant.connection = WORKS
    page = open_page(chat_app, synced(Library(assistant)))
    page = button(page, "Test connection").click().run()
    page.session_state["trial"].wait(SOON)
    assert "It works" in text(page.run())
    assert assistant.tried == [("qwen", None)]


def test_what_it_found_is_shown_while_an_answer_still_arrives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = Settings(base_url="http://127.0.0.1:9/v1")
    assistant = FakeAssistant(settings=settings, default_model="qwen", listed=("qwen", "embedded"))
    assistant.connection, assistant.trial_seconds = WORKS, 0.5
    gate = threading.Event()
    answer = make_refusal("When?", "The documents do not say.")
    assistant.enqueue(Script(answer, pieces=("It is", "."), gate=gate, before_gate=1))
    library = synced(Library(assistant))
    page = open_page(chat_app, library)
    turn = page.session_state["conversation"].ask("When?", library, Choice())
    arriving: list[bool] = []

    def drawing(found: Connection | RagError, most: int = 0) -> str:
        arriving.append(turn.outcome is None)
        gate.set()
        return trial_html(found, most)

    monkeypatch.setattr("rag.ui.trial.trial_html", drawing)
    threading.Timer(SOON / 2, gate.set).start()
    page = button(page, "Test connection").click().run()
    assert arriving[0]
    assert "The documents do not say." in text(page)
    assert "It works" in text(page)


def test_without_a_server_there_is_nothing_to_test() -> None:
    page = open_page(chat_app, synced(Library(FakeAssistant())))
    assert "Test connection" not in [one.label for one in page.button]


def test_a_test_that_fails_ends_too() -> None:
    assistant = FakeAssistant(connection=ConfigError("No server."))
    running = Trial(Choice())
    running.start(Library(assistant))
    running.wait(SOON)
    assert isinstance(running.found, ConfigError)
