"""Keeps a session's ended turns in the history, and forgets those that were replaced."""

from __future__ import annotations

import logging

from rag.errors import RagError
from rag.history import KeptTurn
from rag.markup.words import QUOTES_LABEL
from rag.types import EMBEDDED_MODEL, Answer, Ending, Stretch
from rag.ui.library import Library
from rag.ui.offers import Known, who
from rag.ui.turn import Outcome, Stopped, Turn

log = logging.getLogger(__name__)


def keep_turn(library: Library, conversation: str, turn: Turn, outcome: Outcome) -> None:
    """Keep a turn that has ended so, if anything is kept. What cannot be is logged: the answer
    stands."""
    if library.history is None or conversation in library.deleted or turn.replaced.is_set():
        return
    try:
        kept = kept_turn(turn, library.assistant, outcome)
        library.history.keep(conversation, turn.place, kept)
        for name in turn.instead:
            library.history.forget(name)
        if conversation in library.deleted:  # meanwhile
            library.history.delete(conversation)
        if turn.replaced.is_set():  # by now
            library.history.forget(turn.id)
    except Exception:  # whatever it is: an answer that cannot be kept can still be read
        log.exception("A turn could not be kept")


def forget_turn(library: Library, turn: Turn) -> None:
    """Forget a turn that another one has replaced, also if it has not ended yet."""
    turn.replaced.set()
    if library.history is None:
        return
    try:
        library.history.forget(turn.id)
    except RagError:
        log.exception("A turn could not be forgotten")


def kept_turn(turn: Turn, known: Known, outcome: Outcome | None) -> KeptTurn:
    """A turn as it is kept and exported; one without an outcome yet counts as stopped."""
    answer, text, ending = _end(turn, outcome)
    named = who(turn.choice, known)
    model = answer.model if answer is not None else named
    return KeptTurn(
        turn.id,
        turn.asked,
        turn.question,
        ending,
        text,
        answer,
        EMBEDDED_MODEL if model == QUOTES_LABEL else model,
        turn.choice.place,
        turn.choice.model,
        turn.within.scope,
        turn.within.words,
        literal=_literal(turn, outcome),
    )


def _end(turn: Turn, outcome: Outcome | None) -> tuple[Answer | None, str, Ending]:
    match outcome:
        case Answer() as answer:
            return answer, answer.text, "answered" if answer.refusal is None else "refused"
        case Stopped(text):
            return None, text, "stopped"
        case RagError() as error:
            return None, str(error), "failed"
        case None:
            return None, turn.text, "stopped"


def _literal(turn: Turn, outcome: Outcome | None) -> tuple[Stretch, ...]:
    """Of a stopped turn's text; an answer has its own."""
    match outcome:
        case Stopped(_, literal):
            return literal
        case None:
            return turn.literal
        case _:
            return ()
