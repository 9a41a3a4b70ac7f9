"""Small apps over a given assistant, for `AppTest.from_function`.

It runs a copy of an app's source, so each app has its imports inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from rag.ui.library import Library
from tests.fake_assistant import FakeAssistant
from tests.page_reader import PageReader

SOON = 10.0

# Every session of AppTest has Streamlit read what is said of all installed packages, to look for
# components among them, which takes longer than most tests. Once a process will do.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def chat_app(provider: object) -> None:
    """The chat page alone."""
    from typing import Any, cast

    from rag.ui.chat import chat_page

    chat_page(cast(Any, provider))


def documents_app(provider: object) -> None:
    """The page of documents alone."""
    from typing import Any, cast

    from rag.ui.documents import documents_page

    documents_page(cast(Any, provider))


def open_page(app: Any, library: Library) -> AppTest:
    """A session on a page over this library, drawn once."""
    return AppTest.from_function(app, args=(lambda: library,), default_timeout=SOON).run()


def synced(library: Library) -> Library:
    """The library once its first sync is over."""
    library.begin()
    assert library.wait(SOON, lambda: not library.state.busy)
    return library


def documents_page(assistant: FakeAssistant) -> AppTest:
    """The page Documents over these documents, synced."""
    page = open_page(documents_app, synced(Library(assistant)))
    assert not page.exception
    return page


def shown(page: AppTest) -> Iterator[str]:
    """The HTML of everything that the page shows through our own renderer, in no promised order."""
    for plain in page.html:
        if not plain.value.startswith("<style"):
            yield plain.value
    for element in page.get("bidi_component"):
        yield json.loads(element.proto.json)["html"]


def text(page: AppTest) -> str:
    """What a person could read in that HTML."""
    return "\n".join(PageReader(html).text for html in shown(page))


def ask(page: AppTest, question: str) -> AppTest:
    """Type a question, send it, and wait for the page to be drawn."""
    return page.chat_input[0].set_value(question).run()


def button(page: AppTest, label: str) -> Any:
    """The button of this label."""
    (found,) = [one for one in page.button if one.label == label]
    return found


def evaluation_app(provider: object, examiner: object) -> None:
    """The page of evaluation alone."""
    from typing import Any, cast

    from rag.ui.evaluation import evaluation_page

    evaluation_page(cast(Any, provider), cast(Any, examiner))
