"""The context window remembered: looked up beside other work, kept for a while, learnt anew."""

from __future__ import annotations

import threading

from rag.llm import ScriptedModel, Window, window_of
from rag.llm.window_memory import KEPT, WindowMemory

LONG = 20.0  # seconds; never reached unless something is broken


class Server:
    """Says these windows in turn, the last for ever; `slow` keeps it from saying anything."""

    def __init__(self, *windows: Window) -> None:
        self.windows = list(windows)
        self.slow = threading.Event()
        self.slow.set()
        self.asked = 0
        self.now = 1_000.0

    def look(self) -> Window:
        self.asked += 1
        assert self.slow.wait(LONG)
        return self.windows.pop(0) if len(self.windows) > 1 else self.windows[0]

    def memory(self) -> WindowMemory:
        return WindowMemory(self.look, clock=lambda: self.now)


LOADED = Window(4096, "Ollama, loaded")
MOST = Window(40_960, "Ollama, at most", is_maximum=True)


def test_what_a_server_says_is_kept_for_a_while() -> None:
    server = Server(LOADED, Window(8192, "Ollama, loaded"))
    memory = server.memory()
    assert memory.window(LONG) == LOADED
    assert memory.window(LONG) == LOADED
    assert server.asked == 1
    server.now += KEPT
    assert memory.window(LONG).tokens == 8192


def test_a_silent_server_is_waited_for_no_longer_than_was_asked() -> None:
    server = Server(LOADED)
    server.slow.clear()
    memory = server.memory()
    assert memory.window(0.01) == Window()
    assert memory.window(0.01) == Window()
    assert server.asked == 1, "one look at a time"
    server.slow.set()
    assert memory.window(LONG) == LOADED


def test_a_maximum_is_asked_again_as_the_model_may_be_loaded_by_then() -> None:
    server = Server(MOST, LOADED)
    memory = server.memory()
    assert memory.window(LONG) == MOST
    assert memory.window(LONG) == LOADED


def test_what_an_error_tells_is_taken_for_true() -> None:
    server = Server(Window())
    memory = server.memory()
    memory.learn(Window(2048, "the server, in an error"))
    assert memory.window(LONG).tokens == 2048
    server.now += KEPT
    assert memory.window(LONG).tokens == 2048, "one that says nothing changes nothing"
    assert server.asked == 1


def test_an_error_that_tells_no_size_makes_what_is_old_no_younger() -> None:
    server = Server(LOADED, Window(8192, "Ollama, loaded"))
    memory = server.memory()
    assert memory.window(LONG) == LOADED
    server.now += KEPT
    memory.learn(Window(0, "the server, in an error"))
    assert memory.window(LONG).tokens == 8192


def test_a_server_that_says_nothing_is_not_asked_each_time() -> None:
    server = Server(Window(), LOADED)
    memory = server.memory()
    assert memory.window(LONG) == memory.window(LONG) == Window()
    assert server.asked == 1
    server.now += KEPT
    assert memory.window(LONG) == LOADED


def test_a_model_that_knows_of_no_window_has_none() -> None:
    assert window_of(ScriptedModel()) == Window()
    assert window_of(None) == Window()
