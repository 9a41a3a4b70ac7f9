"""The conversation of one browser session: its turns, each answered in a background thread.

A turn owns its reply. Pages only look at it, so a click anywhere can neither lose what has arrived
nor stop it by accident.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import QuestionError, RagError
from rag.types import Answer, Message
from rag.ui.cards import without_markers
from rag.ui.library import Library, unexpected
from rag.ui.offers import Choice
from rag.ui.protocols import Reply
from rag.ui.within import Within

log = logging.getLogger(__name__)

STOP_GRACE = 0.3
"""Seconds that a stopped reply has to end by itself, with a checked answer, before we move on."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """A reply that was stopped and did not end: what had arrived, unchecked."""

    text: str


Outcome = Answer | RagError | Stopped


_GLANCE = 0.25
"""Seconds between two looks at whether a waiting question was stopped."""


class Turn:
    """One question and what comes of it. Written by its own thread, read by any."""

    def __init__(
        self, number: int, question: str, choice: Choice, within: Within | None = None
    ) -> None:
        self.number = number
        self.question = question
        self.choice = choice
        self.within = within or Within()
        self.started = time.monotonic()
        self._reply: Reply | None = None
        self._settled: Outcome | None = None
        self._stopped_at: float | None = None
        self._news = threading.Condition()

    @property
    def text(self) -> str:
        """What has arrived so far, for display."""
        return self._reply.text if self._reply is not None else ""

    @property
    def stage(self) -> str:
        """What it is doing: "waiting" for the first sync, or a stage of its reply."""
        return self._reply.stage if self._reply is not None else "waiting"

    @property
    def waiting(self) -> float | None:
        """Seconds until a server that asked for patience is asked again; else None."""
        return self._reply.waiting if self._reply is not None else None

    @property
    def outcome(self) -> Outcome | None:
        """How it ended; None while it has not. A late answer still takes a stop's place."""
        if self._settled is not None:
            return self._settled
        if self._stopped_at is not None and time.monotonic() - self._stopped_at >= STOP_GRACE:
            return Stopped(self.text)
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

    def start(self, library: Library, history: Sequence[Message]) -> None:
        """Answer in the background. Called once."""
        run = threading.Thread(
            target=self._run, args=(library, tuple(history)), name="answer", daemon=True
        )
        run.start()

    def _run(self, library: Library, history: tuple[Message, ...]) -> None:
        try:
            self._settle(self._answer(library, history))
        except RagError as error:
            self._settle(error)
        except Exception:
            log.exception("A question could not be answered")
            self._settle(unexpected("while answering"))

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

    def _settle(self, outcome: Outcome) -> None:
        """A reply that breaks because it was stopped is a stopped reply."""
        with self._news:
            if self.stopping and isinstance(outcome, RagError):
                outcome = Stopped(self.text)
            self._settled = outcome
            self._news.notify_all()


class Conversation:
    """The turns of one session, oldest first; `within` is what the next question is asked of."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self.within = Within()
        self._asked = 0

    @property
    def active(self) -> Turn | None:
        """The turn that is still being answered; only ever the last."""
        return self.turns[-1] if self.turns and self.turns[-1].outcome is None else None

    def ask(
        self, question: str, library: Library, choice: Choice, within: Within | None = None
    ) -> Turn:
        """Begin a turn. One that is under way is stopped first and keeps what it has.

        `within`: asked of this instead of the conversation's own. Raises `QuestionError` for a
        blank question; nothing is asked then.
        """
        if not question.strip():
            raise QuestionError("There is no question yet.", hint="Type one and send it.")
        self.stop()
        history = self.history()
        self._asked += 1
        turn = Turn(self._asked, question.strip(), choice, within or self.within)
        self.turns.append(turn)
        turn.start(library, history)
        return turn

    def retry(self, turn: Turn, library: Library, choice: Choice) -> None:
        """Ask a failed turn's question again, at the end. A sync that had failed is begun anew."""
        if library.state.problem is not None:
            library.begin()
        self.turns = [other for other in self.turns if other is not turn]
        self.ask(turn.question, library, choice, turn.within)

    def stop(self) -> None:
        """Stop the turn that is under way, if one is."""
        if self.active is not None:
            self.active.stop()

    def clear(self) -> None:
        """Begin anew, of all documents."""
        self.stop()
        self.turns, self.within = [], Within()

    def history(self) -> tuple[Message, ...]:
        """What later questions may refer to: answered turns only, without their markers."""
        return self.history_before(None)

    def history_before(self, last: Turn | None) -> tuple[Message, ...]:
        """What this turn's question could refer to."""
        messages: list[Message] = []
        for turn in self.turns:
            if turn is last:
                break
            outcome = turn.outcome
            if isinstance(outcome, Answer) and outcome.refusal is None and outcome.text.strip():
                messages.append(Message("user", turn.question))
                messages.append(Message("assistant", without_markers(outcome)))
        return tuple(messages)
