"""Hostile questions, answers, titles and documents stay text; other sites get nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Page, expect

from tests.browser.drawn import close_dialog
from tests.browser.hostile_scene import BROKEN_OFF, SAID, SUGGESTED
from tests.browser.payloads import EVIL, PAYLOADS
from tests.browser.scenes import INJECTION
from tests.browser.test_reading import ask

Opener = Callable[..., Page]

LIVE = (
    "a[href], img, script, iframe, object, embed, form, link, style, meta, base, video, audio, "
    "image, use, animate, foreignObject, marquee, math"
)
"""Elements that could run, load or lead anywhere, where texts are shown."""


class Leaks:
    """What a browser does that it should not: requests to others, dialogs, other pages."""

    def __init__(self, page: Page, address: str) -> None:
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.elsewhere: list[str] = []
        own = (address, address.replace("http", "ws"), "blob:", "data:font", "data:image/svg")

        def note(url: str) -> None:
            if not url.startswith(own):
                self.requests.append(url)

        def dismiss(dialog: Dialog) -> None:
            self.dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.context.on("request", lambda request: note(request.url))
        page.context.on("page", lambda other: self.elsewhere.append(other.url))
        page.on("websocket", lambda socket: note(socket.url))

    def __str__(self) -> str:
        return (
            f"requests leaving the origin: {len(self.requests)}, dialogs: {len(self.dialogs)}, "
            f"other pages: {len(self.elsewhere)}"
        )


@pytest.fixture
def watched(browser: Browser, fake_app: str) -> Iterator[tuple[Page, Leaks]]:
    """A page over the hostile library, and what it leaks."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    leaks = Leaks(page, fake_app)
    page.goto(f"{fake_app}/?library=hostile", timeout=60_000)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible(timeout=60_000)
    yield page, leaks
    context.close()


def is_dead(page: Page) -> None:
    """Nothing that the page shows of a text is more than text."""
    shown = '[data-testid="stMain"], [role="dialog"], .fn-root'
    assert (
        page.locator(f":is({shown}) :is({LIVE})").evaluate_all(
            "all => all.filter(one => !one.closest('[data-testid=stIconMaterial]')"
            # Streamlit's own drawing of a spoken question, which nobody can speak here.
            " && !one.getRootNode().host?.closest('[data-testid=stChatInputWaveform]'))"
            ".map(one => one.outerHTML.slice(0, 200))"
        )
        == []
    )
    assert page.locator(f':is({shown}) [style*="127.0.0.1"]').count() == 0
    handlers = (
        "() => [...document.querySelectorAll('*')].flatMap(one => [...one.attributes])"
        ".filter(one => one.name.startsWith('on')).length"
    )
    assert page.evaluate(handlers) == 0


def test_no_payload_runs_asks_or_leads_anywhere(watched: tuple[Page, Leaks]) -> None:
    page, leaks = watched
    assert len(PAYLOADS) >= 60
    is_dead(page)  # suggestions of the opening page
    for question, shown in (
        (SAID, ".fn-sources"),
        (SUGGESTED, '[class*="st-key-suggestion-"]'),
        (PAYLOADS[0], ".fn-refusal"),
        (BROKEN_OFF, ".fn-doing"),
    ):
        ask(page, question)
        expect(page.locator(shown).first).to_be_visible(timeout=60_000)
        is_dead(page)
    expect(page.locator(".fn-text").last).to_contain_text("onerror", timeout=20_000)
    is_dead(page)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    _read_all_of_them(page)
    _list_them(page)
    print(f"{len(PAYLOADS)} payloads, {leaks}")
    assert (leaks.requests, leaks.dialogs, leaks.elsewhere) == ([], [], [])


def _read_all_of_them(page: Page) -> None:
    """In the viewer, as Markdown and as plain text; every account opened."""
    for summary in page.locator(".fn-account summary").all():
        summary.click()
    for place in (0, 1):
        page.locator(".fn-text .fn-chip[role=button]").nth(place).click()
        expect(page.locator(".fn-document")).to_contain_text("alert(88)", timeout=20_000)
        is_dead(page)
        close_dialog(page)


def _list_them(page: Page) -> None:
    """As titles and file names: on the page of documents, in a dialog, as a scope."""
    page.get_by_role("button", name="All documents").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    is_dead(page)
    close_dialog(page)
    page.get_by_role("link", name="Documents").click()
    expect(page.locator(".fn-shelf")).to_be_visible()
    is_dead(page)
    page.locator(".fn-more").nth(20).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    is_dead(page)


def test_the_browser_would_have_counted_a_leak(watched: tuple[Page, Leaks]) -> None:
    page, leaks = watched
    with page.expect_event("requestfailed"):
        page.evaluate(f"document.body.insertAdjacentHTML('beforeend', `<img src='{EVIL}/x.png'>`)")
    page.evaluate("alert(1)")
    assert leaks.requests == [f"{EVIL}/x.png"]
    assert leaks.dialogs == ["1"]


def test_nothing_hostile_runs_loads_or_leads_anywhere(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, "<img src='http://127.0.0.1:9/t.png' onerror='window.hacked=5'> ![x](http://e/x.png)")
    expect(page.locator(".fn-refusal")).to_be_visible()
    ask(page, INJECTION)
    expect(page.locator(".fn-sources")).to_be_visible()
    expect(page.locator(".fn-text")).to_contain_text("<script>window.hacked = 'answer'</script>")
    page.locator(".fn-text .fn-chip").click()
    expect(page.get_by_test_id("cited")).to_be_in_viewport()
    assert page.get_by_test_id("cited").text_content() == "http://127.0.0.1:9/auto $x^2$ end."
    assert page.locator(".fn a, .fn img, .fn script, .fn iframe, .fn style").count() == 0
    assert page.locator('[data-testid="stMain"] :is(a, img, script)').count() == 0
    assert page.locator("[onerror], [onclick], [onload]").count() == 0
    assert page.evaluate("window.hacked") is None


def test_another_sites_name_gets_no_session(fake_app: str) -> None:
    assert _handshake(fake_app, urlsplit(fake_app).netloc) == 101
    assert _handshake(fake_app, "rebound.example") in (400, 403)


def _handshake(address: str, host: str) -> int:
    """The status that a WebSocket upgrade with this Host gets."""
    place = urlsplit(address)
    request = (
        f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection((place.hostname or "", place.port or 80), timeout=10) as wire:
        wire.sendall(request.encode())
        return int(wire.recv(64).split(b" ")[1])
