"""What people think of answers, kept as lines of JSON in the data folder, each with its trace."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from rag.errors import StoreError

FILE = "feedback.jsonl"
_PATIENCE = 5.0
"""Seconds that another who writes is waited for."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A verdict ("up" or "down") on a turn, with its reason; `trace` is all that led to it."""

    at: datetime
    turn: str
    verdict: str
    reason: str
    trace: str
    conversation: str = ""


_RATED = TypeAdapter(Rated)


class Feedback:
    """The file. Threads and processes may write to it; a line is whole or, after a kill, the last.

    Every method that writes raises `StoreError` where it cannot.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._here = threading.Lock()
        self._lock = FileLock(path.with_name(f"{path.name}.lock"))

    def rate(
        self, turn: str, verdict: str, reason: str, trace: str, conversation: str = ""
    ) -> None:
        """Keep a verdict; a later one on the same turn takes its place."""
        rated = Rated(datetime.now(UTC), turn, verdict, reason, trace, conversation)
        with self._writing():
            self._append(_RATED.dump_json(rated) + b"\n")

    def ratings(self, turns: Collection[str] | None = None) -> tuple[Rated, ...]:
        """The last verdict on each turn, or on each of these, oldest first; a line that is none is
        left out. Raises `OSError` where the file cannot be read."""
        found: dict[str, Rated] = {}
        if not self.path.exists():
            return ()
        wanted = None if turns is None else [one.encode() for one in turns]
        for line in self.path.read_bytes().split(b"\n"):
            if wanted is not None and not any(one in line for one in wanted):
                continue  # a trace is long: most need not be read
            try:
                rated = _RATED.validate_json(line)
            except ValidationError:
                continue
            found.pop(rated.turn, None)
            found[rated.turn] = rated
        return tuple(one for one in found.values() if turns is None or one.turn in turns)

    def forget(self, turns: Collection[str], conversation: str = "") -> None:
        """Erase every verdict on these turns, and on answers of this conversation that others have
        replaced since."""

        def left(rated: Rated) -> Rated | None:
            of_it = bool(conversation) and rated.conversation == conversation
            return None if of_it or rated.turn in turns else rated

        self.revise(left)

    def revise(self, change: Callable[[Rated], Rated | None]) -> None:
        """Write the file anew with each verdict as `change` gives it, without those of which it
        gives None. Nothing else is left: no earlier verdict, no line that is none. A file that says
        just this already is not written: a full disk has no room for it."""
        if not self.path.exists():
            return
        with self._writing():
            made = (change(one) for one in self.ratings())
            lines = [_RATED.dump_json(one) + b"\n" for one in made if one is not None]
            if self.path.read_bytes() == b"".join(lines):
                return
            draft = self.path.with_name(f".{self.path.name}.new")
            draft.unlink(missing_ok=True)
            opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Alone. Only its owner may read the file."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._here, self._lock.acquire(timeout=_PATIENCE):
                yield
        except (OSError, Timeout) as error:
            reason = "another process writes there" if isinstance(error, Timeout) else ""
            raise StoreError(
                f"What you think of answers could not be kept: {reason or error.strerror}.",
                hint=f"Footnote writes it to {self.path}.",
            ) from error

    def _append(self, line: bytes) -> None:
        """After the line that a kill may have cut short."""
        opened = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(opened, "r+b") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
