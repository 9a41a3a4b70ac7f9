"""Recorded against a server, replayed with the server down: the same results, nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Settings
from rag.evaluation.cases import Case
from rag.evaluation.results import CaseResult
from rag.evaluation.runner import Tapes, open_bench
from rag.settings import shipped
from rag.text import plain
from tests.evaluation.makers import case
from tests.evaluation.mutations import PASSAGE
from tests.scripted_server import Received, Scripted, ScriptedServer, models, streamed

CASES = [
    case("mill", question="When was the mill built?", expect={"answer": {"facts": ["1801"]}}),
    case(
        "mayor",
        question="Who is it?",
        history=[{"user": "Is there a mayor?"}, {"assistant": "Yes, there is."}],
        expect={"answer": {"facts": ["Jones"]}},
    ),
]


class Quoting(ScriptedServer):
    """Quotes the whole first passage, a few letters at a time; makes any question stand alone."""

    def answer(self, request: Received) -> Scripted:
        self.received.append(request)
        shown = PASSAGE.search(request.body["messages"][-1]["content"])
        if shown is None:
            return streamed("Who is the mayor?")
        said = f"{plain(shown['text'].splitlines()[-1]).rstrip('.')} [{shown['key']}]."
        return streamed(*(said[at : at + 3] for at in range(0, len(said), 3)))


def asked(settings: Settings, tapes: Tapes, repeats: int = 1) -> list[CaseResult]:
    with open_bench(settings, tapes) as bench:
        bench.prepare()
        return [bench.ask(one, repeat) for repeat in range(repeats) for one in CASES]


def gist(results: Sequence[CaseResult]) -> list[CaseResult]:
    """All but the time it took, and the tokens: no server counted them, and the fence is random."""
    return [
        replace(one, observation=replace(one.observation, seconds=0.0, prompt_tokens=0))
        for one in results
    ]


@pytest.fixture
def settings_for(tmp_path: Path) -> Callable[[str], Settings]:
    folder = tmp_path / "corpus"
    folder.mkdir()
    text = "The mill was built in 1801, when Mary Jones was the mayor.\n"
    (folder / "mill.md").write_text(text, "utf-8")
    return lambda url: Settings(
        corpus_dir=folder,
        data_dir=tmp_path / "data",
        base_url=url,
        model="scripted",
        evidence_threshold=0.0,
        reader=False,
    )


@pytest.mark.slow
def test_recorded_then_replayed_then_missed(
    settings_for: Callable[[str], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = tmp_path / "tape"
    with Quoting(listing=models("scripted")) as server:
        settings = settings_for(server.url)
        recorded = asked(settings, Tapes(record=tape), repeats=2)
        sent = len(server.received)
    assert [one.faults for one in recorded] == [()] * 4
    assert sent >= 6  # two questions and one that had to be made to stand alone, twice

    replayed = asked(settings, Tapes(replay=tape), repeats=2)
    assert gist(replayed) == gist(recorded)

    again = asked(settings, Tapes(replay=tape), repeats=3)[4:]
    assert again
    assert all("repeat 3 was not so" in one.observation.error for one in again)

    prompts = tmp_path / "prompts"
    prompts.mkdir()
    for path in shipped("prompts").glob("*.md"):
        text = path.read_text("utf-8").replace("few short sentences", "few brief sentences")
        (prompts / path.name).write_text(text, "utf-8")
    monkeypatch.setattr("rag.answerers.shipped", lambda _: prompts)
    missed: list[tuple[Case, str]] = [
        (one.case, one.observation.error) for one in asked(settings, Tapes(replay=tape))
    ]
    assert len(missed) == len(CASES)
    for one, error in missed:
        assert f"case {one.id}: the prompt (now “…" in error
        assert "brief sentences" in error


@pytest.mark.slow
def test_a_fallback_never_hides_a_miss(
    settings_for: Callable[[str], Settings], tmp_path: Path
) -> None:
    (tmp_path / "tape").mkdir()
    settings = settings_for("http://127.0.0.1:9/v1").model_copy(update={"fallback": "embedded"})

    for one in asked(settings, Tapes(replay=tmp_path / "tape")):
        assert "the case was never asked" in one.observation.error
