"""Asking cases: what is kept, what goes on after a kill, and what an error is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Scope, Settings
from rag.errors import CaseError, ModelUnreachable
from rag.evaluation import runner
from rag.evaluation.results import CaseResult, ResultFile, read_run
from rag.evaluation.runner import Bench, Tapes, ask_all, fingerprint, for_documents, open_bench
from rag.evaluation.wording import observation_lines
from rag.types import Message
from tests.evaluation.makers import case
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)

PLANT = make_document("plant.md", "The plant", "The plant opened in 1987.\nIt is in Memphis.")
OPENED = make_answer("Who?", Said("It opened in 1987.", ((PLANT, "The plant opened in 1987."),)))


def nothing(_: CaseResult) -> None:
    """Nobody watches."""


def test_an_answer_is_kept_with_its_sources_and_spans() -> None:
    fake = FakeAssistant([PLANT])
    fake.enqueue(Script(OPENED))
    expected = {"answer": {"facts": ["1987"], "sources": ["plant.md"]}}
    history = [{"user": "Which plant?"}, {"assistant": "Ours."}]
    found = Bench(fake).ask(case(expect=expected, history=history), 2)

    assert found.met
    assert found.repeat == 2
    (cited,) = found.observation.citations
    assert (cited.source, cited.quote, cited.genuine) == (
        "plant.md",
        "The plant opened in 1987.",
        True,
    )
    assert PLANT.text[cited.start : cited.end] == cited.quote
    assert fake.asked[0].history == (Message("user", "Which plant?"), Message("assistant", "Ours."))


def test_a_quote_that_the_document_does_not_have_is_found_out() -> None:
    fake = FakeAssistant([make_document("plant.md", "The plant", "Something else entirely.")])
    fake.enqueue(Script(OPENED))

    (cited,) = Bench(fake).ask(case()).observation.citations
    assert not cited.genuine


def test_an_outage_is_neither_an_answer_nor_a_refusal() -> None:
    fake = FakeAssistant([PLANT])
    fake.enqueue(Script(error=ModelUnreachable("Nobody answers.", hint="Start it.")))
    found = Bench(fake).ask(case())

    assert found.observation.error == "Nobody answers. Start it."
    assert not found.observation.answered
    assert [fault.kind for fault in found.faults] == ["error"]


@pytest.mark.parametrize("kind", ["answer", "refusal"])
def test_what_the_server_broke_off_is_neither_though_something_had_arrived(kind: str) -> None:
    refused = replace(make_refusal("Who?", "It broke off.", reason="unsupported"), draft="It op")
    for outcome in (replace(OPENED, model="tiny"), refused):
        fake = FakeAssistant([PLANT])
        fake.enqueue(Script(replace(outcome, failure="The connection broke off.")))
        found = Bench(fake).ask(case(expect=kind))

        seen = found.observation
        assert [fault.kind for fault in found.faults] == ["error"]
        assert (seen.answered, seen.refusal, seen.sentences) == (False, "", ())
        assert seen.error == "The connection broke off."
        assert seen.draft == (outcome.draft or outcome.text)
        assert any(seen.draft in line for line in observation_lines(seen))


@pytest.fixture
def begin(tmp_path: Path) -> Callable[[bool], ResultFile]:
    path = tmp_path / "run.jsonl"
    return lambda resume: ResultFile.begin(path, "run", "print", resume=resume)


def test_a_run_that_was_killed_is_not_asked_again_what_it_has(
    begin: Callable[[bool], ResultFile], tmp_path: Path
) -> None:
    cases = [case("a"), case("b"), case("c")]
    killed = FakeAssistant([PLANT], respond=_stop_at(3))
    with pytest.raises(KeyboardInterrupt):
        ask_all([(Bench(killed), cases)], 2, begin(False), nothing)
    assert [one.case.id for one in read_run(tmp_path / "run.jsonl").results] == ["a", "b"]

    fake = FakeAssistant([PLANT])
    results = ask_all([(Bench(fake), cases)], 2, begin(True), nothing)
    assert [(one.case.id, one.repeat) for one in results] == [
        *(("a", 0), ("b", 0), ("c", 0)),
        *(("a", 1), ("b", 1), ("c", 1)),
    ]
    assert len(fake.asked) == 4
    run = read_run(tmp_path / "run.jsonl")
    assert run.finished
    assert run.results == results


def test_a_case_that_was_rewritten_is_asked_again(begin: Callable[[bool], ResultFile]) -> None:
    fake = FakeAssistant([PLANT])
    ask_all([(Bench(fake), [case("a"), case("b")])], 1, begin(False), nothing)
    changed = [case("a", question="Who now?"), case("b", group="later")]
    results = ask_all([(Bench(fake), changed)], 1, begin(True), nothing)

    assert [one.question for one in fake.asked] == ["Who?", "Who?", "Who now?"]
    assert [one.case for one in results] == changed


def _stop_at(count: int) -> Callable[[str], Script]:
    left = [count]

    def respond(_: str) -> Script:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        return Script(OPENED)

    return respond


def test_the_fingerprint_follows_settings_and_documents(tmp_path: Path) -> None:
    def of(text: str = "One.", **settings: object) -> str:
        given = Settings(data_dir=tmp_path, **settings)
        return fingerprint([Bench(FakeAssistant([make_document("a", "A", text)], given))])

    assert of() == of(api_key="other")
    assert of() == of(limit_seconds=9.0, limit_entries=9, max_zip_mb=9.0)
    assert len({of(), of("Two."), of("Other."), of(passages=3), of(model="m")}) == 5


def test_the_limits_of_files_are_settings_that_change_no_answer_by_themselves() -> None:
    free = runner._OUTCOME_FREE
    assert free <= set(Settings.model_fields)
    assert {name for name in Settings.model_fields if name.startswith("limit_")} < free
    assert "max_question_chars" not in free, "it decides whether a case is answered or an error"


def test_other_documents_have_an_index_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    settings = Settings(corpus_dir=tmp_path / "docs", data_dir=tmp_path / "data")

    assert for_documents(settings, None) is settings
    assert for_documents(settings, tmp_path / "docs") is settings
    other = for_documents(settings, tmp_path)
    assert other.corpus_dir == tmp_path
    assert other.data_dir.parent == tmp_path / "data" / "cases"
    with pytest.raises(CaseError, match="no folder of documents"):
        for_documents(settings, tmp_path / "none")


def test_recordings_that_cannot_be_kept_are_said_before_anything_is_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    settings = Settings(base_url="http://127.0.0.1:9/v1", model="m", data_dir=tmp_path / "data")
    tapes = Tapes(record=tmp_path / "file" / "tapes")

    with (
        pytest.raises(CaseError, match=r"cannot be written: there is no folder"),
        open_bench(settings, tapes),
    ):
        pytest.fail("it was opened")
    assert not (tmp_path / "data").exists()


def test_preparing_indexes_and_reports(tmp_path: Path) -> None:
    fake = FakeAssistant([PLANT], Settings(data_dir=tmp_path / "new"))
    bench = Bench(fake)
    bench.prepare()

    assert fake.syncs == 1
    assert bench.sources == {PLANT.id: "plant.md"}


def test_a_scope_is_made_of_the_documents_that_it_names() -> None:
    fake = FakeAssistant([PLANT, make_document("law/lease.md", "Lease", "The rent is due.")])
    bench = Bench(fake)
    bench.ask(case("a", scope={"documents": ["law/*"], "collections": ["plants"]}))
    bench.ask(case("b"))

    assert [one.scope for one in fake.asked] == [
        Scope(frozenset({"id-law/lease.md"}), frozenset({"plants"})),
        None,
    ]
    error = bench.ask(case("c", scope={"documents": ["none/*"]})).observation.error
    assert "No document is at none/*" in error
    assert len(fake.asked) == 2
