"""Generations: what is read stays, what is not goes, and nothing damaged is opened."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock, Timeout

from rag.errors import StoreDamaged
from rag.store.build import build
from rag.store.builder import IndexBuilder
from rag.store.generations import Generations
from rag.store.manifest import Manifest, seal
from rag.store.vectors import IndexBatch, IndexRow, VectorIndex
from rag.types import Chunk

VECTORS = np.random.default_rng(0).normal(size=(5, 16)).astype(np.float32)


def _make(generations: Generations, name: str) -> Manifest:
    rows = [IndexRow(Chunk(f"c{n}", "d", "T", n, n + 1, "t", "p"), "d.md") for n in range(5)]
    batches = (IndexBatch(tuple(rows), VECTORS),)
    IndexBuilder(run=build).build(generations.path(name), None, batches, 5)
    return seal(generations.path(name), name, "words-1/16/here", 5)


def _open(folder: Path) -> Generations:
    for name in ("index", "locks"):
        (folder / name).mkdir(exist_ok=True)
    return Generations(folder / "index", folder / "locks")


@pytest.fixture
def generations(tmp_path: Path) -> Iterator[Generations]:
    """As one process sees them."""
    generations = _open(tmp_path)
    yield generations
    generations.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Generations]:
    """The same folders as another process sees them: it shares nothing but the files."""
    elsewhere = _open(tmp_path)
    yield elsewhere
    elsewhere.close()


def _reader_locks(generations: Generations) -> list[str]:
    locks = generations.path("x").parent.parent / "locks"
    return [path.name for path in locks.glob("*.reader")]


def test_a_generation_stays_while_anybody_reads_it(
    generations: Generations, elsewhere: Generations
) -> None:
    manifest = _make(generations, "g1")
    index = generations.lease(manifest)
    assert generations.lease(manifest) is index
    for writer in (generations, elsewhere):
        assert not writer.remove("g1")
        writer.sweep("g2")
    generations.release("g1")
    assert not elsewhere.remove("g1")
    assert index.search(VECTORS[2], 1)[0][0] == "c2"
    generations.release("g1")
    assert elsewhere.remove("g1")
    assert not generations.path("g1").exists()
    assert _reader_locks(generations) == []


def test_an_index_stays_open_between_leases_but_holds_nobody_up(
    generations: Generations, elsewhere: Generations
) -> None:
    manifest = _make(generations, "g1")
    index = generations.lease(manifest)
    generations.release("g1")
    assert generations.lease(manifest) is index
    generations.release("g1")
    assert elsewhere.remove("g1")


def test_a_lock_file_is_kept_between_leases_and_made_anew_where_a_writer_removed_it(
    generations: Generations, elsewhere: Generations
) -> None:
    manifest = _make(generations, "g1")
    for _ in range(2):
        generations.lease(manifest)
        generations.release("g1")
    assert len(_reader_locks(generations)) == 1
    elsewhere.sweep("g1")
    assert _reader_locks(generations) == []
    generations.lease(manifest)
    assert len(_reader_locks(generations)) == 1
    assert not elsewhere.remove("g1")
    generations.release("g1")
    assert elsewhere.remove("g1")
    assert _reader_locks(generations) == []


def test_the_next_generation_closes_the_one_before(generations: Generations) -> None:
    first, second = _make(generations, "g1"), _make(generations, "g2")
    generations.lease(first)
    generations.release("g1")
    generations.lease(second)
    assert generations.remove("g1")
    with pytest.raises(StoreDamaged, match="is missing"):
        generations.lease(first)
    generations.release("g2")


def test_a_prepared_generation_is_open_before_its_first_lease(
    generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _make(generations, "g1"), _make(generations, "g2")
    generations.lease(first)
    generations.prepare(second)
    generations.release("g1")
    generations.lease(first)  # a question before the publish closes nothing that is to come
    generations.release("g1")
    monkeypatch.setattr(VectorIndex, "open", _not_again)
    assert generations.lease(second).search(VECTORS[2], 1)[0][0] == "c2"
    generations.release("g2")
    assert generations.remove("g1")
    assert generations.remove("g2")
    assert list(generations.path("x").parent.iterdir()) == []


def _not_again(folder: Path) -> VectorIndex:
    raise AssertionError(f"{folder} is opened while a question waits")


def test_nothing_is_prepared_where_nobody_reads_or_what_is_damaged(
    generations: Generations,
) -> None:
    first, second = _make(generations, "g1"), _make(generations, "g2")
    generations.prepare(first)
    assert generations.remove("g1")
    third = _make(generations, "g3")
    generations.lease(third)
    next(generations.path("g2").rglob("data_level0.bin")).write_bytes(b"")
    generations.prepare(second)
    with pytest.raises(StoreDamaged, match=r"data_level0\.bin has another size"):
        generations.lease(second)
    generations.release("g3")


@pytest.mark.parametrize(
    "fault", [StoreDamaged("The vector index cannot be used: it ends here."), MemoryError()]
)
def test_one_that_cannot_be_searched_is_closed_and_only_damage_is_left_to_the_lease(
    generations: Generations, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    first, second = _make(generations, "g1"), _make(generations, "g2")
    generations.lease(first)
    closed: list[str] = []

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(VectorIndex, "warm_up", fail)
    with monkeypatch.context() as watched:
        close = VectorIndex.close

        def noted(index: VectorIndex) -> None:
            closed.append("index")
            close(index)

        watched.setattr(VectorIndex, "close", noted)
        with nullcontext() if isinstance(fault, StoreDamaged) else pytest.raises(MemoryError):
            generations.prepare(second)
    assert closed == ["index"]
    assert generations.lease(second).search(VECTORS[2], 1)[0][0] == "c2"
    for name in ("g1", "g2"):
        generations.release(name)


def test_sweeping_keeps_the_live_generation_only(generations: Generations) -> None:
    for name in ("g1", "g2", "g3"):
        generations.path(name).mkdir()
    generations.sweep("g2")
    assert [path.name for path in generations.path("g2").parent.iterdir()] == ["g2"]


def test_a_damaged_generation_is_not_opened_and_not_held(generations: Generations) -> None:
    manifest = _make(generations, "g1")
    next(generations.path("g1").rglob("data_level0.bin")).write_bytes(b"")
    for _ in range(2):
        with pytest.raises(StoreDamaged, match=r"data_level0\.bin has another size"):
            generations.lease(manifest)
    assert _reader_locks(generations) == []
    assert generations.remove("g1")


@pytest.mark.slow
def test_a_killed_reader_holds_nothing(generations: Generations) -> None:
    manifest = _make(generations, "g1")
    script = (
        "import sys; from pathlib import Path; from rag.store.generations import Generations\n"
        "from rag.store.manifest import Manifest\n"
        "folder = Path(sys.argv[1])\n"
        "generations = Generations(folder / 'index', folder / 'locks')\n"
        "generations.lease(Manifest.from_json(sys.argv[2]))\n"
        "print('reading', flush=True); sys.stdin.read()"
    )
    folder = generations.path("g1").parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", script, str(folder), manifest.to_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        assert not generations.remove("g1")
        reader.kill()
    assert len(_reader_locks(generations)) == 1
    assert generations.remove("g1")
    assert _reader_locks(generations) == []


@pytest.fixture
def no_open_file_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: a file that is locked cannot be removed, whoever has the lock."""
    unlink = Path.unlink

    def refusing(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".reader" and path.exists():
            try:
                with FileLock(path, timeout=0, thread_local=False):
                    pass
            except Timeout:
                raise PermissionError(13, "The process cannot access the file") from None
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refusing)


@pytest.mark.usefixtures("no_open_file_goes")
def test_where_no_open_file_can_be_removed_a_lock_is_released_first(
    generations: Generations, elsewhere: Generations
) -> None:
    manifest = _make(generations, "g1")
    for _ in range(2):
        generations.lease(manifest)
        assert not elsewhere.remove("g1")
        elsewhere.sweep("g2")
        assert len(_reader_locks(generations)) == 1
        generations.release("g1")
    generations.close()
    assert _reader_locks(generations) == []
    (generations.path("x").parent.parent / "locks" / "g1.0.reader").touch()  # of a killed reader
    assert elsewhere.remove("g1")
    assert _reader_locks(generations) == []


@pytest.mark.usefixtures("no_open_file_goes")
def test_who_takes_a_lock_that_is_just_being_removed_has_it(
    generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    _make(generations, "g1")
    path = generations.path("x").parent.parent / "locks" / "g1.0.reader"
    path.touch()
    reader = FileLock(path, timeout=0, thread_local=False)
    release = FileLock.release

    def releasing(lock: FileLock, force: bool = False) -> None:
        release(lock, force)
        reader.acquire()

    with monkeypatch.context() as patched:
        patched.setattr(FileLock, "release", releasing)
        assert not generations.remove("g1")
    assert path.exists()
    assert generations.path("g1").exists()
    reader.release(force=True)
    assert generations.remove("g1")


def test_closing_waits_for_the_last_snapshot(generations: Generations) -> None:
    manifest = _make(generations, "g1")
    index = generations.lease(manifest)
    generations.close()
    assert index.search(VECTORS[1], 1)[0][0] == "c1"
    generations.release("g1")
    assert _reader_locks(generations) == []


def test_names_are_not_given_twice(generations: Generations) -> None:
    names = {generations.new_name() for _ in range(100)}
    assert len(names) == 100
