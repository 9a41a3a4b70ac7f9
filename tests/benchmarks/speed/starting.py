"""From a cold process: the first hit, the command line, the page in Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.sync_api import Browser, expect

from tests.benchmarks.speed.timing import Measure, interleaved, ratio
from tests.benchmarks.speed.worker import run
from tests.browser.server import ROOT, chromium, serving

_PATIENCE = 120_000  # milliseconds
_PAINTED = (
    "performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime"
)
"""When Chromium painted the first words or pictures of the page, in milliseconds since 1970."""


class _Visit(NamedTuple):
    """Seconds from the start of the server to what Chromium calls the first contentful paint, to
    the page with its input, to an answer or a refusal."""

    painted: float
    usable: float
    answered: float


def processes(data: Path, plain: Path, question: str, rounds: int) -> list[Measure]:
    """Cold processes in turns: ours, sentence-transformers with Chroma, and two commands."""
    before = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    environment = before | {"RAG_DATA_DIR": str(data)}

    def command(*arguments: str) -> float:
        begun = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "rag", *arguments],
            env=environment,
            capture_output=True,
            check=False,  # a refusal is an answer too
        )
        return time.perf_counter() - begun

    runs: dict[str, Callable[[], float]] = {
        "ours": lambda: float(run("cold_retrieve", data)["seconds"]),
        "theirs": lambda: float(run("cold_reference", plain)["seconds"]),
        "help": lambda: command("--help"),
        "ask": lambda: command("ask", question),
    }
    for once in runs.values():
        once()  # Python keeps what it compiles, and the system what it reads
    seconds = interleaved(rounds, runs)
    ours, theirs = seconds["ours"], seconds["theirs"]
    against = "sentence-transformers + Chroma"
    return [
        Measure("cold process to the first hit", median(ours), "s", bar=("<=", 1.5)),
        Measure("... beside", median(ours), "s", median(theirs), against, ratio(ours, theirs)),
        Measure("rag --help", median(seconds["help"]), "s", bar=("<=", 0.3)),
        Measure("rag ask, cold", median(seconds["ask"]), "s", bar=("<=", 2.5)),
    ]


def page(corpus: Path, data: Path, folder: Path, question: str, rounds: int) -> list[Measure]:
    """The app's server started anew each time, Chromium being there already."""
    with chromium() as browser:
        visits = [_visit(browser, corpus, data, folder, question) for _ in range(rounds + 1)][1:]
    painted, usable, answered = (median(times) for times in zip(*visits, strict=True))
    return [
        Measure("page, first contentful paint", painted, "s", bar=("<=", 1.5)),
        Measure("page, a question can be typed", usable, "s", bar=("<=", 1.5)),
        Measure("page, first answer", answered, "s", bar=("<=", 4.0)),
    ]


def _visit(browser: Browser, corpus: Path, data: Path, folder: Path, question: str) -> _Visit:
    settings = {"RAG_CORPUS_DIR": str(corpus), "RAG_DATA_DIR": str(data)}
    begun, begun_by_the_clock = time.perf_counter(), time.time()
    with serving(ROOT / "app.py", folder / "app.txt", **settings) as address:
        opened = browser.new_page()
        opened.goto(address)
        box = opened.get_by_test_id("stChatInputTextArea")
        expect(box).to_be_visible(timeout=_PATIENCE)
        usable = time.perf_counter() - begun
        box.fill(question)
        box.press("Enter")
        answered = opened.locator(".fn-text .fn-chip[role=button], .fn-refusal").first
        expect(answered).to_be_visible(timeout=_PATIENCE)
        seconds = time.perf_counter() - begun
        painted = float(opened.evaluate(_PAINTED)) / 1000 - begun_by_the_clock
        opened.close()
    return _Visit(painted, usable, seconds)
