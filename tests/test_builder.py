"""Building a generation in a child process that may die, hang, lie, or be cut off."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StoreError
from rag.store.build import BuildOrder, BuildResult, build, send
from rag.store.builder import Base, IndexBuilder
from rag.store.child import ChildProcess
from rag.store.manifest import CHROMA_FILE
from rag.store.vectors import IndexBatch, IndexRow, VectorIndex
from rag.types import Chunk

VECTORS = np.random.default_rng(0).normal(size=(30, 16)).astype(np.float32)
ORDER = BuildOrder(extend=False, count=30)


def _batches(first: int = 0, last: int = 30) -> tuple[IndexBatch, ...]:
    rows = [
        IndexRow(Chunk(f"c{n}", "doc", "T", n, n + 1, "t", "p. 1"), "doc.md")
        for n in range(first, last)
    ]
    return (IndexBatch(tuple(rows), VECTORS[first:last]),)


def _python(script: str, *, seconds: float = 60) -> ChildProcess:
    return ChildProcess((sys.executable, "-c", script), seconds=seconds, seconds_per_row=0)


def _nearest(folder: Path, count: int) -> list[str]:
    index = VectorIndex.open(folder)
    names = [index.search(vector, 1)[0][0] for vector in VECTORS[:count]]
    index.close()
    return names


@pytest.mark.slow
def test_the_child_builds_what_it_is_sent(tmp_path: Path) -> None:
    IndexBuilder().build(tmp_path / "g", None, _batches(0, 30), 30)
    assert _nearest(tmp_path / "g", 30) == [f"c{n}" for n in range(30)]


def test_a_child_that_was_begun_takes_the_order_for_its_folder(tmp_path: Path) -> None:
    script = f"""
import sys; from pathlib import Path
Path({str(tmp_path)!r}, 'begun').touch(); sys.stdin.buffer.read(1)
print('{{"count": 30, "searched": 5, "missed": 0}}')"""
    builder = IndexBuilder(run=_python(script))
    with builder.begun(tmp_path / "g"):
        for _ in range(600):
            if (tmp_path / "begun").exists():
                break
            time.sleep(0.1)
        (tmp_path / "begun").unlink()
        builder.build(tmp_path / "g", None, _batches(), 30)
        assert not (tmp_path / "begun").exists()


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_a_child_that_gets_no_order_is_ended(
    tmp_path: Path, error: type[BaseException] | None
) -> None:
    run = _python("import sys; sys.stdin.buffer.read()")
    with suppress(KeyboardInterrupt), IndexBuilder(run=run).begun(tmp_path / "g"):
        (started,) = run._ahead.values()
        assert started.process.poll() is None
        if error is not None:
            raise error
    assert started.process.poll() is not None
    assert not run._ahead


def test_additions_go_into_a_copy_while_the_original_is_read(tmp_path: Path) -> None:
    builder = IndexBuilder(run=build)
    builder.build(tmp_path / "old", None, _batches(0, 20), 20)
    reader = VectorIndex.open(tmp_path / "old")
    reader.search(VECTORS[0], 1)
    builder.build(tmp_path / "new", Base(tmp_path / "old", 20), _batches(20, 30), 30)
    assert reader.count() == 20
    reader.close()
    assert _nearest(tmp_path / "new", 30) == [f"c{n}" for n in range(30)]


@pytest.mark.slow
@pytest.mark.parametrize("added", [0, 1, 2])
@pytest.mark.parametrize("gone", [1, 2, 3])
def test_rows_are_taken_out_of_a_copy(tmp_path: Path, gone: int, added: int) -> None:
    """Reading the copy afterwards changes none of its files: Chroma has left nothing to do."""
    builder = IndexBuilder(run=build)
    builder.build(tmp_path / "old", None, _batches(0, 20), 20)
    names = tuple(f"c{n}" for n in range(gone))
    base = Base(tmp_path / "old", 20, names, names, gone, VECTORS[gone:20])
    count = 20 - gone + added
    builder.build(tmp_path / "new", base, _batches(20, 20 + added) if added else (), count)
    graph = next((tmp_path / "new").rglob("data_level0.bin"))
    before = graph.read_bytes()
    found = _nearest(tmp_path / "new", 20 + added)
    assert found[gone:] == [f"c{n}" for n in range(gone, 20 + added)]
    assert not set(names) & set(found)
    assert graph.read_bytes() == before
    assert len(_nearest(tmp_path / "old", 20)) == 20


@pytest.mark.slow
@pytest.mark.parametrize("added", [0, 2])
def test_what_is_taken_out_leaves_no_vector(tmp_path: Path, added: int) -> None:
    """In a process of its own: HNSW's files hold bits of the memory of whoever writes them."""
    builder, gone = IndexBuilder(), ("c0", "c1", "c2")
    builder.build(tmp_path / "old", None, _batches(0, 20), 20)
    base = Base(tmp_path / "old", 20, gone, gone, 3, VECTORS[3:20])
    builder.build(tmp_path / "new", base, _batches(20, 20 + added) if added else (), 17 + added)
    graph = next((tmp_path / "new").rglob("data_level0.bin")).read_bytes()
    for vector in VECTORS[:3]:
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        assert _nearest_stored(np.frombuffer(graph, dtype=np.uint8), unit) < 0.99


def _nearest_stored(graph: np.ndarray[tuple[int], np.dtype[np.uint8]], unit: np.ndarray) -> float:
    """The cosine of the vector that is stored anywhere in the file and is nearest to this one."""
    step = len(unit) * 4
    windows = [graph[at : at + step].view(np.float32) for at in range(0, len(graph) - step, 4)]
    with np.errstate(invalid="ignore"):  # what is no vector may be any pattern of bits
        stored = np.nan_to_num(np.stack(windows).astype(np.float64), posinf=0, neginf=0)
    lengths = np.linalg.norm(stored, axis=1)
    near = (lengths > 0.5) & (lengths < 2)
    return float((stored[near] @ unit / lengths[near]).max())


def test_nothing_to_index_needs_no_child(tmp_path: Path) -> None:
    IndexBuilder(run=_python("raise SystemExit(1)")).build(tmp_path / "g", None, (), 0)
    assert list((tmp_path / "g").iterdir()) == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", f"signal {signal.SIGKILL:d}"),
        ("import sys; print('oh no.', file=sys.stderr); sys.exit(3)", "failed: oh no."),
        ("raise SystemExit(4)", "failed: exit code 4."),
        ("print('not a result')", "did not say"),
        ("print('[]')", "did not say"),
        ("", "did not say"),
    ],
)
def test_a_child_that_fails_leaves_no_folder(tmp_path: Path, script: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as failed:
        IndexBuilder(run=_python(script)).build(tmp_path / "g", None, _batches(), 30)
    assert "as it was before" in failed.value.hint
    assert not (tmp_path / "g").exists()


def test_a_child_killed_in_the_middle_of_the_rows_is_a_failure(tmp_path: Path) -> None:
    """It reads what would not fit a pipe's buffer, so the parent is still sending when it dies."""
    script = (
        "import os, signal, sys; sys.stdin.buffer.read(10); os.kill(os.getpid(), signal.SIGKILL)"
    )
    many = [_batches()[0]] * 400
    with pytest.raises(StoreError, match="signal 9"):
        IndexBuilder(run=_python(script)).build(tmp_path / "g", None, many, 30)
    assert not (tmp_path / "g").exists()


def test_a_child_that_hangs_is_ended(tmp_path: Path) -> None:
    hanging = _python("import signal; signal.pause()", seconds=0.3)
    with pytest.raises(StoreError, match="more than 0 seconds"):
        IndexBuilder(run=hanging).build(tmp_path / "g", None, _batches(), 30)
    assert not (tmp_path / "g").exists()


def test_the_child_gets_no_secrets_and_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_API_KEY", "sk-secret")
    monkeypatch.setenv("CHROMA_API_IMPL", "another")
    monkeypatch.chdir(Path(__file__).parent)
    telling = _python("import os, sys; sys.exit(str(sorted(os.environ)) + os.getcwd())")
    with pytest.raises(StoreError) as told:
        telling(tmp_path / "g", ORDER, ())
    assert "PATH" in told.value.message
    assert "KEY" not in told.value.message
    assert "CHROMA" not in told.value.message
    assert told.value.message.endswith(f"{tmp_path}.")


@pytest.mark.slow
def test_an_orphaned_child_ends_itself(tmp_path: Path) -> None:
    """It has everything it needs, and is verifying or about to, when its parent is gone."""
    (tmp_path / "g").mkdir()
    command = [*ChildProcess().command, str(tmp_path / "g")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        send(child.stdin, ORDER, _batches())
        child.stdin.close()
        assert child.stdout.read() == b""
    assert child.returncode == 1


def test_what_libraries_print_before_the_result_is_not_the_result(tmp_path: Path) -> None:
    script = """print('hello'); print('{"count": 30, "searched": 5, "missed": 0}')"""
    assert _python(script)(tmp_path, ORDER, _batches()) == BuildResult(30, 5, 0)


@pytest.mark.parametrize(
    ("result", "fault"),
    [
        (BuildResult(30, 16, 0), ""),
        (BuildResult(30, 16, 2), ""),
        (BuildResult(30, 16, 3), "3 of 16 vectors did not find themselves"),
        (BuildResult(29, 16, 0), "it holds 29 chunks instead of 30"),
    ],
)
def test_only_a_verified_build_is_believed(tmp_path: Path, result: BuildResult, fault: str) -> None:
    def run(*_: object) -> BuildResult:
        return result

    builder = IndexBuilder(run=run)
    if not fault:
        builder.build(tmp_path / "g", None, _batches(), 30)
        return
    with pytest.raises(StoreError, match=fault):
        builder.build(tmp_path / "g", None, _batches(), 30)
    assert not (tmp_path / "g").exists()


def test_rows_that_are_not_there_are_missed(tmp_path: Path) -> None:
    assert build(tmp_path / "a", ORDER, _batches()) == BuildResult(30, 15, 0)
    short = build(tmp_path / "b", BuildOrder(extend=False, count=30), _batches(0, 29))
    assert short.fault(ORDER) == "it holds 29 chunks instead of 30"


def test_an_error_while_sending_ends_the_child_and_removes_the_folder(tmp_path: Path) -> None:
    def broken() -> Iterator[IndexBatch]:
        yield from _batches()
        raise sqlite3.OperationalError("disk I/O error")

    reading = _python("import sys; sys.stdin.buffer.read()")
    with pytest.raises(sqlite3.OperationalError):
        IndexBuilder(run=reading).build(tmp_path / "g", None, broken(), 30)
    assert not (tmp_path / "g").exists()


@pytest.mark.slow
@pytest.mark.parametrize("sent", ["nothing", "half", "no order"])
def test_the_child_gives_up_when_the_parent_is_gone(tmp_path: Path, sent: str) -> None:
    path = tmp_path / "stream"
    with path.open("wb") as stream:
        if sent == "half":
            send(stream, ORDER, _batches())
            stream.truncate(stream.tell() - 1)
        if sent == "no order":
            send(stream, _batches()[0], ())  # type: ignore[arg-type]
    (tmp_path / "g").mkdir()
    command: Sequence[str] = [*ChildProcess().command, str(tmp_path / "g")]
    with path.open("rb") as stream:
        child = subprocess.run(command, stdin=stream, capture_output=True, check=False, timeout=60)
    assert child.returncode == 1
    assert child.stdout == b""
    assert b"stream" in child.stderr.lower()


@pytest.mark.slow
def test_the_child_makes_nothing_where_its_folder_was_tidied_away(tmp_path: Path) -> None:
    """Its parent was killed before it began, and all that it needs is in its pipe."""
    with (tmp_path / "stream").open("wb") as stream:
        send(stream, ORDER, _batches())
    command: Sequence[str] = [*ChildProcess().command, str(tmp_path / "g")]
    with (tmp_path / "stream").open("rb") as stream:
        child = subprocess.run(command, stdin=stream, capture_output=True, check=False, timeout=60)
    assert child.returncode == 1
    assert not (tmp_path / "g").exists()


def test_a_copy_of_the_database_is_whole_while_it_is_written_to(tmp_path: Path) -> None:
    builder = IndexBuilder(run=build)
    builder.build(tmp_path / "old", None, _batches(0, 20), 20)
    with closing(sqlite3.connect(tmp_path / "old" / CHROMA_FILE)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM embeddings").fetchone()
        builder.build(tmp_path / "new", Base(tmp_path / "old", 20), _batches(20, 21), 21)
    assert len(_nearest(tmp_path / "new", 21)) == 21
