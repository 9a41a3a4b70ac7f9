"""The watcher: real folders, real changes; each is acted on, and nothing else is."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
    paths: Callable[[], list[Path]], acts: Acts, ignored: tuple[Path, ...] = ()
) -> Iterator[None]:
    """A watcher that is known to watch: a file made beside everything else has been noticed."""
    watcher = Watcher(paths, acts, ignored, quiet=0.05)
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
    acts = Acts()
    with watching(lambda: [tmp_path], acts):
        pass
    count = acts.count
    (tmp_path / "a.md").write_text("One.")
    assert acts.count == count
    assert not [one for one in threading.enumerate() if one.name == "watch-folders"]
