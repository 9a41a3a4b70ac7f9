"""Hostile questions, answers, titles and documents stay text; other sites get nothing."""

from __future__ import annotations

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.scenes import INJECTION
from tests.browser.test_reading import ask

Opener = Callable[..., Page]


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
