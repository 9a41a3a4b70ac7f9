"""A kept turn as a row of the file and back; its answer is compressed JSON, or else, of a turn that
was stopped, its stretches that are no Markdown."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, get_args

from pydantic import TypeAdapter, ValidationError

from rag.history.records import KeptTurn, Listed
from rag.types import Answer, Ending, Scope, Stretch

Kept = TypeVar("Kept")

COLUMNS = "id, asked, question, ending, text, answer, who, place, model, scope, within, position"
"""What `turn_of` reads, in its order."""

_WITH_ANSWER = ("answered", "refused")
"""Endings of turns that have one."""


def row_of(conversation: str, position: int, turn: KeptTurn) -> tuple[object, ...]:
    if turn.answer is not None:
        answer = zlib.compress(_answers().dump_json(turn.answer))
    else:
        answer = zlib.compress(_stretches().dump_json(turn.literal)) if turn.literal else b""
    return (
        turn.id,
        conversation,
        position,
        turn.asked.isoformat(),
        turn.question,
        turn.ending,
        turn.text,
        turn.who,
        turn.place,
        turn.model,
        _scopes().dump_json(turn.scope).decode(),
        turn.within,
        answer,
        folded(f"{turn.question}\n{turn.text}"),
    )


def folded(text: str) -> str:
    """As it is searched: in lower case, each letter in one form."""
    return unicodedata.normalize("NFC", text.casefold())


Row = tuple[str, str, str, Ending, str, bytes, str, str, str, str, str, int]


def turn_of(row: Row) -> KeptTurn:
    turn, asked, question, ending, text, answer, who, place, model, scope, within, position = row
    words = (turn, question, text, who, place, model, within)
    if ending not in get_args(Ending) or not all(isinstance(one, str) for one in words):
        raise ValueError(f"no turn has {ending!r}")
    is_whole = ending in _WITH_ANSWER
    found = _read(_answers(), answer) if is_whole else None
    literal = _read(_stretches(), answer) if not is_whole else None
    if found is None and is_whole:
        ending = "stopped"  # what a version long ago kept: its text is left, its footnotes are not
    return KeptTurn(
        turn,
        date_of(asked),
        question,
        ending,
        text,
        found,
        who,
        place,
        model,
        _scopes().validate_json(scope),
        within,
        int(position),
        literal or (),
    )


def listed_of(row: Sequence[Any]) -> Listed:
    """From id, title, created, changed and the number of turns."""
    name, title, created, changed, turns = row
    return Listed(str(name), str(title), date_of(created), date_of(changed), int(turns))


def head_of(row: Sequence[Any]) -> tuple[str, datetime, datetime]:
    """From title, created, changed."""
    title, created, changed = row
    return str(title), date_of(created), date_of(changed)


def holds(row: Row, words: str) -> bool:
    """Do these words stand in its answer, or in its scope? True where there is no answer: nobody
    knows what it is of."""
    if row[3] not in _WITH_ANSWER or not row[5]:
        return True
    try:
        return words in row[9] or words.encode() in zlib.decompress(row[5])
    except zlib.error:
        return True


def _read(kind: TypeAdapter[Kept], kept: bytes) -> Kept | None:
    """None where none was kept, or one that this version cannot read."""
    if not kept:
        return None
    try:
        return kind.validate_json(zlib.decompress(kept))
    except (ValidationError, zlib.error):
        return None


def date_of(text: str) -> datetime:
    return datetime.fromisoformat(text)


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _stretches() -> TypeAdapter[tuple[Stretch, ...]]:
    return TypeAdapter(tuple[Stretch, ...])


@cache
def _scopes() -> TypeAdapter[Scope]:
    return TypeAdapter(Scope)
