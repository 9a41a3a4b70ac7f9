"""The conversation of one browser session: its turns, oldest first."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from weakref import WeakSet

from rag.errors import QuestionError, RagError
from rag.gone import Gone
from rag.history import new_id, said_before
from rag.types import Message
from rag.ui.keeping import forget_turn, keep_turn
from rag.ui.library import Library
from rag.ui.offered import offered
from rag.ui.offers import Choice
from rag.ui.turn import STOP_GRACE as STOP_GRACE
from rag.ui.turn import Outcome as Outcome
from rag.ui.turn import Stopped as Stopped
from rag.ui.turn import Turn as Turn
from rag.ui.within import Within, within

log = logging.getLogger(__name__)


class Conversation:
    """The turns of one session, oldest first; `within` is what the next question is asked of.

    `id` is its name in links. `rivals` are second answers to a turn's question, by its number,
    until one is kept. `turns` are those of a conversation that goes on after a while. `viewers`
    are the sessions that show it.
    """

    def __init__(self, id: str = "", turns: Sequence[Turn] = ()) -> None:
        self.id = id or new_id()
        self.turns = list(turns)
        self.within = Within()
        self.rivals: dict[int, Turn] = {}
        self.viewers: WeakSet[object] = WeakSet()
        self._asked = max((max(one.number, one.place) for one in turns), default=0)

    @property
    def active(self) -> Turn | None:
        """The turn that is still being answered; only ever the last."""
        return self.turns[-1] if self.turns and self.turns[-1].outcome is None else None

    def ask(
        self,
        question: str,
        library: Library,
        choice: Choice,
        within: Within | None = None,
        *,
        alone: bool = False,
        instead: tuple[str, ...] = (),
    ) -> Turn:
        """Begin a turn. One that is under way is stopped first and keeps what it has.

        `within`: asked of this instead of the conversation's own; `alone`: without the turns before
        it; `instead`: in the place of these. Raises `QuestionError` for a blank question; nothing
        is asked then.
        """
        if not question.strip():
            raise QuestionError("There is no question yet.", hint="Type one and send it.")
        self.stop()
        self._asked += 1
        chosen = within or _as_of_now(self.within, library)
        turn = Turn(self._asked, question.strip(), choice, chosen, alone=alone)
        turn.instead = instead
        self.turns.append(turn)
        turn.start(library, self.history(turn), partial(keep_turn, library, self.id))
        return turn

    def retry(self, turn: Turn, library: Library, choice: Choice) -> None:
        """Ask a failed turn's question again, at the end. A sync that had failed is begun anew.

        What is kept of the turn goes once the new one is kept: a conversation without a turn would
        be forgotten, with how it is called.
        """
        if library.state.problem is not None:
            library.begin()
        self.turns = [other for other in self.turns if other is not turn]
        turn.replaced.set()
        instead = (*turn.instead, turn.id)
        chosen = _as_of_now(turn.within, library)
        self.ask(turn.question, library, choice, chosen, alone=turn.alone, instead=instead)

    def ask_again(self, turn: Turn, library: Library, choice: Choice) -> Turn:
        """Have a turn's question answered by another too: its rival, until one of them is kept."""
        self.keep(turn, turn, library)
        self._asked += 1
        rival = Turn(self._asked, turn.question, choice, turn.within, alone=turn.alone)
        self.rivals[turn.number] = rival
        rival.start(library, self.history(turn))
        return rival

    def keep(self, turn: Turn, kept: Turn, library: Library) -> None:
        """Settle between a turn and its rival, if it has one: `kept` stands in the turn's place."""
        rival = self.rivals.pop(turn.number, None)
        if rival is None:
            return
        if kept is rival:
            kept.place = turn.place
            self.turns = [kept if other is turn else other for other in self.turns]
            if kept.outcome is not None:
                keep_turn(library, self.id, kept, kept.outcome)
            forget_turn(library, turn)
        else:
            rival.stop()

    def stop(self) -> None:
        """Stop the turn that is under way, if one is."""
        if self.active is not None:
            self.active.stop()

    def leave(self) -> None:
        """Stop whatever is under way, because nobody looks any more."""
        self.stop()
        for rival in self.rivals.values():
            rival.stop()
        self.rivals.clear()

    def forget(self, gone: Gone) -> None:
        """Let go of what its answers have from a document that was deleted."""
        self.within = Within(*gone.of_scope(self.within.scope, self.within.words))
        later = False
        for turn in self.turns:
            rival = self.rivals.get(turn.number)
            if rival is not None:
                rival.forget(gone, later=later)
            later = turn.forget(gone, later=later) or later

    def history(self, before: Turn | None = None) -> tuple[Message, ...]:
        """What later questions may refer to: answered turns only, without their markers.

        `before`: what this turn's question may, which is nothing if it is asked alone.
        """
        earlier = takewhile(lambda turn: turn is not before, self.turns)
        turns = () if before is not None and before.alone else earlier
        return said_before((turn.question, turn.outcome) for turn in turns)


def _as_of_now(chosen: Within, library: Library) -> Within:
    """The same scope, told as the documents are now: some may have come, or gone, since."""
    if not chosen.scope:
        return chosen
    try:
        return within(chosen.scope, offered(library))
    except RagError:  # the reply says what is wrong
        log.exception("The documents could not be listed")
        return chosen
