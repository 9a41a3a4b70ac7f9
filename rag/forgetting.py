"""What goes with a conversation or a document that is deleted: ratings, quotes, its name."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback, Rated
from rag.gone import Gone
from rag.history import FILE as HISTORY
from rag.history import History, KeptTurn
from rag.types import Answer, Document


class Ratings(Protocol):
    """What is needed of `rag.feedback.Feedback`."""

    def forget(self, turns: Collection[str], conversation: str = "") -> None: ...


def forget_conversation(history: History, ratings: Ratings | None, conversation: str) -> None:
    """Erase a conversation and what was thought of its answers. Raises `StoreError`."""
    kept = history.conversation(conversation)
    turns = {one.id for one in kept.turns} if kept is not None else set()
    if ratings is not None:
        ratings.forget(turns, conversation)  # first: what is still listed can be deleted again
    history.delete(conversation)


def forget_document(data_dir: Path, document: Document, on: date) -> None:
    """Take all that is quoted of a document, and its name, out of what the data folder keeps of
    answers.

    Also where no more is to be kept, but was once. Raises `StoreError`.
    """
    gone = Gone.of(document, on)
    kept = data_dir / HISTORY
    there = kept.exists() and kept.stat().st_size  # a first start may end before its tables
    history = History(kept) if there else None
    known = history.turns() if history is not None else frozenset()
    talks = history.turns_holding(document.id) if history is not None else ()
    ratings = Feedback(data_dir / FEEDBACK)
    change = ratings_without(gone, talks, known, ratings.ratings)
    ratings.revise(change)  # first: the history tells of them
    if history is not None:
        history.revise(partial(turns_without, gone), holding=document.id)


def turns_without(gone: Gone, turns: Sequence[KeptTurn]) -> tuple[KeptTurn, ...]:
    """A conversation's turns without the document. Questions that were read with what those before
    have from it are left as they were asked."""
    made: list[KeptTurn] = []
    later = False
    for turn in turns:
        answer, text = turn.answer, turn.text
        if answer is not None:
            left = gone.of_answer(answer, later=later)
            later = later or left is not answer
            answer, text = left, left.text
        elif turn.ending == "stopped":
            text = gone.of_text(text, turn.scope)
        scope, within = gone.of_scope(turn.scope, turn.within)
        made.append(replace(turn, answer=answer, text=text, scope=scope, within=within))
    return tuple(made)


def ratings_without(
    gone: Gone,
    talks: Sequence[Sequence[KeptTurn]],
    known: Collection[str],
    ratings: Callable[[], Sequence[Rated]],
) -> Callable[[Rated], Rated]:
    """What a rating becomes; `talks` are the conversations that have to do with the document,
    `known` the names of all turns that are kept.

    Where a rated answer stood in its conversation is known from there. One that is not kept may
    have stood behind any other that was rated.
    """
    later = set[str]()
    for turns in talks:
        drawn = [one.answer is not None and gone.has_part_in(one.answer) for one in turns]
        first = drawn.index(True) if True in drawn else len(turns)
        later |= {one.id for one in turns[first + 1 :]}

    @cache
    def drawing() -> set[str]:
        return {one.conversation for one in ratings() if gone.document_id in one.trace} - {""}

    def change(rated: Rated) -> Rated:
        placed = rated.turn in known
        behind = rated.turn in later if placed else rated.conversation in drawing()
        return _of_rated(gone, rated, later=behind, placed=placed)

    return change


def _of_rated(gone: Gone, rated: Rated, *, later: bool, placed: bool) -> Rated:
    """A rating: its trace holds the answer that was rated. One that cannot be read goes, if it
    names the document."""
    try:
        trace: dict[str, Any] = json.loads(rated.trace)
        answer = _answers().validate_python(trace["answer"])
        behind = later or (not placed and gone.adds(answer))
        left = gone.of_answer(answer, later=behind)
        within = gone.of_words(str(trace.get("within", "")))
        if left is answer and within == trace.get("within", ""):
            return rated
        trace["answer"], trace["within"] = _answers().dump_python(left, mode="json"), within
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError):
        if gone.document_id not in rated.trace:
            return rated
        trace = {}
    written = json.dumps(trace, ensure_ascii=False).encode("utf-8", "replace")
    return replace(rated, trace=written.decode())


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)
