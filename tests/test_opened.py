"""The stand-in for `Assistant.open` (`opened.py`) is all of it but for where the index is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.store.child import ChildProcess
from tests.fakes import WordEmbedder
from tests.opened import opened_whole


class Started(Exception):
    """A process of its own was begun."""


def test_no_process_of_its_own_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_process: ChildProcess, _folder: Path) -> None:
        raise Started

    monkeypatch.setattr(ChildProcess, "_start", start)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "tower.md").write_text("# Tower\n\nThe tower is 90 metres high.\n", "utf-8")
    settings = Settings(corpus_dir=corpus, data_dir=tmp_path / "data", evidence_threshold=0.0)
    with Assistant.open(settings, embedder=WordEmbedder()) as usual, pytest.raises(Started):
        usual.sync()
    with opened_whole(settings, embedder=WordEmbedder()) as here:
        assert _kinds(here) == _kinds(usual)
        assert here.sync().added == 1
        assert "90 metres" in "".join(here.ask("How high is the tower?"))


def _kinds(assistant: Assistant) -> dict[str, type]:
    """Of which kind each of its parts is."""
    return {name: type(part) for name, part in vars(assistant).items()}
