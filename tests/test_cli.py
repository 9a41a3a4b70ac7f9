"""The command line as a whole, and `rag sync`, `rag search`, `rag app`: output and exit codes."""

from __future__ import annotations

import errno
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rag.cli import main
from rag.errors import ConfigError, CorpusError, StoreError
from rag.settings import shipped
from rag.types import Chunk, Hit, Ranks, SyncFailure, SyncRemark, SyncReport, SyncSkipped
from tests.command_line import HOSTILE, UNSAFE, FakeLibrary
from tests.fake_assistant import Script, make_document

SECRET = "sk-very-secret-1234567890"
LONG = "The plant opened in 1987.\n" * 20
PLANT = make_document("plant.md", "The plant", LONG)


@pytest.fixture
def library() -> FakeLibrary:
    chunk = Chunk("c1", PLANT.id, "The plant", 0, len(LONG), LONG, "History")
    other = Chunk("c2", "gone", "Other", 0, 5, "Other", "Other")
    hits = (Hit(chunk, 0.0325, Ranks(dense=1, lexical=3), 0.61), Hit(other, 0.01, Ranks(lexical=7)))
    return FakeLibrary([PLANT], hits=hits)


# All commands


@pytest.mark.parametrize(
    "command", [["ask", "Who?"], ["sync"], ["search", "Who?"]], ids=lambda words: words[0]
)
class TestEveryCommand:
    def test_an_error_is_one_line_and_exit_code_1(
        self, library: FakeLibrary, command: list[str]
    ) -> None:
        library.open_error = StoreError("The data folder\ncannot be used.", hint="Free some room.")
        result = library.run(*command)
        assert result.stdout == ""
        assert result.stderr == "The data folder cannot be used. Free some room.\n"
        assert result.exit_code == 1

    def test_with_json_the_error_is_the_document(
        self, library: FakeLibrary, command: list[str]
    ) -> None:
        library.open_error = StoreError("The data folder cannot be used.", hint="Free some room.")
        result = library.run(*command, "--json")
        assert json.loads(result.stdout) == {
            "error": {
                "kind": "StoreError",
                "message": "The data folder cannot be used.",
                "hint": "Free some room.",
            }
        }
        assert result.stderr == "The data folder cannot be used. Free some room.\n"
        assert result.exit_code == 1

    def test_a_wrong_setting_is_told_without_the_key(
        self, library: FakeLibrary, command: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RAG_BASE_URL", f"http://me:{SECRET}@127.0.0.1")
        result = library.run(*command, "--json")
        assert result.stderr.startswith("RAG_BASE_URL: ")
        assert json.loads(result.stdout)["error"]["kind"] == "ConfigError"
        assert SECRET not in result.output
        assert result.exit_code == 1

    def test_an_unknown_option_is_a_matter_of_usage(
        self, library: FakeLibrary, command: list[str]
    ) -> None:
        assert library.run(*command, "--nonsense").exit_code == 2

    def test_an_error_cannot_control_the_terminal(
        self, library: FakeLibrary, command: list[str]
    ) -> None:
        library.open_error = ConfigError(HOSTILE, hint=HOSTILE)
        result = library.run(*command, "--json")
        assert not UNSAFE.search(result.output)


@pytest.mark.parametrize("command", [["ask", "Who?"], ["eval", "draft", "x.grounding.yaml"]])
def test_a_wrong_value_of_an_option_is_a_matter_of_usage_and_of_a_variable_an_error(
    library: FakeLibrary, command: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    wrong = library.run(*command, "--base-url", "nowhere", "--json")
    assert (wrong.exit_code, library.opened) == (2, [])
    assert json.loads(wrong.stdout)["error"]["kind"] == "ConfigError"
    monkeypatch.setenv("RAG_BASE_URL", "nowhere")
    assert library.run(*command).exit_code == 1


def test_ctrl_c_says_so_and_ends_as_shells_expect(library: FakeLibrary) -> None:
    library.sync_error = KeyboardInterrupt()  # type: ignore[assignment]
    result = library.run("sync")
    assert result.stderr.splitlines()[-1] == "Stopped. What was indexed before is unchanged."
    assert result.exit_code == 130
    library.enqueue(Script(error=KeyboardInterrupt(), pieces=("It is",)))  # type: ignore[arg-type]
    result = library.run("ask", "Who?")
    assert (result.stdout, result.exit_code) == ("It is\n", 130)


def test_a_reader_that_left_is_no_news(library: FakeLibrary) -> None:
    library.enqueue(Script(error=BrokenPipeError(errno.EPIPE, "Broken pipe")))
    result = library.run("ask", "Who?")
    assert (result.stderr, result.exit_code) == ("", 1)


def test_a_full_disk_is_no_fault_of_the_program(library: FakeLibrary) -> None:
    library.enqueue(Script(error=OSError(errno.ENOSPC, "No space left on device")))
    result = library.run("ask", "Who?")
    assert result.exit_code == 1
    assert result.stderr.startswith("There is no room left where this was to be written.")


def test_an_unexpected_fault_is_told_in_words_and_explained_when_asked(
    library: FakeLibrary,
) -> None:
    library.enqueue(Script(error=KeyError(SECRET)), Script(error=KeyError("the cause")))
    result = library.run("ask", "Who?")
    assert result.exit_code == 1
    assert "unexpected fault (KeyError)" in result.stderr
    assert "Traceback" not in result.stderr
    assert SECRET not in result.stderr
    explained = library.run("--verbose", "ask", "Who?").stderr
    assert "Traceback" in explained
    assert "the cause" in explained


def test_log_lines_are_harmless_and_end_with_the_command(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = logging.getLogger("rag.ingest")

    def reads_and_logs() -> bool:
        log.warning("read %s", HOSTILE)
        return True

    monkeypatch.setattr(library, "is_ready", reads_and_logs)
    before = list(logging.getLogger("rag").handlers)
    result = library.run("ask", "Who?")
    assert "read redgoneback" in result.stderr
    assert not UNSAFE.search(result.stderr)
    assert logging.getLogger("rag").handlers == before


def test_the_package_can_be_run_as_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag", "--help"], capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("Usage: python -m rag [OPTIONS] COMMAND")


def test_the_version_is_the_installed_one() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout.startswith("footnote, version ")


def test_help_needs_nothing_heavy() -> None:
    """Its time is spent on imports, so what may be imported is what is tested."""
    script = (
        "import sys; from rag.cli import main; main(['--help'], standalone_mode=False); "
        "print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    for command in ("app", "ask", "doctor", "search", "sync"):
        assert f"\n  {command} " in ended.stdout
    heavy = ("pydantic", "numpy", "openai", "streamlit", "chromadb", "torch", "tiktoken", "sqlite3")
    assert [name for name in heavy if f"'{name}'" in ended.stderr] == []


# sync


def test_sync_reports_what_it_did(library: FakeLibrary) -> None:
    library.report = SyncReport(
        added=1, updated=2, removed=3, unchanged=4, chunks=1200, seconds=2.04
    )
    result = library.run("sync")
    assert result.stdout == (
        "1 added, 2 updated, 3 removed, 4 unchanged, 0 failed; 1,200 passages indexed; 2.0 s\n"
    )
    assert result.stderr == "Reading documents\n"
    assert result.exit_code == 0


def test_sync_says_of_one_passage_that_it_is_one(library: FakeLibrary) -> None:
    library.report = SyncReport(added=1, chunks=1)
    assert "; 1 passage indexed; " in library.run("sync").stdout


def test_sync_names_a_kind_that_is_not_read_once(library: FakeLibrary) -> None:
    kind = SyncSkipped("Pictures are not read.", 7, (f"{HOSTILE}.png", "b.png", "c.png"))
    library.report = SyncReport(added=1, skipped=(kind,), chunks=3)
    result = library.run("sync")
    assert "b.png, c.png and 4 more: Pictures are not read.\n" in result.stderr
    assert result.stderr.count("Not read: ") == 1
    assert "0 failed" in result.stdout


def test_sync_lists_failures_on_stderr(library: FakeLibrary) -> None:
    failures = (SyncFailure("a.md", "It is empty."), SyncFailure(f"{HOSTILE}\nb.md", HOSTILE))
    library.report = SyncReport(added=1, failed=failures, chunks=3)
    result = library.run("sync")
    assert "Not indexed: a.md: It is empty.\n" in result.stderr
    assert not UNSAFE.search(result.stderr)
    assert "\nb.md" not in result.stderr
    assert "2 failed" in result.stdout
    library.report = SyncReport(remarks=(SyncRemark(f"{HOSTILE}\na.pdf", "1 of 2 pages."),))
    part = library.run("sync")
    assert "a.pdf: 1 of 2 pages.\n" in part.stderr
    assert not UNSAFE.search(part.stderr)
    assert result.exit_code == 0, "something is indexed"


def test_sync_fails_only_where_nothing_could_be_indexed(library: FakeLibrary) -> None:
    library.report = SyncReport(failed=(SyncFailure("a.md", "It is empty."),))
    assert library.run("sync").exit_code == 1
    library.report = SyncReport(failed=(SyncFailure("a.md", "It is empty."),), chunks=3)
    assert library.run("sync").exit_code == 0, "what was indexed of it before is kept"
    library.report = SyncReport()
    empty = library.run("sync", "--corpus-dir", "drawer")
    assert empty.exit_code == 0
    assert "There are no documents to index in drawer." in empty.stderr


def test_sync_as_json_is_the_report(library: FakeLibrary) -> None:
    library.report = SyncReport(added=1, failed=(SyncFailure("a.md", "Empty."),), chunks=3)
    result = library.run("sync", "--json")
    assert json.loads(result.stdout) == {
        **{"added": 1, "updated": 0, "removed": 0, "unchanged": 0},
        "failed": [{"source": "a.md", "reason": "Empty."}],
        **{"chunks": 3, "embedded": 0, "seconds": 0.0, "cancelled": False, "remarks": []},
        "skipped": [],
    }


def test_an_error_of_sync_leaves_stdout_alone(library: FakeLibrary) -> None:
    library.sync_error = CorpusError("There is no folder.", hint="Make it.")
    result = library.run("sync")
    assert result.stdout == ""
    assert result.stderr.endswith("There is no folder. Make it.\n")


# search


def test_search_lists_hits_best_first(library: FakeLibrary) -> None:
    result = library.run("search", "When did it open?", "-k", "5")
    excerpt = " ".join(LONG.split())[:160].rstrip() + "…"
    assert result.stdout == (
        f"  1  0.0325  dense  1  lexical  3  The plant > History\n     {excerpt}\n"
        "  2  0.0100  dense  -  lexical  7  Other\n     Other\n"
    )
    assert library.retrieved == [("When did it open?", 5)]


def test_search_as_json_says_where_each_hit_is(library: FakeLibrary) -> None:
    told = json.loads(library.run("search", "--json", "When?").stdout)
    assert told["question"] == "When?"
    first, second = told["hits"]
    assert {**first, "text": ""} == {
        **{"rank": 1, "score": 0.0325, "similarity": 0.61, "dense": 1, "lexical": 3},
        **{"rerank": None, "title": "The plant", "locator": "History", "source": "plant.md"},
        **{"document_id": PLANT.id, "chunk_id": "c1", "start": 0, "end": len(LONG), "text": ""},
    }
    assert first["text"] == LONG
    assert (second["source"], second["similarity"]) == (None, None)


def test_search_that_finds_nothing_says_so_on_stderr(library: FakeLibrary) -> None:
    library.hits = ()
    result = library.run("search", "Who?")
    assert (result.stdout, result.stderr) == ("", "Nothing was found.\n")


def test_search_reads_the_documents_first_where_there_is_no_index(library: FakeLibrary) -> None:
    library.ready = False
    library.run("search", "Who?")
    assert library.syncs == 1


@pytest.mark.parametrize("k", ["0", "501", "many"])
def test_search_takes_a_sensible_number(library: FakeLibrary, k: str) -> None:
    assert library.run("search", "Who?", "-k", k).exit_code == 2


def test_hits_cannot_control_the_terminal(library: FakeLibrary) -> None:
    library.hits = (Hit(Chunk("c", "d", HOSTILE, 0, 9, HOSTILE, HOSTILE), 1.0, Ranks()),)
    assert not UNSAFE.search(library.run("search", "Who?").stdout)


# app


@pytest.fixture
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """`rag app` sets variables; they are taken back after the test."""
    for name in ("RAG_CORPUS_DIR", "RAG_BASE_URL", "RAG_MODEL"):
        monkeypatch.setenv(name, "")


@pytest.mark.usefixtures("_unset")
def test_the_app_is_run_with_streamlits_options_and_our_settings(library: FakeLibrary) -> None:
    options = ["--corpus-dir", "papers", "--server.port", "8600", "--server.headless=true"]
    result = library.run("app", *options)
    script = shipped("app.py")
    assert library.served == [[str(script), "--server.port", "8600", "--server.headless=true"]]
    assert os.environ["RAG_CORPUS_DIR"] == "papers"
    assert result.exit_code == 7, "Streamlit's own"
    assert (script.parent / ".streamlit" / "config.toml").is_file(), "Streamlit looks there"


@pytest.mark.parametrize("question", ["", " \n"])
def test_a_blank_search_says_how_to_search(library: FakeLibrary, question: str) -> None:
    result = library.run("search", question)
    assert result.exit_code == 2
    assert result.stderr == 'The question is empty. Try: rag search "What is ...?"\n'
    assert library.opened == []


@pytest.mark.usefixtures("_unset")
def test_the_app_takes_a_port(library: FakeLibrary) -> None:
    assert library.run("app", "--port", "8600").exit_code == 7, "Streamlit's own"
    assert library.served[0][1:] == ["--server.port", "8600"]
    assert library.run("app", "--port", "0").exit_code == 2
    assert len(library.served) == 1


@pytest.mark.usefixtures("_unset")
@pytest.mark.parametrize(("address", "code"), [("nowhere", 2), ("", 2)])
def test_the_app_does_not_start_with_a_setting_it_cannot_use(
    library: FakeLibrary, address: str, code: int
) -> None:
    assert library.run("app", "--base-url", address).exit_code == code
    assert library.served == []


# The real thing


def _rag(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = "from rag.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "RAG_CORPUS_DIR": "docs", "RAG_DATA_DIR": "index"},
        timeout=240,
    )


@pytest.mark.slow
def test_asking_a_folder_of_documents_from_a_shell(tmp_path: Path) -> None:
    """No index, no model server, no network: the first command answers; the next ones reuse it."""
    docs = tmp_path / "docs"
    docs.mkdir()
    plant = "# The Karlstad plant\n\nThe Karlstad plant opened in 1987. It employs 400 people.\n"
    (docs / "plant.md").write_text(plant, encoding="utf-8")
    (docs / "bread.md").write_text("# Bread\n\nBread needs flour and water.\n", encoding="utf-8")

    asked = _rag(tmp_path, "ask", "--json", "When did the Karlstad plant open?")
    assert asked.returncode == 0, asked.stderr
    told = json.loads(asked.stdout)
    assert "1987" in told["text"]
    assert told["citations"][0]["source"] == "plant.md"
    assert "1987" in told["citations"][0]["quote"]
    assert "reading the documents first" in asked.stderr

    refused = _rag(tmp_path, "ask", "Who won the football world cup in 1954?")
    assert refused.returncode == 3, refused.stderr
    assert "[1]" not in refused.stdout
    assert "reading the documents" not in refused.stderr

    synced = _rag(tmp_path, "sync", "--json")
    report = json.loads(synced.stdout)
    assert (report["unchanged"], report["added"], report["failed"]) == (2, 0, [])
