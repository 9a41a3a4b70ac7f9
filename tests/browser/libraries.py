"""The libraries of the fake app by name: the full one, and one for each state that is not so well.

`?library=NAME` in the first address of a session chooses; it then stays for the session.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from rag.errors import CorpusError, StoreBusy
from rag.ui.library import Library
from rag.ui.notice import set_aside_notice
from tests.browser.hostile_scene import hostile_assistant
from tests.browser.long_scene import long_assistant
from tests.browser.paper_scene import paper_assistant
from tests.browser.scenes import FOUND, make_assistant
from tests.fake_assistant import FakeAssistant


def _full() -> Library:
    return _begun(make_assistant())


def _empty() -> Library:
    """No document anywhere."""
    return _begun(FakeAssistant())


def _first_run() -> Library:
    """The first sync is under way, for as long as the app runs."""
    return _begun(FakeAssistant(ready=False, sync_gate=threading.Event()))


def _failed_sync() -> Library:
    """The documents could not be read, and there is no index yet."""
    error = CorpusError("The folder corpus cannot be read.", hint="See that it may be opened.")
    return _begun(FakeAssistant(ready=False, sync_error=error))


def _locked() -> Library:
    """Another process is at work on the data."""
    raise StoreBusy(
        "Process 4711 is writing to the index since 12:04.",
        hint="Wait until it is done, or end it; then try again.",
    )


def _damaged() -> Library:
    """The file of conversations was damaged when the app began."""
    library = _full()
    library.notice = set_aside_notice(Path("/home/falk/footnote/history.sqlite.damaged-1"))
    return library


def _begun(assistant: FakeAssistant) -> Library:
    library = Library(assistant, lambda: FOUND)
    library.begin()
    return library


LIBRARIES: dict[str, Callable[[], Library]] = {
    "full": _full,
    "empty": _empty,
    "first-run": _first_run,
    "failed-sync": _failed_sync,
    "hostile": lambda: _begun(hostile_assistant()),
    "long": lambda: _begun(long_assistant()),
    "locked": _locked,
    "damaged": _damaged,
    "paper": lambda: _begun(paper_assistant()),
}
