"""Shared by all tests: no deadline for property tests, and no model server but one on loopback."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

settings.register_profile("footnote", deadline=None)
settings.load_profile("footnote")


@pytest.fixture(autouse=True)
def _own_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Tests see the defaults, whatever RAG_* variables or .env the machine has."""
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))

    for name in list(os.environ):
        if name.startswith(("RAG_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RAG_DATA_DIR", str(tmp_path_factory.mktemp("footnote")))
