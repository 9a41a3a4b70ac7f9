"""`rag doctor`: what it sees, what it advises, and that it neither changes nor betrays anything."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from rag import Assistant
from rag.cli.check_data import (
    check_corpus,
    check_data_dir,
    check_embedder,
    check_index,
    check_prompts,
    check_set_aside,
)
from rag.cli.check_install import check_packages
from rag.cli.check_server import _fullest, check_server
from rag.cli.findings import Finding
from rag.errors import ConfigError
from rag.llm import Connection, FoundServer, Window
from rag.settings import Settings, shipped
from rag.store import Changes, Store
from rag.store.build import BuildOrder, BuildResult, build
from rag.store.builder import IndexBuilder
from rag.store.vectors import IndexBatch
from tests.command_line import UNSAFE, FakeLibrary
from tests.fakes import WordEmbedder, record
from tests.scripted_server import (
    DONE,
    SSE,
    Hold,
    Scripted,
    ScriptedServer,
    delta,
    event,
    failing,
    models,
    streamed,
)

SECRET = "sk-very-secret-1234567890"
TOWER = record("tower.md", "The tower is 90 metres high.")


def _states(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.topic, finding.state) for finding in findings]


# The command


def test_a_fresh_installation_is_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAG_DATA_DIR", str(tmp_path / "new"))
    monkeypatch.setenv("RAG_API_KEY", SECRET)
    monkeypatch.setenv("RAG_BASEURL", "http://127.0.0.1:1")
    monkeypatch.setenv("RAG_MODEL", "\x1b[31mred")
    result = FakeLibrary().run("doctor", "--corpus-dir", str(shipped("corpus")))
    lines = result.stdout.splitlines()
    assert result.exit_code == 0, result.stdout
    assert lines[-1] == "All is well."
    assert any(line.split() == ["RAG_API_KEY", "set", "(environment)"] for line in lines)
    assert any(line.split()[::2] == ["RAG_CORPUS_DIR", "(argument)"] for line in lines)
    assert any(line.split() == ["RAG_PASSAGES", "8", "(default)"] for line in lines)
    assert "RAG_BASEURL in the environment" in result.stdout
    assert "Did you mean RAG_BASE_URL?" in result.stdout
    assert SECRET not in result.output
    assert not UNSAFE.search(result.stdout)
    assert not (tmp_path / "new").exists(), "looking changes nothing"


def test_json_is_one_document_of_findings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RAG_API_KEY", SECRET)
    missing = str(tmp_path / "nowhere")
    result = FakeLibrary().run("doctor", "--json", "--corpus-dir", missing)
    told = json.loads(result.stdout)
    by_topic = {finding["topic"]: finding for finding in told["findings"]}
    assert result.exit_code == 1
    assert told["ok"] is False
    assert by_topic["corpus"]["state"] == "problem"
    assert "RAG_CORPUS_DIR" in by_topic["corpus"]["advice"]
    assert by_topic["settings"]["facts"]["RAG_API_KEY"] == {
        "value": "set",
        "origin": "environment",
    }
    assert by_topic["settings"]["facts"]["RAG_CORPUS_DIR"] == {
        "value": missing,
        "origin": "argument",
    }
    assert by_topic["packages"]["facts"]["chromadb"]
    assert [name for name, finding in by_topic.items() if finding["state"] == "problem"] == [
        "corpus"
    ]
    assert SECRET not in result.output


def test_settings_that_cannot_be_read_are_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    library = FakeLibrary()
    monkeypatch.setenv("RAG_PASSAGES", "many")
    result = library.run("doctor")
    assert "PROBLEM  settings  RAG_PASSAGES: " in result.stdout
    assert "OK       packages" in result.stdout
    assert result.stdout.endswith("\n1 to be solved.\n")
    assert result.exit_code == 1


def test_a_line_of_dotenv_that_says_nothing_is_named_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    library = FakeLibrary()
    monkeypatch.chdir(tmp_path)
    Path(".env").write_text("RAG_PASSAGES=4\nRAG_MODEL is x\n", "utf-8")
    result = library.run("doctor")

    said = "Line 2 of .env is not NAME=value and has no effect."
    assert f"note     variables {said}" in result.stdout
    assert [record.getMessage() for record in caplog.records] == [said]
    assert str(shipped(".env.example")) in result.stdout


def test_deep_asks_a_question_as_all_are_asked() -> None:
    library = FakeLibrary()
    result = library.run("doctor", "--deep")
    [asked] = library.asked
    assert asked.model == "embedded", "it is not the model server that is tried here"
    assert "OK       question" in result.stdout
    library.open_error = ConfigError("RAG_EMBEDDING_MODEL: it cannot be loaded.", hint="Unset it.")
    broken = library.run("doctor", "--deep")
    assert "PROBLEM  question  RAG_EMBEDDING_MODEL: it cannot be loaded." in broken.stdout
    assert broken.exit_code == 1


# The installation


def _distribution(folder: Path, name: str, *requirements: str) -> None:
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir()
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0"]
    lines += [f"Requires-Dist: {requirement}" for requirement in requirements]
    (metadata / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_packages_are_listed_and_missing_ones_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    elsewhere = "elsewhere>=1; platform_machine == 'another' or platform_machine == 'a third'"
    extra = "tool; extra == 'dev'"
    _distribution(tmp_path, "toy", "part>=1", "lost-part<2,>=1", extra, elsewhere)
    _distribution(tmp_path, "part")
    monkeypatch.syspath_prepend(tmp_path)
    found = check_packages("toy")
    assert (found.state, found.text) == ("problem", "Not installed: lost-part.")
    assert found.facts == {"toy": "1.0", "part": "1.0", "lost-part": None}


def test_a_copy_that_was_never_installed_is_told_apart() -> None:
    assert check_packages("no-such-distribution").state == "problem"


# Documents and data


def test_a_corpus_without_documents_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"PNG")
    (tmp_path / ".hidden.md").write_text("hidden", encoding="utf-8")
    empty = check_corpus(Settings(corpus_dir=tmp_path))
    assert (empty.state, empty.facts) == ("problem", {"documents": 0})
    (tmp_path / "a.md").write_text("text", encoding="utf-8")
    assert check_corpus(Settings(corpus_dir=tmp_path)) == Finding(
        "corpus", "ok", f"1 document in {tmp_path}", facts={"documents": 1}
    )


def test_the_data_folder_is_tried_and_left_as_it_was(tmp_path: Path) -> None:
    assert check_data_dir(Settings(data_dir=tmp_path)).state == "ok"
    assert list(tmp_path.iterdir()) == []
    assert check_data_dir(Settings(data_dir=tmp_path / "a" / "b")).state == "note"
    assert list(tmp_path.iterdir()) == []
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    for taken in (file, file / "below"):
        found = check_data_dir(Settings(data_dir=taken))
        assert found.state == "problem"
        assert "RAG_DATA_DIR" in found.advice


def test_a_history_that_was_set_aside_is_named(tmp_path: Path) -> None:
    assert list(check_set_aside(Settings(data_dir=tmp_path))) == []
    for name in ("history.sqlite.damaged-1", "history.sqlite.damaged-1-journal"):
        (tmp_path / name).touch()
    (found,) = check_set_aside(Settings(data_dir=tmp_path))
    assert (found.state, found.facts["file"]) == (
        "note",
        str(tmp_path / "history.sqlite.damaged-1"),
    )


def test_a_catalog_that_was_set_aside_is_named(tmp_path: Path) -> None:
    (tmp_path / "damaged-20250102T030405").mkdir()
    (tmp_path / "damaged-notes.txt").touch()
    (found,) = check_set_aside(Settings(data_dir=tmp_path))
    assert (found.state, found.facts["folder"]) == (
        "note",
        str(tmp_path / "damaged-20250102T030405"),
    )
    assert "delete" in found.advice


def test_the_embedder_is_looked_at_without_loading_it(tmp_path: Path) -> None:
    bundled = check_embedder(Settings())
    assert (bundled.state, bundled.facts["max_tokens"]) == ("ok", 256)
    missing = check_embedder(Settings(embedding_model=str(tmp_path / "nothing")))
    assert missing.state == "problem"
    assert "RAG_EMBEDDING_MODEL" in missing.text
    distant = check_embedder(Settings(embedding_model="nobody/has-this-model-here"))
    assert distant.state == "note"


def _build(folder: Path, order: BuildOrder, batches: Iterable[IndexBatch]) -> BuildResult:
    return build(folder, order, batches)


def test_the_index_is_compared_with_embedder_and_documents(tmp_path: Path) -> None:
    corpus = tmp_path / "docs"
    corpus.mkdir()
    settings = Settings(corpus_dir=corpus, data_dir=tmp_path / "data")
    assert _states(check_index(settings, WordEmbedder(), comparable=True)) == [("index", "note")]
    assert not settings.data_dir.exists()

    store = Store.open(settings.data_dir, WordEmbedder(), IndexBuilder(run=_build))
    with store.writer("test") as writer:
        writer.publish(Changes(upserts=(TOWER,)))
    store.close()
    tower = corpus / "tower.md"
    tower.write_text(TOWER.document.text, encoding="utf-8")
    os.utime(tower, ns=(1, TOWER.state.mtime_ns))

    [ready] = check_index(settings, WordEmbedder(), comparable=True)
    assert ready.state == "ok"
    assert (ready.facts["ready"], ready.facts["documents"], ready.facts["chunks"]) == (True, 1, 1)
    assert ready.facts["fingerprint"]

    [other] = check_index(settings, WordEmbedder(fingerprint="words-2"), comparable=True)
    assert (other.state, other.facts["ready"]) == ("note", False)
    [unknown] = check_index(settings, WordEmbedder(fingerprint="words-2"), comparable=False)
    assert "ready" not in unknown.facts

    os.utime(tower, ns=(2, 2))
    (corpus / "new.md").write_text("new", encoding="utf-8")
    _, moved = check_index(settings, WordEmbedder(), comparable=True)
    assert (moved.state, moved.facts) == ("note", {"not indexed": 1, "changed": 1, "gone": 0})
    tower.unlink()
    _, moved = check_index(settings, WordEmbedder(), comparable=True)
    assert moved.facts == {"not indexed": 1, "changed": 0, "gone": 1}


@pytest.mark.slow
def test_what_was_uploaded_or_added_has_not_gone(tmp_path: Path) -> None:
    corpus, other = tmp_path / "corpus", tmp_path / "other"
    for folder in (corpus, other):
        folder.mkdir()
        (folder / f"{folder.name}.md").write_text(f"The {folder.name} is open.", encoding="utf-8")
    settings = Settings(corpus_dir=corpus, data_dir=tmp_path / "data")
    with Assistant.open(settings, embedder=WordEmbedder()) as assistant:
        assistant.library.add_folder(other)
        assistant.library.add("lease.md", io.BytesIO(b"The lease ends in May."))
        assistant.sync()

    [ready] = check_index(settings, WordEmbedder(), comparable=True)

    assert (ready.state, ready.facts["documents"]) == ("ok", 3)


def test_a_data_folder_that_is_damaged_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite3").write_bytes(b"This is no database." * 100)
    [found] = check_index(Settings(data_dir=tmp_path), WordEmbedder(), comparable=True)
    assert found.state == "problem"
    assert found.advice


def test_prompts_are_tried_out(tmp_path: Path) -> None:
    assert check_prompts(shipped("prompts")).state == "ok"
    folder = Path(shutil.copytree(shipped("prompts"), tmp_path / "prompts"))
    template = folder / "answer.md"
    template.write_text(template.read_text("utf-8") + "\n{{weather}}\n", encoding="utf-8")
    assert "weather" in check_prompts(folder).text
    template.unlink()
    assert check_prompts(folder).state == "problem"


# The model server


def test_without_a_server_there_is_nothing_to_ask() -> None:
    [found] = check_server(Settings(), tuple)
    assert found.state == "ok"
    [found] = check_server(Settings(api_key=SECRET, model="llama"), tuple)
    assert found.state == "note"
    assert "RAG_MODEL and RAG_API_KEY" in found.text
    assert "RAG_BASE_URL" in found.advice


def _check(settings: dict[str, object], *responses: Scripted) -> list[Finding]:
    with ScriptedServer(*responses) as server:
        return list(check_server(Settings(base_url=server.url, api_key=SECRET, **settings)))


@pytest.mark.slow
def test_a_server_that_works_is_asked_for_one_token() -> None:
    with ScriptedServer(models("llama", "qwen"), streamed("ready", Hold())) as server:
        found = list(check_server(Settings(base_url=server.url, model="qwen")))
        assert server.hung_up.wait(10), "nobody waits long for the second token"
    assert _states(found) == [("server", "ok"), ("model", "ok")]
    assert found[0].facts["models"] == ("llama", "qwen")
    assert found[1].facts["model"] == "qwen"
    assert isinstance(found[1].facts["first_token"], float)


def test_an_answer_of_more_than_half_the_window_is_what_to_lower() -> None:
    connection = Connection("http://h/v1", window=Window(4096))
    advice = _fullest(connection, Settings(max_answer_tokens=4000)).advice
    assert advice == "RAG_MAX_ANSWER_TOKENS=2048, or load a longer window"


def test_the_table_says_what_was_found_and_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    thinking = Scripted([delta(reasoning_content="Well,"), delta(finish="length")])
    with ScriptedServer(models("qwen"), thinking) as server:
        monkeypatch.setenv("RAG_BASE_URL", server.url)
        monkeypatch.setenv("RAG_MODEL", "qwen")
        monkeypatch.setenv("RAG_CONTEXT_WINDOW", "2048")
        result = FakeLibrary().run("doctor")
    rows = {line[19:35].strip(): line[36:] for line in result.stdout.splitlines()}
    found, advice = rows["fullest question"].split(" -> ")
    assert found.strip() == "3,400 of 2,048 tokens [##########]"
    assert advice == "RAG_EVIDENCE_TOKENS=648, or load a longer window"
    assert rows["context window"].startswith("2,048 tokens (RAG_CONTEXT_WINDOW)")
    assert rows["quirks"].split(" -> ")[1] == "RAG_MAX_ANSWER_TOKENS=2000"
    assert rows["first token"].endswith(" ms")
    assert "note     model     qwen answers a question" in result.stdout


@pytest.mark.parametrize(("read", "state"), [(3_600, "ok"), (900, "problem")])
def test_a_long_prompt_shows_whether_it_is_read_to_its_end(read: int, state: str) -> None:
    usage = event({"choices": [], "usage": {"prompt_tokens": read, "completion_tokens": 1}})
    ready = Scripted([delta(content="ready"), delta(finish="stop"), usage, DONE], headers=SSE)
    with ScriptedServer(ready, ready, listing=models("m")) as server:
        settings = Settings(base_url=server.url, model="m")
        *_, found = check_server(settings, tuple, deep=True)
    table = found.facts["table"]
    assert isinstance(table, dict)
    assert found.state == state
    assert table["long prompt"]["found"].startswith("all read" if state == "ok" else "CUT")
    assert len(str(server.received[1].body)) > 10_000


def test_servers_on_this_machine_are_named_with_what_to_set() -> None:
    library = FakeLibrary(found=(FoundServer("Ollama", "http://127.0.0.1:1/v1", ("a", "b")),))
    told = library.run("doctor").stdout
    assert "Ollama runs here with 2 models: a, b" in told
    assert "set RAG_BASE_URL=http://127.0.0.1:1/v1 and RAG_MODEL=a." in told


def test_the_servers_of_the_file_are_tried_too(tmp_path: Path) -> None:
    with ScriptedServer(models("a"), models("a"), streamed("ready")) as server:
        file = tmp_path / "servers.toml"
        file.write_text(f'[office]\nbase_url = "{server.url}"\napi_key = "{SECRET}"\n')
        found = list(check_server(Settings(servers=str(file)), tuple))
    assert [finding.text.split()[0] for finding in found][:2] == ["None", "office,"]
    assert _states(found)[-1] == ("model", "ok")
    assert SECRET not in repr(found)
    file.write_text("office")
    assert _states(check_server(Settings(servers=str(file)), tuple))[-1] == ("server", "problem")


def test_a_model_that_is_not_listed_is_a_note_with_the_closest_name() -> None:
    found = _check({"model": "llama3"}, models("llama3:8b", "qwen"), streamed("ready"))
    assert _states(found) == [("server", "ok"), ("server", "note"), ("model", "ok")]
    assert found[1].advice == "Did you mean llama3:8b?"


def test_without_a_chosen_model_the_first_one_is_named() -> None:
    found = _check({}, models("llama"), models("llama"), streamed("ready"))
    assert "llama" in found[1].text
    assert found[-1].facts["model"] == "llama"


def test_thinking_is_an_answer_to_a_doctor() -> None:
    thinking = Scripted([delta(reasoning_content="Well,"), delta(finish="length")])
    found = _check({"model": "qwen"}, models("qwen"), thinking)
    assert _states(found) == [("server", "ok"), ("model", "ok")]


def test_a_server_that_does_not_list_may_still_answer() -> None:
    found = _check({"model": "qwen"}, failing(404, "Not found"), streamed("ready"))
    assert _states(found) == [("server", "note"), ("model", "ok")]


def test_a_rejected_key_is_a_problem_and_stays_unspoken() -> None:
    found = _check({}, failing(401, {"error": {"message": f"Incorrect API key: {SECRET}"}}))
    assert _states(found) == [("server", "problem")]
    assert "RAG_API_KEY" in found[0].advice
    assert SECRET not in repr(found)


def test_a_server_that_is_not_there_is_a_problem() -> None:
    with ScriptedServer() as server:
        gone = server.url
    [found] = check_server(Settings(base_url=gone, connect_timeout=2))
    assert found.state == "problem"
    assert "RAG_BASE_URL" in found.advice
