"""What a child may say that it has drawn."""

from __future__ import annotations

from typing import Any

import pytest

from rag.ingest.drawn import DrawnLine, DrawnPage, drawn_from, drawn_head

PNG = b"\x89PNG\r\n\x1a\n..."
PAGE = DrawnPage("image/png", PNG, 40, 60, (DrawnLine("ab", ((0, 0, 9, 9), (9, 0, 20_000, 9))),))


def test_a_page_comes_as_it_was_sent() -> None:
    assert drawn_from(drawn_head(PAGE), PNG) == PAGE


@pytest.mark.parametrize(
    "lie",
    [
        {"media_type": "text/html"},
        {"media_type": "image/jpeg"},
        {"width": 0},
        {"height": 10**9},
        {"width": "wide"},
        {"lines": [("abc", [[0, 0, 9, 9]])]},
        {"lines": [("a", [[9, 0, 0, 9]])]},
        {"lines": [("a", [[0, 0, 9, 20_001]])]},
        {"lines": [("a", [[0, 0, 9]])]},
        {"lines": [("a", [["x", 0, 9, 9]])]},
        {"lines": 7},
    ],
)
def test_nonsense_is_refused(lie: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        drawn_from(drawn_head(PAGE) | lie, PNG)


def test_a_picture_is_what_it_is_called() -> None:
    with pytest.raises(ValueError, match="picture"):
        drawn_from(drawn_head(PAGE), b"<svg onload=alert(1)>")
