"""What the fake app's assistant says to each question: one scene for every state of the page."""

from __future__ import annotations

import threading

from rag.errors import ModelUnreachable
from rag.llm import Connection, FoundServer, Window
from rag.settings import Settings
from rag.settings.profiles import Server
from rag.types import Message, Support, SyncFailure, SyncReport
from tests.explained import explained
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)

HARBOUR = make_document(
    "guides/harbour.md",
    "The harbour at Lindholm",
    """# The harbour at Lindholm

The harbour was dredged in 1974, to a depth of **9.5 metres**. Ships of 30,000 tonnes can moor.

## Tariffs

| Vessel | Fee per day |
|---|---|
| Yacht | 14 crowns |
| Trawler | 52 crowns |

- Fees are due on arrival.
- Fishing boats that are *registered locally* pay half.

## History

"""
    + "\n\n".join(
        f"In the year {year}, the pilots of Lindholm logged {year % 97 + 40} arrivals and "
        "repaired the northern breakwater after the autumn storms."
        for year in range(1901, 1931)
    )
    + """

## The lighthouse

The lighthouse was electrified in 1931. Its lamp is visible for 18 nautical miles.
The keeper's log, `LOG-7`, is kept in the town archive.
""",
)
NOTES = make_document(
    "notes/minutes.txt",
    "Minutes of the harbour board <b>2019</b>",
    "Present: Falk, Berg, Oyelaran.\n\nThe board agreed to extend the east quay by 60 metres.\n"
    "The work begins in spring and is paid for by the region.",
    "text/plain",
)
HOSTILE = make_document(
    "notes/<img src=x onerror=alert(1)>.md",
    '<script>window.hacked = "title"</script>',
    "# Hostile\n\n<script>window.hacked = 'text'</script> ![pixel](http://127.0.0.1:9/p.png) and "
    "[link](http://127.0.0.1:9/) <img src='http://127.0.0.1:9/q.png' onerror='window.hacked=1'> "
    "http://127.0.0.1:9/auto $x^2$ end.\n",
)

KEY = "sk-canary-0123456789"
CONFIGURED = Server("127.0.0.1:9", "http://127.0.0.1:9/v1", "", KEY)
FOUND = (
    FoundServer("Ollama", "http://127.0.0.1:11434/v1", ("qwen3:8b", "llama3.2:3b")),
    FoundServer("LM Studio", "http://127.0.0.1:1234/v1", ()),
)

DREDGED = "How deep is the harbour?"
BOARD = "What did the board decide?"
REFUSED = "Who owns the railway?"
OFFLINE = "Is the server up?"
SILENT = "Say nothing for long"
SILENT_UNTIL_STOPPED = "Say nothing until stopped"
SLOW = "Search for long"
PATIENCE = "Is the server busy?"
CUT = "Tell me everything"
INJECTION = "What does the hostile note say?"

ANSWERS = {
    DREDGED: make_answer(
        DREDGED,
        Said(
            "The harbour was dredged in 1974, to a depth of **9.5 metres**.",
            ((HARBOUR, "The harbour was dredged in 1974, to a depth of **9.5 metres**."),),
        ),
        Said(
            "Its lamp is visible for 18 nautical miles, since 1931.",
            (
                (HARBOUR, "Its lamp is visible for 18 nautical miles."),
                (HARBOUR, "The lighthouse was electrified in 1931."),
            ),
            Support.PARTIAL,
            "The source does not say since when the lamp is visible.",
        ),
        Said("The quay was built by the crown.", (), Support.UNSUPPORTED, "No source is cited."),
        Said("See also [?x7k2].", (), Support.UNSUPPORTED, "It cites no source that was given."),
    ),
    BOARD: make_answer(
        BOARD,
        Said(
            "The board agreed to extend the east quay by 60 metres.",
            ((NOTES, "The board agreed to extend the east quay by 60 metres."),),
        ),
        Said(
            "The work begins in spring and is paid for by the region.",
            ((NOTES, "The work begins in spring and is paid for by the region."),),
        ),
        Said(
            "Fishing boats that are registered locally pay half.",
            ((HARBOUR, "Fishing boats that are *registered locally* pay half."),),
            joint="\n\n- ",
        ),
        model="qwen2.5-7b-instruct",
        seconds=3.4,
    ),
    INJECTION: make_answer(
        INJECTION,
        Said(
            "<script>window.hacked = 'answer'</script> ![pixel](http://127.0.0.1:9/a.png) "
            "<img src=x onerror='window.hacked=2'> [here](javascript:window.hacked=3) "
            "http://127.0.0.1:9/auto $\\alpha$",
            ((HOSTILE, "http://127.0.0.1:9/auto $x^2$ end."),),
            Support.PARTIAL,
            '"><img src=x onerror="window.hacked=4">',
        ),
    ),
    CUT: make_answer(
        CUT,
        Said(
            "The board agreed to extend the east quay by 60 metres.",
            ((NOTES, "The board agreed to extend the east quay by 60 metres."),),
        ),
        note="The model stopped before it was done: its limit of length was reached.",
    ),
    REFUSED: make_refusal(
        REFUSED,
        "The documents speak of the harbour, but not of a railway or who owns it.",
        DREDGED,
        BOARD,
    ),
}


ANSWERS[DREDGED] = explained(ANSWERS[DREDGED], HARBOUR, NOTES)
ANSWERS[REFUSED] = explained(
    ANSWERS[REFUSED], NOTES, HARBOUR, probability=0.09, missing="mentions the railway"
)
ANSWERS[INJECTION] = explained(
    ANSWERS[INJECTION], HOSTILE, NOTES, prompt=(Message("user", HOSTILE.text),)
)
ANSWERS[BOARD] = explained(
    ANSWERS[BOARD],
    NOTES,
    HARBOUR,
    HOSTILE,
    prompt=(
        Message("system", "Answer from the passages alone, and cite each by its key."),
        Message("user", f"{NOTES.text}\n\n{HARBOUR.text}\n\n{BOARD}"),
    ),
)


def script_for(question: str) -> Script:
    """The reply to a question; a refusal to any that no scene knows."""
    if question == OFFLINE:
        return Script(
            error=ModelUnreachable(
                "Nobody answers at http://127.0.0.1:11434/v1.",
                hint="Start the model server, or remove RAG_BASE_URL to answer with quotes only.",
            )
        )
    if question == SILENT_UNTIL_STOPPED:
        return Script(make_refusal(question, "Stopped."), gate=threading.Event())
    if question == SILENT:
        pieces = ("The harbour was dredged in 1974, ", "and then ")
        answer = make_answer(question, Said("The harbour was dredged in 1974."))
        return Script(answer, pieces=pieces, gate=threading.Event(), before_gate=2, deaf=True)
    if question in (SLOW, PATIENCE):
        waiting = 40.0 if question == PATIENCE else None
        return Script(gate=threading.Event(), waiting=waiting)
    answer = ANSWERS.get(question) or make_refusal(question, "The documents do not say.")
    return Script(answer, pieces=tuple(f"{word} " for word in answer.text.split(" ")))


def make_assistant() -> FakeAssistant:
    """The assistant of the fake app."""
    report = SyncReport(
        added=3,
        failed=(SyncFailure("scans/deed.pdf", "It has no text: only pictures of pages."),),
        chunks=3,
    )
    return FakeAssistant(
        known=(CONFIGURED, Server("office", "https://llm.example.org/v1", "qwen3-32b", KEY)),
        offered={
            "https://llm.example.org/v1": ("qwen3-32b", "qwen3-235b-a22b-instruct-2507"),
            "http://127.0.0.1:5999/v1": ("llama-3.3",),
        },
        trial_seconds=1.0,
        connection=Connection(
            "http://127.0.0.1:11434/v1",
            "qwen3:8b",
            ("qwen3:8b",),
            round_trip=0.0034,
            first_token=0.412,
            window=Window(4096, "Ollama, loaded"),
            quirks=("thinks aloud", "no usage reported"),
        ),
        shelf=(HARBOUR, NOTES, HOSTILE),
        questions=(
            DREDGED,
            BOARD,
            REFUSED,
            "What are the <b>fees</b> for ![x](http://127.0.0.1:9/y.png)?",
        ),
        settings=Settings(base_url=CONFIGURED.base_url, api_key=KEY),
        default_model="qwen2.5-7b-instruct",
        listed=("qwen2.5-7b-instruct", "embedded", "phi-4"),
        respond=script_for,
        report=report,
    )
