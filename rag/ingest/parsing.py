"""Parses files in a child process, so that what crashes it costs one file and not the program."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Self, TypeVar

from rag.children import child_environment, read_report
from rag.errors import UnreadableDocument
from rag.ingest.drawn import MOST_BYTES, DrawnPage, drawn_from
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText, NotReadNow
from rag.ingest.loaders import is_light, parse
from rag.ingest.worker import Head, limits_head, loaded_from, receive, send

_log = logging.getLogger("rag.ingest")

_COMMAND = (
    sys.executable,
    "-PB",
    "-c",
    "from rag.ingest.worker import main; raise SystemExit(main())",
)
"""`-P` keeps the working directory, whatever is in it, off the child's path; `-B` keeps it from
writing bytecode, which it may not."""

_FILES_PER_CHILD = 500  # then it is replaced, with whatever its libraries have leaked
_START_SECONDS = 60.0
_NO_SENSE = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError)
"""What a frame raises that is not one of ours."""

_Made = TypeVar("_Made")

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}


class Parser:
    """Reads files one at a time, in a child that starts with the first one that needs it.

    For use by one thread at a time; others wait. Close it, or use it as a context manager: its
    child lives until then.
    """

    def __init__(self, limits: Limits | None = None, command: tuple[str, ...] = _COMMAND) -> None:
        self._limits = limits or Limits()
        self._command = command
        self._child: _Child | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def child_id(self) -> int | None:
        """The process id of the child; None while there is none."""
        return self._child.popen.pid if self._child else None

    def close(self) -> None:
        """Ends the child, if there is one."""
        with self._lock:
            self._drop()

    def parse(self, raw: bytes, source: str) -> LoadedText:
        """As `loaders.parse`, within the limits. Raises `UnreadableDocument` and nothing else,
        whatever the file does to the process that reads it."""
        if is_light(raw, source, self._limits):
            try:
                return parse(raw, source, self._limits)
            except _NO_SENSE:
                _log.debug("%s is read in a child", source, exc_info=True)
        limits = self._limits
        most = 4 * limits.characters
        return self._asked(
            {"source": source}, raw, most, lambda head, text: loaded_from(head, text, limits)
        )

    def draw(self, raw: bytes, number: int) -> DrawnPage:
        """A page of a PDF, counted from 1, as a picture; raises as `parse` does."""
        return self._asked({"page": number}, raw, MOST_BYTES, drawn_from)

    def _asked(
        self, question: Head, raw: bytes, most: int, made: Callable[[Head, bytes], _Made]
    ) -> _Made:
        """What is `made` of the child's answer of at most `most` bytes."""
        with self._lock:
            return self._asked_alone(question, raw, most, made)

    def _asked_alone(
        self, question: Head, raw: bytes, most: int, made: Callable[[Head, bytes], _Made]
    ) -> _Made:
        try:
            child = self._ready()
        except (OSError, *_NO_SENSE) as error:
            raise NotReadNow("The process that reads files cannot be started.") from error
        child.files += 1
        watch = threading.Timer(self._limits.wall_seconds, child.end_late)
        watch.start()
        try:
            with suppress(BrokenPipeError):
                send(child.stdin, question, raw)
            frame = receive(child.stdout, most)
            if frame is None:
                raise UnreadableDocument(self._why_it_ended(child))
            head, payload = frame
            if "refusal" not in head:
                return made(head, payload)
            if head.get("spent") or child.files >= _FILES_PER_CHILD:
                self._drop()
            raise UnreadableDocument(str(head["refusal"]))
        except _NO_SENSE as error:
            self._drop()
            raise UnreadableDocument("The process reading it gave no sense.") from error
        except BaseException as error:
            if not isinstance(error, UnreadableDocument):
                self._drop()  # it may still be at work on this file
            raise
        finally:
            watch.cancel()
            if child.late.is_set() or child.files >= _FILES_PER_CHILD:
                self._drop()

    def _ready(self) -> _Child:
        if self._child is None:
            self._child = _Child(self._command, self._limits)
        return self._child

    def _drop(self) -> None:
        if self._child is not None:
            self._child.end()
            self._child = None

    def _why_it_ended(self, child: _Child) -> str:
        """The sentence for the file that the child was reading; the details go to the log."""
        report, returncode = child.end()
        self._child = None
        _log.debug("the parser ended with exit code %d: %s", returncode, report)
        if child.late.is_set():
            seconds = self._limits.wall_seconds
            return f"It takes more than {seconds:.0f} seconds to read (RAG_LIMIT_SECONDS)."
        if sys.platform != "win32" and returncode == -signal.SIGXCPU:
            most = self._limits.cpu_seconds
            return f"It takes more than {most} seconds of computing to read (RAG_LIMIT_SECONDS)."
        if returncode < 0:
            return f"It is damaged, or made to do harm: reading it ended with signal {-returncode}."
        return "It is damaged: reading it failed."


class _Child:
    """A started child: its process, its pipes, and whether it has been ended for being late."""

    def __init__(self, command: tuple[str, ...], limits: Limits) -> None:
        self.files = 0
        self.late = threading.Event()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed by `end`
        try:
            self.popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**child_environment(), **_ONE_THREAD},
            )
        except OSError:
            self._errors.close()
            raise
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        self.stdin: IO[bytes] = self.popen.stdin
        self.stdout: IO[bytes] = self.popen.stdout
        watch = threading.Timer(_START_SECONDS, self.end_late)
        watch.start()
        try:
            self._tell(limits)
        except BaseException:
            self.end()
            raise
        finally:
            watch.cancel()

    def _tell(self, limits: Limits) -> None:
        """The handshake: it is told its limits, and says that it is there."""
        with suppress(BrokenPipeError):
            send(self.stdin, limits_head(limits))
        if receive(self.stdout) is None:
            report, returncode = self.end()
            raise NotReadNow(
                f"The process that reads files did not start (exit code {returncode}"
                f"{': ' + report.splitlines()[-1] if report else ''})."
            )

    def end_late(self) -> None:
        """Kills the process because its time is over."""
        self.late.set()
        self.popen.kill()

    def end(self) -> tuple[str, int]:
        """Ends the process, if it has not ended; what it wrote to stderr, and its exit code."""
        with suppress(BrokenPipeError, OSError, ValueError):
            self.stdin.close()
        try:
            self.popen.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        self.stdout.close()
        report = "" if self._errors.closed else read_report(self._errors)
        self._errors.close()
        return report, self.popen.returncode
