"""Who answers, as it is picked on the page."""

from __future__ import annotations

import threading

import pytest
from streamlit.testing.v1 import AppTest

from rag.llm import FoundServer
from rag.settings import Settings
from rag.settings.profiles import FOUND, Server
from rag.ui.library import Library
from rag.ui.offers import QUOTES, Choice
from tests.fake_assistant import FakeAssistant
from tests.ui_apps import SOON, ask, button, chat_app, open_page, synced, text

KEY = "sk-canary-0123456789"
OFFICE = Server("office", "https://llm.example.org/v1", "", KEY)
OLLAMA = FoundServer("Ollama", "http://127.0.0.1:11434/v1", ("qwen3:8b", "phi"))
GPU = "http://gpu.example.com:8000/v1"


def served(**settings: object) -> FakeAssistant:
    """An assistant with a configured server of two models, and a profile."""
    made = FakeAssistant(settings=Settings(base_url="http://127.0.0.1:9/v1", **settings))
    made.listed, made.default_model = ("qwen", "embedded", "phi"), "qwen"
    made.known = (OFFICE,)
    made.offered = {OFFICE.base_url: ("big", "small")}
    return made


def page_of(assistant: FakeAssistant) -> AppTest:
    return open_page(chat_app, synced(Library(assistant, lambda: (OLLAMA,))))


def pick(page: AppTest, place: str) -> AppTest:
    return page.selectbox(key="server-choice").set_value(place).run()


def test_the_configured_model_answers_until_another_is_picked() -> None:
    assistant = served()
    page = page_of(assistant)
    assert page.selectbox(key="model-choice-").value == "qwen"
    ask(page, "When?")
    ask(page.selectbox(key="model-choice-").set_value("phi").run(), "And then?")
    ask(pick(page, QUOTES), "And last?")
    assert [(call.model, call.server) for call in assistant.asked] == [
        ("qwen", None),
        ("phi", None),
        ("embedded", None),
    ]
    assert [len(call.history) for call in assistant.asked] == [0, 0, 0], "refusals are no history"


def test_a_model_that_the_server_does_not_list_can_be_typed() -> None:
    assistant = served()
    library = synced(Library(assistant))
    page = AppTest.from_function(chat_app, args=(lambda: library,), default_timeout=SOON)
    page.session_state["choice"] = Choice(model="typed-model")
    ask(page.run(), "When?")
    assert [call.model for call in assistant.asked] == ["typed-model"]


def test_a_found_server_is_asked_with_its_model_and_without_a_key() -> None:
    assistant = served()
    page = pick(page_of(assistant), OLLAMA.base_url)
    ask(page, "When?")
    (call,) = assistant.asked
    server = Server("127.0.0.1:11434", OLLAMA.base_url, names=FOUND)
    assert (call.model, call.server) == ("qwen3:8b", server)


def test_a_chosen_server_that_goes_away_is_not_swapped_for_another_in_silence() -> None:
    assistant, found = served(), [OLLAMA]
    library = synced(Library(assistant, lambda: tuple(found)))
    page = pick(open_page(chat_app, library), OLLAMA.base_url)
    found.clear()
    library.look()
    assert library.wait(SOON, lambda: not library.state.busy)
    ask(page.run(), "When?")
    assert assistant.asked[-1].server == Server("127.0.0.1:11434", OLLAMA.base_url, names=FOUND)


def test_a_profile_lists_its_models_when_it_is_picked_and_keeps_its_key_to_itself() -> None:
    assistant = served()
    library = synced(Library(assistant))
    page = pick(open_page(chat_app, library), "profile:office")
    assert library.wait(SOON, lambda: not library.is_asking("profile:office"))
    page.run()
    assert page.selectbox(key="model-choice-profile:office").options == ["big", "small"]
    ask(page, "When?")
    assert (assistant.asked[-1].model, assistant.asked[-1].server) == ("big", OFFICE)
    assert KEY not in repr(page.session_state)
    assert KEY not in text(page)


def test_looking_for_servers_does_not_hold_the_page_up() -> None:
    gate = threading.Event()

    def slow() -> tuple[FoundServer, ...]:
        gate.wait(SOON)
        return (OLLAMA,)

    library = Library(served(), slow)
    library.begin()
    page = open_page(chat_app, library)
    assert "Looking for servers on this machine" in text(page)
    assert "Ollama on this machine" not in page.selectbox(key="server-choice").options
    gate.set()
    assert library.wait(SOON, lambda: not library.state.busy)
    page.run()
    assert "Ollama on this machine" in page.selectbox(key="server-choice").options


def typed(page: AppTest, address: str) -> AppTest:
    page = pick(page, "elsewhere")
    return page.text_input(key="server-address").set_value(address).run()


def test_an_address_elsewhere_is_not_used_before_its_host_is_agreed_to() -> None:
    assistant = served()
    page = typed(page_of(assistant), GPU)
    assert "will be sent to gpu.example.com:8000" in text(page)
    assert "not encrypted" in text(page)
    ask(page, "When?")
    assert assistant.asked[-1].server is None
    page = button(page, "Send them to gpu.example.com:8000").click().run()
    ask(page, "When?")
    assert assistant.asked[-1].server == Server("gpu.example.com:8000", GPU, names=FOUND)


def test_a_confirmation_that_is_refused_leaves_everything_as_it_was() -> None:
    assistant = served()
    page = button(typed(page_of(assistant), GPU), "Cancel").click().run()
    assert page.selectbox(key="server-choice").value == ""
    assert "typed-addresses" not in page.session_state


@pytest.mark.parametrize("address", ["http://me:secret@gpu/v1", "ftp://gpu", "http://", "a b"])
def test_what_is_no_address_is_not_taken(address: str) -> None:
    page = typed(page_of(served()), address)
    assert "It must" in text(page)
    assert "secret" not in text(page)
    assert "put the key in RAG_API_KEY" not in text(page), "a typed server never gets that one"
    assert not [one for one in page.button if one.label.startswith("Send them")]


def test_the_address_of_the_configured_server_is_the_configured_server() -> None:
    page = typed(page_of(served()), "localhost:9")
    assert page.selectbox(key="server-choice").value == ""


def test_a_fixed_choice_says_so_looks_for_nothing_and_leaves_quotes() -> None:
    looked: list[int] = []

    def find() -> tuple[FoundServer, ...]:
        looked.append(1)
        return ()

    assistant = served(lock_server=True)
    page = open_page(chat_app, synced(Library(assistant, find)))
    assert "The operator has fixed the server and its model (RAG_LOCK_SERVER)." in text(page)
    assert [one.options for one in page.selectbox] == [
        ["127.0.0.1:9 (configured)", "Quotes only (no model)"]
    ]
    ask(page, "When?")
    ask(pick(page, QUOTES), "And then?")
    ask(page, "And last?")
    assert [call.model for call in assistant.asked] == [None, "embedded", "embedded"]
    assert looked == []


def test_a_fixed_choice_without_a_server_is_quotes_and_needs_no_list() -> None:
    page = open_page(chat_app, synced(Library(FakeAssistant(settings=Settings(lock_server=True)))))
    assert "Quotes only (no model)" in text(page)
    assert not page.selectbox


def test_with_a_fixed_choice_another_answer_is_quotes_and_no_other_model() -> None:
    assistant = served(lock_server=True)
    page = ask(open_page(chat_app, synced(Library(assistant))), "When?")
    page.session_state["comparing"] = 1
    page.run()
    assert [one.key for one in page.selectbox if "compare" in str(one.key)] == ["compare-server"]
    assert page.selectbox(key="compare-server").value == QUOTES
    page.selectbox(key="compare-server").set_value("").run()
    assert [one.key for one in page.selectbox if "compare" in str(one.key)] == ["compare-server"]
