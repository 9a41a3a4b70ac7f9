"""The pytest plugin: cases are tests, failures are answers, runs are compared."""

from __future__ import annotations

import errno
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NoReturn

import pytest

# These here, as numpy cannot be loaded anew by each run in this process.
import rag.evaluation.items
import rag.evaluation.session  # noqa: F401
import tests.fake_assistant  # noqa: F401
from rag.evaluation.results import read_run
from tests.command_line import HOSTILE, UNSAFE

pytest_plugins = ["pytester"]

CASES = """\
cases:
  - id: plant
    question: When did the plant open?
    group: when and where
    expect: {answer: {facts: [{number: 1987}], sources: [plant.md]}}
  - id: owner
    question: Who owns the plant?
    group: name
    expect: {answer: {facts: [Acme]}}
  - id: france
    question: What is the capital of France?
    expect: refusal
"""

CONFTEST = """\
import contextlib
from rag.evaluation.runner import Bench
from tests.fake_assistant import FakeAssistant, Said, Script
from tests.fake_assistant import make_answer, make_document, make_refusal

PLANT = make_document("plant.md", "The plant", "The plant opened in 1987.")

def respond(question):
    if "France" in question:
        return Script(make_refusal(question, "The documents don't say."))
    return Script(make_answer(question, Said("It opened in 1987.", ((PLANT, PLANT.text),))))

def pytest_rag_bench(settings, tapes):
    return contextlib.nullcontext(Bench(FakeAssistant([PLANT], settings, respond=respond)))
"""


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    root = Path(__file__).resolve().parents[2]
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.makeconftest(CONFTEST)
    written(pytester, CASES)
    return pytester


def written(project: pytest.Pytester, text: str) -> Path:
    path = project.path / "bot.grounding.yaml"
    path.write_text(text, "utf-8")
    return path


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_inprocess("-p", "no:cacheprovider", *arguments, no_reraise_ctrlc=True)


def test_a_failure_is_the_answer_with_its_verdicts_and_no_traceback(
    project: pytest.Pytester,
) -> None:
    result = run(project, "-v")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "bot.grounding.yaml::plant PASSED*",
            "bot.grounding.yaml::owner FAILED*",
            "bot.grounding.yaml::france PASSED*",
            "No sentence borne out by its citation says 'Acme'.",
            "Question: Who owns the plant?",
            "  It opened in 1987.",
            "    supported, ?1?",
            "    ?1? plant.md: *The plant opened in 1987.*",
            "*= grounding =*",
            "answerable             2         0",
            "unanswerable           0         1",
            "Cases met * 66.7 % * 20.8 to 93.9 % * 3 cases",
            "Hallucination rate * 0 % * 0.0 to 79.3 % * 1 case",
            "FAILED bot.grounding.yaml::owner - No sentence borne out*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*items.py*")


def test_cases_are_chosen_by_name_group_and_kind(project: pytest.Pytester) -> None:
    run(project, "-k", "plant").assert_outcomes(passed=1, deselected=2)
    run(project, "-m", "when-and-where").assert_outcomes(passed=1, deselected=2)
    run(project, "-m", "grounding", "-k", "refusal").assert_outcomes(passed=1, deselected=2)
    run(project, "--strict-markers", "bot.grounding.yaml::france").assert_outcomes(passed=1)


def test_any_group_is_a_marker_as_far_as_pytest_takes_it(project: pytest.Pytester) -> None:
    written(project, CASES.replace("when and where", "_(when) and where").replace("name", "_xfail"))
    run(project, "-m", "when-and-where").assert_outcomes(passed=1, deselected=2)
    run(project).assert_outcomes(passed=2, failed=1)


def test_a_file_may_have_markers_of_the_project(project: pytest.Pytester) -> None:
    written(project, f"markers: [slow]\n{CASES}")
    project.makeini("[pytest]\nmarkers = slow: takes long\naddopts = --strict-markers")

    run(project, "-m", "not slow").assert_outcomes(deselected=3)
    run(project, "-m", "slow", "-k", "plant").assert_outcomes(passed=1, deselected=2)


def test_a_known_failure_is_expected_and_must_go_when_it_is_met(project: pytest.Pytester) -> None:
    known = "    known_failure: not yet\n"
    written(project, CASES.replace("[Acme]}}\n", f"[Acme]}}}}\n{known}"))
    run(project).assert_outcomes(passed=2, xfailed=1)

    written(project, CASES + known)
    result = run(project, "-k", "france")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*XPASS(strict)* not yet"])


def test_a_file_that_cannot_be_read_names_its_line(project: pytest.Pytester) -> None:
    written(project, CASES.replace("group: name", "gruop: name"))
    result = run(project)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*bot.grounding.yaml:8: case owner: gruop: there is no such field*"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_an_id_that_another_file_has_is_refused(project: pytest.Pytester) -> None:
    for folder in ("one", "two"):
        place = project.mkdir(folder) / "bot.grounding.yaml"
        place.write_text(CASES.replace("plant\n", f"{folder}\n"), "utf-8")
    result = run(project, "one", "two")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*two*bot.grounding.yaml:6: the id 'owner' is taken: *one*bot.grounding.yaml:6.*"]
    )
    ids = [f"one/bot.grounding.yaml::{name}" for name in ("one", "france")]
    run(project, *ids).assert_outcomes(passed=2)


def test_results_are_kept_and_compared_with_the_baseline(project: pytest.Pytester) -> None:
    run(project, "--rag-save", "base.jsonl", "--rag-repeat", "2")
    base = read_run(project.path / "base.jsonl")
    assert [(one.case.id, one.repeat, one.met) for one in base.results] == [
        *(("plant", 0, True), ("plant", 1, True)),
        *(("owner", 0, False), ("owner", 1, False)),
        *(("france", 0, True), ("france", 1, True)),
    ]

    project.makeconftest(CONFTEST.replace('"France" in question', "True"))
    result = run(project, "--rag-baseline", "base.jsonl")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "It was refused (no_evidence); the documents answer it.",
            "In the baseline it was met:",
            "  - It opened in 1987. (supported: plant.md)",
            "  + refused: no_evidence",
            "Over-refusal rate*0 %*100 %*Cannot tell with so few cases: 2 worse, 0 better*",
            "Not met any more:",
            "  plant: It was refused (no_evidence); the documents answer it.",
            "No regression beyond chance; some cases turned out worse, too few to tell.",
        ]
    )


STOP = """
import pytest

@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish(nodeid):
    if nodeid.endswith("::plant"):
        raise {what}
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stop", "arguments"),
    [
        (STOP.format(what="KeyboardInterrupt"), ()),
        (STOP.format(what="ValueError('a fault of some plugin')"), ()),
        ("", ("-x",)),
        ("", ("-x", "-n", "1")),
    ],
)
def test_a_run_that_is_cut_short_leaves_the_kept_one_as_it_is(
    project: pytest.Pytester, stop: str, arguments: tuple[str, ...]
) -> None:
    run(project, "--rag-save", "base.jsonl")
    before = (project.path / "base.jsonl").read_bytes()
    project.makeconftest(CONFTEST + stop)
    if not stop:  # the first case fails, and none is asked after it
        written(project, CASES.replace("1987", "1990"))
    result = run(project, "--rag-save", "base.jsonl", *arguments)

    assert (project.path / "base.jsonl").read_bytes() == before
    partial = read_run(project.path / "base.partial.jsonl")
    assert not partial.finished
    assert {one.case.id for one in partial.results} < {"plant", "owner", "france"}
    said = "Not every case gave a result: those there are went to base.partial.jsonl, not to base"
    assert said in result.stdout.str()


def test_a_run_that_asks_no_case_saves_nothing_and_says_so(project: pytest.Pytester) -> None:
    result = run(project, "--rag-save", "base.jsonl", "-k", "nothing")

    assert not (project.path / "base.jsonl").exists()
    result.stdout.fnmatch_lines(["No case was asked: nothing is saved, and base.jsonl stays as*"])


def test_a_file_that_cannot_be_read_makes_a_run_partial(project: pytest.Pytester) -> None:
    (project.path / "other.grounding.yaml").write_text("cases: [", "utf-8")
    run(project, "--rag-save", "base.jsonl", "--continue-on-collection-errors")

    assert not (project.path / "base.jsonl").exists()
    assert len(read_run(project.path / "base.partial.jsonl").results) == 3


def test_results_that_cannot_be_saved_fail_the_run_and_are_shown(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _: bytes) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    result = run(project, "--rag-save", "base.jsonl", "-k", "plant")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        ["answerable             1         0", "The results are not saved: *No space left*"]
    )


def test_cases_that_were_not_chosen_are_not_missed(project: pytest.Pytester) -> None:
    project.makeconftest(
        f"{CONFTEST}\nimport pytest\n\ndef pytest_runtest_setup(item):\n"
        "    if item.name == 'owner':\n        pytest.skip('not today')\n"
    )
    result = run(project, "--rag-save", "base.jsonl", "-k", "not france")

    assert [one.case.id for one in read_run(project.path / "base.jsonl").results] == ["plant"]
    result.stdout.fnmatch_lines(["The results are saved in base.jsonl."])


def test_a_bound_that_does_not_hold_fails_the_run(project: pytest.Pytester) -> None:
    held = run(project, "-k", "not owner", "--rag-min", "passed=1", "--rag-min", "hallucination=0")
    assert held.ret == 0

    broken = run(project, "-k", "not owner", "--rag-min", "stability=0.5")
    broken.assert_outcomes(passed=2, deselected=1)
    assert broken.ret == 1
    broken.stdout.fnmatch_lines(["Stability: no case says anything about it*"])


def test_a_baseline_of_other_cases_fails_the_run(project: pytest.Pytester) -> None:
    run(project, "-k", "plant", "--rag-save", "base.jsonl")
    result = run(project, "-k", "france", "--rag-baseline", "base.jsonl")

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["Nothing was compared: no case is in both runs*"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--rag-min", "nope=1"), "*There is no metric 'nope'.*"),
        (("--rag-baseline", "none.jsonl"), "*none.jsonl cannot be read*"),
        (("--rag-save", "."), "*is a folder*"),
        (("--rag-save", "bot.grounding.yaml/run.jsonl"), "*there is no folder*"),
        (("--rag-repeat", "0"), "*takes a number from 1*"),
        (("--rag-record", "a", "--rag-replay", "b"), "*exclude each other*"),
    ],
)
def test_options_that_mean_nothing_are_refused_before_anything_runs(
    project: pytest.Pytester, arguments: tuple[str, ...], words: str
) -> None:
    result = run(project, *arguments)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([words])


def test_what_documents_and_cases_say_cannot_harm_the_terminal(project: pytest.Pytester) -> None:
    """Answers, quotes and refusals; groups, facts, known failures and fields of cases."""
    hostile = json.dumps(HOSTILE)
    project.makeconftest(
        CONFTEST.replace('"It opened in 1987."', hostile)
        .replace('"The plant opened in 1987."', hostile)
        .replace('"The documents don\'t say."', hostile)
    )
    written(
        project,
        CASES.replace("name", hostile).replace("[Acme]", f"[{hostile}]")
        + f"    known_failure: {hostile}\n"
        '  - {id: again, question: "France?", expect: answer}\n',
    )
    wrong = project.path / "wrong.grounding.yaml"
    wrong.write_text(f"cases:\n  - {hostile}: x\n", "utf-8")
    arguments = ("-v", "-rA", "--continue-on-collection-errors", "--color=no")
    shown = run(project, *arguments, "--rag-save", "base.jsonl").stdout.str()
    compared = run(project, *arguments, "--rag-baseline", "base.partial.jsonl").stdout.str()

    for one in (shown, compared):
        assert "redgoneback" in one
        assert not UNSAFE.search(one)


@pytest.mark.slow
def test_with_xdist_and_junit(project: pytest.Pytester) -> None:
    result = run(project, "-n", "2", "--junitxml", "out.xml", "--rag-save", "run.jsonl")

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["answerable             2         0"])
    assert len(read_run(project.path / "run.jsonl").results) == 3
    tests = ElementTree.parse(project.path / "out.xml").findall(".//testcase")
    assert {one.get("name"): len(one.findall("failure")) for one in tests} == {
        "plant": 0,
        "owner": 1,
        "france": 0,
    }


@pytest.mark.slow
def test_workers_share_what_was_asked(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second file is asked after the first, by another process, and asks nobody."""
    monkeypatch.setenv("ASKED", str(project.path / "asked.txt"))
    project.makeconftest(
        CONFTEST.replace(
            "def respond(question):\n",
            "import os\n\ndef respond(question):\n"
            "    with open(os.environ['ASKED'], 'a') as file:\n        file.write('x')\n",
        )
    )
    project.makepyfile(
        """
        import time
        from pathlib import Path
        from rag.evaluation.casefile import read_case_file

        def test_shared(grounding, pytestconfig):
            file = read_case_file(Path(__file__).with_name("bot.grounding.yaml"))
            kept = Path(pytestconfig.workerinput["rag_shared_dir"]) / "results"
            limit = time.monotonic() + 60
            while len(list(kept.glob("*.jsonl"))) < 3:
                assert time.monotonic() < limit
                time.sleep(0.05)
            assert len([one for case in file.cases for one in grounding.results(file, case)]) == 3
        """
    )
    result = run(project, "-n", "2", "--dist", "loadfile")

    result.assert_outcomes(passed=3, failed=1)
    assert (project.path / "asked.txt").read_text("utf-8") == "xxx"


def test_the_fixture_shares_the_results(project: pytest.Pytester) -> None:
    project.makepyfile(
        """
        from pathlib import Path
        from rag.evaluation.casefile import read_case_file

        def test_shared(grounding):
            file = read_case_file(Path(__file__).with_name("bot.grounding.yaml"))
            for case in file.cases:
                grounding.results(file, case)
            assert len(grounding.bench(file).assistant.asked) == 3
        """
    )
    run(project).assert_outcomes(passed=3, failed=1)


def test_a_run_without_cases_loads_nothing_of_the_rest() -> None:
    code = (
        "import sys, rag.evaluation.plugin\n"
        "print(json.dumps([one for one in sys.modules if one.startswith('rag') "
        "or one in ('pydantic', 'yaml', 'numpy')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"import json\n{code}"], capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == ["rag", "rag.evaluation", "rag.evaluation.plugin"]
