"""Finds the model servers that run on this machine, by asking its usual loopback ports."""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rag.llm.faults import Endpoint
from rag.llm.pinned import pinned_model
from rag.llm.probe import Told, probe

USUAL_PORTS: Mapping[int, str] = {
    11434: "Ollama",
    1234: "LM Studio",
    8080: "Server on port 8080",
    8000: "Server on port 8000",
    4000: "LiteLLM",
}
"""Where each listens unless it is told otherwise. Several share 8080 (llama.cpp) and 8000 (vLLM,
`transformers serve`), so there it is for the server to say what it is."""

LOOK_SECONDS = 0.8
"""How long one look may take in all."""

_OWNERS = {"vllm": "vLLM", "llamacpp": "llama.cpp", "library": "Ollama"}
_TRANSFORMERS = "transformers serve"
_LOADING = "llama.cpp"


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A model server on this machine and the models that it lists, which may be none."""

    name: str
    base_url: str
    models: tuple[str, ...]


def find_servers(
    ports: Mapping[int, str] = USUAL_PORTS, *, seconds: float = LOOK_SECONDS
) -> tuple[FoundServer, ...]:
    """Those that answer within the time, in the order of `ports` (port to name). Never raises.

    Only 127.0.0.1 is asked, no key is sent, no redirect followed. A port where something else
    listens costs its time and is left out.
    """
    if not ports:
        return ()
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(len(ports), thread_name_prefix="find-server") as pool:
        found = pool.map(lambda port: _at(port, ports[port], deadline), ports)
        return tuple(server for server in found if server is not None)


def _at(port: int, name: str, deadline: float) -> FoundServer | None:
    if not _listens(port, deadline):
        return None
    root = f"http://127.0.0.1:{port}"
    listing = _ask(f"{root}/v1/models", deadline)
    if listing is None:
        return None
    entries = _entries(listing)
    if entries is not None:
        models = tuple(dict.fromkeys(str(entry["id"]) for entry in entries))
        return FoundServer(_name(name, entries), f"{root}/v1", models)
    if _is_loading(listing):
        return FoundServer(_LOADING, f"{root}/v1", ())
    if listing.status == 500 and _is_healthy(_ask(f"{root}/health", deadline)):
        left = max(deadline - time.monotonic(), 0.01)
        pinned = pinned_model(Endpoint(f"{root}/v1"), seconds=left)
        return FoundServer(_TRANSFORMERS, f"{root}/v1", tuple(filter(None, [pinned])))
    return None


def _listens(port: int, deadline: float) -> bool:
    """Does anything? Mostly nothing does, and no HTTP client need be loaded to learn that."""
    left = max(deadline - time.monotonic(), 0.01)
    try:
        socket.create_connection(("127.0.0.1", port), left).close()
    except OSError:
        return False
    return True


def _ask(url: str, deadline: float) -> Told | None:
    left = deadline - time.monotonic()
    return probe(Endpoint(url), seconds=left) if left > 0 else None


def _entries(told: Told) -> Sequence[Mapping[str, object]] | None:
    """The models listed; None if this is no list of models."""
    body = told.document
    if told.status != 200 or not isinstance(body, Mapping) or "data" not in body:
        return None
    if not body["data"] and body.get("object") == "list":
        return ()  # where Ollama has none yet, it says null
    entries = body["data"] if isinstance(body["data"], list) else []
    models = [entry for entry in entries if isinstance(entry, Mapping)]
    return [model for model in models if isinstance(model.get("id"), str) and model["id"]] or None


def _name(usual: str, entries: Sequence[Mapping[str, object]]) -> str:
    """What serves, by what it says of its models; else what usually does."""
    owners = {str(entry.get("owned_by", "")) for entry in entries}
    return next((_OWNERS[owner] for owner in sorted(owners) if owner in _OWNERS), usual)


def _is_loading(told: Told) -> bool:
    """Is it llama.cpp, still reading its model?"""
    error = told.document.get("error") if isinstance(told.document, Mapping) else None
    said = error.get("message") if isinstance(error, Mapping) else None
    return told.status == 503 and isinstance(said, str) and "loading" in said.lower()


def _is_healthy(told: Told | None) -> bool:
    return told is not None and told.status == 200 and told.document == {"status": "ok"}
