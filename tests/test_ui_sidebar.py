"""The sidebar: who answers, how strictly, what is indexed, and reading it again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.errors import CorpusError
from rag.history import FILE, History, KeptTurn
from rag.settings import Settings
from rag.types import SyncFailure, SyncRemark, SyncReport
from rag.ui.library import Library
from tests.fake_assistant import FakeAssistant, make_document
from tests.ui_apps import button, chat_app, open_page, synced, text

TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")


@pytest.mark.parametrize(
    ("strictness", "words"),
    [
        ("quote", "is left out"),
        ("strict", "any supported sentence"),
        ("open", "no answer is refused"),
    ],
)
def test_strictness_is_shown(strictness: str, words: str) -> None:
    assistant = FakeAssistant(settings=Settings(strictness=strictness))
    assert words in text(open_page(chat_app, synced(Library(assistant))))


def test_sync_now_reads_again() -> None:
    assistant = FakeAssistant(shelf=(TIDES,))
    library = synced(Library(assistant))
    page = open_page(chat_app, library)
    assert "1 document, 1 passage indexed" in text(page)
    assert "Synced just now. Nothing had changed" in text(page)
    button(page, "Sync now").click().run()
    assert library.wait(10, lambda: not library.state.busy)
    assert assistant.syncs == 2


def test_the_last_sync_is_told_however_it_went() -> None:
    failed = SyncReport(added=1, failed=(SyncFailure("deed.pdf", "It has no text."),))
    page = open_page(chat_app, synced(Library(FakeAssistant(report=failed))))
    assert "Synced just now. 1 added" in text(page)
    assert "1 file could not be read: the page Documents says why" in text(page)
    partly = SyncReport(remarks=(SyncRemark("deed.pdf", "1 of 2 pages."),))
    page = open_page(chat_app, synced(Library(FakeAssistant(report=partly))))
    assert "1 file could be read only in part: the page Documents says which" in text(page)
    broken = FakeAssistant(sync_error=CorpusError("There is no folder docs."))
    page = open_page(chat_app, synced(Library(broken)))
    assert "The last sync failed. There is no folder docs." in text(page)


def test_who_answers_stands_above_the_conversations(tmp_path: Path) -> None:
    history = History.open(tmp_path / FILE)
    for number in range(3):
        at = datetime(2026, 11, 28, tzinfo=UTC)
        turn = KeptTurn(f"t{number}", at, f"Tide {number}?", "stopped", "")
        history.keep(f"c{number}", 1, turn)
    page = open_page(chat_app, synced(Library(FakeAssistant(shelf=(TIDES,)), history=history)))
    keys = [str(one.key) for one in page.sidebar if getattr(one, "key", None)]
    assert keys.index("server-choice") < keys.index("past-c0")
    shown = text(page)
    assert shown.index("Strict:") < shown.index("Conversations") < shown.index("1 passage indexed")
