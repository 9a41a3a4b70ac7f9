"""Plots are well-formed, stay inside their frame, and show text as text."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from rag.evaluation.plots import Bar, intervals, responsive, stacked
from rag.evaluation.tallies import Estimate

BARS = [
    Bar("<b>none & all</b>", Estimate(0.0, 3, 0.0, 0.6), Estimate(1.0, 3, 0.4, 1.0)),
    Bar("a label that is longer than there is room for", Estimate(1.0, 9, 0.7, 1.0)),
]


@pytest.mark.parametrize("plot", [intervals, stacked])
def test_every_mark_is_inside_and_every_bar_has_its_figures(plot: object) -> None:
    assert callable(plot)
    drawn = ElementTree.fromstring(plot("Metrics", BARS))
    width, height = float(drawn.get("width", "0")), float(drawn.get("height", "0"))
    for one in drawn.iter():
        for name, most in (("x", width), ("x1", width), ("x2", width), ("cx", width)):
            assert 0 <= float(one.get(name, "0")) <= most
        for name in ("y", "y1", "y2", "cy"):
            assert 0 <= float(one.get(name, "0")) <= height
    texts = ["".join(one.itertext()) for one in drawn.iter("text")]
    assert "<b>none & all</b>" in texts
    assert "0 % of 3, was 100 %" in texts
    assert "a label that is longer than…" in texts


@pytest.mark.parametrize("plot", [intervals, stacked])
def test_labels_that_begin_alike_are_told_apart(plot: object) -> None:
    assert callable(plot)
    names = [f"29 Nov 09:12 passages=8 model={one}" for one in ("qwen3", "llama3", "llama3")]
    drawn = ElementTree.fromstring(plot("Runs", [Bar(one, BARS[1].now) for one in names]))
    texts = ["".join(one.itertext()) for one in drawn.iter("text")]
    shown = [one for one in texts if one.startswith("29 Nov")]
    assert len(set(shown)) == 3
    assert sum("model=qwen3" in one for one in shown) == 1


def test_a_page_gets_one_for_each_width() -> None:
    page = responsive("Metrics", BARS)
    assert page.count("<svg") == 2
    assert page.index("wide-plot") < page.index("narrow-plot")
