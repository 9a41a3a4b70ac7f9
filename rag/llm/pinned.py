"""The one model of a server that takes no other and lists none.

`transformers serve MODEL` answers `/models` with status 500 where no model was ever fetched from
the hub; but it names its model in the error for a request that is for another one.
"""

from __future__ import annotations

from collections.abc import Mapping

from rag.llm.faults import Endpoint
from rag.llm.probe import probe
from rag.regex import regex

_PINNED = regex(r"pinned to '([^']+)'")
_NOBODY = {"model": "?", "messages": [{"role": "user", "content": "?"}], "max_tokens": 1}
"""Asks for a model of a name that none can have, so that nothing is loaded or fetched for it."""


def pinned_model(endpoint: Endpoint, *, seconds: float) -> str:
    """The name by which the server's one model has to be asked for; empty if it does not say.

    `endpoint` is the address of the API (`.../v1`). Never raises.
    """
    told = probe(endpoint.below("/chat/completions"), seconds=seconds, question=_NOBODY)
    said = told.document.get("detail") if told and isinstance(told.document, Mapping) else None
    found = _PINNED.search(said) if isinstance(said, str) else None
    return found[1] if found else ""
