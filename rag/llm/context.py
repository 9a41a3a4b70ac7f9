"""How long a prompt may be: the context window, where a server says it.

Every kind of server says it in another place, so all places are asked at once. What is loaded now
counts before what the model could be loaded with: most servers load far less than the maximum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from rag.llm.faults import Endpoint
from rag.llm.probe import probe
from rag.settings import Settings

ASK_SECONDS = 2.0
"""How long the asking may take; it is done twice at most."""

LISTING = "/models"
"""The one place that is below `/v1`."""

_MOST_TOKENS = 1_000_000_000


_INSTRUCTIONS = 600  # tokens of the prompt beside its evidence, with a question of some length


def most_tokens(settings: Settings) -> int:
    """What the fullest question takes of a window: instructions, evidence and answer, in tokens."""
    return _INSTRUCTIONS + settings.evidence_tokens + settings.max_answer_tokens


@dataclass(frozen=True, slots=True)
class Window:
    """Tokens of prompt and answer together; 0 where nobody says. `source` is who says it, in words.

    `is_maximum`: it is what the model can be loaded with; the server may have loaded less.
    """

    tokens: int = 0
    source: str = ""
    is_maximum: bool = False


def context_window(
    endpoint: Endpoint, model: str, *, setting: int = 0, seconds: float = ASK_SECONDS
) -> Window:
    """The window of a model of this server. A `setting` other than 0 is taken at its word.

    Never raises; a server that says nothing, or nothing that makes sense, gives 0 tokens.
    """
    if setting:
        return Window(setting, endpoint.names.window)
    with ThreadPoolExecutor(len(_PLACES), thread_name_prefix="context-window") as pool:
        answers = pool.map(lambda place: _ask(endpoint, place, seconds), _PLACES)
        windows = [
            window
            for place, answer in zip(_PLACES, list(answers), strict=True)
            for window in _PLACES[place](answer, model)
            if 0 < window.tokens < _MOST_TOKENS
        ]
    for window in (*(one for one in windows if not one.is_maximum), *windows):
        return window
    return _shown(endpoint, model, seconds)


def _ask(endpoint: Endpoint, place: str, seconds: float, question: object = None) -> object:
    address = endpoint.below(place) if place == LISTING else endpoint.beside(place)
    told = probe(address, seconds=seconds, question=question)
    return told.document if told is not None and told.status == 200 else None


def _llama_cpp(answer: object, model: str) -> Iterator[Window]:
    """`/props`: what each of its slots has."""
    del model  # it serves one
    yield Window(_number(answer, "default_generation_settings", "n_ctx"), "llama.cpp, loaded")


def _ollama(answer: object, model: str) -> Iterator[Window]:
    """`/api/ps`: what is in memory."""
    for entry in _entries(answer, "models"):
        names = (model, f"{model}:latest")
        if entry.get("name") in names or entry.get("model") in names:
            yield Window(_number(entry, "context_length"), "Ollama, loaded")


def _lm_studio(answer: object, model: str) -> Iterator[Window]:
    """`/api/v1/models`: the instances in memory, then what the model could have."""
    for entry in _entries(answer, "models"):
        instances = _entries(entry, "loaded_instances")
        if entry.get("key") != model and all(one.get("id") != model for one in instances):
            continue
        for instance in instances:
            yield Window(_number(instance, "config", "context_length"), "LM Studio, loaded")
        yield Window(_number(entry, "max_context_length"), "LM Studio, at most", is_maximum=True)


def _listed(answer: object, model: str) -> Iterator[Window]:
    """`/models`: vLLM and llama.cpp say it there, and some hosted servers."""
    for entry in _entries(answer, "data"):
        if entry.get("id") == model:
            yield Window(_number(entry, "max_model_len"), "vLLM, loaded")
            yield Window(_number(entry, "meta", "n_ctx"), "llama.cpp, loaded")
            yield Window(_number(entry, "context_length"), "the list of models")
            yield Window(_number(entry, "context_window"), "the list of models")


_PLACES: Mapping[str, Callable[[object, str], Iterator[Window]]] = {
    "/props": _llama_cpp,
    "/api/ps": _ollama,
    "/api/v1/models": _lm_studio,
    LISTING: _listed,
}


def _shown(endpoint: Endpoint, model: str, seconds: float) -> Window:
    """Ollama's `/api/show`: the most it can load this model with."""
    answer = _ask(endpoint, "/api/show", seconds, {"model": model}) if model else None
    facts = answer.get("model_info") if isinstance(answer, Mapping) else None
    for name in facts if isinstance(facts, Mapping) else ():
        if isinstance(name, str) and name.endswith(".context_length"):
            tokens = _number(facts, name)
            if 0 < tokens < _MOST_TOKENS:
                return Window(tokens, "Ollama, at most", is_maximum=True)
    return Window()


def _entries(answer: object, name: str) -> list[Mapping[str, object]]:
    listed = answer.get(name) if isinstance(answer, Mapping) else None
    entries = listed if isinstance(listed, list) else []
    return [entry for entry in entries if isinstance(entry, Mapping)]


def _number(answer: object, *path: str) -> int:
    """The whole number at a path of names; 0 where there is none."""
    for name in path:
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return answer if type(answer) is int else 0
