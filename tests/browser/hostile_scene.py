"""A library of nothing but hostile words: in titles, file names, texts, answers and suggestions."""

from __future__ import annotations

import threading

from rag.types import Answer, Message, Support
from tests.browser.payloads import PAYLOADS, beginnings
from tests.explained import explained
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)

EVERYTHING = "\n\n".join(PAYLOADS)
SAID = "What do they say?"
BROKEN_OFF = "What are they about to say?"
SUGGESTED = "What could be asked?"

NAMED = tuple(
    make_document(f"notes/{payload}.md", payload, f"# {payload}\n\n{payload}\n")
    for payload in PAYLOADS
)
MARKDOWN = make_document("notes/all.md", "All of them", f"# All\n\n{EVERYTHING}\n")
PLAIN = make_document("notes/all.txt", "All of them, plain", EVERYTHING, "text/plain")


def hostile_answer() -> Answer:
    """Each payload as a sentence that quotes the document which is called so, and is doubted."""
    said = [
        Said(one.title, ((one, one.title),), Support.PARTIAL, one.title, "\n\n") for one in NAMED
    ]
    both = [Said("Both.", ((MARKDOWN, EVERYTHING), (PLAIN, EVERYTHING)))]
    answer = make_answer(SAID, *both, *said, note=EVERYTHING, model="<img src=x onerror=alert(0)>")
    return explained(answer, *NAMED[:4], prompt=(Message("user", EVERYTHING),))


def _script(question: str) -> Script:
    """The answer in pieces of three characters; one that is silent half way; or suggestions."""
    if question == SUGGESTED:
        return Script(make_refusal(question, EVERYTHING, *PAYLOADS))
    if question == BROKEN_OFF:
        return Script(pieces=(beginnings(),), gate=threading.Event(), before_gate=1)
    if question != SAID:
        return Script(make_refusal(question, question))
    answer = hostile_answer()
    return Script(
        answer, pieces=tuple(answer.text[at : at + 3] for at in range(0, len(answer.text), 3))
    )


def hostile_assistant() -> FakeAssistant:
    """Its documents are called what they say."""
    return FakeAssistant(shelf=(MARKDOWN, PLAIN, *NAMED), questions=PAYLOADS[:8], respond=_script)
