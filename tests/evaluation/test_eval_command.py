"""`rag eval`: exit codes, files, JSON, the report."""

from __future__ import annotations

import errno
import json
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NoReturn

import pytest
from click.testing import CliRunner, Result

from rag.cli import Backend, main
from rag.evaluation.results import read_run
from rag.evaluation.runner import Bench, Tapes
from rag.settings import Settings
from tests.command_line import HOSTILE, UNSAFE
from tests.fake_assistant import (
    FakeAssistant,
    Said,
    Script,
    make_answer,
    make_document,
    make_refusal,
)

PLANT = make_document("plant.md", "The plant", "The plant opened in 1987.")
CASES = """\
cases:
  - id: plant
    question: When did the plant open?
    group: when
    expect: {answer: {facts: [{number: 1987}]}}
  - id: france
    question: What is the capital of France?
    expect: refusal
"""


class Library:
    """Opens fakes, and remembers with which settings; `answers` decides what is answered."""

    def __init__(self, answers: Callable[[str], bool] = lambda question: "plant" in question):
        self.answers = answers
        self.opened: list[FakeAssistant] = []

    def open(self, settings: Settings, tapes: Tapes) -> AbstractContextManager[Bench]:
        del tapes
        fake = FakeAssistant([PLANT], settings, respond=self._respond)
        self.opened.append(fake)
        return nullcontext(Bench(fake))

    def _respond(self, question: str) -> Script:
        if not self.answers(question):
            return Script(make_refusal(question, "The documents don't say."))
        said = Said("It opened in 1987.", ((PLANT, PLANT.text),))
        return Script(make_answer(question, said))

    def run(self, *arguments: object) -> Result:
        backend = Backend(_never, _never, _never, self.open)
        return CliRunner().invoke(
            main, ["eval", *map(str, arguments)], obj=backend, catch_exceptions=False
        )


def _never(*_: object) -> NoReturn:
    raise AssertionError("only benches are opened here")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "bot.grounding.yaml"
    path.write_text(CASES, "utf-8")
    return path


def test_all_met_is_exit_code_0(cases: Path, tmp_path: Path) -> None:
    result = Library().run(cases, "--save", tmp_path / "run.jsonl")

    assert result.exit_code == 0, result.output
    assert "answerable             1         0" in result.stdout
    assert "Cases met" in result.stdout
    assert "The results are kept in" in result.stderr
    assert read_run(tmp_path / "run.jsonl").finished


def test_a_report_is_headed_by_a_name_only_where_there_are_several_runs(cases: Path) -> None:
    assert "run" not in Library().run(cases).output.splitlines()
    several = Library().run(cases, "--vary", "passages=2,4").stdout.splitlines()
    assert [one for one in several if one.startswith("passages=")] == ["passages=2", "passages=4"]


def test_a_case_that_is_not_met_is_exit_code_1_and_named(cases: Path) -> None:
    result = Library(lambda _: True).run(cases.parent)

    assert result.exit_code == 1
    assert "france: It was answered; the documents do not say this." in result.stdout


def test_a_known_failure_is_not_held_against_it_until_it_is_met(cases: Path) -> None:
    cases.write_text(f"{CASES}    known_failure: hard\n", "utf-8")

    assert Library(lambda _: True).run(cases).exit_code == 0
    met = Library().run(cases)
    assert met.exit_code == 1
    assert "france: it is met now; take its known_failure away." in met.stdout


def test_a_group_that_no_case_has_is_named_with_those_there_are(cases: Path) -> None:
    result = Library().run(cases, "--group", "wen")

    assert result.exit_code == 2
    assert "No case is in the group 'wen'." in result.stderr
    assert "The groups are when." in result.stderr


def test_with_json_there_is_one_document(cases: Path) -> None:
    result = Library(lambda _: True).run(cases, "--json", "--repeat", 2)

    document = json.loads(result.stdout)
    (run,) = document["runs"]
    assert run["table"]["unanswerable_answered"] == 2
    assert run["metrics"]["hallucination"]["value"] == 1
    assert run["groups"]["when"]["passed"]["cases"] == 1
    assert [(one["id"], one["met"]) for one in run["cases"]] == [
        *(("plant", True), ("france", False)),
        *(("plant", True), ("france", False)),
    ]
    assert document["failures"] == ["france: It was answered; the documents do not say this."]
    assert document["comparison"] is None


def test_two_runs_are_compared_and_a_regression_is_exit_code_1(tmp_path: Path) -> None:
    many = "cases:\n" + "".join(
        f"  - {{id: c{at}, question: 'France, {at}?', expect: refusal}}\n" for at in range(12)
    )
    path = tmp_path / "many.grounding.yaml"
    path.write_text(many, "utf-8")
    good, bad = tmp_path / "good.jsonl", tmp_path / "bad.jsonl"
    Library().run(path, "--save", good)
    Library(lambda _: True).run(path, "--save", bad)

    worse = Library().run("--compare", good, bad, "--report", tmp_path / "out.html")
    assert worse.exit_code == 1
    assert "Regression: cases met, hallucination rate." in worse.stdout
    assert "Hallucination rate got worse." in worse.stdout
    assert "12 worse, 0 better" in (tmp_path / "out.html").read_text("utf-8")
    assert "run (good.jsonl) -> run (bad.jsonl)" in worse.stdout
    assert "run (bad.jsonl): metrics" in (tmp_path / "out.html").read_text("utf-8")
    again = Library(lambda _: True).run(path, "--baseline", good)
    assert "run (good.jsonl) -> run" in again.stdout
    assert Library().run("--compare", bad, good).exit_code == 0
    assert Library().run("--compare", good, good).exit_code == 0
    bounded = ("--min", "passed=0.5")
    assert Library().run("--compare", bad, good, *bounded).exit_code == 0
    assert Library().run("--compare", bad, bad, *bounded).exit_code == 1
    shape = json.loads(Library().run("--compare", good, bad, "--json").stdout)["comparison"]
    assert shape["regressions"] == ["passed", "hallucination"]
    assert len(shape["flips"]) == 12
    assert Library(lambda _: True).run(path, "--baseline", good).exit_code == 1


def test_runs_without_a_common_case_are_no_passed_comparison(cases: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.jsonl", tmp_path / "new.jsonl"
    Library().run(cases, "--save", old)
    many = "".join(
        f"  - {{id: c{at}, question: 'France, {at}?', expect: refusal}}\n" for at in range(99)
    )
    cases.write_text(f"cases:\n{many}", "utf-8")
    Library().run(cases, "--save", new)

    result = Library().run("--compare", old, new)
    assert result.exit_code == 1
    assert "Nothing was compared: no case is in both runs" in result.stdout
    assert "No regression" not in result.stdout
    assert " and 61 more" in result.stdout
    assert Library().run(cases, "--baseline", old).exit_code == 1


def test_a_bound_that_does_not_hold_is_exit_code_1(cases: Path) -> None:
    assert Library().run(cases, "--min", "passed=1").exit_code == 0
    broken = Library().run(cases, "--min", "mrr=0.5")
    assert broken.exit_code == 1
    assert "Retrieval MRR: no case says anything about it" in broken.stdout


def test_settings_are_varied_side_by_side_and_kept_apart(cases: Path, tmp_path: Path) -> None:
    library, save = Library(), tmp_path / "run.jsonl"
    arguments = (cases, "--vary", "passages=2,4", "--vary", "model=a", "--save", save)
    result = library.run(*arguments)

    assert [(one.settings.passages, one.settings.model) for one in library.opened] == [
        (2, "a"),
        (4, "a"),
    ]
    assert "  B  passages=4 model=a" in result.stdout
    kept = sorted(path.name for path in tmp_path.glob("run*"))
    assert kept == ["run.passages=2-model=a.jsonl", "run.passages=4-model=a.jsonl"]

    again = Library()
    assert again.run(*arguments, "--resume").exit_code == 0
    assert [len(one.asked) for one in again.opened] == [0, 0]
    assert Library().run(*arguments).exit_code == 1  # they are there already


def test_a_group_is_chosen(cases: Path) -> None:
    library = Library()

    assert library.run(cases, "--group", "when").exit_code == 0
    assert [one.question for one in library.opened[0].asked] == ["When did the plant open?"]
    assert Library().run(cases, "--group", "none").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere.yaml",), 1, "There is no file of cases at nowhere.yaml."),
        (("--min", "x=1"), 2, "There is no metric 'x'."),
        (("--vary", "colour=red"), 2, "'colour' is no setting that can be varied."),
        (("--vary", "passages="), 2, "has no values"),
        (("--vary", "passages=many"), 2, "RAG_PASSAGES: input should be a valid integer"),
        (("--vary", "model=a b,a-b"), 2, "would be one file"),
        (("--min", "mrr"), 2, "'mrr' has no share in it."),
        (("--group", "none"), 2, "No case is in the group 'none'."),
        (("--base-url", "nowhere"), 2, "RAG_BASE_URL: must be "),
        (("--record", "a", "--replay", "b"), 2, "exclude each other"),
        (("--compare", "a", "b", "--save", "c"), 2, "asks nobody"),
        (("--baseline", "a", "--vary", "model=x"), 2, "compares one run"),
        (("--resume",), 2, "name it with --save"),
        (("--baseline", "none.jsonl"), 1, "none.jsonl cannot be read"),
        (("--baseline", __file__), 1, "is no line of grounding results"),
        (("--report", "nowhere/out.html"), 1, "out.html cannot be written: there is no folder"),
        (("--report", "."), 1, ". is a folder. Name a file in it."),
        (("--report", "a", "--save", "a"), 2, "--report would overwrite results"),
        (("--save", "."), 1, ". is a folder. Name a file in it."),
        (("--save", __file__), 1, "is there already"),
        (("--save", f"{__file__}/run.jsonl"), 1, "run.jsonl cannot be written: there is no folder"),
        (("--report", "a" * 300), 1, "cannot be written: file name too long. Name another file."),
        (("--report", f"{'a' * 300}/b.html"), 1, "cannot be written: file name too long."),
        (("--save", "a" * 300), 1, "cannot be written: file name too long."),
        (("--save", f"{'a' * 300}/b.jsonl"), 1, "cannot be written: file name too long."),
    ],
)
def test_what_cannot_be_done_is_said(
    cases: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    given = arguments if arguments[0] in ("nowhere.yaml", "--compare") else (cases, *arguments)
    library = Library()
    result = library.run(*given)

    assert result.exit_code == code
    assert not library.opened, "nobody may be asked before this is said"
    assert words in " ".join(result.stderr.split())


def test_a_report_that_fails_at_the_end_costs_no_result(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, *_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", full)
    result = Library().run(cases, "--json", "--report", tmp_path / "out.html")

    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert len(document["runs"][0]["cases"]) == 2
    (failure,) = document["failures"]
    assert failure.endswith("out.html: no space left on device.")


def test_a_folder_that_nobody_may_write_to_is_no_place_for_a_report(
    cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(**_: object) -> NoReturn:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryFile", closed)
    library = Library()
    result = library.run(cases, "--report", tmp_path / "out.html")

    assert result.exit_code == 1
    assert "out.html cannot be written: read-only file system." in result.stderr
    assert not library.opened


def test_a_name_that_leads_round_in_a_circle_is_no_place_for_a_report(
    cases: Path, tmp_path: Path
) -> None:
    (tmp_path / "out.html").symlink_to(tmp_path / "out.html")
    library = Library()
    result = library.run(cases, "--report", tmp_path / "out.html")

    assert result.exit_code == 1
    assert "out.html cannot be written: too many levels of symbolic links." in result.stderr
    assert not library.opened


def test_the_schema_is_printed(cases: Path) -> None:
    document = json.loads(Library().run("--schema").stdout)

    assert "Case" in document["$defs"]
    assert cases.is_file()


def test_what_documents_say_cannot_harm_the_terminal_or_the_page(
    cases: Path, tmp_path: Path
) -> None:
    global_text = f"{HOSTILE}<script>alert(1)</script>"
    document = make_document("plant.md", "P", global_text)
    library = Library()
    library._respond = lambda question: Script(  # type: ignore[method-assign]
        make_answer(question, Said(global_text, ((document, global_text),)))
    )
    result = library.run(cases, "--report", tmp_path / "out.html")

    assert not UNSAFE.search(result.stdout)
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
