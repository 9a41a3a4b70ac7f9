"""Who can be chosen, each once, and what a choice means to the assistant."""

from __future__ import annotations

import pytest

from rag.errors import ConfigError
from rag.llm import FoundServer
from rag.markup.words import QUOTES_LABEL
from rag.settings import Settings
from rag.settings.profiles import FOUND, Server
from rag.ui.offers import CONFIGURED, QUOTES, Choice, is_here, known_place, offers, resolved, who
from tests.fake_assistant import FakeAssistant

KEY = "sk-canary-0123456789"
OWN = "http://127.0.0.1:11434/v1"
OFFICE = Server("office", "https://llm.example.org/v1", "qwen", KEY)
OLLAMA = FoundServer("Ollama", OWN, ("qwen3:8b",))
STUDIO = FoundServer("LM Studio", "http://127.0.0.1:1234/v1", ())


def assistant(**settings: object) -> FakeAssistant:
    """One with a configured server and a profile."""
    made = FakeAssistant(settings=Settings(base_url="http://localhost:11434", **settings))
    made.default_model, made.known = "phi", (OFFICE,)
    return made


def test_without_anything_there_are_quotes() -> None:
    assert [offer.label for offer in offers(FakeAssistant())] == [QUOTES_LABEL]


def test_each_server_is_offered_once_and_without_its_key() -> None:
    typed = ("http://gpu:8000/v1", "http://[::1]:1234/v1", "https://llm.example.org/v1")
    made = offers(assistant(), (OLLAMA, STUDIO), typed)
    assert [(offer.place, offer.label) for offer in made] == [
        (CONFIGURED, "localhost:11434 (configured)"),
        (QUOTES, QUOTES_LABEL),
        ("profile:office", "office"),
        (STUDIO.base_url, "LM Studio on this machine"),
        ("http://gpu:8000/v1", "gpu:8000"),
    ]
    assert KEY not in repr(made)


def test_a_fixed_choice_offers_itself_with_its_model_and_quotes() -> None:
    own, quotes = offers(assistant(lock_server=True), (STUDIO,), ("http://gpu:8000/v1",))
    assert (own.place, own.models, quotes.place) == (CONFIGURED, (), QUOTES)
    (only,) = offers(FakeAssistant(settings=Settings(lock_server=True)), (STUDIO,))
    assert only.place == QUOTES


@pytest.mark.parametrize(
    ("choice", "model", "server", "name"),
    [
        (Choice(), None, None, "phi"),
        (Choice(model="qwen"), "qwen", None, "qwen"),
        (Choice(QUOTES), "embedded", None, QUOTES_LABEL),
        (Choice("profile:office"), None, OFFICE, "office"),
        (Choice("profile:office", "big"), "big", OFFICE, "big on office"),
        (
            Choice(OWN, "m"),
            "m",
            Server("127.0.0.1:11434", OWN, names=FOUND),
            "m on 127.0.0.1:11434",
        ),
    ],
)
def test_a_choice_says_whom_to_ask(
    choice: Choice, model: str | None, server: Server | None, name: str
) -> None:
    assert resolved(choice, assistant()) == (model, server)
    assert who(choice, assistant()) == name


def test_a_typed_server_whose_key_is_wrong_is_no_servers_of_a_file() -> None:
    _, server = resolved(Choice(OWN), assistant())
    assert server is not None
    said = server.names.told("Check RAG_API_KEY.")
    assert said == "Check its api_key, in a file of servers (RAG_SERVERS)."


def test_a_profile_that_is_gone_is_an_error() -> None:
    with pytest.raises(ConfigError, match="'lab'"):
        resolved(Choice("profile:lab"), assistant())


def test_an_address_that_is_known_leads_to_its_place() -> None:
    known = assistant()
    assert known_place(OWN, known, ()) == CONFIGURED
    assert known_place("https://llm.example.org/v1", known, ()) == "profile:office"
    assert known_place("http://localhost:1234", known, (STUDIO,)) == STUDIO.base_url
    assert known_place("https://localhost:1234", known, (STUDIO,)) is None
    assert known_place("http://gpu:8000", known, (STUDIO,)) is None


def test_paths_of_one_gateway_are_servers_of_their_own() -> None:
    gate = "https://gate.example.org"
    known = FakeAssistant(settings=Settings(base_url=f"{gate}/team-a/v1", model="phi"))
    known.default_model = "phi"
    same, bigger, other = (
        Server("same", f"{gate}:443/team-a/v1/", "phi"),
        Server("bigger", f"{gate}/team-a/v1", "big"),
        Server("other", f"{gate}/team-b/v1", "phi"),
    )
    known.known = (same, bigger, other)
    places = [offer.place for offer in offers(known)]
    assert places == [CONFIGURED, QUOTES, "profile:bigger", "profile:other"]
    assert known_place(f"{gate}/team-a/v1/", known, ()) == CONFIGURED
    assert known_place(f"{gate}:443/team-b/v1", known, ()) == "profile:other"
    assert known_place(f"{gate}/team-c/v1", known, ()) is None


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:1", True),
        ("http://127.8.9.1", True),
        ("http://[::1]:1", True),
        ("http://localhost", True),
        ("http://127.0.0.1.example.com", False),
        ("http://2130706433", False),
        ("http://0.0.0.0", False),
        ("http://192.168.1.5", False),
        ("http://localhost.example.com", False),
    ],
)
def test_only_this_machine_is_here(address: str, here: bool) -> None:
    assert is_here(address) is here


def test_two_servers_of_one_name_are_told_apart() -> None:
    found = [
        FoundServer("llama.cpp", f"http://127.0.0.1:{port}/v1", ("qwen",)) for port in (8080, 8000)
    ]
    assert [one.label for one in offers(FakeAssistant(), found)][1:] == [
        "llama.cpp on this machine, port 8080",
        "llama.cpp on this machine, port 8000",
    ]
