"""A conversation of 200 turns, and a document of 2 MB: what a long-time user has."""

from __future__ import annotations

from rag.ui.conversation import Conversation
from rag.ui.library import Library
from rag.ui.offers import Choice
from tests.browser.scenes import ANSWERS, DREDGED, HARBOUR
from tests.fake_assistant import FakeAssistant, Said, Script, make_answer, make_document

TURNS = 200
SIZE = 2_000_000
LOGGED = "What did the pilots log in the end?"
SPREAD = "What did the pilots log over the years?"

_LAST = "The last entry of the log says that the lamp was **put out** at noon."
_ENTRY = (
    "## Day {0}\n\nOn day {0} the pilot of Lindholm counted *{1}* gulls, and wrote that {2} ships "
    "had passed the northern breakwater before noon.\n\n| Ship | Fee |\n|---|---|\n"
    "| Trawler {0} | {1} |\n\n- Wind from the west, and `{2}` on the gauge.\n\n"
)
_DAYS = (2100, 4200, 8000)


def _log() -> str:
    entries, size, day = ["# The pilots' log\n\n"], 0, 0
    while size < SIZE:
        day += 1
        entries.append(_entry(day))
        size += len(entries[-1])
    return "".join(entries) + _LAST + "\n"


def _entry(day: int) -> str:
    return _ENTRY.format(day, day * 37 % 911, day * 53 % 797)


def _told(day: int) -> str:
    """The sentence of its entry."""
    return _entry(day).split("\n\n")[1]


LOG = make_document("log.md", "The pilots' log", _log())
ANSWER = make_answer(LOGGED, Said("The lamp was put out at noon.", ((LOG, _LAST),)))
FAR_APART = make_answer(
    SPREAD, *(Said(f"Gulls were counted on day {day}.", ((LOG, _told(day)),)) for day in _DAYS)
)


def long_assistant() -> FakeAssistant:
    """Answers everything at once, so that what is left is the page's own work."""
    return FakeAssistant(shelf=(LOG, HARBOUR), respond=_script)


def _script(question: str) -> Script:
    answer = FAR_APART if question == SPREAD else ANSWERS.get(question, ANSWER)
    return Script(answer, pieces=(answer.text,))


def long_conversation(library: Library) -> Conversation:
    """Every turn has an answer of several sentences."""
    talk = Conversation()
    for _ in range(TURNS):
        talk.ask(DREDGED, library, Choice()).wait(10)
    return talk
