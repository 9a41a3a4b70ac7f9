"""When a version came out is told by its heading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.retrieve.leads.released import release_of
from rag.text import topic_words
from rag.types import Answer
from tests.fakes import WordEmbedder
from tests.opened import opened_whole


@pytest.mark.parametrize(
    ("question", "version", "about"),
    [
        ("When did 2.7.0 come out?", "2.7.0", ""),
        ("when was v2.7 released", "2.7", ""),
        ("When was Sluice version 2.7.0 published?", "2.7.0", "sluice"),
        ("Which month was sluice 2.7.0 released?", "2.7.0", "sluice"),
        ("What is the release date of 2.7.0?", "2.7.0", ""),
        ("release date for sluice 2.7", "2.7", "sluice"),
        ("When has 2.7.0 been released?", "2.7.0", ""),
        ("When will 2.7.0 come out?", None, ""),
        ("When was the bug in 2.7.0 fixed?", None, ""),
        ("Why did 2.7.0 come out?", None, ""),
    ],
)
def test_what_asks_when_a_version_came_out(question: str, version: str | None, about: str) -> None:
    found = release_of(question)
    assert (found and found.version) == version
    if found:
        assert found.about == topic_words(about)


FILES = {
    "notes.md": "# Sluice release notes\n\n## 2.8.0 (May 2025)\n\n- New: metrics.\n"
    "- New: 2.8 MB.\n\n## [2.7.0] - 2024-11-02\n\n### Added\n\n- Encryption.\n\n"
    "### Fixed\n\n- Doubled lines.\n\n## 2.6.9\n\n"
    "### Security\n\n- What was fixed in 2.7.0 harms 2.6.8.\n",
    "weir.html": "<title>Weir</title><h1>Weir</h1><h2>Version 1.3 (12 May 2024)</h2>"
    "<p>It was quick work.</p><h2>Version 1.2</h2><p>It was slow work.</p>",
    "heron.txt": "HERON - NEWS\n============\n\nVersion 4.1      3 June 2025\n"
    "---------------------------\n\nNew\n * Tides for two weeks.\n\nFixed\n * The moon was late"
    " by\n   a day.\n\nVersion 4.0\n-----------\n\nNew\n * Maps.\n\nHeron Lite\n----------\n"
    "Heron Lite has no maps.\n",
    "plover.md": "# Plover controller\n\n| Version | Date | Changes |\n|---|---|---|\n"
    "| 9.10 | 4 May 2025 | Faster |\n| 9.1 | 2 May 2021 | First |\n\n"
    "## History of the app\n\n- **0.8.2** (May 2024): Fixes sorting.\n- **0.8.1**: Adds Danish.\n",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("released")
    (folder / "corpus").mkdir()
    for name, text in FILES.items():
        (folder / "corpus" / name).write_text(text)
    settings = Settings(corpus_dir=folder / "corpus", data_dir=folder / "data")
    with opened_whole(settings, embedder=WordEmbedder()) as opened:
        opened.sync()
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("When did 2.8.0 come out?", "2.8.0 (May 2025) [1]"),
        ("When was 2.7 released?", "[2.7.0] - 2024-11-02 [1]"),
        ("When was Weir 1.3 released?", "Version 1.3 (12 May 2024) [1]"),
        ("What changed in 2.8?", "- New: metrics. [1]\n- New: 2.8 MB. [1]"),
        ("What was fixed in 2.7?", "- Doubled lines. [1]"),
        ("What was fixed in 2.7.0?", "- Doubled lines. [1]"),
        ("What was fixed in Heron 4.1?", "- The moon was late by a day. [1]"),
        ("new features in heron 4.1", "- Tides for two weeks. [1]"),
        ("What's new in Heron 4.0?", "New [1]\n- Maps. [1]"),
        ("What was fixed in the latest Heron version?", "- The moon was late by a day. [1]"),
        ("When was Heron 4.1 released?", "Version 4.1 3 June 2025 [1]"),
        ("What changed in Plover 9.1?", "- Version: 9.1; Date: 2 May 2021; Changes: First [1]"),
        ("fixes in 0.8.2", "- **0.8.2** (May 2024): Fixes sorting. [1]"),
        ("When was 0.8.2 released?", "- **0.8.2** (May 2024) [1]"),
    ],
)
def test_the_heading_is_quoted_and_borne_out(
    assistant: Assistant, question: str, begins: str
) -> None:
    answer = _answered(assistant, question)
    assert answer.text.startswith(begins)
    for one in answer.citations:
        text = assistant.document(one.passage.document_id).text
        assert text[one.start : one.end] == one.quote


@pytest.mark.slow
def test_what_no_heading_tells_is_not_quoted_from_another(assistant: Assistant) -> None:
    assert "[1]" not in _answered(assistant, "When did 1.2 come out?").text
    assert "[1]" not in _answered(assistant, "What was removed in Heron 4.1?").text
    assert "Maps" not in _answered(assistant, "What's new in Sluice 4.0?").text


@pytest.mark.slow
def test_of_two_programs_with_that_version_neither_is_meant(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, day in (("Weir", "4 May 2024"), ("Sluice", "9 June 2025")):
        log = f"# {name} release notes\n\n## 2.7.0 ({day})\n\nIt starts sooner than before.\n"
        (folder / f"{name}.md").write_text(log)
    settings = Settings(corpus_dir=folder, data_dir=tmp_path / "data")
    with opened_whole(settings, embedder=WordEmbedder()) as opened:
        opened.sync()
        assert not _answered(opened, "When did 2.7.0 come out?").citations
        named = _answered(opened, "When did Weir 2.7.0 come out?")
        assert {one.passage.title for one in named.citations} == {"Weir release notes"}
        assert "4 May 2024" in named.text


def _answered(assistant: Assistant, question: str) -> Answer:
    reply = assistant.ask(question)
    for _ in reply:
        pass
    assert reply.answer is not None
    return reply.answer
