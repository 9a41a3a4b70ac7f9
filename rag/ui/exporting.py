"""Below a conversation: download it as Markdown, as a page, or as JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import streamlit as st

from rag.errors import RagError
from rag.types import EMBEDDED_MODEL, Answer
from rag.ui.conversation import Conversation, Stopped, Turn
from rag.ui.details import file_name
from rag.ui.export import FORMATS, Format, record
from rag.ui.export.record import Ending
from rag.ui.offers import QUOTES_LABEL, Known, who

_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """An ended turn of the session."""

    asked: datetime
    question: str
    answer: Answer | None
    text: str
    ending: Ending
    who: str


@dataclass(frozen=True, slots=True)
class Kept:
    """The session's conversation as far as it has ended."""

    title: str
    created: datetime
    turns: Sequence[KeptTurn]


def export_menu(talk: Conversation, known: Known) -> None:
    """Draw it, once something has ended. A file is written when it is asked for."""
    if talk.active is not None or not talk.turns:
        return
    with st.popover("Export", icon=":material/download:", key="export"):
        for name, kind in FORMATS.items():
            st.download_button(
                kind.words,
                partial(_written, kind, talk, known),
                file_name=file_name(title(talk)) + kind.suffix,
                mime=kind.media_type,
                key=f"export-{name}",
                width="stretch",
                on_click="ignore",
            )


def _written(kind: Format, talk: Conversation, known: Known) -> bytes:
    return kind.write(record(kept(talk, known))).encode("utf-8", "replace")


def kept(talk: Conversation, known: Known) -> Kept:
    """What there is to export."""
    turns = [_turn(one, known) for one in talk.turns if one.outcome is not None]
    return Kept(title(talk), turns[0].asked, turns)


def title(talk: Conversation) -> str:
    """The first question, cut at a word."""
    words = " ".join(talk.turns[0].question.split())
    if len(words) <= _LONGEST_TITLE:
        return words
    return words[:_LONGEST_TITLE].rsplit(" ", 1)[0] + "…"


def _turn(turn: Turn, known: Known) -> KeptTurn:
    asked = datetime.now().astimezone() - timedelta(seconds=time.monotonic() - turn.started)
    answer, text, ending = _end(turn)
    named = who(turn.choice, known)
    model = answer.model if answer is not None else named
    name = EMBEDDED_MODEL if model == QUOTES_LABEL else model
    return KeptTurn(asked, turn.question, answer, text, ending, name)


def _end(turn: Turn) -> tuple[Answer | None, str, Ending]:
    match turn.outcome:
        case Answer() as answer:
            return answer, "", "answered" if answer.refusal is None else "refused"
        case Stopped(text):
            return None, text, "stopped"
        case RagError() as error:
            return None, str(error), "failed"
        case None:
            return None, turn.text, "stopped"
