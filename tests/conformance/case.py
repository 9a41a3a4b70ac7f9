"""What a case of the conformance suite is: what a server does, and what has to come of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.errors import RagError
from tests.scripted_server import (
    SSE,
    Received,
    Scripted,
    ScriptedServer,
    Step,
    delta,
    failing,
    models,
    streamed,
)

CANARY = "sk-canary-0123456789abcdef"
"""The key that is sent with every question, and must turn up nowhere."""

QUESTION = "How much is the rent for the Baker Street flat?"
KEY = "@key"
"""Stands in a script for the key of the passage that holds the answer; as long as a real one."""

BEGUN = "Rent for the Baker Street flat "
SAID = f"{BEGUN}is 900 euros a month [{KEY}]."
ANSWER = f"{BEGUN}is 900 euros a month [1]."


@dataclass(frozen=True)
class Answered:
    """A whole, checked answer after `asked` requests, the last of them as described.

    `note` and `reasoning` are words that it carries; without a note it must have none. `missing`
    are parameters that were not sent, `roles` those of the messages.
    """

    note: str = ""
    reasoning: str = ""
    asked: int = 1
    missing: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("system", "user")


@dataclass(frozen=True)
class Incomplete:
    """What had arrived, of which nothing can be checked yet, is kept as a draft; the refusal says
    that it broke off, and these words."""

    note: str


@dataclass(frozen=True)
class Failed:
    """An error of this kind, with these words in its message and in its hint.

    No other case may have the same sentences, but one that is `like` it by name.
    """

    kind: type[RagError]
    message: str
    hint: str
    window: int | None = None
    like: str = ""


@dataclass(frozen=True)
class Case:
    """`script` is what the server answers, in order; its last for as long as it is asked.

    `listing` is what `/models` answers. `settings` go over those of every case. `place` is where
    the server is to be found: `http`, or one of the other ways in `tests/conformance/places.py`.
    """

    name: str
    script: tuple[Scripted, ...]
    expected: Answered | Incomplete | Failed
    listing: Scripted | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    place: str = "http"
    path: str = "/v1"

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


class CaseServer(ScriptedServer):
    """Answers with its script, with the real key of the passage in place of `KEY`.

    `asked` is set when a question has come. `answers_well` ends the script: from then on the answer
    is a good one.
    """

    def __init__(self, case: Case, port: int = 0) -> None:
        super().__init__(port=port, listing=case.listing or failing(404, "Not here."))
        self.asked = threading.Event()
        self._left = list(case.script)

    def answers_well(self) -> None:
        """The fault is over."""
        self._left = [streamed(SAID)]
        self.listing = models("tiny")
        self.received.clear()

    def answer(self, request: Received) -> Scripted:
        """The next of the script."""
        self.received.append(request)
        self.asked.set()
        response = self._left[0] if len(self._left) == 1 else self._left.pop(0)
        return _filled(response, key_of(request).encode())


def key_of(request: Received) -> str:
    """The key under which the passage with the answer was sent; `KEY` where none was."""
    sent = str(request.body)
    before = sent[: max(0, sent.find(BEGUN))]
    if "passage [" not in before:
        return KEY
    return before[before.rindex("passage [") + 9 :][:4]


def _filled(response: Scripted, key: bytes) -> Scripted:
    steps: list[Step] = [
        step.replace(KEY.encode(), key) if isinstance(step, bytes) else step
        for step in response.steps
    ]
    return Scripted(steps, response.status, response.headers)


def begun(*steps: Step) -> Scripted:
    """A stream that says the beginning of the answer, and then does this."""
    return Scripted([delta(content=BEGUN), *steps], headers=SSE)
