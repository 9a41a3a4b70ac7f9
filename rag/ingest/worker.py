"""The child process that parses untrusted files, one after the other, within enforced limits.

Frames come on stdin and go to stdout: the length of a JSON head (4 bytes), the head, and as many
bytes as its `size` says. Nothing that a file holds is ever unpickled, here or in the parent.
"""

from __future__ import annotations

import datetime
import json
import os
import signal
import struct
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from rag.errors import UnreadableDocument
from rag.ingest.drawn import drawn_head
from rag.ingest.formats.ocr import PROGRAM
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText
from rag.ingest.loaders import parse
from rag.types import Section

Head = dict[str, Any]

_LENGTH = struct.Struct("!I")
_LONGEST_HEAD = 100_000_000  # bytes
_LONGEST_REMARK = 1_000  # characters
_OPEN_FILES = 64
_REPORT_BYTES = 1_000_000  # of what goes to stderr, the one file that is open for writing
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_GRACE = 5  # seconds beyond the wall time, after which an orphan ends itself
_TOO_BIG = "It takes more than {:,.0f} MB of memory to read (RAG_LIMIT_MEMORY_MB)."
_FORBIDDEN = ("socket.connect", "socket.bind", "socket.getaddrinfo", "os.system", "os.exec",
              "os.posix_spawn", "os.fork", "os.remove", "os.rename", "os.rmdir", "os.mkdir",
              "os.chmod", "os.symlink", "os.link", "shutil.")  # fmt: skip


def send(stream: IO[bytes], head: Head, payload: bytes = b"") -> None:
    """Writes one frame."""
    raw = json.dumps({**head, "size": len(payload)}).encode()
    stream.write(_LENGTH.pack(len(raw)) + raw)
    stream.write(payload)
    stream.flush()


def receive(stream: IO[bytes], most: int = sys.maxsize) -> tuple[Head, bytes] | None:
    """One frame of at most `most` bytes; None where the stream has ended. `ValueError` for anything
    else, and what `json` raises."""
    prefix = stream.read(_LENGTH.size)
    if len(prefix) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(prefix)
    if length > _LONGEST_HEAD:
        raise ValueError("a frame's head is too long")
    head = json.loads(stream.read(length))
    size = int(head["size"])
    if not 0 <= size <= most:
        raise ValueError("a frame is too long")
    payload = stream.read(size)
    return (head, payload) if len(payload) == size else None


def loaded_from(head: Head, payload: bytes, limits: Limits) -> LoadedText:
    """What a child says that it has read; `ValueError` if that cannot be."""
    text = payload.decode("utf-8")
    sections = tuple(
        Section(int(start), int(end), str(label)) for start, end, label in head["sections"]
    )
    at = 0
    for section in sections:
        if not at <= section.start < section.end <= len(text):
            raise ValueError("its sections are not in order")
        at = section.end
    if len(text) > limits.characters:
        raise ValueError("it gave more text than it may")
    day = str(head.get("date", ""))
    return LoadedText(
        str(head["title"]),
        text,
        sections,
        str(head["media_type"]),
        str(head.get("collection", "")),
        datetime.date.fromisoformat(day) if day else None,
        str(head.get("remark", ""))[:_LONGEST_REMARK],
    )


def main() -> int:
    """Serves files until stdin ends. What libraries print goes to stderr."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    first = receive(incoming)
    if first is None:
        return 0
    limits = Limits(**first[0]["limits"])
    _confine(limits)
    send(outgoing, {"ready": True})
    while frame := receive(incoming):
        head, raw = frame
        _start_clock(limits)
        reply, text = _answer(head, raw, limits)
        del raw, frame
        _stop_clock()
        send(outgoing, reply, text)
    return 0


def _answer(head: Head, raw: bytes, limits: Limits) -> tuple[Head, bytes]:
    """The file's text, or one of its pages drawn, or why there is neither."""
    try:
        if "page" in head:
            return _draw(raw, int(head["page"]))
        return _read(raw, str(head["source"]), limits)
    except UnreadableDocument as error:
        return {"refusal": error.message}, b""
    except MemoryError:
        return {"refusal": _TOO_BIG.format(limits.memory_bytes / 1e6), "spent": True}, b""
    except RecursionError:
        return {"refusal": "Its parts are nested too deeply."}, b""


def _read(raw: bytes, source: str, limits: Limits) -> tuple[Head, bytes]:
    loaded = parse(raw, source, limits)
    head = {
        "title": loaded.title,
        "media_type": loaded.media_type,
        "collection": loaded.collection,
        "date": loaded.date.isoformat() if loaded.date else "",
        "remark": loaded.remark,
        "sections": [(part.start, part.end, part.label) for part in loaded.sections],
    }
    return head, loaded.text.encode("utf-8", "replace")


def _draw(raw: bytes, number: int) -> tuple[Head, bytes]:
    from rag.ingest.formats.pdf_picture import draw_page

    page = draw_page(raw, number)
    return drawn_head(page), page.picture


def _confine(limits: Limits) -> None:
    """No more memory than allowed, no core files, no written files, no network, no programs but
    the one for OCR. Not a wall against native code that has been taken over, but one more lock."""
    if sys.platform != "win32":
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
        for kind, most in (
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_FSIZE, _REPORT_BYTES),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
        ):
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (most, most))
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: raises for what reading a file never needs."""
    if event == "open":
        path, mode, flags = arguments
        writes = set(mode) & set("wax+") if isinstance(mode, str) else flags & _WRITING
        if writes and not isinstance(path, int) and path != os.devnull:
            raise PermissionError("the parser may not write files")
    elif event == "subprocess.Popen":
        if os.path.basename(str(arguments[0])) != PROGRAM:  # noqa: PTH119
            raise PermissionError("the parser may not start programs")
    elif event.startswith(_FORBIDDEN):
        raise PermissionError(f"the parser may not do {event}")


def _start_clock(limits: Limits) -> None:
    """The CPU limit counts from the start of the process, so it moves on with every file."""
    if sys.platform == "win32":
        return
    import resource

    signal.alarm(int(limits.wall_seconds) + _GRACE)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(usage.ru_utime + usage.ru_stime) + limits.cpu_seconds + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _stop_clock() -> None:
    if sys.platform != "win32":
        signal.alarm(0)


def limits_head(limits: Limits) -> Head:
    """The first frame that a parent sends."""
    return {"limits": asdict(limits)}
