"""The context meter: how full the window is, and nothing where that is not known."""

from __future__ import annotations

from rag.types import Usage
from rag.ui.meter import drawn, meter_html
from tests.page_reader import PageReader


def test_an_answer_shows_what_it_took_of_the_window() -> None:
    html = meter_html(Usage(3_000, 72, estimated=False, window=4_096))
    meter = PageReader(html).one("span", role="meter")
    assert meter.text.strip() == "3,072 of 4,096 tokens of context"
    assert 'aria-valuenow="3072"' in html
    assert "width:75%" in html


def test_our_own_count_is_about_right() -> None:
    assert "about 1,010 of 2,048" in meter_html(Usage(1_000, 10, window=2_048))


def test_without_a_window_or_without_a_model_there_is_none() -> None:
    assert meter_html(Usage(1_000, 10, estimated=False)) == ""
    assert meter_html(Usage(window=2_048)) == ""


def test_more_than_all_is_all() -> None:
    html = drawn(5_000, 4_096, "too <much>")
    assert "width:100%" in html
    assert 'aria-valuenow="4096"' in html
    assert "<much>" not in html
