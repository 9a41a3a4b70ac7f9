"""`rag eval draft`: one by one on the terminal, all at once, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rag.cli import Backend, main
from rag.evaluation.casefile import read_case_file
from tests.command_line import HOSTILE, UNSAFE, FakeLibrary
from tests.fake_assistant import Said, Script, make_answer, make_document, make_refusal
from tests.scripted_server import Received, Scripted, ScriptedServer, models, streamed

LEASE = make_document(
    f"lease{HOSTILE}.md",
    "Lease",
    "The notice period is three months. They know that Acme is late. Acme sold its second mill.",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "lease.grounding.yaml"


def run(file: Path, *options: str, typed: str = "") -> Result:
    library = FakeLibrary([LEASE])
    backend = Backend(library.open, library.serve)
    return CliRunner().invoke(
        main, ["eval", "draft", str(file), *options], input=typed, obj=backend
    )


def questions(file: Path) -> list[str]:
    return [case.question for case in read_case_file(file).cases]


def test_yes_takes_all(file: Path) -> None:
    result = run(file, "--yes")
    assert result.exit_code == 0
    assert questions(file) == [
        "How long is the notice period?",
        "When did Acme sell its second mill?",
    ]
    assert "2 of 2 cases are in" in result.stdout
    assert not UNSAFE.search(result.stdout.replace("\n", ""))


def test_what_is_dropped_is_not_written(file: Path) -> None:
    result = run(file, typed="d\na\n")
    assert questions(file) == ["When did Acme sell its second mill?"]
    assert "1 of 2 cases are in" in result.stdout


def test_an_edited_question_and_fact_are_kept(file: Path) -> None:
    run(file, typed="e\nWhat is the notice period?\nthree months\nq\n")
    (case,) = read_case_file(file).cases
    assert case.question == "What is the notice period?"
    assert str(case.expect.facts[0]) == "the number three months"
    run(file, typed="e\nHow long is it?\na quarter\nq\n")
    assert str(read_case_file(file).cases[1].expect.facts[0]) == "'a quarter'"


def test_nothing_is_no_question_and_no_fact(file: Path) -> None:
    result = run(file, typed="e\n   \nWho is it?\n \t\nAcme\nq\n")
    (case,) = read_case_file(file).cases
    assert (case.question, str(case.expect.facts[0])) == ("Who is it?", "'Acme'")
    assert result.output.count("It must not be empty.") == 2


def test_a_file_that_cannot_be_written_is_named_before_anything_is_proposed(file: Path) -> None:
    file.write_text("", "utf-8")
    result = run(file / "lease.grounding.yaml", "--yes")
    assert result.exit_code == 1
    assert "cannot be written: there is no folder" in result.stderr
    assert "Proposing" not in result.stderr


def test_what_was_accepted_before_the_input_ends_is_kept(file: Path) -> None:
    assert run(file, typed="a\n").exit_code != 0
    assert questions(file) == ["How long is the notice period?"]


def test_json_asks_nobody_and_writes_nothing(file: Path) -> None:
    (first, second) = json.loads(run(file, "--json").stdout)["drafts"]
    assert first["question"] == "How long is the notice period?"
    assert second["expects"] == "refusal"
    assert not file.exists()


def test_json_with_yes_writes(file: Path) -> None:
    run(file, "--json", "--yes")
    assert len(questions(file)) == 2


def test_a_second_time_nothing_is_new(file: Path) -> None:
    run(file, "--yes")
    assert "No sentence of the documents" in run(file, "--yes").stdout
    assert len(questions(file)) == 2


def test_the_documents_are_those_that_the_file_names(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    file = tmp_path / "lease.grounding.yaml"
    had = "corpus: papers\ncases: [{id: a, question: Who is it, expect: refusal}]\n"
    file.write_text(had, "utf-8")
    library = FakeLibrary([LEASE])
    result = library.run("eval", "draft", str(file), "--json")
    assert result.exit_code == 0, result.stderr
    (opened,) = library.opened
    assert opened.corpus_dir == tmp_path / "papers"
    assert opened.data_dir.parent.name == "cases"
    assert f"from the documents in {tmp_path / 'papers'}." in result.stderr


def test_a_file_of_another_kind_is_refused_before_anybody_is_asked(tmp_path: Path) -> None:
    result = run(tmp_path / "notes.yaml")
    assert result.exit_code == 1
    assert "does not end in" in result.stderr


PROPOSED = """\
ANSWERED: How long is the notice period of the lease?
SENTENCE: The notice period is three months.
WORDS: three months
ANSWERED: How long is the notice period of the cellar?
SENTENCE: The notice period is six months.
WORDS: six months
SILENT: Who signed the lease of the mill?
SILENT: When did Acme sell its second mill?
"""


class Proposing(ScriptedServer):
    """Proposes cases, whatever it is asked."""

    def answer(self, request: Received) -> Scripted:
        self.received.append(request)
        return streamed(PROPOSED)


def by_model(library: FakeLibrary, file: Path, *options: str) -> tuple[Result, int]:
    """What a configured model proposes, and how often it was asked."""
    lease = Said("The notice period is three months.", ((LEASE, LEASE.text[:34]),))
    sold = Said("Acme sold its second mill.", ((LEASE, "Acme sold its second mill."),))
    answers = {"lease?": lease, "mill?": sold}

    def respond(question: str) -> Script:
        said = next((one for end, one in answers.items() if question.endswith(end)), None)
        if said is None or question.startswith("Who"):
            return Script(make_refusal(question, "The documents do not say."))
        return Script(make_answer(question, said))

    library.respond = respond
    with Proposing(listing=models("scripted")) as server:
        backend = Backend(library.open, library.serve)
        given = ["eval", "draft", str(file), "--base-url", server.url, *options]
        result = CliRunner().invoke(main, given, obj=backend, catch_exceptions=False)
        return result, len(server.received)


def test_a_configured_model_proposes_and_each_is_tried_out(file: Path) -> None:
    result, asked = by_model(FakeLibrary([LEASE]), file, "--json", "--yes")
    drafts = json.loads(result.stdout)["drafts"]
    assert asked == 1
    assert [(one["question"], one["expects"], one["finding"]) for one in drafts] == [
        ("How long is the notice period of the lease?", "answer", ""),
        ("Who signed the lease of the mill?", "refusal", ""),
        (
            "When did Acme sell its second mill?",
            "refusal",
            "it was answered: Acme sold its second mill.",
        ),
    ]
    assert len(questions(file)) == 3
    assert "when it was tried, it was answered" in file.read_text("utf-8")


def test_offline_asks_no_model(file: Path) -> None:
    result, asked = by_model(FakeLibrary([LEASE]), file, "--offline", "--yes")
    assert asked == 0
    assert "2 of 2 cases are in" in result.stdout
