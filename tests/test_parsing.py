"""The child that reads files: what it is given, what ends it, and that it costs one file."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import lxml
import openpyxl
import pytest

import rag
from rag.errors import UnreadableDocument
from rag.ingest.limits import Limits
from rag.ingest.loaded import LoadedText
from rag.ingest.parsing import Parser
from rag.ingest.worker import loaded_from
from tests.formats.make import FILES

DOCX = (FILES / "pandoc.docx").read_bytes()


def child(script: str) -> tuple[str, ...]:
    """A child that serves by `script`: `frame()` gives the next file, `send` answers."""
    return (
        sys.executable,
        "-P",
        "-c",
        "import os, signal, sys, time\n"
        "from rag.ingest.worker import send as _send, receive\n"
        "frame = lambda: receive(sys.stdin.buffer)\n"
        "send = lambda head, text=b'': _send(sys.stdout.buffer, head, text)\n"
        "frame(); send({'ready': True})\n" + script,
    )


def failing(script: str, limits: Limits | None = None) -> str:
    with Parser(limits, child(script)) as parser, pytest.raises(UnreadableDocument) as caught:
        parser.parse(DOCX, "a.docx")
    return caught.value.message


@pytest.fixture
def parser() -> Iterator[Parser]:
    with Parser() as parser:
        yield parser


def test_one_child_serves_many_files(parser: Parser) -> None:
    assert parser.child_id is None
    assert "Pandora" in parser.parse(DOCX, "a.docx").text
    first = parser.child_id
    for name in ("mail.eml", "page.html", "office.xlsx", "printed.pdf"):
        parser.parse((FILES / name).read_bytes(), name)
    with pytest.raises(UnreadableDocument, match="something else"):
        parser.parse(b"words", "a.pdf")
    assert parser.child_id == first is not None


def test_markdown_and_plain_text_need_no_child(parser: Parser) -> None:
    assert parser.parse(b"# A\n\nwords", "a.md").title == "A"
    assert parser.parse(b"words", "a.txt").text == "words"
    with pytest.raises(UnreadableDocument, match="not read"):
        parser.parse(b"words", "a.xyz")
    assert parser.child_id is None


def test_what_fails_without_one_is_read_in_one(
    parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> LoadedText:
        raise OverflowError("a fault of ours")

    monkeypatch.setattr("rag.ingest.parsing.parse", failing)
    assert parser.parse(b"# A\n\nwords", "a.md").title == "A"
    assert parser.child_id is not None


def test_much_markdown_needs_one() -> None:
    with Parser(Limits(in_process_bytes=100)) as parser:
        assert parser.parse(b"# A\n\n" + b"words " * 50, "a.md").title == "A"
        assert parser.child_id is not None


def test_what_says_it_is_text_and_is_not_needs_one(parser: Parser) -> None:
    assert "Pandora" in parser.parse(DOCX, "a.txt").text
    assert parser.child_id is not None


def test_closing_ends_the_child_and_the_next_file_starts_another(parser: Parser) -> None:
    parser.parse(DOCX, "a.docx")
    first = parser.child_id
    assert first is not None
    parser.close()
    assert parser.child_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)
    parser.parse(DOCX, "a.docx")
    assert parser.child_id not in (None, first)


@pytest.mark.parametrize("fatal", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT, signal.SIGTERM])
def test_any_signal_costs_one_sentence(fatal: signal.Signals) -> None:
    message = failing(f"frame(); os.kill(os.getpid(), {int(fatal)})")
    assert message.endswith(f"reading it ended with signal {int(fatal)}.")


def test_a_child_killed_between_files_is_replaced(parser: Parser) -> None:
    parser.parse(DOCX, "a.docx")
    assert parser.child_id is not None
    os.kill(parser.child_id, signal.SIGKILL)
    with pytest.raises(UnreadableDocument, match="signal 9"):
        parser.parse(DOCX, "a.docx")
    assert "Pandora" in parser.parse(DOCX, "a.docx").text


def test_wall_time_is_limited() -> None:
    began = time.perf_counter()
    message = failing("frame(); time.sleep(60)", Limits(wall_seconds=0.5))
    assert message == "It takes more than 0 seconds to read (RAG_LIMIT_SECONDS)."
    assert time.perf_counter() - began < 20


@pytest.mark.slow
def test_computing_is_limited() -> None:
    bomb = b"a,b\n" + b"1,2\n" * 6_000_000
    limits = Limits(cpu_seconds=1, wall_seconds=60, characters=10**9)
    with Parser(limits) as parser, pytest.raises(UnreadableDocument, match="1 seconds of comp"):
        parser.parse(bomb, "a.csv")


@pytest.mark.slow
def test_memory_is_limited() -> None:
    limits = Limits(memory_bytes=200_000_000, characters=10**9)
    with Parser(limits) as parser:
        with pytest.raises(UnreadableDocument, match="200 MB of memory"):
            parser.parse(b'["' + b"x" * 60_000_000 + b'"]', "a.json")
        assert "Pandora" in parser.parse(DOCX, "a.docx").text


@pytest.mark.parametrize(
    "script",
    [
        "frame(); send({'title': 'a'})",
        "frame(); send({'title': 'a', 'media_type': 'b', 'sections': [[5, 9, 'x']]}, b'short')",
        "frame(); send({'title': 'a', 'media_type': 'b', 'sections': []}, b'\\xff\\xfe')",
        "frame(); send({'title': 'a', 'media_type': 'b', 'sections': 7}, b'text')",
        "frame(); os.write(1, b'\\xff\\xff\\xff\\xff' + b'x' * 100)",
        "frame(); os.write(1, b'\\0\\0\\0\\4nope'); time.sleep(9)",
        "frame(); os.write(1, b'\\0\\0\\0\\x0d{\"size\": -10}'); time.sleep(9)",
        "frame(); os.write(1, b'\\0\\0\\0\\x13{\"size\": 999999999}'); time.sleep(9)",
        "frame(); os.write(1, b'\\0\\0\\x27\\x10' + b'[' * 10000); time.sleep(9)",
        "frame(); os.write(1, b'\\0\\0\\0\\2[]')",
    ],
)
def test_an_answer_without_sense_is_refused(script: str) -> None:
    assert failing(script) == "The process reading it gave no sense."


def test_a_child_that_gives_up_is_a_damaged_file() -> None:
    assert failing("frame(); raise SystemExit(3)") == "It is damaged: reading it failed."


def test_a_child_that_does_not_start_says_why() -> None:
    command = (sys.executable, "-c", "raise SystemExit('no such library')")
    with Parser(None, command) as parser, pytest.raises(UnreadableDocument) as caught:
        parser.parse(DOCX, "a.docx")
    assert "did not start (exit code 1: no such library)" in caught.value.message


def test_a_child_that_begins_without_sense_is_ended_and_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    files: list[IO[bytes]] = []
    start, make = subprocess.Popen, tempfile.TemporaryFile

    def starting(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start(*args, **options))
        return started[-1]

    def making() -> IO[bytes]:
        files.append(make())
        return files[-1]

    monkeypatch.setattr(subprocess, "Popen", starting)
    monkeypatch.setattr(tempfile, "TemporaryFile", making)
    script = "import os, time; os.write(1, b'\\0\\0\\0\\4nope'); time.sleep(99)"
    with Parser(None, (sys.executable, "-c", script)) as parser:
        with pytest.raises(UnreadableDocument, match="cannot be started"):
            parser.parse(DOCX, "a.docx")
        (child,), (errors,) = started, files
        assert child.returncode is not None
        assert child.stdin is not None
        assert child.stdout is not None
        assert (child.stdin.closed, child.stdout.closed, errors.closed) == (True, True, True)


def test_more_text_than_allowed_is_not_believed() -> None:
    head = {"title": "a", "media_type": "b", "sections": []}
    with pytest.raises(ValueError, match="more text"):
        loaded_from(head, b"x" * 11, Limits(characters=10))


def test_the_child_knows_no_secrets_and_nothing_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_API_KEY", "a-secret")
    script = (
        "import rag.ingest.worker\nframe()\n"
        "heavy = [name for name in ('torch', 'streamlit', 'chromadb', 'numpy', 'pydantic', "
        "'rag.store', 'rag.settings') if name in sys.modules]\n"
        "text = repr((heavy, 'a-secret' in repr(os.environ))).encode()\n"
        "send({'title': 'a', 'media_type': 'b', 'sections': []}, text)\ntime.sleep(9)"
    )
    with Parser(None, child(script)) as parser:
        assert parser.parse(DOCX, "a.docx").text == "([], False)"


def test_the_child_may_not_write_connect_or_start_programs(tmp_path: Path) -> None:
    """Its audit hook, in a process of its own."""
    tried = [
        f"open({str(tmp_path / 'a')!r}, 'w')",
        f"os.open({str(tmp_path / 'c')!r}, os.O_WRONLY | os.O_CREAT)",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        f"os.mkdir({str(tmp_path / 'b')!r})",
    ]
    script = (
        "from rag.ingest.worker import _confine\nfrom rag.ingest.limits import Limits\n"
        "import subprocess, socket\n_confine(Limits())\nframe()\nrefused = 0\n"
        f"for code in {tried!r}:\n"
        "    try:\n        eval(code)\n    except PermissionError:\n        refused += 1\n"
        "send({'title': 'a', 'media_type': 'b', 'sections': []}, str(refused).encode())"
    )
    with Parser(None, child(script)) as parser:
        assert parser.parse(DOCX, "a.docx").text == str(len(tried))
    assert list(tmp_path.iterdir()) == []


def test_threads_take_turns(parser: Parser) -> None:
    names = ["pandoc.docx", "office.xlsx", "page.html", "mail.eml"] * 3
    found: dict[int, str] = {}

    def read(number: int, name: str) -> None:
        found[number] = parser.parse((FILES / name).read_bytes(), name).text

    threads = [threading.Thread(target=read, args=each) for each in enumerate(names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all("Pandora Docx" in found[at] for at in (0, 4, 8))
    assert all("Libra Xlsx" in found[at] for at in (1, 5, 9))


def test_the_child_leaves_nothing_on_the_disk(parser: Parser) -> None:
    rooms = [Path(rag.__file__).parent, *map(Path, lxml.__path__), *map(Path, openpyxl.__path__)]

    def listed() -> set[Path]:
        return {path for room in rooms for path in room.rglob("__pycache__/*.pyc.*")}

    before = listed()
    for name in ("pandoc.docx", "office.xlsx", "office.pdf", "mail.eml", "pandoc.rtf"):
        parser.parse((FILES / name).read_bytes(), name)
    assert listed() <= before


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="needs tesseract")
def test_the_one_program_that_the_child_may_start_is_the_one_for_ocr(parser: Parser) -> None:
    scanned = (FILES / "scanned.pdf").read_bytes()
    assert "The scanned keeper is Otto Crane." in parser.parse(scanned, "a.pdf").text


def test_a_child_that_cannot_be_started_costs_a_sentence() -> None:
    with Parser(command=("/nowhere/python",)) as parser:
        with pytest.raises(UnreadableDocument, match="cannot be started"):
            parser.parse((FILES / "pandoc.docx").read_bytes(), "a.docx")
        assert parser.parse(b"Plain words.", "a.txt").text == "Plain words."


def test_a_page_is_drawn_in_the_child(parser: Parser) -> None:
    page = parser.draw((FILES / "printed.pdf").read_bytes(), 2)
    assert page.picture.startswith(b"\x89PNG")
    assert (page.width, page.height) == (1240, 1757)
    assert "keeper" in "".join(line.letters for line in page.lines)
    with pytest.raises(UnreadableDocument, match="no page 9"):
        parser.draw((FILES / "printed.pdf").read_bytes(), 9)
    with pytest.raises(UnreadableDocument, match="encrypted"):
        parser.draw((FILES / "locked.pdf").read_bytes(), 1)
    with pytest.raises(UnreadableDocument, match="damaged"):
        parser.draw(b"%PDF-1.7 and no more", 1)
    assert parser.parse((FILES / "printed.pdf").read_bytes(), "a.pdf").text
