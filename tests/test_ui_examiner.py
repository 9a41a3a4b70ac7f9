"""Runs in the background: one at a time, cancelled in the middle of a reply, gone on with."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from rag.errors import ModelUnreachable, StoreBusy
from rag.evaluation.kept import kept_runs
from rag.evaluation.results import read_run
from rag.evaluation.runner import Bench
from rag.settings import Settings
from rag.ui.examiner import Examiner, Wish
from rag.ui.library import Library
from rag.ui.offers import QUOTES, Choice
from tests.fake_assistant import FakeAssistant, Script, make_refusal
from tests.ui_apps import SOON, synced

CASES = "".join(f"  - {{id: c{at}, question: 'Is it {at}?', expect: refusal}}\n" for at in range(3))


@pytest.fixture
def assistant(tmp_path: Path) -> FakeAssistant:
    (tmp_path / "a.grounding.yaml").write_text(f"cases:\n{CASES}", "utf-8")
    return FakeAssistant(
        settings=Settings(
            data_dir=tmp_path / "data", cases_dir=str(tmp_path), base_url="http://127.0.0.1:9/v1"
        ),
        default_model="qwen",
    )


def examined(examiner: Examiner, wish: Wish) -> None:
    examiner.begin(wish)
    assert examiner.wait(SOON, lambda: not examiner.running)


def test_every_case_is_asked_as_often_as_wanted_by_the_one_who_was_chosen(
    assistant: FakeAssistant,
) -> None:
    examiner = Examiner(synced(Library(assistant)))
    examined(examiner, Wish("twice", Choice(QUOTES), repeats=2))
    assert {one.model for one in assistant.asked} == {"embedded"}
    assert len(assistant.asked) == 6
    examined(examiner, Wish("by the model"))
    first, second = kept_runs(assistant.settings.data_dir)
    assert first.run.fingerprint != second.run.fingerprint, "another answered"


def test_one_run_at_a_time(assistant: FakeAssistant) -> None:
    gate = threading.Event()
    assistant.enqueue(Script(make_refusal("x", "No."), gate=gate))
    examiner = Examiner(synced(Library(assistant)))
    examiner.begin(Wish("first"))
    examiner.begin(Wish("second"))
    assert examiner.state is not None
    assert examiner.state.wish.name == "first"
    gate.set()
    assert examiner.wait(SOON, lambda: not examiner.running)
    assert len(kept_runs(assistant.settings.data_dir)) == 1


def test_a_cancel_ends_a_silent_reply_and_its_case_is_no_result(assistant: FakeAssistant) -> None:
    assistant.enqueue(
        Script(make_refusal("x", "No.")), Script(make_refusal("x", "No."), gate=threading.Event())
    )
    examiner = Examiner(synced(Library(assistant)))
    examiner.begin(Wish("cut"))
    assert examiner.wait(SOON, lambda: len(assistant.asked) == 2 or not examiner.running)
    examiner.cancel()
    assert examiner.wait(SOON, lambda: not examiner.running)
    state = examiner.state
    assert state is not None
    assert (state.cancelled, state.problem) == (True, None)
    run = read_run(state.path)
    assert ([one.case.id for one in run.results], run.finished) == (["c0"], False)
    examiner.begin(state.wish, resume=state.path)
    assert examiner.wait(SOON, lambda: not examiner.running)
    assert [one.case.id for one in read_run(state.path).results] == ["c0", "c1", "c2"]


def test_a_failing_model_is_a_result_of_each_case_and_no_end_of_the_run(
    assistant: FakeAssistant,
) -> None:
    assistant.respond = lambda _: Script(error=ModelUnreachable("Nobody answers."))
    examiner = Examiner(synced(Library(assistant)))
    examined(examiner, Wish("down"))
    (kept,) = kept_runs(assistant.settings.data_dir)
    assert [one.observation.error for one in kept.run.results] == ["Nobody answers."] * 3


def test_what_keeps_a_run_from_beginning_is_said(assistant: FakeAssistant) -> None:
    Path(assistant.settings.cases_dir, "a.grounding.yaml").unlink()
    examiner = Examiner(synced(Library(assistant)))
    examined(examiner, Wish("none"))
    assert examiner.state is not None
    assert "no grounding cases" in str(examiner.state.problem)
    assistant.ready = False
    assistant.sync_error = StoreBusy("It is being written to.")
    examiner = Examiner(synced(Library(assistant)))
    examined(examiner, Wish("busy"))
    assert examiner.state is not None
    assert isinstance(examiner.state.problem, StoreBusy)


def test_cases_with_documents_of_their_own_have_an_index_of_their_own(
    assistant: FakeAssistant, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    text = f"corpus: own\ncases:\n{CASES}"
    Path(tmp_path, "a.grounding.yaml").write_text(text, "utf-8")
    other = FakeAssistant()
    opened: list[Settings] = []

    def opener(settings: Settings) -> AbstractContextManager[Bench]:
        opened.append(settings)
        other.settings = settings
        return nullcontext(Bench(other))

    examined(Examiner(synced(Library(assistant)), opener), Wish("own"))
    assert [one.corpus_dir for one in opened] == [(tmp_path / "own").resolve()]
    assert (len(assistant.asked), len(other.asked), other.syncs) == (0, 3, 1)
