"""What a model server means by a status and its words: which error, and what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.errors import (
    ContextTooLong,
    ModelAuth,
    ModelError,
    ModelNotFound,
    ModelOverloaded,
    ModelProtocol,
    ModelTimeout,
    ModelUnreachable,
)
from rag.regex import regex


@dataclass(frozen=True, slots=True)
class Situation:
    """A failure that its server told. `{url}` in `what` is its address; `hint` says what to do."""

    kind: type[ModelError]
    what: str
    hint: str


REDIRECT = Situation(
    ModelProtocol,
    "{url} redirects to another address. It was not followed: your documents would go there",
    "Set RAG_BASE_URL to the final address.",
)
KEY_REJECTED = Situation(
    ModelAuth, "The model server at {url} rejects the key", "Check RAG_API_KEY."
)
FORBIDDEN = Situation(
    ModelAuth,
    "The model server at {url} does not let this key use the model",
    "Choose another model, or ask for access; check RAG_API_KEY.",
)
NO_CREDIT = Situation(
    ModelAuth,
    "The account behind the key has no credit left at {url}",
    "Add credit there, or set RAG_API_KEY and RAG_BASE_URL to another account or server.",
)
NO_SUCH_MODEL = Situation(
    ModelNotFound,
    "The model server at {url} does not have this model",
    "Set RAG_MODEL to one that it lists (rag doctor shows them), or load the model there.",
)
NO_SUCH_ADDRESS = Situation(
    ModelNotFound,
    "There is a server at {url}, but it takes no questions at this address",
    "Check that RAG_BASE_URL is complete, it usually ends in /v1; then RAG_MODEL.",
)
LOADING = Situation(
    ModelOverloaded,
    "The model server at {url} is still loading its model",
    "Ask again in a moment; if it always takes this long, raise RAG_FIRST_TOKEN_TIMEOUT.",
)
NOT_LOADED = Situation(
    ModelProtocol,
    "The model server at {url} could not load its model",
    "Look into the model server's log, or choose another model.",
)
TOO_OFTEN = Situation(
    ModelOverloaded,
    "The model server at {url} limits how often it may be asked",
    "Ask again in a moment.",
)
BUSY = Situation(
    ModelOverloaded,
    "The model server at {url} has no room for the question now",
    "Ask again in a moment.",
)
TOO_LONG = Situation(
    ContextTooLong,
    "The prompt is too long for the model at {url}",
    "Lower RAG_EVIDENCE_TOKENS, or give the model a longer context window.",
)
GAVE_UP = Situation(
    ModelTimeout,
    "The model server at {url} gave up waiting",
    "Ask again; if the model takes long to load, raise RAG_FIRST_TOKEN_TIMEOUT.",
)
NOTHING_BEHIND = Situation(
    ModelUnreachable,
    "{url} is a gateway, and the model server behind it does not answer",
    "Start the model server, or correct RAG_BASE_URL.",
)
ROLES = Situation(
    ModelProtocol,
    "The model at {url} takes no such sequence of messages",
    "Choose another model: the chat template of this one is at fault.",
)
BROKEN = Situation(
    ModelProtocol,
    "The model server at {url} failed",
    "Look into the model server's log; then ask again.",
)
NOT_ACCEPTED = Situation(
    ModelProtocol,
    "The model server at {url} does not accept the request",
    "Correct what it names; or choose another model or server.",
)
REPORTED = Situation(
    ModelProtocol,
    "The model server at {url} reports an error",
    "Ask again; if it stays, look into the model server's log.",
)

ROLE_WORDS = regex(
    r"roles? must alternate|system (?:role|message|prompt)s? .{0,30}(?:support|allow)|"
    r"only .?user.? and .?assistant.? roles|template[_ ]error|jinja|chat template",
    re.IGNORECASE,
)
"""How servers say that the model's own template cannot take a system message, or two turns of one
role after each other: by status 400 or 422 as a rule, by 500 from llama.cpp."""

_WORDS: tuple[tuple[Situation, re.Pattern[str]], ...] = tuple(
    (situation, regex(words, re.IGNORECASE | re.DOTALL))
    for situation, words in (
        (TOO_OFTEN, r"quota.{0,2000}?(?:RESOURCE_EXHAUSTED|(?:retry|try again) in \d)"),
        (NO_CREDIT, r"insufficient_quota|exceeded your current quota|insufficient (?:credit|bal)"),
        (
            NOT_LOADED,
            r"(?:error|failed|failure|unable|cannot|could not)(?: while| when| to)? "
            r"load(?:ing)? (?:the |this )?model|model (?:has )?failed to load",
        ),
        (
            TOO_LONG,
            r"context[ _-]?(?:length|window|size)|exceeds?_context|prompt (?:is )?too long|n_ctx|"
            r"too many (?:input )?tokens|input (?:is )?too long|input token count|max_model_len|"
            r"maximum number of (?:input )?tokens|max_new_tokens` must be",
        ),
        (ROLES, ROLE_WORDS.pattern),
        (NO_SUCH_ADDRESS, r"unexpected endpoint|unknown (?:endpoint|url|path|route)"),
        (
            NO_SUCH_MODEL,
            r"model_not_found|(?:unknown|invalid|no such) model|no models? (?:is |are )?loaded|"
            r"\bmodel\b.{0,80}?(?:not found|does not exist|not exist|not loaded|not available)",
        ),
        (KEY_REJECTED, r"invalid_api_key|(?:incorrect|invalid) api key"),
        (LOADING, r"loading (?:the )?model|still loading|model is loading|currently loading"),
        (TOO_OFTEN, r"rate.?limit|too many requests"),
        (BUSY, r"overloaded"),
    )
)
_BY_STATUS: tuple[tuple[Situation, tuple[int, ...]], ...] = (
    (KEY_REJECTED, (401,)),
    (NO_CREDIT, (402,)),
    (FORBIDDEN, (403,)),
    (GAVE_UP, (408, 504)),
    (TOO_LONG, (413,)),
    (TOO_OFTEN, (429,)),
    (NOTHING_BEHIND, (502, 520, 521, 522, 523)),
    (BUSY, (503, 529)),
)
_PLAINER = (NO_CREDIT, NOT_LOADED, LOADING)  # said in words, whatever the status

_WAIT = regex(r"(?:retry|try again) in (\d{1,6}(?:\.\d+)?) ?s(?:ec|econds?)?\b", re.IGNORECASE)
_WINDOW = regex(
    r"(?:(?:context|model)[ _-]?(?:length|window|size)(?: (?:is|of)(?: only)?)?|"
    r"n_ctx|max_model_len|must be <=|tokens >)\W{0,4}(\d{3,8})\b",
    re.IGNORECASE,
)


def situation(status: int | None, said: str) -> Situation:
    """By status where it is plain; by the words where servers differ (400, 422, 500, none)."""
    if status is not None and 300 <= status < 400:
        return REDIRECT
    told = next((found for found, words in _WORDS if words.search(said)), None)
    if told in _PLAINER and told is not None:
        return told
    for found, statuses in _BY_STATUS:
        if status in statuses:
            return found
    if told is not None:
        return told
    if status is None:
        return REPORTED
    if status == 404:
        return NO_SUCH_ADDRESS
    return BROKEN if status >= 500 else NOT_ACCEPTED


def window_told(said: str) -> int | None:
    """The size of the context window in tokens, where the words of an overflow give it."""
    found = _WINDOW.search(said)
    return int(found[1]) if found else None


def wait_told(said: str) -> float | None:
    """After how many seconds the words ask for another try, where they say so."""
    found = _WAIT.search(said)
    return float(found[1]) if found else None
