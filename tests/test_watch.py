"""The watcher: real folders, real changes; each is acted on, and nothing else is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.errors import StoreBusy
from rag.watch import Watcher

DEADLINE = 20.0  # seconds; a change is usually noticed in a tenth of one


class Acts:
    """Counts what the watcher had done; refuses the first `refusals`."""

    def __init__(self, refusals: int = 0) -> None:
        self.count = 0
        self.refusals = refusals
        self._changed = threading.Condition()

    def __call__(self) -> bool:
        with self._changed:
            self.count += 1
            self._changed.notify_all()
            return self.count > self.refusals

    def reach(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= count, DEADLINE)


@contextmanager
def watching(
    paths: Callable[[], list[Path]],
    acts: Acts,
    ignored: tuple[Path, ...] = (),
    act: Callable[[], bool] | None = None,
) -> Iterator[None]:
    """A watcher that is known to watch: a file made beside everything else has been noticed."""
    watcher = Watcher(paths, act or acts, ignored, quiet=0.05)
    watcher.start()
    try:
        probe, number = paths()[0] / "probe.txt", 0
        while not acts.count and number < 100:
            number += 1
            probe.write_text(str(number))
            with acts._changed:
                acts._changed.wait_for(lambda: acts.count > acts.refusals, 0.5)
        assert acts.count
        yield
    finally:
        watcher.stop()


def settle(acts: Acts, folder: Path) -> int:
    """The count once everything until now was noticed: what is written last is noticed last."""
    before = acts.count
    (folder / "settled.txt").write_text(str(before))
    assert acts.reach(before + 1)
    return acts.count


def test_a_new_file_a_change_and_a_deletion_are_acted_on(tmp_path: Path) -> None:
    acts = Acts()
    with watching(lambda: [tmp_path], acts):
        for change in (
            lambda: (tmp_path / "a.md").write_text("One."),
            lambda: (tmp_path / "a.md").write_text("Two."),
            lambda: (tmp_path / "a.md").unlink(),
        ):
            before = acts.count
            change()
            assert acts.reach(before + 1), "it was not noticed"


def test_hidden_and_ignored_files_are_not_acted_on(tmp_path: Path) -> None:
    acts, data = Acts(), tmp_path / "data"
    uploads = data / "uploads"
    uploads.mkdir(parents=True)
    seen: list[int] = []
    with watching(lambda: [tmp_path, uploads], acts, ignored=(data,)):
        before = settle(acts, tmp_path)
        for number in range(5):
            (data / f"catalog-{number}").write_text("x")
            (tmp_path / f".hidden-{number}").write_text("x")
        seen.append(settle(acts, tmp_path) - before)
        (uploads / "a.txt").write_text("An upload.")
        assert acts.reach(acts.count + 1)
    assert seen == [1]


def test_a_folder_that_comes_later_is_watched_too(tmp_path: Path) -> None:
    acts, first, later = Acts(), tmp_path / "first", tmp_path / "later"
    first.mkdir()
    with watching(lambda: [first, later], acts):
        before = settle(acts, first)
        later.mkdir()
        assert acts.reach(before + 1), "it is there"
        before = acts.count
        (later / "a.md").write_text("One.")
        assert acts.reach(before + 1), "it has changed"


def test_what_could_not_be_done_is_tried_again(tmp_path: Path) -> None:
    acts = Acts(refusals=3)
    with watching(lambda: [tmp_path], acts):
        assert acts.reach(4)


def test_nothing_is_done_once_it_is_stopped(tmp_path: Path) -> None:
    acts, others = Acts(), Acts()
    with watching(lambda: [tmp_path], others):
        with watching(lambda: [tmp_path], acts):
            pass
        count = acts.count
        for _ in range(3):  # what goes on watching notices each; by the last, both would have
            settle(others, tmp_path)
        assert acts.count == count
    assert not [one for one in threading.enumerate() if one.name == "watch-folders"]


def test_a_single_file_is_followed_when_another_takes_its_name(tmp_path: Path) -> None:
    acts, folder, single = Acts(), tmp_path / "folder", tmp_path / "one.md"
    folder.mkdir()
    single.write_text("0")
    with watching(lambda: [folder, single], acts):
        for number in range(2):
            before = settle(acts, folder)
            (tmp_path / "draft").write_text(f"Version {number}.")
            (tmp_path / "draft").replace(single)
            assert acts.reach(before + 1), "it was not noticed"
        (tmp_path / "beside.md").write_text("Another file.")
        before = acts.count
        assert settle(acts, folder) == before + 1


def test_a_single_file_is_watched_without_any_folder(tmp_path: Path) -> None:
    acts, single, gone = Acts(), tmp_path / "one.md", threading.Event()

    def act() -> bool:
        if not single.exists():
            gone.set()
        return acts()

    watcher = Watcher(lambda: [single], act, quiet=0.05)
    single.write_text("")
    watcher.start()
    try:
        for number in range(1, 100):
            single.write_text("x" * number)
            with acts._changed:
                if acts._changed.wait_for(lambda: acts.count, 0.5):
                    break
        assert acts.count
        single.unlink()
        assert gone.wait(DEADLINE)
    finally:
        watcher.stop()


def test_paths_that_cannot_be_asked_for_just_now_do_not_end_it(tmp_path: Path) -> None:
    acts, refusals = Acts(), [StoreBusy("The catalog is locked.")] * 2

    def paths() -> list[Path]:
        if acts.count and refusals:
            raise refusals.pop()
        return [tmp_path]

    with watching(paths, acts):
        before = acts.count
        assert acts.reach(before + 1), "what was missed meanwhile is caught up with"
        assert not refusals
        settle(acts, tmp_path)


@pytest.mark.parametrize(
    "fault",
    [PermissionError(13, "Permission denied"), RuntimeError("error in underlying watcher")],
)
@pytest.mark.parametrize("looks", [0, 3])
def test_folders_that_the_system_does_not_watch_are_looked_at(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    looks: int,
) -> None:
    def refuse(*_: object, **__: object) -> Iterator[set[object]]:
        for _number in range(looks):
            yield set()
        raise fault

    monkeypatch.setattr("watchfiles.watch", refuse)
    acts, data, folder = Acts(), tmp_path / "data", tmp_path / "folder"
    uploads = data / "uploads"
    for one in (uploads, folder):
        one.mkdir(parents=True)
    with watching(lambda: [tmp_path, uploads], acts, ignored=(data,)):
        for change in (
            lambda: (folder / "a.md").write_text("One."),
            lambda: (folder / "a.md").write_text("Another."),
            lambda: (folder / "a.md").rename(folder / "b.md"),
            lambda: (folder / "b.md").unlink(),
            lambda: (uploads / "a.txt").write_text("An upload."),
        ):
            before = acts.count
            change()
            assert acts.reach(before + 1), "it was not noticed"
        before = settle(acts, tmp_path)
        (data / "catalog").write_text("x")
        (folder / ".hidden").write_text("x")
        (folder / ".git").mkdir()
        (folder / ".git" / "index").write_text("x")
        assert settle(acts, tmp_path) == before + 1
    assert len([one for one in caplog.records if one.name == "rag.watch"]) == 1


def test_what_keeps_it_from_watching_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    acts, refusals = Acts(), [StoreBusy("The catalog is locked.")] * 5

    def paths() -> list[Path]:
        if acts.count and refusals:
            raise refusals.pop()
        return [tmp_path]

    with watching(paths, acts):
        assert acts.reach(acts.count + 1)
    assert [one.getMessage() for one in caplog.records if one.name == "rag.watch"] == [
        "the folders cannot be watched just now: The catalog is locked."
    ]


def test_what_changes_while_a_new_folder_is_taken_up_is_noticed(tmp_path: Path) -> None:
    first, later = tmp_path / "first", tmp_path / "later"
    first.mkdir()
    acts, changing = Acts(), threading.Event()

    def act() -> bool:
        if later.exists() and not changing.is_set():
            changing.set()
            (first / "changed.md").write_text("Changed meanwhile.")
        return acts()

    with watching(lambda: [first, later], acts, act=act):
        settle(acts, first)
        before = acts.count
        later.mkdir()
        assert acts.reach(before + 2)
