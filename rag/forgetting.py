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
from rag.types import Answer, Document, Scope

_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ValidationError)
"""What is raised of a trace that is none."""


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
        answer, text, literal = turn.answer, turn.text, turn.literal
        if answer is not None:
            left = gone.of_answer(answer, later=later)
            later = later or left is not answer
            answer, text = left, left.text
        elif turn.ending == "stopped":
            text = gone.of_text(text, turn.scope)
            literal = literal if text == turn.text else ()
        scope, within = gone.of_scope(turn.scope, turn.within)
        made.append(
            replace(turn, answer=answer, text=text, scope=scope, within=within, literal=literal)
        )
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
    later, asked = set[str](), dict[str, Scope]()
    for turns in talks:
        drawn = [one.answer is not None and gone.has_part_in(one.answer) for one in turns]
        first = drawn.index(True) if True in drawn else len(turns)
        later |= {one.id for one in turns[first + 1 :]}
        asked |= {one.id: one.scope for one in turns}

    @cache
    def drawing() -> set[str]:
        return {one.conversation for one in ratings() if _draws(gone, one)} - {""}

    def change(rated: Rated) -> Rated:
        if rated.turn in known:
            scope = asked.get(rated.turn, Scope())
            return _of_rated(gone, rated, later=rated.turn in later, scope=scope)
        return _of_rated(gone, rated, later=rated.conversation in drawing(), scope=None)

    return change


def _draws(gone: Gone, rated: Rated) -> bool:
    """Has its answer to do with the document? One that cannot be read may have."""
    if gone.document_id not in rated.trace:
        return False
    try:
        return gone.has_part_in(_answers().validate_python(json.loads(rated.trace)["answer"]))
    except _UNREADABLE:
        return True


def _of_rated(gone: Gone, rated: Rated, *, later: bool, scope: Scope | None) -> Rated:
    """A rating: its trace holds the answer that was rated. One that cannot be read goes, if it
    names the document. `scope` is that of its turn; None if that is not kept."""
    try:
        trace: dict[str, Any] = json.loads(rated.trace)
        answer = _answers().validate_python(trace["answer"])
        behind = later or (scope is None and gone.adds(answer))
        left = gone.of_answer(answer, later=behind)
        told = _of_asked(gone, answer, trace, scope)
        if left is answer and all(trace.get(name, "") == told[name] for name in told):
            return rated
        trace |= told | {"answer": _answers().dump_python(left, mode="json")}
    except _UNREADABLE:
        if gone.document_id not in rated.trace:
            return rated
        trace = {}
    written = json.dumps(trace, ensure_ascii=False).encode("utf-8", "replace")
    return replace(rated, trace=written.decode())


def _of_asked(
    gone: Gone, answer: Answer, trace: dict[str, Any], scope: Scope | None
) -> dict[str, Any]:
    """What a trace says of the documents that were asked. Where nobody knows which those were,
    the document was one of them for sure if it was found."""
    words, recorded = str(trace.get("within", "")), trace.get("scope")
    if recorded is not None:
        recorded = scope = _scopes().validate_python(recorded)
    if scope is None:
        return {"within": gone.of_words(words) if gone.has_part_in(answer) else words}
    left, words = gone.of_scope(scope, words)
    if recorded is None or left is scope:
        return {"within": words}
    return {"within": words, "scope": _scopes().dump_python(left, mode="json")}


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


@cache
def _scopes() -> TypeAdapter[Scope]:
    return TypeAdapter(Scope)
