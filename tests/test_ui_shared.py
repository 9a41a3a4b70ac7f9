"""The shared library is opened from the settings, and says which of them is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from rag.errors import ConfigError, StoreError
from rag.ui.shared import shared_library


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_TEMPERATURE", "9")
    with pytest.raises(ConfigError, match="RAG_TEMPERATURE"):
        shared_library()


def test_a_data_folder_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("RAG_DATA_DIR", str(blocked))
    with pytest.raises(StoreError) as caught:
        shared_library()
    assert "RAG_DATA_DIR" in caught.value.hint
