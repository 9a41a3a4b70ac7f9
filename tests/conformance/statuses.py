"""Cases of a status that is not 200: keys, models, limits, redirects, overflow."""

from __future__ import annotations

from typing import Any

from rag.errors import (
    ContextTooLong,
    ModelAuth,
    ModelNotFound,
    ModelOverloaded,
    ModelProtocol,
    ModelTimeout,
    ModelUnreachable,
)
from tests.conformance.case import CANARY, SAID, Answered, Case, Failed
from tests.scripted_server import Hold, Scripted, failing, models, streamed

_GOOD = streamed(SAID)
_LOADING = failing(503, {"error": {"message": "Loading model", "type": "unavailable_error"}})
_PAGE = f"<!doctype html><title>Not here</title><p>You sent {CANARY}"


def _error(status: int, message: str, /, **more: Any) -> Scripted:
    return failing(status, {"error": {"message": message, **more}})


STATUSES = (
    Case(
        "401 that echoes the key",
        (_error(401, f"Incorrect API key provided: {CANARY}.", code="invalid_api_key"),),
        Failed(ModelAuth, "rejects the key (HTTP 401)", "Check RAG_API_KEY"),
    ),
    Case(
        "401 where no key is set",
        (_error(401, "Missing bearer authentication in header"),),
        Failed(ModelAuth, "rejects the key (HTTP 401)", "none is set"),
        settings={"api_key": ""},
    ),
    Case(
        "403",
        (_error(403, f"Key {CANARY} has no access to this model"),),
        Failed(ModelAuth, "does not let this key use the model (HTTP 403)", "ask for access"),
    ),
    Case(
        "402",
        (_error(402, "Payment required"),),
        Failed(ModelAuth, "no credit left", "Add credit"),
    ),
    Case(
        "404 for the model",
        (_error(404, "The model 'tiny' does not exist", code="model_not_found"),),
        Failed(ModelNotFound, "does not have this model", "Set RAG_MODEL"),
    ),
    Case(
        "404 with a page",
        (failing(404, _PAGE),),
        Failed(ModelNotFound, "takes no questions at this address", "RAG_BASE_URL is complete"),
    ),
    Case(
        "429 with Retry-After",
        (failing(429, {"error": {"message": "slow down"}}, Retry_After="1"), _GOOD),
        Answered(asked=2),
    ),
    Case(
        "429 with a Retry-After that is too long",
        (failing(429, {"error": {"message": f"slow down, {CANARY}"}}, Retry_After="120"),),
        Failed(ModelOverloaded, "limits how often", "in 2 minutes"),
    ),
    Case(
        "429 without Retry-After",
        (_error(429, "Rate limit reached for requests"),),
        Failed(ModelOverloaded, "Rate limit reached", "Ask again in a moment"),
    ),
    Case(
        "insufficient quota",
        (_error(429, "You exceeded your current quota.", code="insufficient_quota"),),
        Failed(ModelAuth, "no credit left at", "Add credit"),
    ),
    Case(
        "500",
        (_error(500, f"Internal error while serving {CANARY}"),),
        Failed(ModelProtocol, "failed (HTTP 500)", "log"),
    ),
    Case(
        "503 while loading, then ready",
        (_LOADING, _LOADING, _GOOD),
        Answered(asked=3),
    ),
    Case(
        "503 while loading, for ever",
        (_LOADING,),
        Failed(ModelOverloaded, "still loading", "RAG_FIRST_TOKEN_TIMEOUT"),
        settings={"first_token_timeout": 1.0},
    ),
    Case(
        "503 while loading, then silence",
        (_LOADING, Scripted([Hold()], headers=None)),
        Failed(ModelTimeout, "did not answer in 0.8 seconds", "RAG_FIRST_TOKEN_TIMEOUT"),
        settings={"first_token_timeout": 0.8},
    ),
    Case(
        "503 for want of room",
        (_error(503, "The engine is currently overloaded"),),
        Failed(ModelOverloaded, "no room for the question", "in a moment"),
    ),
    Case(
        "502 of a gateway",
        (failing(502, "<html>Bad gateway</html>"),),
        Failed(ModelUnreachable, "behind it does not answer", "Start the model server"),
    ),
    Case("504", (failing(504, ""),), Failed(ModelTimeout, "gave up waiting", "Ask again")),
    Case(
        "302 to another host",
        (failing(302, "", Location="http://192.0.2.1/v1/chat/completions"),),
        Failed(ModelProtocol, "redirects to another address. It was not followed", "final address"),
    ),
    Case(
        "307 to another host",
        (failing(307, "", Location="http://192.0.2.1/v1/chat/completions"),),
        Failed(ModelProtocol, "would go there (HTTP 307)", "final address"),
    ),
    Case(
        "Ollama's overflow",
        (_error(400, "prompt too long; exceeded max context length by 812 tokens"),),
        Failed(ContextTooLong, "too long for the model", "RAG_EVIDENCE_TOKENS"),
    ),
    Case(
        "llama.cpp's overflow",
        (
            _error(
                400,
                "the request exceeds the available context size, try increasing it",
                type="exceed_context_size_error",
                n_prompt_tokens=5021,
                n_ctx=4096,
            ),
        ),
        Failed(ContextTooLong, "exceeds the available", "longer context window", window=4096),
    ),
    Case(
        "llama.cpp's overflow as a 500",
        (_error(500, "context size exceeded", type="exceed_context_size_error", n_ctx=2048),),
        Failed(ContextTooLong, "(HTTP 500)", "longer context window", window=2048),
    ),
    Case(
        "vLLM's overflow",
        (_error(400, "This model's maximum context length is 8192 tokens. You requested 9001."),),
        Failed(ContextTooLong, "maximum context length", "RAG_EVIDENCE_TOKENS", window=8192),
    ),
    Case(
        "413",
        (failing(413, ""),),
        Failed(ContextTooLong, "too long for the model", "RAG_EVIDENCE_TOKENS"),
    ),
    Case("no list of models, but a name", (_GOOD,), Answered(), listing=failing(404, _PAGE)),
    Case(
        "no list of models, and no name",
        (_GOOD,),
        Failed(ModelNotFound, "RAG_MODEL is not set", "Set RAG_MODEL"),
        listing=failing(404, _PAGE),
        settings={"model": ""},
    ),
    Case("500 for the list of models, but a name", (_GOOD,), Answered(), listing=failing(500, {})),
    Case(
        "500 for the list of models, and no name",
        (_GOOD,),
        Failed(ModelNotFound, "(HTTP 500)", "Set RAG_MODEL"),
        listing=failing(500, {"detail": "no hub cache"}),
        settings={"model": ""},
    ),
    Case(
        "a list of models, and no name",
        (_GOOD,),
        Answered(),
        listing=models("first", "second"),
        settings={"model": ""},
    ),
)
