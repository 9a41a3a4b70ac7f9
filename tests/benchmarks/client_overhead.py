"""What our model client costs over raw HTTP streaming from the same server on this machine.

    python -m tests.benchmarks.client_overhead [--rounds 60] [--tokens 1000]

A scripted server in a process of its own says one reply as fast as it is read, a chunk a token. It
is read in turns: raw
(`http.client`, every line's JSON decoded), and by `OpenAIModel`. First token: from the call to the
first text. Per token: from the first to the last, divided. Medians over the rounds; the first
question of each, which loads openai and makes a client, is not counted.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from statistics import median
from urllib.parse import urlsplit

from rag.llm import OpenAIModel
from rag.settings import Settings
from rag.types import Message
from tests.scripted_server import Received, Scripted, ScriptedServer, streamed

WARM_UP = 3
MESSAGES = (Message("system", "Be brief."), Message("user", "How many GPUs are there?"))
_MILLISECONDS = 1_000.0


@dataclass(frozen=True)
class Reading:
    """One reply as it was read: seconds to the first token, and for each of the others."""

    first: float
    each: float


class Repeating(ScriptedServer):
    """Says the same reply whenever it is asked."""

    def __init__(self, reply: Scripted) -> None:
        super().__init__()
        self._reply = reply

    def answer(self, request: Received) -> Scripted:
        """The reply."""
        del request
        return self._reply


def serve(tokens: int, told: Connection) -> None:
    """Say where the server is, and serve until the other end says anything or is gone."""
    with Repeating(streamed(*(f" word{number}" for number in range(tokens)))) as server:
        told.send(server.url)
        with contextlib.suppress(EOFError):
            told.recv()


@contextlib.contextmanager
def served(tokens: int) -> Iterator[str]:
    """The address of a server in another process, so that it takes no time of its client's."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(tokens, there), daemon=True)
    process.start()
    there.close()
    try:
        yield here.recv()
    finally:
        here.close()
        process.join()


def raw_texts(url: str) -> Iterator[str]:
    """The texts of a reply with nothing between: no limits, no checks, no thread."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    messages = [{"role": message.role, "content": message.content} for message in MESSAGES]
    body = {"model": "tiny", "messages": messages, "stream": True, "max_tokens": 64}
    headers = {"Content-Type": "application/json", "Authorization": "Bearer none"}
    connection.request("POST", f"{parts.path}/chat/completions", json.dumps(body), headers)
    with connection.getresponse() as response:
        for line in response:
            if line.startswith(b"data: {"):
                text = json.loads(line[6:])["choices"][0]["delta"].get("content")
                if text:
                    yield text
    connection.close()


def our_texts(model: OpenAIModel) -> Iterator[str]:
    """The texts of a reply as the answer is made of them."""
    for delta in model.stream(MESSAGES, max_tokens=64, temperature=0.0):
        if delta.text:
            yield delta.text


def read(ask: Callable[[], Iterator[str]], tokens: int) -> Reading:
    """Ask once and read to the end."""
    begun = time.perf_counter()
    texts = ask()
    next(texts)
    first = time.perf_counter()
    rest = sum(1 for _ in texts)
    assert rest == tokens - 1, f"{rest + 1} tokens came, not {tokens}"
    return Reading(first - begun, (time.perf_counter() - first) / rest)


def report(name: str, ours: list[float], raw: list[float], goal: float) -> str:
    """One line, in milliseconds."""
    mine, theirs = median(ours) * _MILLISECONDS, median(raw) * _MILLISECONDS
    more = median(us - them for us, them in zip(ours, raw, strict=True)) * _MILLISECONDS
    met = "met" if more <= goal else "not met"
    return (
        f"{name:<12} ours {mine:8.4f} ms   raw {theirs:8.4f} ms   ratio {mine / theirs:5.2f}   "
        f"more {more:+8.4f} ms   goal {goal:g} ms: {met}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--tokens", type=int, default=1_000)
    options = parser.parse_args()
    with served(options.tokens) as url:
        model = OpenAIModel.connect(Settings(base_url=url, model="tiny"))
        pairs = [
            (
                read(lambda: our_texts(model), options.tokens),
                read(lambda: raw_texts(f"{url}/v1"), options.tokens),
            )
            for _ in range(WARM_UP + options.rounds)
        ][WARM_UP:]
    print(f"{options.rounds} rounds of {options.tokens} tokens, medians of interleaved pairs")
    print(report("first token", [o.first for o, _ in pairs], [r.first for _, r in pairs], 20.0))
    print(report("per token", [o.each for o, _ in pairs], [r.each for _, r in pairs], 0.1))


if __name__ == "__main__":
    main()
