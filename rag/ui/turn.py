"""One question and its answer, which a background thread waits for.

A turn owns its reply. Pages only look at it, so a click anywhere can neither lose what has arrived
nor stop it by accident.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rag.errors import RagError
from rag.gone import Gone
from rag.history import KeptTurn, new_id
from rag.markup.words import is_read_otherwise
from rag.types import Answer, Message, Scope, Stretch
from rag.ui.faults import unexpected
from rag.ui.library import Library
from rag.ui.offers import Choice
from rag.ui.protocols import Reply
from rag.ui.within import Within

log = logging.getLogger(__name__)

STOP_GRACE = 0.3
"""Seconds that a stopped reply has to end by itself, with a checked answer, before we move on."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A reply that was stopped and did not end: what had arrived, unchecked, Markdown but for its
    `literal` stretches."""

    text: str
    literal: tuple[Stretch, ...] = ()


Outcome = Answer | RagError | Stopped


_GLANCE = 0.25
"""Seconds between two looks at whether a waiting question was stopped."""


class Turn:
    """One question and what comes of it. Written by its own thread, read by any.

    `number` tells it from every other of its conversation; `place` is where it stands among them.
    `alone`: its question is asked without the turns before it. `instead`: names of those that it
    is asked in the place of, which are kept until it is. `replaced`: another one has taken its
    place, so that it is not to be kept.
    """

    def __init__(
        self,
        number: int,
        question: str,
        choice: Choice,
        within: Within | None = None,
        *,
        alone: bool = False,
    ) -> None:
        self.number = number
        self.place = number
        self.id = new_id()
        self.asked = datetime.now().astimezone()
        self.question = question
        self.choice = choice
        self.within = within or Within()
        self.alone = alone
        self.instead: tuple[str, ...] = ()
        self.replaced = threading.Event()
        self.started = time.monotonic()
        self._reply: Reply | None = None
        self._settled: Outcome | None = None
        self._stopped_at: float | None = None
        self._leaning: list[Gone] = []
        self._before: tuple[Gone, ...] = ()
        self._news = threading.Condition()
        self._then: Callable[[Turn, Outcome], None] = _nothing

    @classmethod
    def restored(cls, number: int, kept: KeptTurn) -> Turn:
        """A turn that ended some time ago, with its outcome; if it was read as it is written, it
        needs no turns before it."""
        within, answer = Within(kept.scope, kept.within), kept.answer
        alone = answer is not None and not is_read_otherwise(
            answer.question, answer.standalone_question
        )
        turn = cls(number, kept.question, Choice(kept.place, kept.model), within, alone=alone)
        turn.id, turn.asked, turn.place = kept.id, kept.asked, kept.position or number
        turn._settled = kept.answer or _ending(kept)
        return turn

    @property
    def text(self) -> str:
        """What has arrived so far, for display."""
        return self._reply.text if self._reply is not None else ""

    @property
    def literal(self) -> tuple[Stretch, ...]:
        """Its stretches that are no Markdown; to be read after it."""
        return self._reply.literal if self._reply is not None else ()

    @property
    def stage(self) -> str:
        """What it is doing: "waiting" for the first sync, or a stage of its reply."""
        return self._reply.stage if self._reply is not None else "waiting"

    @property
    def waiting(self) -> float | None:
        """Seconds until a server that asked for patience is asked again; else None."""
        return self._reply.waiting if self._reply is not None else None

    @property
    def awaiting(self) -> str:
        """The model that was asked and has not begun to reply; "" where none is waited for."""
        return self._reply.awaiting if self._reply is not None else ""

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it has not. A late answer still takes a stop's place."""
        if self._settled is not None:
            return self._settled
        if self._stopped_at is not None and time.monotonic() - self._stopped_at >= STOP_GRACE:
            return Stopped(self.text, self.literal)
        return None

    @property
    def ended(self) -> bool:
        """Has its reply ended, so that nothing can change any more?"""
        return self._settled is not None

    @property
    def stopping(self) -> bool:
        """Has the person asked it to stop?"""
        return self._stopped_at is not None

    def wait(self, seconds: float) -> None:
        """Return when it has ended by itself, or after these seconds."""
        with self._news:
            self._news.wait_for(lambda: self._settled is not None, seconds)

    def stop(self) -> None:
        """Take what has arrived so far as the answer."""
        with self._news:
            if self._stopped_at is None:
                self._stopped_at = time.monotonic()
            reply = self._reply
        if reply is not None:
            reply.stop()

    def forget(self, gone: Gone, *, later: bool = False) -> bool:
        """Let go of what it has from a document that was deleted; had it anything?

        `later`: an answer before it had, so that its question may have been read with that.
        """
        with self._news:
            scope = self.within.scope
            self.within = Within(*gone.of_scope(scope, self.within.words))
            if self._settled is None:
                self._leaning += [gone] if later else []
                return False
            before = self._settled
            self._settled = _without(before, gone, scope, later=later)
            return self._settled is not before

    def start(
        self,
        library: Library,
        history: Sequence[Message],
        then: Callable[[Turn, Outcome], None] | None = None,
    ) -> None:
        """Answer in the background. Called once. `then` is called just before anybody sees how it
        ended, so that what it keeps is there when they do."""
        self._then = then or _nothing
        self._before = tuple(library.gone.values())
        run = threading.Thread(
            target=self._run, args=(library, tuple(history)), name="answer", daemon=True
        )
        run.start()

    def _run(self, library: Library, history: tuple[Message, ...]) -> None:
        scope = self.within.scope
        try:
            outcome = self._or_stopped(self._told(library, history))
            for gone in tuple(self._leaning):
                outcome = _without(outcome, gone, scope, later=True)
            for source, gone in tuple(library.gone.items()):  # an index may hold it for seconds yet
                before = any(gone is one for one in self._before)
                left = _without(outcome, gone, scope, before=before)
                if left is not outcome and not _is_back(library, source, gone):
                    outcome = left
            self._settle(outcome)
        except RagError as error:
            self._settle(error)
        except Exception:
            log.exception("A deleted document could not be taken out of an answer")
            self._settle(unexpected("while answering"))

    def _told(self, library: Library, history: tuple[Message, ...]) -> Outcome:
        """How it ends, with what goes wrong as an outcome too."""
        try:
            return self._answer(library, history)
        except RagError as error:
            return error
        except Exception:
            log.exception("A question could not be answered")
            return unexpected("while answering")

    def _answer(self, library: Library, history: tuple[Message, ...]) -> Outcome:
        self._wait_for_documents(library)
        if self.stopping:
            return Stopped("")
        reply = library.ask(self.question, history, self.choice, self.within.scope)
        with self._news:
            self._reply = reply
            stopped = self._stopped_at is not None
        if stopped:
            reply.stop()
        for _ in reply:
            log.debug("A piece of an answer arrived")
        return reply.answer

    def _wait_for_documents(self, library: Library) -> None:
        """Until there is something to search. A sync that failed is this turn's failure too."""

        def over() -> bool:
            reading = library.state.phase == "reading"
            return self.stopping or not reading or library.assistant.is_ready()

        while not library.wait(_GLANCE, over):
            log.debug("A question waits for the documents to be read")
        problem = library.state.problem
        if problem is not None and not library.assistant.is_ready():
            raise problem

    def _or_stopped(self, outcome: Outcome) -> Outcome:
        """A reply that breaks, or has said nothing, because it was stopped is a stopped reply."""
        silent = isinstance(outcome, Answer) and not outcome.text.strip()
        if self.stopping and (silent or isinstance(outcome, RagError)):
            return Stopped(self.text, self.literal)
        return outcome

    def _settle(self, outcome: Outcome) -> None:
        self._then(self, outcome)
        with self._news:
            self._settled = outcome
            self._news.notify_all()


def _without(
    outcome: Outcome, gone: Gone, scope: Scope, *, later: bool = False, before: bool = False
) -> Outcome:
    """`before`: it was deleted before the question was asked, which may name its topic then."""
    match outcome:
        case Answer() as answer:
            apart = before and not gone.has_part_in(answer)
            return answer if apart else gone.of_answer(answer, later=later)
        case Stopped(text):
            left = gone.of_text(text, scope, by_name=not before)
            return outcome if left == text else Stopped(left)
        case _:
            return outcome


def _is_back(library: Library, source: str, gone: Gone) -> bool:
    """Is it indexed from elsewhere? Its file came once more, before a sync had seen that it went,
    and was taken for one that has moved."""
    documents = library.assistant.documents()
    return any(one.id == gone.document_id and one.source != source for one in documents)


def _nothing(turn: Turn, outcome: Outcome) -> None:
    del turn, outcome


def _ending(kept: KeptTurn) -> Outcome:
    """Of a turn that has no answer."""
    return Stopped(kept.text, kept.literal) if kept.ending == "stopped" else RagError(kept.text)
