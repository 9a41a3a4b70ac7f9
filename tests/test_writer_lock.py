"""One writer at a time, and whoever is turned away learns who it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rag.errors import StoreBusy
from rag.store.writer_lock import CHECK, NOTE, WriterLock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "locks").mkdir()
    return tmp_path / "locks"


def _refusal(folder: Path) -> StoreBusy:
    with pytest.raises(StoreBusy) as refused, WriterLock(folder).hold("second"):
        pass
    return refused.value


def test_the_second_writer_is_told_who_writes(folder: Path) -> None:
    with WriterLock(folder).hold("rag sync"):
        started = time.monotonic()
        refusal = _refusal(folder)
        assert time.monotonic() - started < 1
    assert f"rag sync (process {os.getpid()}, since 20" in refusal.message
    assert str(folder.parent) in refusal.message
    with WriterLock(folder).hold("afterwards"):
        pass


def test_threads_exclude_each_other(folder: Path) -> None:
    refusals: list[StoreBusy] = []
    with WriterLock(folder).hold("first thread"):
        thread = threading.Thread(target=lambda: refusals.append(_refusal(folder)))
        thread.start()
        thread.join()
    assert "first thread" in refusals[0].message


def test_an_error_lets_go_of_the_lock(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="in the block"), WriterLock(folder).hold("first"):
        raise RuntimeError("in the block")
    with WriterLock(folder).hold("second"):
        assert WriterLock(folder).holder() is not None
    assert WriterLock(folder).holder() is None


def test_a_note_that_cannot_be_deleted_keeps_no_lock(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("somebody reads it")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(PermissionError) as refused, WriterLock(folder).hold("first"):
            pass
    assert refused.tb, "as long as somebody looks at the error, nothing of it is let go of"
    with WriterLock(folder).hold("second"):
        assert "second" in str(WriterLock(folder).holder())


def test_another_process_is_named_until_it_is_killed(folder: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rag.store.writer_lock import WriterLock\n"
        "with WriterLock(Path(sys.argv[1])).hold('a long sync'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert f"a long sync (process {other.pid}" in _refusal(folder).message
        other.kill()
    assert (folder / "writer.json").exists()  # the note outlives its writer
    assert WriterLock(folder).holder() is None
    with WriterLock(folder).hold("next"):
        assert "next" in _refusal(folder).message


def test_waiting_ends_when_the_lock_is_free(folder: Path) -> None:
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with WriterLock(folder).hold("first"):
            held.set()
            let_go.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    let_go.set()
    with WriterLock(folder).hold("second", wait=10):
        thread.join()


@pytest.mark.parametrize(
    "note", ["", "no JSON", "[]", '{"pid": 1}', '{"pid": "x", "purpose": "p", "since": "s"}']
)
def test_a_note_that_cannot_be_read_names_nobody(folder: Path, note: str) -> None:
    with WriterLock(folder).hold("first"):
        (folder / "writer.json").write_text(note)
        assert "by another process." in _refusal(folder).message


def test_the_note_of_a_process_that_is_gone_is_not_believed(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    note = {"pid": gone.pid, "purpose": "old", "since": "long ago"}
    with WriterLock(folder).hold("first"):
        (folder / "writer.json").write_text(json.dumps(note))
        assert "by another process." in _refusal(folder).message


@pytest.mark.parametrize("brief", [NOTE, CHECK])
def test_a_note_and_a_check_are_waited_for_and_a_sync_is_not(folder: Path, brief: str) -> None:
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        with WriterLock(folder).hold(brief):
            held.set()
            let_go.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    with pytest.raises(StoreBusy, match=brief), WriterLock(folder).hold("x", wait_for_notes=0.1):
        pass
    later = threading.Timer(0.2, let_go.set)
    later.start()
    with WriterLock(folder).hold("rag sync", wait_for_notes=30):
        thread.join()
        started = time.monotonic()
        with (
            pytest.raises(StoreBusy, match="rag sync"),
            WriterLock(folder).hold("another", wait_for_notes=30),
        ):
            pass
        assert time.monotonic() - started < 1


def test_a_note_that_a_killed_writer_had_not_finished_does_not_stay(folder: Path) -> None:
    kill = "import os, pathlib; pathlib.Path.replace = lambda *_: os.kill(os.getpid(), 9)"
    hold = f"WriterLock(pathlib.Path({str(folder)!r})).hold('killed').__enter__()"
    code = f"{kill}; from rag.store.writer_lock import WriterLock; {hold}"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    assert {path.name for path in folder.iterdir()} > {"writer.lock"}  # it had begun

    with WriterLock(folder).hold("afterwards"):
        pass

    assert {path.name for path in folder.iterdir()} == {"writer.lock"}
