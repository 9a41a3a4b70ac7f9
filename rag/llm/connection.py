"""What a connection test shows: is a model server there, how fast is it, what is odd about it?"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.errors import ModelError, ModelNotFound, ModelProtocol, RagError
from rag.llm.context import LISTING, Window
from rag.llm.dialects import ROLES
from rag.llm.probe import probe
from rag.llm.tokens import SWALLOWED, count_prompt, count_tokens
from rag.types import CUT, Message, Usage

if TYPE_CHECKING:
    from rag.llm.client import OpenAIModel

_QUESTION = (
    Message("system", "You are being tested. Answer in one word."),
    Message("user", "Reply with the word: ready"),
)
NO_SYSTEM = "takes no system role"
"""The quirk of a server that wants nothing but users and assistants, in turns."""

_REJECTED = {ROLES: NO_SYSTEM}
_REPLY_TOKENS = 24
_SHORTEST_REPLY = 8
_LISTEN_SECONDS = 3.0  # after the first token; whether usage is reported shows at the end only
_TRIP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Connection:
    """What was found. Times in seconds; None where it did not come to that.

    `models` is None where the server does not list them. `quirks` are short phrases: "thinks
    aloud". `counted` is how many tokens the question had, by the server's count and by ours.
    `heard_out`: the answer ended while we listened, so that what it lacks is known.
    `problem` is why it does not work; without one, a question would be answered.
    """

    address: str
    model: str = ""
    models: tuple[str, ...] | None = None
    round_trip: float | None = None
    first_token: float | None = None
    window: Window = field(default_factory=Window)
    quirks: tuple[str, ...] = ()
    problem: RagError | None = None
    counted: tuple[int, int] | None = None
    heard_out: bool = False


@dataclass(frozen=True, slots=True)
class LongPrompt:
    """How a server took a prompt of `sent` tokens by our count: it `read` so many by its own.

    `read` is None where it did not say. `problem` is why it did not take it, if it did not.
    """

    sent: int
    read: int | None = None
    problem: RagError | None = None

    @property
    def is_cut(self) -> bool:
        """Has it left a part of the prompt out, and not said so?"""
        return self.read is not None and self.read < SWALLOWED * self.sent


def try_long_prompt(model: OpenAIModel, tokens: int) -> LongPrompt:
    """Send a prompt of about `tokens` tokens, to see whether it is read to its end.

    Takes as long as the model reads. Never raises for what the server does.
    """
    line = "The harbour was dredged in 1974, and the mud went to the old quarry. "
    lines = line * (tokens // count_tokens(line) + 1)
    question = (_QUESTION[0], Message("user", f"{lines}\n{_QUESTION[1].content}"))
    sent = count_prompt(question)
    try:
        heard = _heard(model, question, _SHORTEST_REPLY)
    except RagError as error:
        return LongPrompt(sent, problem=error)
    return LongPrompt(sent, heard.usage.prompt_tokens if heard.usage else None)


def try_connection(model: OpenAIModel) -> Connection:
    """Ask the server for its models, then a question of one word, then for its context window.

    Takes as long as the model's limits allow, no longer. Never raises for what the server does.
    """
    found = Connection(model.endpoint.shown, model.name)
    try:
        found = _listed(model, found)
        found = _answered(model, found)
    except RagError as error:
        return replace(found, problem=error)
    trip = probe(model.endpoint.below(LISTING), seconds=_TRIP_SECONDS)
    return replace(
        found,
        model=model.name,
        round_trip=trip.seconds if trip is not None else None,
        window=model.look_up_window(),
    )


def _listed(model: OpenAIModel, found: Connection) -> Connection:
    try:
        return replace(found, models=model.list_models())
    except (ModelNotFound, ModelProtocol):  # some do not list; the question will tell
        return replace(found, quirks=("no list of models",))


def _answered(model: OpenAIModel, found: Connection) -> Connection:
    """Asks as a question would, and listens for a little longer than the first token."""
    heard = _heard(model, _QUESTION, _REPLY_TOKENS)
    usage = heard.usage
    rejects = (_REJECTED.get(name, f"rejects {name}") for name in sorted(model.dialect.without))
    odd = {
        "thinks aloud": heard.thought,
        "no usage reported": heard.ended and usage is None,
        "no end told": heard.finish == CUT,
        "sends its answer in one piece": heard.ended and heard.pieces == 1 and heard.longer,
    }
    quirks = (*found.quirks, *rejects, *(what for what, is_so in odd.items() if is_so))
    counted = (usage.prompt_tokens, count_prompt(_QUESTION)) if usage is not None else None
    return replace(
        found, first_token=heard.first, quirks=quirks, counted=counted, heard_out=heard.ended
    )


@dataclass
class _Heard:
    """What came of a question to a server. `first`: seconds to the first token."""

    first: float | None = None
    pieces: int = 0
    longer: bool = False  # than a word
    thought: bool = False
    finish: str | None = None
    usage: Usage | None = None

    @property
    def ended(self) -> bool:
        return self.finish is not None


def _heard(model: OpenAIModel, question: Sequence[Message], tokens: int) -> _Heard:
    heard = _Heard()
    begun = time.perf_counter()
    stream = model.stream(question, max_tokens=tokens, temperature=0.0)
    hang_up = threading.Timer(_LISTEN_SECONDS, stream.close)
    hang_up.daemon = True
    try:
        with closing(stream):
            for delta in stream:
                if heard.first is None and (delta.text or delta.reasoning):
                    heard.first = time.perf_counter() - begun
                    hang_up.start()
                heard.pieces += bool(delta.text)
                heard.longer = heard.longer or " " in delta.text.strip()
                heard.thought = heard.thought or bool(delta.reasoning)
                heard.usage = delta.usage or heard.usage
                heard.finish = delta.finish or heard.finish
    except ModelError:
        if not heard.thought:  # a model that thinks needs more than these few tokens to say a word
            raise
    finally:
        hang_up.cancel()
    return heard
