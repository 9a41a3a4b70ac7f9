"""What goes with a conversation or a document that is deleted: ratings, and every quote of it.

An answer that loses its source still reads: a sentence stands where the others stood. Questions
stay as they were asked: they are a person's own words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback, Rated
from rag.history import FILE as HISTORY
from rag.history import History, KeptTurn
from rag.markup.words import day
from rag.types import Answer, Document, Sentence

RUN = 5
"""So many words that stand together in a document too are taken for its own."""

_WORD = re.compile(r"\w+")
_MARKER = re.compile(r"\[[^\[\]\s]{1,40}\]")


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
    """Take all that is quoted of a document out of what the data folder keeps of answers.

    Also where no more is to be kept, but was once. Raises `StoreError`.
    """
    gone = Gone.of(document, on)
    history = data_dir / HISTORY
    if history.exists() and history.stat().st_size:  # a first start may end before its tables
        History(history).revise(gone.of_turns, holding=document.id)
    Feedback(data_dir / FEEDBACK).revise(gone.of_rated)


@dataclass(frozen=True, slots=True)
class Gone:
    """A document that was deleted: `words` are its own, folded, with a space before each."""

    document_id: str
    words: str
    on: date

    @classmethod
    def of(cls, document: Document, on: date) -> Gone:
        """This document, deleted on this day."""
        return cls(document.id, _words(document.text), on)

    @property
    def sentence(self) -> str:
        """What stands in the place of its words."""
        return f"(The source was deleted on {day(self.on)}.)"

    def of_answer(self, answer: Answer) -> Answer:
        """The answer without what it has from the document, and without its explanation if that
        shows it. One that has nothing of it is given back as it is."""
        if not self._has_part_in(answer):
            return answer
        bare = replace(
            answer,
            standalone_question=answer.question,
            passages=tuple(one for one in answer.passages if one.document_id != self.document_id),
            draft="",
            reasoning="",
            why=None,
        )
        if bare.refusal is not None:
            return replace(bare, refusal=replace(bare.refusal, suggestions=()))
        if any(one.passage.document_id == self.document_id for one in answer.citations):
            note = "A source of this answer was deleted; what it said is left out."
            bare = replace(bare, note=note)
            left = self._cut(bare)
            return left if left.sentences else replace(left, note="")
        if self.repeats(answer.note):
            bare = replace(bare, note="")
        return self._cut(bare)

    def of_text(self, text: str) -> str:
        """What had arrived of an answer that nobody checked: none of it, if it quotes."""
        return self.sentence if self.repeats(text) else text

    def of_turns(self, turns: Sequence[KeptTurn]) -> tuple[KeptTurn, ...]:
        """A conversation's turns. Questions that a model made out of those before go as well."""
        made: list[KeptTurn] = []
        is_changed = False
        for turn in turns:
            answer, text = turn.answer, turn.text
            if answer is not None:
                left = self.of_answer(answer)
                if is_changed and left.standalone_question != left.question:
                    left = replace(left, standalone_question=left.question, why=None)
                is_changed = is_changed or left is not answer
                answer, text = left, left.text
            elif turn.ending == "stopped":
                text = self.of_text(text)
            made.append(replace(turn, answer=answer, text=text))
        return tuple(made)

    def of_rated(self, rated: Rated) -> Rated:
        """A rating: its trace holds the answer that was rated. One that cannot be read goes."""
        if self.document_id not in rated.trace:
            return rated
        try:
            trace = json.loads(rated.trace)
            answer = self.of_answer(_answers().validate_python(trace["answer"]))
            trace["answer"] = _answers().dump_python(answer, mode="json")
        except (ValueError, KeyError, TypeError, ValidationError):
            trace = {}
        written = json.dumps(trace, ensure_ascii=False).encode("utf-8", "replace")
        return replace(rated, trace=written.decode())

    def repeats(self, text: str) -> bool:
        """Do `RUN` words of it, or all there are if not so many, stand together there too?

        The last may be the beginning of one: an answer is stopped anywhere. One word is no quote.
        """
        words = _words(_MARKER.sub(" ", text)).split()
        if len(words) < 2:
            return False
        last = max(len(words) - RUN, 0)
        return any(f" {' '.join(words[at : at + RUN])}" in self.words for at in range(last + 1))

    def _has_part_in(self, answer: Answer) -> bool:
        why = answer.why
        ids = [one.passage.document_id for one in answer.citations]
        ids += [one.document_id for one in answer.passages]
        if why is not None:
            ids += [one.chunk.document_id for one in why.hits]
            ids += [one.document_id for one in why.passages]
        return self.document_id in ids

    def _loses(self, sentence: Sentence) -> bool:
        """What cites the document goes; what cites nothing, if it says the document's words."""
        if sentence.citations:
            return any(one.passage.document_id == self.document_id for one in sentence.citations)
        return self.repeats(sentence.text)

    def _cut(self, answer: Answer) -> Answer:
        """The text with one sentence of ours for each stretch that goes; all places follow."""
        text, at, is_cut = "", 0, False
        sentences: list[Sentence] = []
        moved: list[tuple[int, int, int]] = []  # from, to, and where it is now
        for one in answer.sentences:
            before = answer.text[at : one.start]
            before = "" if self.repeats(before) else before
            loses = self._loses(one)
            if loses and not is_cut:
                text += before + self.sentence
            elif not loses:
                start = len(text) + len(before)
                moved.append((one.start, one.end, start - one.start))
                text += before + answer.text[one.start : one.end]
                sentences.append(replace(one, start=start, end=len(text)))
            at, is_cut = one.end, loses
        rest = answer.text[at:]
        text += "" if self.repeats(rest) else rest
        markers = tuple(
            replace(one, start=one.start + by, end=one.end + by)
            for one in answer.markers
            for start, end, by in moved
            if start <= one.start < end
        )
        return replace(
            answer,
            text=text if sentences else self.sentence,
            sentences=tuple(sentences),
            citations=tuple(
                one for one in answer.citations if one.passage.document_id != self.document_id
            ),
            markers=markers,
        )


def _words(text: str) -> str:
    return "".join(f" {word}" for word in _WORD.findall(text.casefold()))


@cache
def _answers() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)
