"""Shared by all tests: no deadline for property tests, and no model server but one on loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("footnote", deadline=None)
settings.load_profile("footnote")


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders that are not there yet, all in one.

    The factory would read the names of all its folders for each new one: for thousands of tests,
    a minute.
    """
    folder = tmp_path_factory.mktemp("rooms")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, rooms: Iterator[Path]) -> None:
    """Tests see the defaults, whatever RAG_* variables or .env the machine has."""
    room = next(rooms)
    (room / "elsewhere").mkdir(parents=True)
    (room / "footnote").mkdir()
    monkeypatch.chdir(room / "elsewhere")

    for name in list(os.environ):
        if name.startswith(("RAG_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("RAG_DATA_DIR", str(room / "footnote"))
