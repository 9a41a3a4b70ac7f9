"""What a connection test shows: is a model server there, how fast is it, what is odd about it?"""

from __future__ import annotations

import threading
import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rag.errors import ModelError, ModelNotFound, ModelProtocol, RagError
from rag.llm.context import LISTING, Window, beside, context_window
from rag.llm.dialects import ROLES
from rag.llm.probe import probe
from rag.types import Message

if TYPE_CHECKING:
    from rag.llm.client import OpenAIModel

_QUESTION = (
    Message("system", "You are being tested. Answer in one word."),
    Message("user", "Reply with the word: ready"),
)
_REJECTED = {ROLES: "takes no system role"}
_REPLY_TOKENS = 24
_LISTEN_SECONDS = 3.0  # after the first token; whether usage is reported shows at the end only
_TRIP_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Connection:
    """What was found. Times in seconds; None where it did not come to that.

    `models` is None where the server does not list them. `quirks` are short phrases: "thinks
    aloud". `problem` is why it does not work; without one, a question would be answered.
    """

    address: str
    model: str = ""
    models: tuple[str, ...] | None = None
    round_trip: float | None = None
    first_token: float | None = None
    window: Window = field(default_factory=Window)
    quirks: tuple[str, ...] = ()
    problem: RagError | None = None


def try_connection(model: OpenAIModel, *, window: int = 0) -> Connection:
    """Ask the server for its models, then a question of one word, then for its context window.

    Takes as long as the model's limits allow, no longer. `window` is the setting that beats what
    the server says, 0 for none. Never raises for what the server does.
    """
    found = Connection(model.endpoint.shown, model.name)
    try:
        found = _listed(model, found)
        found = _answered(model, found)
    except RagError as error:
        return replace(found, problem=error)
    trip = probe(beside(model.endpoint, LISTING), seconds=_TRIP_SECONDS)
    return replace(
        found,
        model=model.name,
        round_trip=trip.seconds if trip is not None else None,
        window=context_window(model.endpoint, model.name, setting=window),
    )


def _listed(model: OpenAIModel, found: Connection) -> Connection:
    try:
        return replace(found, models=model.list_models())
    except (ModelNotFound, ModelProtocol):  # some do not list; the question will tell
        return replace(found, quirks=("no list of models",))


def _answered(model: OpenAIModel, found: Connection) -> Connection:
    """Asks as a question would, and listens for a little longer than the first token."""
    begun = time.perf_counter()
    first: float | None = None
    thought = told_usage = ended = False
    stream = model.stream(_QUESTION, max_tokens=_REPLY_TOKENS, temperature=0.0)
    hang_up = threading.Timer(_LISTEN_SECONDS, stream.close)
    hang_up.daemon = True
    try:
        with closing(stream):
            for delta in stream:
                if first is None and (delta.text or delta.reasoning):
                    first = time.perf_counter() - begun
                    hang_up.start()
                thought = thought or bool(delta.reasoning)
                told_usage = told_usage or delta.usage is not None
                ended = ended or delta.finish is not None
    except ModelError:
        if not thought:  # a model that thinks needs more than these few tokens to say a word
            raise
    finally:
        hang_up.cancel()
    rejects = (_REJECTED.get(name, f"rejects {name}") for name in sorted(model.dialect.without))
    odd = {"thinks aloud": thought, "no usage reported": ended and not told_usage}
    quirks = (*found.quirks, *rejects, *(what for what, is_so in odd.items() if is_so))
    return replace(found, first_token=first, quirks=quirks)
