"""Choosing from a list of Streamlit's, which closes again when the page moves under the pointer."""

from __future__ import annotations

from playwright.sync_api import Locator, TimeoutError

from tests.browser.drawn import drawn

TRIES = 4
WAIT = 5_000
"""Milliseconds that a list which opened needs at most to show its options."""


def choose(box: Locator, option: str, exact: bool = False) -> None:
    """Open the list of this box and take the option of this name.

    The list closes when the page scrolls or grows under it, as it does while a section unfolds; a
    person then opens it once more, and so does this. Raises the last try's TimeoutError.
    """
    drawn(box.page)
    wanted = box.page.get_by_role("option", name=option, exact=exact)
    for left in reversed(range(TRIES)):
        box.scroll_into_view_if_needed()
        box.click()
        try:
            wanted.click(timeout=WAIT)
        except TimeoutError:
            if not left:
                raise
            box.page.keyboard.press("Escape")
        else:
            return
