"""A real model behind a real server, asked through the real page: SmolLM2 on `transformers serve`.

Its words are a small model's; what is held here is what becomes of them: they arrive piece by piece
and can be stopped, and in the end each is cited or the answer is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.server import ROOT, serving
from tests.browser.test_reading import ask, words
from tests.browser.test_servers import pick
from tests.scripted_server import Received, Scripted, ScriptedServer, models, streamed
from tests.small_server import model_folder
from tests.small_server import serving as serving_model

pytestmark = pytest.mark.timeout(900)  # a busy machine takes minutes to start the model's server
Opener = Callable[..., Page]

DOCUMENT = "The harbour of Lindholm was dredged in 1974. The mud went to the old quarry."
QUESTION = "When was the harbour of Lindholm dredged?"
SAYING = 240_000
"""Milliseconds that the small model may take for an answer on a busy machine."""
STOPPED_WITHIN = 1_000  # milliseconds
WATCH_STOP = """() => {
    const isThere = () =>
        [...document.querySelectorAll("button")].some((one) => one.textContent.includes("Stop"));
    document.addEventListener("click", () => {
        const clicked = performance.now();
        const observer = new MutationObserver(() => {
            if (isThere()) return;
            window.stopTook = performance.now() - clicked;
            observer.disconnect();
        });
        observer.observe(document.body, { childList: true, subtree: true });
    }, { capture: true, once: true });
}"""
"""Measures in the page, from the click to the frame without the button: what a person waits."""
_KEY = re.compile(r"begin passage \[(\w{4})\]")


class CitingServer(ScriptedServer):
    """Gives the answer, with the key of the first passage that it was sent."""

    def answer(self, request: Received) -> Scripted:
        self.received.append(request)
        key = _KEY.search(str(request.body))
        assert key is not None, "no passage in the prompt"
        return streamed("The harbour of Lindholm ", "was dredged in 1974 ", f"[{key[1]}].")


@pytest.fixture(scope="module")
def small(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The address of the real server, and the name of its model."""
    assert request.config.cache is not None
    folder = model_folder(request.config.cache.mkdir("small-server"))
    with serving_model(folder) as address:
        yield address, str(folder)


@pytest.fixture(scope="module")
def scripted() -> Iterator[CitingServer]:
    with CitingServer(listing=models("tiny")) as server:
        yield server


@pytest.fixture(scope="module")
def app(
    small: tuple[str, str], scripted: CitingServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The app with both servers to choose from; what answers first is quotes."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "harbour.md").write_text(f"# The harbour\n\n{DOCUMENT}\n", "utf-8")
    servers = folder / "servers.toml"
    servers.write_text(
        f'[small]\nbase_url = "{small[0]}"\ncontext_window = 8192\n'
        f'[scripted]\nbase_url = "{scripted.url}"\n',
        "utf-8",
    )
    settings = {
        "RAG_CORPUS_DIR": str(folder / "corpus"),
        "RAG_DATA_DIR": str(folder / "data"),
        "RAG_SERVERS": str(servers),
        "RAG_MAX_ANSWER_TOKENS": "40",
    }
    with serving(ROOT / "app.py", folder / "log.txt", **settings) as address:
        yield address


def opened(app: str, open_page: Opener) -> Page:
    page = open_page(app, ready=False)
    expect(page.get_by_test_id("stChatInputTextArea")).to_be_visible(timeout=SAYING)
    return page


def ended(page: Page, count: int) -> Locator:
    """The signatures, once there are so many: each turn has ended, and says who answered."""
    signed = page.locator(".fn-signature")
    expect(signed).to_have_count(count, timeout=SAYING)
    return signed


def test_quotes_a_script_and_a_model_answer_in_one_conversation(
    app: str, small: tuple[str, str], scripted: CitingServer, open_page: Opener
) -> None:
    page = opened(app, open_page)
    ask(page, QUESTION)
    expect(page.locator(".fn-sources")).to_be_visible(timeout=SAYING)
    pick(page, "Server", "scripted")
    expect(page.get_by_role("combobox", name="Model")).to_have_value("tiny", timeout=SAYING)
    ask(page, QUESTION)
    ended(page, 2)
    pick(page, "Server", "small")
    expect(page.get_by_role("combobox", name="Model")).to_have_value(small[1], timeout=SAYING)
    ask(page, QUESTION)
    signed = ended(page, 3)

    expect(page.locator(".fn-question")).to_have_text([QUESTION] * 3)
    for place, who in enumerate(("Quotes only (no model)", "tiny", small[1])):
        expect(signed.nth(place)).to_contain_text(who)
    meter = signed.nth(2).get_by_role("meter", name="Context window")
    expect(meter).to_contain_text("of 8,192 tokens of context")
    assert len(scripted.received) == 1
    cited_or_refused(page)


def cited_or_refused(page: Page) -> None:
    """The last answer stands on words of the document, or says that there is none."""
    last = page.get_by_test_id("stChatMessage").last
    expect(last.locator(".fn-sources, .fn-refusal")).to_have_count(1)
    for quote in last.locator(".fn-quote .fn-words").all_inner_texts():
        assert words(quote.strip("“”")) in words(DOCUMENT)


def test_its_words_arrive_one_by_one_and_stop_at_a_click(app: str, open_page: Opener) -> None:
    page = opened(app, open_page)
    pick(page, "Server", "small")
    ask(page, QUESTION)
    stop = page.get_by_role("button", name="Stop")
    text = page.get_by_test_id("stChatMessage").last.locator(".fn-text")
    expect(text).not_to_be_empty(timeout=SAYING)
    begun = text.inner_text()
    expect(text).not_to_have_text(begun, timeout=SAYING)
    assert text.inner_text().startswith(begun.strip())
    expect(stop).to_be_visible()
    page.evaluate(WATCH_STOP)
    stop.click()
    expect(stop).to_have_count(0)
    assert page.evaluate("window.stopTook") < STOPPED_WITHIN
    expect(page.locator(".fn-note")).to_contain_text("stopped", ignore_case=True)
    ask(page, QUESTION)
    ended(page, 2)
    cited_or_refused(page)
