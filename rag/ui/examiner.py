"""A run of the grounding cases in a thread of its own: pages look at it, and it survives them.

The documents and the assistant are those of the page. Files of cases with documents of their own
have them read into an index of their own, as `rag eval` does.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import RagError
from rag.evaluation.casefile import CaseFile, of_groups, read_cases
from rag.evaluation.cases import Case
from rag.evaluation.kept import cases_folder, new_file
from rag.evaluation.results import CaseResult, ResultFile
from rag.evaluation.runner import Bench, ask_all, fingerprint, for_documents, open_bench
from rag.settings import Settings
from rag.ui.examinee import Cancelled, Chosen
from rag.ui.faults import unexpected
from rag.ui.library import Library
from rag.ui.offers import Choice

log = logging.getLogger(__name__)

Opener = Callable[[Settings], AbstractContextManager[Bench]]
_GLANCE = 0.25
"""Seconds between two looks at whether a run that waits for documents was cancelled."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be asked, of whom. Without `groups` it is every case."""

    name: str
    choice: Choice = Choice()  # noqa: RUF009  a frozen value
    groups: tuple[str, ...] = ()
    repeats: int = 1


@dataclass(frozen=True, slots=True)
class Examination:
    """A moment of the present run, or of the last. `total` is 0 until it is known.

    `at` is the id of the case that was asked last; `started` in seconds of a monotonic clock.
    """

    wish: Wish
    path: Path
    done: int = 0
    total: int = 0
    at: str = ""
    started: float = 0.0
    cancelling: bool = False
    ended: bool = False
    cancelled: bool = False
    problem: RagError | None = None


class Examiner:
    """Asks the cases, one run at a time in a process. Thread-safe. `opener` opens other indexes."""

    def __init__(self, library: Library, opener: Opener = open_bench) -> None:
        self.library = library
        self._opener = opener
        self._state: Examination | None = None
        self._asking: Chosen | None = None
        self._changed = threading.Condition()

    @property
    def state(self) -> Examination | None:
        """The present run, or the last of this process; None before the first."""
        return self._state

    @property
    def running(self) -> bool:
        """Is a run under way?"""
        return self._state is not None and not self._state.ended

    def begin(self, wish: Wish, *, resume: Path | None = None) -> None:
        """Start a run in the background, unless one is under way; with `resume`, go on with it."""
        path = resume or new_file(self.library.assistant.settings.data_dir)
        with self._changed:
            if self.running:
                return
            self._state = Examination(wish, path, started=time.monotonic())
        threading.Thread(
            target=self._run, args=(wish, path, resume is not None), name="examine", daemon=True
        ).start()

    def cancel(self) -> None:
        """Have the run end at once; what was asked stays in its file."""
        with self._changed:
            if self._state is None or self._state.ended:
                return
            self._state = replace(self._state, cancelling=True)
            asking = self._asking
        if asking is not None:
            asking.stop()

    def wait(self, seconds: float, until: Callable[[], bool]) -> bool:
        """Wait for a change that makes `until` true; False when the seconds are over."""
        with self._changed:
            return self._changed.wait_for(until, seconds)

    def _run(self, wish: Wish, path: Path, resume: bool) -> None:
        try:
            self._ask(wish, path, resume)
        except Cancelled:
            self._set(cancelled=True)
        except RagError as error:
            self._set(problem=error)
        except Exception:
            log.exception("A run of the grounding cases ended unexpectedly")
            self._set(problem=unexpected("while asking the cases"))
        finally:
            self._set(ended=True, cancelling=False)

    def _ask(self, wish: Wish, path: Path, resume: bool) -> None:
        self._wait_for_documents()
        chosen = Chosen(self.library, wish.choice, self._cancelling)
        with self._changed:
            self._asking = chosen
        files = of_groups(read_cases([cases_folder(chosen.settings)]), wish.groups)
        with ExitStack() as opened:
            benches = [(self._bench(file, chosen, opened), file.cases) for file in files]
            stamp = fingerprint([bench for bench, _ in benches])
            kept = ResultFile.begin(path, wish.name, stamp, resume=resume)
            self._set(total=wish.repeats * sum(len(cases) for _, cases in benches))
            self._ask_all(benches, wish.repeats, kept)

    def _bench(self, file: CaseFile, chosen: Chosen, opened: ExitStack) -> Bench:
        """The page's own documents, or those of the file. Raises `Cancelled` after a cancel."""
        settings = for_documents(chosen.settings, file.corpus)
        if settings.data_dir == chosen.settings.data_dir:
            return Bench(chosen)
        bench = opened.enter_context(self._opener(settings))
        self._end_if_cancelled()
        bench.prepare()
        return bench

    def _ask_all(
        self, benches: Sequence[tuple[Bench, Sequence[Case]]], repeats: int, kept: ResultFile
    ) -> None:
        def on_result(result: CaseResult) -> None:
            with self._changed:
                assert self._state is not None
                done = self._state.done + 1
                self._state = replace(self._state, done=done, at=result.case.id)
                self._changed.notify_all()
            self._end_if_cancelled()

        ask_all(benches, repeats, kept, on_result)

    def _wait_for_documents(self) -> None:
        """Until the page's sync is over. One that left nothing to ask is a problem here too."""
        library = self.library
        while not library.wait(_GLANCE, lambda: library.state.phase != "reading"):
            self._end_if_cancelled()
        problem = library.state.problem
        if problem is not None and not library.assistant.is_ready():
            raise problem

    def _cancelling(self) -> bool:
        return self._state is not None and self._state.cancelling

    def _end_if_cancelled(self) -> None:
        if self._cancelling():
            raise Cancelled

    def _set(self, **changes: object) -> None:
        with self._changed:
            assert self._state is not None
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._changed.notify_all()
