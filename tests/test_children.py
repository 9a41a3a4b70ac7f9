"""What child processes get of our environment, and what is said of their end."""

from __future__ import annotations

import io
import os

import pytest

from rag.children import child_environment, obituary, read_report


def test_a_child_gets_paths_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_API_KEY", "a-secret")
    monkeypatch.setenv("OPENAI_API_KEY", "a-secret")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    given = child_environment()
    assert "a-secret" not in given.values()
    assert given["PATH"] == os.environ["PATH"]
    assert given["PYTHONPATH"].split(os.pathsep)[-1] == "elsewhere"


def test_a_child_finds_the_languages_of_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", "/opt/tessdata")
    assert child_environment()["TESSDATA_PREFIX"] == "/opt/tessdata"


def test_an_obituary_names_the_signal_or_the_last_words() -> None:
    assert obituary(-9, "noise") == "it was ended by signal 9"
    assert obituary(1, "Traceback\nValueError: bad.") == "ValueError: bad"
    assert obituary(3, "") == "exit code 3"


def test_of_a_long_report_the_end_is_read() -> None:
    assert read_report(io.BytesIO(b"x" * 50 + b" the end \n"), limit=12) == "xx the end"
