"""`rag ...` on the fake assistant, for tests of the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from click.testing import CliRunner, Result

from rag.cli import Backend, main
from rag.errors import RagError
from rag.llm import FoundServer
from rag.settings import Settings
from rag.types import Answer, Hit, Scope
from tests.fake_assistant import FakeAssistant, Script

HOSTILE = "\x1b[31mred\x1b]0;title\x07\x9b2Jgone\u202eback\r\x00\x7f\u2028"
"""Colours the screen, names the window, clears it, turns text around, goes to the line's start."""

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""What no output may hold."""


@dataclass
class FakeLibrary(FakeAssistant):
    """The fake assistant with hits to retrieve; remembers how it was opened and what it served.

    `open_error` is raised instead of opening; `served` lists the arguments for Streamlit;
    `found` are the model servers on this machine.
    """

    hits: Sequence[Hit] = ()
    open_error: RagError | None = None
    opened: list[Settings] = field(default_factory=list)
    retrieved: list[tuple[str, int]] = field(default_factory=list)
    scopes: list[Scope | None] = field(default_factory=list)
    served: list[list[str]] = field(default_factory=list)
    found: tuple[FoundServer, ...] = ()

    def retrieve(self, question: str, k: int = 10, *, scope: Scope | None = None) -> list[Hit]:
        self.retrieved.append((question, k))
        self.scopes.append(scope)
        return list(self.hits)[:k]

    def open(self, settings: Settings) -> AbstractContextManager[FakeLibrary]:
        self.opened.append(settings)
        if self.open_error is not None:
            raise self.open_error
        self.settings = settings
        return nullcontext(self)

    def serve(self, arguments: Sequence[str]) -> int:
        self.served.append(list(arguments))
        return 7

    def run(self, *arguments: str, stdin: bytes | None = None, charset: str = "utf-8") -> Result:
        """`rag ARGUMENTS...`; what it raises is a failure of the test."""
        return CliRunner(charset=charset).invoke(
            main,
            arguments,
            input=stdin,
            obj=Backend(self.open, self.serve, lambda: self.found),
            catch_exceptions=False,
        )


def reply(answer: Answer, *pieces: str) -> Script:
    """A reply of these pieces; without any, of the answer's text in one."""
    return Script(answer, pieces=pieces or (answer.text,))
