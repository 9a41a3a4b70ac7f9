"""`rag conversations`: each command's output, exit code and JSON, and what it never overwrites."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from rag.cli import main
from rag.errors import RagError
from rag.export import FORMATS, record
from rag.export.json_file import from_json
from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback
from rag.history import FILE, History, KeptTurn
from tests.command_line import HOSTILE, UNSAFE, FakeLibrary
from tests.fake_assistant import Said, make_answer, make_document
from tests.kept import NOON, every_ending

AT = datetime(2026, 11, 28, 9, 5, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def history(data: Path) -> History:
    """Two conversations: "tides" with every ending, and "other"."""
    made = History.open(data / FILE)
    said, within = f"It is {HOSTILE}", f"1 of 9 documents: {HOSTILE}"
    other = KeptTurn("t9", AT, f"Who {HOSTILE}?", "stopped", said, within=within)
    made.keep("other", 1, other)
    for place, one in enumerate(every_ending().turns):
        text = one.answer.text if one.answer is not None else one.text
        turn = KeptTurn(f"t{place}", AT, one.question, one.ending, text, one.answer, one.who)
        made.keep("tides", place, turn)
    return made


def run(data: Path, *arguments: str, stdin: str | None = None) -> Result:
    command = ["conversations", *arguments, "--data-dir", str(data)]
    return CliRunner().invoke(main, command, input=stdin, catch_exceptions=False)


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_they_are_listed_and_searched_the_newest_first(data: Path, history: History) -> None:
    result = run(data, "list")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["tides", "other"]
    assert not UNSAFE.search(result.stdout)
    assert run(data, "list", "--search", "HIGH tide").stdout.count("\n") == 1
    nothing = run(data, "list", "--search", "zebra")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "holds these words" in nothing.stderr
    shown = told(run(data, "list", "--json"))["conversations"]
    assert [(one["id"], one["turns"]) for one in shown] == [("tides", 4), ("other", 1)]
    listed = history.conversations()[0]
    assert datetime.fromisoformat(shown[0]["changed"]) == listed.changed
    assert shown[0]["title"] == NOON.question


def test_nothing_is_made_where_nothing_is_kept(data: Path) -> None:
    assert told(run(data, "list", "--json")) == {"conversations": []}
    assert "None is kept." in run(data, "list").stderr
    assert run(data, "show", "tides").exit_code == 1
    assert not data.exists()


def test_one_is_shown_with_its_footnotes_and_endings(data: Path, history: History) -> None:
    result = run(data, "show", "tides")
    assert result.exit_code == 0
    assert "[1] Tides: “High at noon.”" in result.stdout
    assert "[Not in the documents]" in result.stdout
    assert "[Stopped; what is here was not checked against its sources]\nIt is 9 metr" in (
        result.stdout
    )
    other = run(data, "show", "other").stdout
    assert "\n[Asked of 1 of 9 documents: " in other
    assert not UNSAFE.search(other)
    shown = told(run(data, "show", "tides", "--json"))
    kept = history.conversation("tides")
    assert kept is not None
    assert shown.pop("id") == "tides"
    assert from_json(json.dumps(shown)) == record(kept)


@pytest.mark.usefixtures("history")
def test_last_is_the_one_that_went_on_last(data: Path) -> None:
    assert run(data, "show", "last").stdout == run(data, "show", "tides").stdout
    assert run(data, "export", "last").stdout == run(data, "export", "tides").stdout
    assert told(run(data, "rename", "last", "Ebb", "--json")) == {"id": "tides", "title": "Ebb"}
    assert told(run(data, "delete", "last", "--yes", "--json"))["id"] == "tides"
    assert told(run(data, "show", "last", "--json"))["id"] == "other"
    run(data, "delete", "last", "--yes")
    assert run(data, "show", "last").exit_code == 1


def test_documents_of_one_title_are_shown_with_their_places(data: Path) -> None:
    old, new = (make_document(f"{year}/fees.md", "Fees", f"It was {year}.") for year in "34")
    said = (Said("It was 3.", ((old, "It was 3."),)), Said("It was 4.", ((new, "It was 4."),)))
    answer = make_answer("When?", *said)
    turn = KeptTurn("t1", AT, "When?", "answered", answer.text, answer, "m")
    History.open(data / FILE).keep("fees", 0, turn)
    library = FakeLibrary(shelf=(old, new))
    for form in (("show", "fees"), ("export", "fees")):
        shown = library.run("conversations", *form, "--data-dir", str(data)).stdout
        assert "Fees (3/fees.md)" in shown.replace("*", "").replace("\\", "")
        assert "Fees (4/fees.md)" in shown.replace("*", "").replace("\\", "")
    library.open_error = RagError("It is damaged.")
    assert (
        "[1] Fees: " in library.run("conversations", "show", "fees", "--data-dir", str(data)).stdout
    )


@pytest.mark.parametrize(
    ("name", "options", "kind"),
    [
        ("out.md", (), "md"),
        ("out.HTML", (), "html"),
        ("out.json", (), "json"),
        ("out", (), "md"),
        ("out.md", ("--format", "json"), "json"),
    ],
)
def test_one_is_exported_to_a_file_or_to_standard_output(
    data: Path, history: History, tmp_path: Path, name: str, options: tuple[str, ...], kind: str
) -> None:
    kept = history.conversation("tides")
    assert kept is not None
    text = FORMATS[kind].write(record(kept))
    file = tmp_path / name
    result = run(data, "export", "tides", str(file), *options)
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_text("utf-8") == text
    assert run(data, "export", "tides", "--format", kind).stdout == text
    assert run(data, "export", "tides", "-", "--format", kind).stdout == text
    made = told(run(data, "export", "tides", "--format", kind, "--json"))
    assert made == {"id": "tides", "format": kind, "file": None, "text": text}


def test_a_file_that_is_there_is_overwritten_by_force_alone(
    data: Path, history: History, tmp_path: Path
) -> None:
    file = tmp_path / "mine.md"
    file.write_text("mine")
    result = run(data, "export", "tides", str(file))
    assert result.exit_code == 1
    assert f"{file} is there already. Name another, or use --force." in result.stderr
    assert file.read_text() == "mine"
    made = told(run(data, "export", "tides", str(file), "--force", "--json"))
    assert made == {"id": "tides", "format": "md", "file": str(file)}
    assert file.read_text("utf-8").startswith(f"# {NOON.question}")
    failed = run(data, "export", "tides", str(tmp_path / "no" / "where.md"), "--force", "--json")
    assert failed.exit_code == 1
    assert "cannot be written" in json.loads(failed.stdout)["error"]["message"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "mine.md"]
    assert history.conversation("tides") is not None


def test_one_is_renamed(data: Path, history: History) -> None:
    assert told(run(data, "rename", "tides", " The  tides ", "--json")) == {
        "id": "tides",
        "title": "The tides",
    }
    assert "Now called" in run(data, "rename", "tides", "Sea").stderr
    assert history.conversations()[0].title == "Sea"
    assert run(data, "rename", "tides", " ").exit_code == 2


def test_one_is_deleted_with_its_ratings_once_that_is_confirmed(
    data: Path, history: History
) -> None:
    ratings = Feedback(data / FEEDBACK)
    ratings.rate("t0", "up", "", "{}", "tides")
    asked = run(data, "delete", "tides", stdin="n\n")
    assert asked.exit_code == 1
    assert re.search(r"4 questions\? It cannot be brought back\.", asked.stderr)
    assert run(data, "delete", "tides", stdin="").exit_code == 1
    assert run(data, "delete", "tides", "--json").exit_code == 2
    assert len(history.conversations()) == 2
    assert run(data, "delete", "other", stdin="y\n").exit_code == 0
    gone = told(run(data, "delete", "tides", "--yes", "--json"))
    assert gone == {"id": "tides", "title": NOON.question, "turns": 4}
    assert (history.conversations(), ratings.ratings()) == ((), ())
    assert b"noon" not in (data / FILE).read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "zebra"),
        ("export", "zebra"),
        ("rename", "zebra", "X"),
        ("delete", "zebra", "--yes"),
    ],
)
def test_one_that_is_not_kept_is_said(
    data: Path, history: History, arguments: tuple[str, ...]
) -> None:
    result = run(data, *arguments, "--json")
    assert result.exit_code == 1
    assert "No conversation 'zebra' is kept" in json.loads(result.stdout)["error"]["message"]
    assert "`rag conversations list` names them." in result.stderr
    assert len(history.conversations()) == 2


def test_a_history_of_a_later_version_is_said_and_left(data: Path, history: History) -> None:
    with history._writing() as connection:
        connection.execute("PRAGMA user_version = 99")
    result = run(data, "list")
    assert result.exit_code == 1
    assert "a later Footnote" in result.stderr


def test_a_name_that_could_be_an_option_is_taken_behind_two_dashes(
    data: Path, history: History
) -> None:
    turn = replace(KeptTurn("t8", AT, "Where?", "stopped", ""), text="Here.")
    history.keep("-yes", 1, turn)
    result = CliRunner().invoke(
        main, ["conversations", "show", "--data-dir", str(data), "--", "-yes"]
    )
    assert (result.exit_code, "Here." in result.stdout) == (0, True)


def test_a_folder_is_no_file_to_write_and_nothing_stays_beside_it(
    data: Path, history: History, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    assert f"{folder} is a folder." in run(data, "export", "tides", str(folder)).stderr
    assert "Is a directory" in run(data, "export", "tides", str(folder), "--force").stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "exports"]
    assert history.conversation("tides") is not None


def test_ctrl_c_at_a_question_says_that_it_stopped(
    data: Path, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object, **__: object) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt:
            raise click.Abort from None  # as click does

    monkeypatch.setattr(click, "confirm", pressed)
    stopped = run(data, "delete", "tides")
    assert stopped.exit_code == 130
    assert "Stopped." in stopped.stderr
    assert history.conversation("tides") is not None
