"""The frame of every page: when the assistant does not open, it says why."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from rag.errors import ConfigError, RagError, StoreError
from rag.types import Stats
from rag.ui import frame
from rag.ui.library import Library
from tests.fake_assistant import FakeAssistant
from tests.ui_apps import button, chat_app, documents_app, open_page, synced, text


@pytest.mark.parametrize(
    "error",
    [
        ConfigError("RAG_TEMPERATURE: must be at most 2.", hint="Correct it."),
        StoreError("The folder data cannot be written.", hint="Set RAG_DATA_DIR."),
    ],
)
def test_an_assistant_that_does_not_open_is_explained(error: RagError) -> None:
    def broken() -> Library:
        raise error

    page = AppTest.from_function(chat_app, args=(broken,)).run()
    assert not page.exception
    assert error.message in text(page)
    assert error.hint in text(page)
    assert button(page, "Try again")


class DamagedAssistant(FakeAssistant):
    """One whose index has broken since it was opened."""

    def stats(self) -> Stats:
        raise StoreError("The catalog cannot be read.", hint="Sync again.")


def test_a_fault_of_ours_is_told_without_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Library:
        raise ZeroDivisionError("secret detail")

    page = AppTest.from_function(chat_app, args=(broken,)).run()
    assert not page.exception
    assert "unexpected fault" in text(page)
    assert "secret" not in text(page)
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("app", [chat_app, documents_app])
def test_an_index_that_breaks_later_is_explained_too(app: object) -> None:
    page = open_page(app, synced(Library(DamagedAssistant())))
    assert not page.exception
    assert "The catalog cannot be read." in text(page)


def test_no_class_means_two_things() -> None:
    """Two rules of one name in one place: the later one would undo the earlier one's drawing."""
    css = (Path(frame.__file__).parent / "footnote.css").read_text("utf-8")
    names = re.findall(r"^\.fn-[\w-]+(?= \{)", css, re.MULTILINE)

    assert [name for name, many in Counter(names).items() if many > 1] == []
