"""Swapping servers in a real browser: pick, type, confirm, test; and quotes when a server fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.lists import choose
from tests.browser.scenes import BOARD, DREDGED, KEY, OFFLINE, SILENT
from tests.browser.server import ROOT, serving
from tests.browser.test_reading import ask
from tests.scripted_server import ScriptedServer, failing, models, streamed

Opener = Callable[..., Page]
READING = 90_000
"""Milliseconds that reading and indexing the documents may take on a busy machine."""


def pick(page: Page, label: str, option: str) -> None:
    """Choose from a list of the sidebar."""
    choose(page.get_by_role("combobox", name=label), option)


def type_address(page: Page, address: str) -> None:
    pick(page, "Server", "Another address")
    box = page.get_by_label("Address of the server")
    box.fill(address)
    box.press("Enter")


def badge(page: Page, words: str) -> None:
    expect(page.locator(".fn-badges")).to_contain_text(words)


def test_servers_on_this_machine_are_offered_with_their_models(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    badge(page, "qwen2.5-7b-instruct")
    pick(page, "Server", "Ollama on this machine")
    badge(page, "qwen3:8b on 127.0.0.1:11434")
    pick(page, "Model", "llama3.2:3b")
    badge(page, "llama3.2:3b on 127.0.0.1:11434")
    pick(page, "Server", "office")
    badge(page, "qwen3-32b on office")


def test_swapping_in_the_middle_keeps_the_conversation_and_the_choice(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    ask(page, DREDGED)
    expect(page.locator(".fn-sources")).to_have_count(1)
    pick(page, "Server", "Ollama on this machine")
    ask(page, BOARD)
    expect(page.locator(".fn-sources")).to_have_count(2)
    expect(page.locator(".fn-question")).to_have_text([DREDGED, BOARD])
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", name="Documents", level=1)).to_be_visible()
    server = page.get_by_role("combobox", name="Server")
    expect(server).to_have_value("Ollama on this machine")


def test_a_test_of_the_connection_says_what_it_found(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    page.get_by_role("button", name="Test connection").click()
    found = page.locator(".fn-trial")
    for words in ("It works", "3 ms", "412 ms", "4,096 tokens", "thinks aloud, no usage reported"):
        expect(found).to_contain_text(words)
    pick(page, "Server", "Ollama on this machine")
    expect(found).to_have_count(0)
    pick(page, "Server", "Quotes only")
    expect(page.get_by_role("button", name="Test connection")).to_have_count(0)


def test_a_test_of_the_connection_and_an_answer_that_arrives_do_not_wait_for_each_other(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    ask(page, SILENT)
    expect(page.get_by_text("and then")).to_be_visible()
    page.get_by_role("button", name="Test connection").click()
    expect(page.get_by_text("Asking the server")).to_be_visible()
    expect(page.locator(".fn-trial")).to_contain_text("It works")
    expect(page.get_by_text("and then")).to_be_visible()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(page.locator(".fn-trial")).to_contain_text("It works")


def test_an_address_elsewhere_is_taken_after_its_host_was_agreed_to(
    fake_app: str, open_page: Opener
) -> None:
    page = open_page(fake_app)
    type_address(page, "http://models.example.com/v1")
    card = page.get_by_role("alert").filter(has_text="This leaves your machine")
    expect(card).to_contain_text("models.example.com")
    expect(card).to_contain_text("not encrypted")
    badge(page, "qwen2.5-7b-instruct")
    page.get_by_role("button", name="Cancel").click()
    expect(card).to_have_count(0)
    expect(page.get_by_label("Address of the server")).to_have_count(0)
    badge(page, "qwen2.5-7b-instruct")
    type_address(page, "http://models.example.com/v1")
    page.get_by_role("button", name="Send them to models.example.com").click()
    badge(page, "models.example.com")
    model = page.get_by_role("combobox", name="Model")
    model.fill("a-model-of-mine")
    model.press("Enter")
    badge(page, "a-model-of-mine on models.example.com")


def test_an_address_on_this_machine_is_taken_at_once(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    type_address(page, "not an address")
    expect(page.get_by_role("alert")).to_contain_text("must be an address like")
    box = page.get_by_label("Address of the server")
    box.fill("127.0.0.1:5999/v1")
    box.press("Enter")
    badge(page, "llama-3.3 on 127.0.0.1:5999")


def test_quotes_are_one_click_away_when_a_server_fails(fake_app: str, open_page: Opener) -> None:
    page = open_page(fake_app)
    ask(page, OFFLINE)
    expect(page.locator(".fn-failure")).to_be_visible()
    page.get_by_role("button", name="Answer with quotes only").click()
    expect(page.get_by_role("button", name="Answer with quotes only")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Server")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_tested_connection_fits_into_the_sidebar(
    fake_app: str, open_page: Opener, width: int
) -> None:
    page = open_page(fake_app, width=width)
    if width < 500:
        page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator(".fn-trial")).to_be_visible()
    sidebar = page.get_by_test_id("stSidebarContent")
    assert sidebar.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert KEY not in page.content()


# The real app, over real (scripted) servers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("servers")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbour.md").write_text(
        "# The harbour\n\nThe harbour of Lindholm was dredged in 1974.\n", encoding="utf-8"
    )
    return folder


QUESTION = "When was the harbour of Lindholm dredged?"


def test_a_failing_server_is_a_sentence_and_quotes_answer_instead(
    folder: Path, open_page: Opener
) -> None:
    with ScriptedServer(*[failing(500, "Out of memory.")] * 20, listing=models("tiny")) as server:
        settings = {
            "RAG_CORPUS_DIR": str(folder / "corpus"),
            "RAG_DATA_DIR": str(folder / "data"),
            "RAG_BASE_URL": server.url,
            "RAG_MODEL": "tiny",
            "RAG_API_KEY": KEY,
        }
        with serving(ROOT / "app.py", folder / "log.txt", **settings) as address:
            page = open_page(address)
            ask(page, QUESTION)
            expect(page.locator(".fn-failure")).to_be_visible(timeout=READING)
            page.get_by_role("button", name="Answer with quotes only").click()
            expect(page.locator(".fn-sources")).to_be_visible(timeout=READING)
            expect(page.locator(".fn-signature")).to_contain_text("Quotes only (no model)")
            assert KEY not in page.content()
        assert KEY not in (folder / "log.txt").read_text("utf-8", "replace")


def test_a_fixed_choice_says_so_and_falls_back_by_itself(folder: Path, open_page: Opener) -> None:
    with ScriptedServer(*[failing(500, "Out of memory.")] * 20, listing=models("tiny")) as server:
        settings = {
            "RAG_CORPUS_DIR": str(folder / "corpus"),
            "RAG_DATA_DIR": str(folder / "data"),
            "RAG_BASE_URL": server.url,
            "RAG_MODEL": "tiny",
            "RAG_LOCK_SERVER": "1",
            "RAG_FALLBACK": "embedded",
        }
        with serving(ROOT / "app.py", folder / "log.txt", **settings) as address:
            page = open_page(address)
            sidebar = page.get_by_test_id("stSidebar")
            expect(sidebar).to_contain_text("The operator has fixed the server and its model")
            servers = sidebar.get_by_role("combobox", name="Server")
            servers.click()
            expect(page.get_by_role("option")).to_have_count(2)
            servers.press("Escape")
            expect(sidebar.get_by_role("combobox")).to_have_count(1)
            ask(page, QUESTION)
            expect(page.locator(".fn-sources")).to_be_visible(timeout=READING)
            expect(page.locator(".fn-note")).to_contain_text("Quotes only: tiny did not answer")


def test_one_conversation_goes_from_quotes_to_a_typed_server(
    folder: Path, open_page: Opener
) -> None:
    answer = streamed("The sources do not ", "say.")
    with ScriptedServer(*[answer] * 20, listing=models("tiny")) as server:
        settings = {
            "RAG_CORPUS_DIR": str(folder / "corpus"),
            "RAG_DATA_DIR": str(folder / "data"),
        }
        with serving(ROOT / "app.py", folder / "log.txt", **settings) as address:
            page = open_page(address)
            ask(page, QUESTION)
            expect(page.locator(".fn-sources")).to_be_visible(timeout=READING)
            type_address(page, server.url)
            model = page.get_by_role("combobox", name="Model")
            expect(model).to_have_value("tiny", timeout=READING)
            ask(page, QUESTION)
            expect(page.locator(".fn-question")).to_have_count(2)
            signed = page.locator(".fn-signature")
            expect(signed).to_have_count(2, timeout=READING)
            expect(signed.nth(1)).to_contain_text("tiny")
        asked = [one for one in server.received if one.method == "POST"]
        assert asked[0].body["model"] == "tiny"
        assert asked[0].headers["authorization"] == "Bearer no-key"
