"""One fake app and one Chromium for all browser tests; a fresh session for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.server import FAKE_APP, KEPT_IN, chromium, serving

Opener = Callable[..., Page]


LONGEST = ("test_small_server.py", "test_servers.py", "test_library.py")
"""The files of few tests that take long. Begun last, one would keep a core alone in the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser; what takes longest comes first."""
    here = Path(__file__).parent
    first = {here / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(item.path, len(first)))
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def fake_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app over the scripted assistant."""
    with serving(FAKE_APP, tmp_path_factory.mktemp("fake") / "log.txt") as address:
        yield address


@pytest.fixture
def kept_in() -> Path | None:
    """The folder in which the fake app keeps what the test's sessions leave: as a rule, none."""
    return None


@pytest.fixture
def open_page(browser: Browser, kept_in: Path | None) -> Iterator[Opener]:
    """Opens sessions. Afterwards none may have asked another host, nor met a script error."""
    strangers: list[str] = []
    faults: list[str] = []
    contexts = []

    def opened(
        address: str, *, width: int = 1280, height: int = 860, ready: bool = True, **options: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        if kept_in is not None:
            context.add_cookies([{"name": KEPT_IN, "value": quote(str(kept_in)), "url": address}])
        page = context.new_page()

        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))

        def note(url: str) -> None:
            if not url.startswith((origin, origin.replace("http", "ws"), "blob:", "data:")):
                strangers.append(url)

        page.on("request", lambda request: note(request.url))
        page.on("websocket", lambda socket: note(socket.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(address)
        if ready:
            expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible(timeout=60_000)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strangers == []
    assert faults == []
