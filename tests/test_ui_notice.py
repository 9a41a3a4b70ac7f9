"""What is wrong with kept conversations is said until somebody has read it, and then no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.ui.library import Library
from rag.ui.notice import notice_html, set_aside_notice
from tests.fake_assistant import FakeAssistant
from tests.kept import PAYLOADS
from tests.page_reader import PageReader
from tests.ui_apps import button, chat_app, open_page, synced, text


def test_it_stays_until_it_is_read_in_any_session() -> None:
    library = synced(Library(FakeAssistant()))
    library.notice = set_aside_notice(Path("/data/history.sqlite.damaged-1"))
    page, other = (open_page(chat_app, library) for _ in range(2))
    for _ in range(2):
        assert "The damaged file is now /data/history.sqlite.damaged-1." in text(page.run())
    assert "put a backup in the place of history.sqlite" in text(other)
    button(page, "I have read this").click().run()
    assert "damaged" not in text(page)
    assert "damaged" not in text(other.run())


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_path_stays_text(payload: str) -> None:
    read = PageReader(notice_html(set_aside_notice(Path("/") / payload.replace("/", "-"))))
    assert {tag.name for tag in read.tags} == {"div", "p"}
