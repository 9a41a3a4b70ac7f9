"""What people think of answers, kept as lines of JSON in the data folder, each with its trace."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rag.errors import StoreError

FILE = "feedback.jsonl"


@dataclass(frozen=True, slots=True)
class Rated:
    """A verdict ("up" or "down") on a turn, with its reason; `trace` is all that led to it."""

    at: datetime
    turn: str
    verdict: str
    reason: str
    trace: str


_RATED = TypeAdapter(Rated)


class Feedback:
    """The file. Several threads may write to it; a line is whole or, after a kill, the last."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def rate(self, turn: str, verdict: str, reason: str, trace: str) -> None:
        """Keep a verdict; a later one on the same turn takes its place. Raises `StoreError`."""
        line = _RATED.dump_json(Rated(datetime.now(UTC), turn, verdict, reason, trace)) + b"\n"
        try:
            with self._lock:
                self._append(line)
        except OSError as error:
            raise StoreError(
                f"What you think of this answer could not be kept: {error.strerror}.",
                hint=f"Footnote writes it to {self.path}.",
            ) from error

    def ratings(self) -> tuple[Rated, ...]:
        """The last verdict on each turn, oldest first; a line that is none is left out."""
        found: dict[str, Rated] = {}
        if not self.path.exists():
            return ()
        for line in self.path.read_bytes().split(b"\n"):
            try:
                rated = _RATED.validate_json(line)
            except ValidationError:
                continue
            found.pop(rated.turn, None)
            found[rated.turn] = rated
        return tuple(found.values())

    def _append(self, line: bytes) -> None:
        """After the line that a kill may have cut short. Only its owner may read the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(opened, "r+b") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                line = line if file.read(1) == b"\n" else b"\n" + line
            file.write(line)
