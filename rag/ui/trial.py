"""*Test connection*: a button, the waiting, and what was found."""

from __future__ import annotations

import logging
import threading
import time
from typing import cast

import streamlit as st

from rag.errors import RagError
from rag.llm import Connection, most_tokens
from rag.markup.render import escape
from rag.ui.cards import failure_html
from rag.ui.faults import unexpected
from rag.ui.library import Library
from rag.ui.meter import drawn
from rag.ui.offers import Choice
from rag.ui.status import POLL

log = logging.getLogger(__name__)

_TRIAL = "trial"


class Trial:
    """One test in a thread of its own. It holds what was found, and no key. `awaited`: the page
    shows it as under way."""

    def __init__(self, choice: Choice) -> None:
        self.choice = choice
        self.started = time.monotonic()
        self.found: Connection | RagError | None = None
        self.awaited = False
        self._ended = threading.Event()

    def wait(self, seconds: float) -> None:
        """Return when it has ended, or after these seconds."""
        self._ended.wait(seconds)

    def start(self, library: Library) -> None:
        """Begin. Called once."""
        threading.Thread(
            target=self._run, args=(library,), name="test-connection", daemon=True
        ).start()

    def _run(self, library: Library) -> None:
        try:
            self.found = library.try_connection(self.choice)
        except RagError as error:
            self.found = error
        except Exception:
            log.exception("A connection could not be tested")
            self.found = unexpected("while testing the connection")
        finally:
            self._ended.set()


def trial(library: Library, choice: Choice) -> None:
    """The button and, below it, how the last test of this choice went."""
    running = _of(choice)
    st.button(
        "Test connection",
        icon=":material/network_check:",
        width="stretch",
        key="test-connection",
        disabled=running is not None and running.found is None,
        on_click=_begin,
        args=(library, choice),
    )
    if running is None:
        return
    running.awaited = running.found is None
    if running.awaited:
        st.fragment(_wait, run_every=POLL)(running)
    elif running.found is not None:
        st.html(trial_html(running.found, most_tokens(library.assistant.settings)))


def has_ended() -> bool:
    """Has the test ended that the page shows as under way? True once. For a script that runs for
    long: while it does, no fragment is drawn again."""
    last = cast("Trial | None", st.session_state.get(_TRIAL))
    if last is None or not last.awaited or last.found is None:
        return False
    last.awaited = False
    return True


def _of(choice: Choice) -> Trial | None:
    """The last test, if it was of this choice."""
    last = cast("Trial | None", st.session_state.get(_TRIAL))
    return last if last is not None and last.choice == choice else None


def _begin(library: Library, choice: Choice) -> None:
    begun = Trial(choice)
    st.session_state[_TRIAL] = begun
    begun.start(library)


def _wait(running: Trial) -> None:
    if running.found is not None:
        st.rerun()
    seconds = time.monotonic() - running.started
    st.html(
        '<div class="fn fn-doing" role="status"><span class="fn-pulse"></span>'
        f'<span>Asking the server</span><span class="fn-clock">{seconds:.0f} s</span></div>'
    )


def trial_html(found: Connection | RagError, most: int = 0) -> str:
    """What a test found, in a few lines; `most` are the tokens that the fullest question takes."""
    if isinstance(found, RagError):
        return failure_html(found)
    if found.problem is not None:
        return failure_html(found.problem)
    window = found.window
    rows = (
        ("Round trip", _milliseconds(found.round_trip)),
        ("First token", _milliseconds(found.first_token)),
        ("Context window", f"{window.tokens:,} tokens" if window.tokens else "not told"),
        ("Told by", window.source),
        ("Quirks", ", ".join(found.quirks) or "none found"),
    )
    told = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows if value
    )
    if window.tokens and most:
        full = drawn(most, window.tokens, f"up to {most:,} tokens")
        told += f"<dt>A question takes</dt><dd>{full}</dd>"
    return (
        '<div class="fn fn-trial" role="status"><p class="fn-label">It works</p>'
        f'<p class="fn-path">{escape(found.model)}</p><dl>{told}</dl></div>'
    )


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return "not measured"
    return f"{seconds:.1f} s" if seconds >= 10 else f"{1000 * seconds:,.0f} ms"
