"""The report: one file that asks nobody for anything, and says what the results say."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from rag.evaluation.comparison import compare
from rag.evaluation.report import report_html
from rag.evaluation.results import Run, read_run, write_run
from tests.evaluation.makers import case, failed, refused, result, said

PLANT = case("plant", expect={"answer": {"facts": ["1987"]}}, group="when")
BEFORE = Run(
    "before",
    (
        result(PLANT, said("It opened in 1987.")),
        result(case("france", group="where"), refused()),
        result(case("down"), failed()),
    ),
)
AFTER = Run(
    "after",
    (
        result(PLANT, refused()),
        result(case("france", group="where"), refused()),
        result(case("down", known_failure="it is <down>"), refused()),
    ),
)


def test_nothing_is_asked_from_elsewhere() -> None:
    page = report_html([AFTER], compare(BEFORE, AFTER))

    assert "default-src 'none'" in page
    assert not re.search(r"https?:|<script|<link|<img|url\(|@import| on\w+=", page)


def test_the_askings_of_a_case_are_numbered_where_there_are_several() -> None:
    page = report_html([Run("run", (*BEFORE.results, result(PLANT, refused(), repeat=1)))])

    for label in ("plant, asking 1:", "plant, asking 2:", "france:"):
        assert page.count(f"<summary>{label} ") == 1


def test_it_says_what_flipped_and_why() -> None:
    page = report_html([AFTER], compare(BEFORE, AFTER))

    assert "not met any more</td><td>It was refused (no_evidence); the documents answer it." in page
    assert "met now</td><td>Nobody answers there." in page
    assert "(known: it is &lt;down&gt;)" in page
    assert ", was 100 %" in page


def _beside(page: str) -> list[list[str]]:
    """Of each flipped case what stands side by side, without its tags."""
    pairs = re.findall(r'<div class="beside">(.*?)</details>', page, re.DOTALL)
    sides = (re.findall(r"<div>(.*?)</div>", pair, re.DOTALL) for pair in pairs)
    return [[" ".join(re.sub("<[^>]*>", " ", one).split()) for one in side] for side in sides]


def test_of_a_flipped_case_the_old_answer_stands_beside_the_new_one(tmp_path: Path) -> None:
    write_run(tmp_path / "before.jsonl", BEFORE)
    before = read_run(tmp_path / "before.jsonl")

    plant, down = _beside(report_html([AFTER], compare(before, AFTER)))

    assert plant[0].startswith("before It opened in 1987. (supported) [1] a.md, Part")
    assert plant[1].startswith("after Refused (no_evidence): The documents")
    assert down[0] == "before It failed: Nobody answers there."


def test_of_several_askings_the_one_that_was_not_met_stands_beside_the_other_run() -> None:
    again = (result(PLANT, said("It opened in 1987.")), result(PLANT, refused(), repeat=1))

    [(old, new)] = _beside(report_html([], compare(Run("a", BEFORE.results[:1]), Run("b", again))))

    assert old.startswith("a It opened in 1987.")
    assert new.startswith("b , asking 2 Refused (no_evidence)")


def test_its_plots_are_well_formed_and_show_the_figures() -> None:
    page = report_html([BEFORE, AFTER])
    plots = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", page, re.DOTALL)]

    assert len(plots) == 10, "of each run the 2x2, and two plots for wide pages and for narrow ones"
    counts = [one.text for one in plots[0].iter("text") if one.get("class") == "count"]
    assert counts == ["1", "0", "0", "1"]
    groups = ["".join(one.itertext()) for one in plots[3].iter("text")]
    assert {"when", "where", "no group"} <= set(groups)
    assert "<h2>Side by side</h2>" in page
    for plot in plots:
        assert plot.get("aria-label")
