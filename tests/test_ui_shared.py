"""The shared library is opened from the settings, and says which of them is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from rag.errors import ConfigError, StoreError
from rag.history import FILE
from rag.settings import Settings
from rag.ui.shared import open_history, shared_library


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_TEMPERATURE", "9")
    with pytest.raises(ConfigError, match="RAG_TEMPERATURE"):
        shared_library()


def test_a_damaged_history_is_told_with_where_it_is_now(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert open_history(settings)[1] is None
    (tmp_path / FILE).write_bytes(b"no database" * 999)
    history, said = open_history(settings)
    assert history is not None
    assert said is not None
    assert str(tmp_path / f"{FILE}.damaged-1") in said.message
    assert open_history(settings.model_copy(update={"history": False})) == (None, None)


def test_a_history_that_cannot_be_opened_is_told_and_no_reason_not_to_answer(
    tmp_path: Path,
) -> None:
    (tmp_path / FILE).mkdir()
    history, said = open_history(Settings(data_dir=tmp_path))
    assert history is None
    assert said is not None
    assert "RAG_HISTORY=false" in said.hint


def test_a_data_folder_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("RAG_DATA_DIR", str(blocked))
    with pytest.raises(StoreError) as caught:
        shared_library()
    assert "RAG_DATA_DIR" in caught.value.hint
