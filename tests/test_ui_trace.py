"""What is kept with a rating: the whole way of the answer, and no secret."""

from __future__ import annotations

from pathlib import Path

from rag.settings import Settings
from rag.types import Message, Scope
from rag.ui.trace import read_trace, trace
from tests.explained import explained
from tests.kept import NOON, TIDES

KEY = "sk-canary-0123456789"


def test_the_whole_way_is_read_back_as_it_was() -> None:
    answer = explained(NOON, TIDES, prompt=(Message("user", "When?"),))
    settings = Settings(evidence_threshold=0.3)
    scope = Scope(frozenset({"id-tides.md"}))
    made = trace(answer, settings, who="qwen", within="1 of 2 documents", scope=scope, remark="no")
    read = read_trace(made)
    assert read.answer == answer
    assert (read.who, read.within, read.remark) == ("qwen", "1 of 2 documents", "no")
    assert read.scope == scope
    assert read_trace(trace(NOON, settings, who="", within="")).scope is None
    assert read.settings["strictness"] == "strict"
    assert read.settings["evidence_threshold"] == 0.3


def test_no_key_path_or_address_is_in_it(tmp_path: Path) -> None:
    settings = Settings(
        api_key=KEY,
        base_url="http://10.1.2.3:8000/v1",
        data_dir=tmp_path / "private",
        corpus_dir=tmp_path / "secret",
        embedding_model=f"https://me:{KEY}@embed.example.org/v1",
        reranker_model="/home/secret/models/ranker",
    )
    made = trace(NOON, settings, who="qwen", within="")
    for secret in (KEY, "10.1.2.3", "private", "secret", "***"):
        assert secret not in made
    read = read_trace(made).settings
    assert (read["embedding_model"], read["reranker_model"]) == ("embed.example.org", "ranker")


def test_what_utf_8_cannot_hold_costs_no_trace() -> None:
    made = trace(NOON, Settings(), who="a\ud800", within="")
    assert read_trace(made).who == "a?"
