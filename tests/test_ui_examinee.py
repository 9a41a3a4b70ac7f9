"""The page's assistant under a bench: asked by choice, given up after a cancel."""

from __future__ import annotations

import pytest

from rag.errors import ConfigError
from rag.settings import Settings
from rag.settings.profiles import Server
from rag.ui.examinee import Cancelled, Chosen
from rag.ui.library import Library
from rag.ui.offers import QUOTES, Choice
from tests.fake_assistant import FakeAssistant

OFFICE = Server("office", "https://llm.example.org/v1", "qwen3", "sk-1")


def chosen(choice: Choice, **settings: object) -> Chosen:
    given = Settings(base_url="http://127.0.0.1:9/v1", model="phi", **settings)
    assistant = FakeAssistant(settings=given, default_model="phi", known=(OFFICE,))
    return Chosen(Library(assistant), choice, lambda: False)


def test_the_settings_are_those_of_the_choice() -> None:
    found = [
        (chosen(one).settings.base_url, chosen(one).settings.model)
        for one in (Choice(), Choice(QUOTES), Choice("profile:office"), Choice("", "llama"))
    ]
    assert found == [
        ("http://127.0.0.1:9/v1", "phi"),
        ("", ""),
        (OFFICE.base_url, "qwen3"),
        ("http://127.0.0.1:9/v1", "llama"),
    ]


def test_a_fixed_server_stays_fixed() -> None:
    assert chosen(Choice(QUOTES), lock_server=True).settings.base_url == ""
    for one in (Choice("profile:office"), Choice("", "llama")):
        with pytest.raises(ConfigError, match="RAG_LOCK_SERVER"):
            chosen(one, lock_server=True)


def test_after_a_cancel_nothing_is_asked_and_nothing_is_an_answer() -> None:
    assistant, ended = FakeAssistant(), [False]
    examinee = Chosen(Library(assistant), Choice(), lambda: ended[0])
    reply = examinee.ask("Who?")
    ended[0] = True
    with pytest.raises(Cancelled):
        list(reply)
    with pytest.raises(Cancelled):
        examinee.ask("Who else?")
    assert len(assistant.asked) == 1
