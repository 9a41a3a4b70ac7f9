"""When a version came out is told by its heading."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.retrieve.leads.released import release_of
from rag.retrieve.leads.version_headings import is_of_another_version
from rag.types import Answer
from tests.builders import chunk, hit
from tests.fakes import WordEmbedder

NOTES = "Sluice release notes"
V270 = "2.7.0 (November 2024)"


@pytest.mark.parametrize(
    ("question", "locator", "heading"),
    [
        ("When did 2.7.0 come out?", V270, V270),
        ("when was v2.7 released", V270, V270),
        ("When was Sluice version 2.7.0 published?", V270, V270),
        ("Which month was sluice 2.7.0 released?", f"Changes > {V270} > Fixed", V270),
        ("What is the release date of 2.7.0?", V270, V270),
        ("When has 2.7.0 been released?", "[2.7.0] - 2024-11-02", "[2.7.0] - 2024-11-02"),
        ("When did 2.7.1 come out?", V270, ""),
        ("When did 2.7.0 come out?", "2.7.0", ""),  # without a day
        ("When was Python 2.7.0 released?", V270, ""),
        ("When will 2.7.0 come out?", V270, ""),
        ("When was the bug in 2.7.0 fixed?", V270, ""),
        ("Why did 2.7.0 come out?", V270, ""),
    ],
)
def test_the_heading_of_the_version_is_found(question: str, locator: str, heading: str) -> None:
    found = release_of(question, [hit(chunk("Words.", title=NOTES, locator=locator))])
    assert (found.heading if found else "") == heading


def test_of_two_documents_with_that_version_neither_is_meant() -> None:
    both = [hit(chunk("Words.", title=t, locator=V270, document=t)) for t in (NOTES, "Weir")]
    assert release_of("When did 2.7.0 come out?", both) is None
    found = release_of("When did Weir 2.7.0 come out?", both)
    assert found is not None
    assert found.hit.chunk.title == "Weir"


FILES = {
    "notes.md": "# Sluice release notes\n\n## 2.8.0 (May 2025)\n\n- New: metrics.\n"
    "- New: 2.8 MB.\n\n## [2.7.0] - 2024-11-02\n\n### Added\n\n- Encryption.\n\n"
    "### Fixed\n\n- Doubled lines.\n\n## 2.6.9\n\n"
    "### Security\n\n- What was fixed in 2.7.0 harms 2.6.8.\n",
    "weir.html": "<title>Weir</title><h1>Weir</h1><h2>Version 1.3 (12 May 2024)</h2>"
    "<p>It was quick work.</p><h2>Version 1.2</h2><p>It was slow work.</p>",
}


@pytest.mark.parametrize(
    ("question", "locator", "another"),
    [
        ("What was fixed in 2.7.0?", "[2.7.1] - 2024-12-01 > Security", True),
        ("What was fixed in 2.7?", "[2.7.1] - 2024-12-01 > Security", False),
        ("What was fixed in 2.7?", "2.7.0 > Security", False),
        ("What's new in 2.7?", "2.70 > Added", True),
        ("What was fixed in 2.7.0?", "Moving from 2.7.0 > Fixed", False),
        ("Who fixed it in 2.7.0?", "2.7.1 > Fixed", False),
    ],
)
def test_what_one_release_brought_is_not_told_by_another(
    question: str, locator: str, another: bool
) -> None:
    assert is_of_another_version(question, locator) is another


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
    ],
)
def test_the_heading_is_quoted_and_borne_out(tmp_path: Path, question: str, begins: str) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text)
    settings = Settings(corpus_dir=folder, data_dir=tmp_path / "data")
    with Assistant.open(settings, embedder=WordEmbedder()) as opened:
        opened.sync()
        answer = _answered(opened, question)
        assert answer.text.startswith(begins)
        for one in answer.citations:
            text = opened.document(one.passage.document_id).text
            assert text[one.start : one.end] == one.quote
        assert "[1]" not in _answered(opened, "When did 1.2 come out?").text


def _answered(assistant: Assistant, question: str) -> Answer:
    reply = assistant.ask(question)
    for _ in reply:
        pass
    assert reply.answer is not None
    return reply.answer
