"""Watches folders and files, and has something done a quiet second after they have changed."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from rag.errors import RagError

_log = logging.getLogger(__name__)

_QUIET = 1.0
"""Seconds without another change before anything is done."""

_PATIENCE = 30.0
"""Seconds after which it is done though changes go on."""

_EASE = 20.0
"""So many times as long as a look at everything takes is waited for before the next one."""

_Present = Mapping[Path, tuple[int, ...]]
"""What is there now; a file, or a folder that is looked at, with what tells that it has changed."""


class Watcher:
    """Watches in a thread of its own, from `start` to `stop`.

    `paths` is asked about once a second: folders may be added, come and go. A single file is looked
    at as often, as the system would follow the old file when a new one takes its name. Folders are
    looked at, too, if less often, once the system does not watch them: it watches none that has a
    subfolder that cannot be listed, and not as many as one likes. What is hidden does not count,
    nor what is in one of `ignored`, unless it is in one of the paths below that. `act` says whether
    it could do its work; if not, it is asked again a second later.
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
        self._pause = quiet
        self._looks = False
        self._told = ""
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
                    self._told = ""
                    if changed or due:  # only now, as whatever changes meanwhile is noticed
                        self._do()
                        due = False
                    if self._present() != present:
                        break
            except (OSError, RagError) as error:  # a folder went while it was being looked at
                self._tell(f"the folders cannot be watched just now: {error}")
                self._stopping.wait(self._quiet)
            due = True

    def _tell(self, words: str) -> None:
        """In the log, but not every second."""
        if words != self._told:
            _log.warning("%s", words)
        self._told = words

    def _ticks(self, present: _Present) -> Iterator[bool]:
        """About once a second, until it is to stop: whether something in the folders changed."""
        folders = [path for path, stamp in present.items() if not stamp]
        if not folders:
            while not self._stopping.wait(self._pause):
                yield False
            return
        try:
            yield from self._told_by_the_system(folders, present)
        except FileNotFoundError:  # one that has just gone
            raise
        except (OSError, RuntimeError) as error:
            self._looks = True
            self._tell(f"the folders cannot be watched, and are looked at now and then: {error}")

    def _told_by_the_system(self, folders: Iterable[Path], present: _Present) -> Iterator[bool]:
        from watchfiles import watch

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
        begun = time.monotonic()
        present = {}
        for path in self._paths():
            with suppress(OSError):  # it has just gone, or does not let itself be seen
                if path.exists():
                    present[path.resolve()] = self._stamp(path)
        self._pause = max(self._quiet, _EASE * (time.monotonic() - begun))
        return present

    def _stamp(self, path: Path) -> tuple[int, ...]:
        """Nothing of a folder whose changes are told."""
        if not path.is_dir():
            return _stamp(path)
        return (hash(frozenset(_files(path.resolve(), self._ignored))),) if self._looks else ()

    def _counts(self, path: Path, present: _Present) -> bool:
        above = [one for one in present if path.is_relative_to(one)]
        if not above:
            return False
        nearest = max(above, key=lambda one: len(one.parts))
        if any(path.is_relative_to(one) for one in self._ignored if one not in nearest.parents):
            return False
        return not any(part.startswith(".") for part in path.relative_to(nearest).parts)


def _stamp(path: Path) -> tuple[int, ...]:
    status = path.stat()
    return status.st_ino, status.st_size, status.st_mtime_ns


def _files(folder: Path, ignored: Collection[Path]) -> Iterator[tuple[Path, tuple[int, ...]]]:
    """What counts below a folder, as far as it can be listed."""
    for listed, folders, names in os.walk(folder):
        at = Path(listed)
        folders[:] = [one for one in folders if one[0] != "." and at / one not in ignored]
        for path in (at / name for name in names if name[0] != "."):
            with suppress(OSError):  # it has gone, or is a link to nothing
                yield path, _stamp(path)
