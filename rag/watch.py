"""Watches folders and files, and has something done a quiet second after they have changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from rag.errors import RagError

_log = logging.getLogger(__name__)

_QUIET = 1.0
"""Seconds without another change before anything is done."""

_PATIENCE = 30.0
"""Seconds after which it is done though changes go on."""

_Present = Mapping[Path, tuple[int, ...]]
"""What is there now; a file with what tells that it has changed."""


class Watcher:
    """Watches in a thread of its own, from `start` to `stop`.

    `paths` is asked about once a second: folders may be added, come and go. A single file is looked
    at as often, as the system would follow the old file when a new one takes its name. What is
    hidden does not count, nor what is in one of `ignored`, unless it is in one of the paths below
    that. `act` says whether it could do its work; if not, it is asked again a second later.
    """

    def __init__(
        self,
        paths: Callable[[], Iterable[Path]],
        act: Callable[[], bool],
        ignored: Iterable[Path] = (),
        quiet: float = _QUIET,
    ) -> None:
        self._paths = paths
        self._act = act
        self._ignored = tuple(path.resolve() for path in ignored)
        self._quiet = quiet
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; changes from now on count."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._run, name="watch-folders", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End, and wait for it; nothing is done after that."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        due = False
        while not self._stopping.is_set():
            try:
                present = self._present()
                for changed in self._ticks(present):
                    if changed or due:  # only now, as whatever changes meanwhile is noticed
                        self._do()
                        due = False
                    if self._present() != present:
                        break
            except (OSError, RagError) as error:  # a folder went while it was being looked at
                _log.warning("the folders cannot be watched just now: %s", error)
                self._stopping.wait(self._quiet)
            due = True

    def _ticks(self, present: _Present) -> Iterator[bool]:
        """About once a second, until it is to stop: whether something in the folders changed."""
        from watchfiles import watch

        folders = [path for path, stamp in present.items() if not stamp]
        if not folders:
            while not self._stopping.wait(self._quiet):
                yield False
            return
        milliseconds = int(self._quiet * 1000)
        for changes in watch(
            *folders,
            watch_filter=lambda _, path: self._counts(Path(path), present),
            step=milliseconds,
            debounce=int(_PATIENCE * 1000),
            rust_timeout=milliseconds,
            yield_on_timeout=True,
            stop_event=self._stopping,
            raise_interrupt=False,
        ):
            yield bool(changes)

    def _do(self) -> None:
        while not self._stopping.is_set() and not self._act():
            self._stopping.wait(self._quiet)

    def _present(self) -> _Present:
        return {path.resolve(): _stamp(path) for path in self._paths() if path.exists()}

    def _counts(self, path: Path, present: _Present) -> bool:
        above = [one for one in present if path.is_relative_to(one)]
        if not above:
            return False
        nearest = max(above, key=lambda one: len(one.parts))
        if any(path.is_relative_to(one) for one in self._ignored if one not in nearest.parents):
            return False
        return not any(part.startswith(".") for part in path.relative_to(nearest).parts)


def _stamp(path: Path) -> tuple[int, ...]:
    """Nothing of a folder: its changes are told."""
    if path.is_dir():
        return ()
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns
