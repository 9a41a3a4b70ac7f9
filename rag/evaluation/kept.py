"""Runs that are kept in the data folder: when each was, and its results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from rag.errors import CaseError, ConfigError
from rag.evaluation.results import Run, read_run
from rag.regex import regex
from rag.settings import Settings

_STAMP = "%Y-%m-%dT%H%M%S.%fZ"
_STAMPED = regex(r"\d{4}-\d\d-\d\dT\d{6}\.\d{6}Z")
_READ = 64  # runs that are kept in memory


@dataclass(frozen=True, slots=True)
class KeptRun:
    """A run with its file and the moment at which it began."""

    path: Path
    began: datetime
    run: Run


def runs_folder(data_dir: Path) -> Path:
    """Where runs are kept that nobody named a file for."""
    return data_dir / "evaluations"


def cases_folder(settings: Settings) -> Path:
    """Where the cases are that a page asks and adds to. Raises `ConfigError` for no such user."""
    if not settings.cases_dir:
        return runs_folder(settings.data_dir)
    try:
        return Path(settings.cases_dir).expanduser()
    except RuntimeError:
        raise ConfigError(
            f"RAG_CASES_DIR: there is no such user as in {settings.cases_dir}.",
            hint="Correct the path, or leave RAG_CASES_DIR empty.",
        ) from None


def new_file(data_dir: Path) -> Path:
    """A file for a run that begins now."""
    return runs_folder(data_dir) / f"{datetime.now(UTC).strftime(_STAMP)}.jsonl"


def kept_runs(data_dir: Path) -> tuple[KeptRun, ...]:
    """The runs that are kept, newest first. Files that are no results are passed over."""
    found = [one for path in runs_folder(data_dir).glob("*.jsonl") if (one := _kept(path))]
    return tuple(sorted(found, key=lambda one: (one.began, one.path.name), reverse=True))


def _kept(path: Path) -> KeptRun | None:
    try:
        stat = path.stat()
        run = _read(path, stat.st_mtime_ns, stat.st_size)
    except (OSError, CaseError):
        return None
    stamped = _STAMPED.match(path.name)
    if stamped:
        began = datetime.strptime(stamped[0], _STAMP).replace(tzinfo=UTC)
    else:
        began = datetime.fromtimestamp(stat.st_mtime, UTC)
    return KeptRun(path, began, run)


@lru_cache(maxsize=_READ)
def _read(path: Path, changed: int, size: int) -> Run:
    """A run, read once for as long as its file stays as it is."""
    del changed, size
    return read_run(path)
