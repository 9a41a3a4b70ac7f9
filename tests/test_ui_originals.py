"""The original: a download under a harmless name; a tab only for what runs no script."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from rag.types import Document
from rag.ui.library import Library
from rag.ui.originals import file_name
from rag.ui.session import Opened
from tests.fake_assistant import FakeAssistant, make_document
from tests.ui_apps import chat_app, open_page, shown, synced, text

OPENS = "Open the original"


def opened(path: Path, media_type: str) -> tuple[AppTest, Document]:
    """The viewer over a document whose file is at this path."""
    document = make_document("tides.x", "Tides", "High at noon.", media_type)
    assistant = FakeAssistant(shelf=(document,))
    assistant.library.files[document.source] = path
    page = open_page(chat_app, synced(Library(assistant)))
    page.session_state["opened"] = Opened(document.id)
    return page.run(), document


def sent(page: AppTest) -> list[dict[str, Any]]:
    """The files that go to a tab."""
    data = [json.loads(one.proto.json) for one in page.get("bidi_component")]
    return [one["file"] for one in data if one.get("file")]


@pytest.mark.parametrize(
    ("media_type", "opens"),
    [
        ("application/pdf", True),
        ("text/plain", True),
        ("text/markdown", True),
        ("text/html", False),
        ("image/svg+xml", False),
        ("application/msword", False),
    ],
)
def test_only_what_runs_no_script_opens_in_a_tab(
    tmp_path: Path, media_type: str, opens: bool
) -> None:
    path = tmp_path / "tides"
    path.write_bytes(b"<script>alert(1)</script>")
    page, _ = opened(path, media_type)
    assert any(OPENS in html for html in shown(page)) is opens
    assert page.download_button(key="document-original-download")


def test_its_bytes_are_sent_once_for_a_click_and_as_text(tmp_path: Path) -> None:
    path = tmp_path / "tides.md"
    path.write_bytes(b"<script>alert(1)</script>")
    page, _ = opened(path, "text/markdown")
    assert sent(page) == []
    page.session_state["document-original-open-asked"] = True
    (file,) = sent(page.run())
    assert file["media_type"] == "text/plain"
    assert base64.b64decode(file["base64"]) == path.read_bytes()
    assert sent(page.run()) == []


def test_a_file_that_has_gone_is_said_to_have(tmp_path: Path) -> None:
    path = tmp_path / "tides.md"
    path.write_text("High at noon.")
    page, _ = opened(path, "text/markdown")
    page.session_state["document-original-open-asked"] = True
    path.unlink()
    page.run()
    assert not page.exception
    assert "cannot be read" in text(page)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("lease 2024.pdf", "lease 2024.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b\r\nX: y.pdf', "a_b__X_ y.pdf"),
        ("evil\u202efdp.exe", "evil_fdp.exe"),
        ("...", "document"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_download_has_a_harmless_name(name: str, safe: str) -> None:
    assert file_name(name) == safe
