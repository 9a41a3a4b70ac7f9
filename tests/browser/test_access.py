"""Everybody can read and use the pages: axe finds nothing serious, fingers and keys reach all."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.browser.states import TOURS, Tour

Opener = Callable[..., Page]
WIDTHS = {"wide": (1280, 860), "phone": (390, 844)}
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
BARRIERS = ("serious", "critical")
LOOK = """
async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(one => ({
  rule: one.id, impact: one.impact, says: one.help,
  at: one.nodes.map(node => `${node.target.join(" ")}: ${node.failureSummary}`).slice(0, 4),
}))
"""


def barriers(page: Page) -> list[dict[str, object]]:
    """What axe finds on the page as it stands that keeps somebody from reading or using it."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE)
    return [one for one in page.evaluate(LOOK) if one["impact"] in BARRIERS]


def test_axe_sees_a_barrier_that_is_put_there(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    page.evaluate(
        "document.querySelector('.stMain').insertAdjacentHTML('beforeend',"
        " '<button></button><p style=\"color: #bbb; background: #fff\">pale words</p>')"
    )
    assert {one["rule"] for one in barriers(page)} >= {"button-name", "color-contrast"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: f"{tour.library}-{tour.first}")
def test_axe_finds_no_serious_barrier_in_any_state(
    fake_app: str, open_page: Opener, tour: Tour, size: str, scheme: str
) -> None:
    width, height = WIDTHS[size]
    page = open_page(fake_app, width=width, height=height, ready=False, color_scheme=scheme)
    found: dict[str, list[dict[str, object]]] = {}

    def see(state: str) -> None:
        found[state] = barriers(page)

    tour.walk(page, fake_app, see)
    print(f"{len(found)} states, {sum(map(len, found.values()))} serious or critical violations")
    assert not any(found.values()), json.dumps(found, indent=1)
