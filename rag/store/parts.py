"""Opens and checks the parts of a store: catalog, generations, locks."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rag.damage import is_damage, is_full
from rag.errors import StoreDamaged, StoreError
from rag.store.ballast import Ballast
from rag.store.builder import IndexBuilder
from rag.store.catalog import Catalog
from rag.store.disk import MEND, disk_errors
from rag.store.generations import Generations
from rag.store.hashing import FORMER
from rag.store.kept_files import ARRIVING, arrive, waiting
from rag.store.manifest import IndexedWith, Manifest
from rag.store.protocols import Embedder
from rag.store.schema import CATALOG
from rag.store.seal import CatalogSeal
from rag.store.transaction import ERASING, IN_THE_LOG, Transaction
from rag.store.view import View
from rag.store.writer_lock import CHECK, WriterLock

_log = logging.getLogger(__name__)

_LOG_WAIT = 1.0
"""Seconds to wait for readers before deleted text is left in the log until the last one goes."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a store is made of, for those who work on it."""

    data_dir: Path
    embedder: Embedder
    catalog: Catalog
    generations: Generations
    builder: IndexBuilder
    lock: WriterLock
    seal: CatalogSeal
    ballast: Ballast

    @classmethod
    def find(cls, data_dir: Path, embedder: Embedder, builder: IndexBuilder | None = None) -> Parts:
        """Those in the data folder, which are made where they are not there. Trusts them."""
        data_dir = data_dir.expanduser().absolute()
        with disk_errors(data_dir):
            index, locks = data_dir / "index", data_dir / "locks"
            index.mkdir(parents=True, exist_ok=True)
            locks.mkdir(exist_ok=True)
            ballast = Ballast(data_dir)
            ballast.throw_out()
            catalog = Catalog.open(data_dir / CATALOG, locks / "catalog.lock")
        return cls(
            data_dir,
            embedder,
            catalog,
            Generations(index, locks),
            builder or IndexBuilder(),
            WriterLock(locks),
            CatalogSeal(data_dir / CATALOG),
            ballast,
        )

    def fingerprint(self) -> str:
        """Names what an index must have been made with to be searched: embedder and layout."""
        return IndexedWith.of(self.embedder).stamp()

    def is_current(self, live: Manifest | None) -> bool:
        """Whether `live` is there and of this embedder; whether it is sound costs more."""
        return live is not None and live.fingerprint == self.fingerprint() and self.is_there(live)

    def is_there(self, live: Manifest) -> bool:
        """Whether the folder of `live` is there, where it needs one."""
        return not live.count or self.generations.path(live.name).is_dir()

    @contextmanager
    def held(self, purpose: str, *, wait: float, wait_for_notes: float = 0.0) -> Iterator[None]:
        """The writer's lock, for the block, over a sound catalog; its seal is off meanwhile.

        A full disk is in nobody's way: see `make_sure_of_room`.
        `StoreBusy` if another has the lock, `StoreDamaged` if the catalog is not what was written.
        """
        self.ballast.throw_out()
        with ExitStack() as held:
            with disk_errors(self.data_dir):
                held.enter_context(
                    self.lock.hold(purpose, wait=wait, wait_for_notes=wait_for_notes)
                )
                self._take_over()
            try:
                yield
            finally:
                self.ballast.throw_out()
                self.put_seal_on()

    @contextmanager
    def reading(self) -> Iterator[View]:
        """What can be asked of the catalog, for the block; what the disk refuses in our words."""
        with disk_errors(self.data_dir), self.catalog.reading() as rows:
            yield rows

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction of the catalog, likewise; `held` or not is the caller's to know."""
        with disk_errors(self.data_dir), self.catalog.writing() as rows:
            yield rows

    def make_sure_of_room(self) -> None:
        """Before more is written than a deletion needs. `StoreError` where the disk is full."""
        with disk_errors(self.data_dir):
            self.ballast.take_in()

    def look_over(self) -> None:
        """Finishes what a killed writer has left, and finds damage that SQLite does not look for.

        Nothing to do where the last writer came to its end; where one is at work, it has looked.
        Raises `StoreDamaged`.
        """
        with disk_errors(self.data_dir):
            with self.catalog.reading() as rows:
                live, erasing = rows.live(), rows.note(ERASING)
            left = self.generations.leftovers(live.name if live else "") or erasing
            if self.seal.holds() and not left and not waiting(self.data_dir).exists():
                return
        try:
            with self.held(CHECK, wait=0.0):
                _log.debug("looked over: nothing is wrong")
        except StoreDamaged:
            raise
        except StoreError as error:  # another writes, and has looked; or the disk has no room
            _log.debug("not looked over: %s", error.message)

    def tidy(self) -> None:
        """Finishes what a killed writer left: folders not live, deleted text in the catalog's file
        and its log; and what an earlier layout did."""
        with disk_errors(self.data_dir):
            with self.catalog.reading() as rows:
                live, erasing, former = rows.live(), rows.note(ERASING), rows.note(FORMER)
            if former:
                self._renew_hashes()
            self.generations.sweep(live.name if live else "")
            if erasing:
                self._erase(is_written_anew=erasing == IN_THE_LOG)

    def bytes_on_disk(self) -> int:
        """Of all files in the data folder; those that vanish meanwhile do not count."""
        total = 0
        with disk_errors(self.data_dir):
            for path in self.data_dir.rglob("*"):
                with suppress(FileNotFoundError):
                    total += path.stat().st_size if path.is_file() else 0
        return total

    def let_arrive(self) -> dict[str, str]:
        """Brings in the uploads of an import, also one that was killed, or lets go of them if it
        was before its commit. Old names of uploads that were here, with new ones.

        `StoreError` where they cannot be put there: they wait for the next one who writes.
        """
        with disk_errors(self.data_dir):
            with self.catalog.reading() as rows:
                noted = rows.note(ARRIVING)
            if noted is None and not waiting(self.data_dir).exists():
                return {}
            renamed = arrive(self.data_dir, noted)
            if noted is not None:
                with self.catalog.writing() as changes:
                    changes.drop_note(ARRIVING)
        return renamed

    def put_seal_on(self) -> None:
        """What is not on the disk, and so not sealed, is examined once more than it has to be."""
        try:
            self.catalog.empty_log(wait=0)
            self.seal.put_on()
        except (OSError, sqlite3.Error, StoreError) as error:
            _log.debug("the catalog is not sealed: %s", error)

    def _erase(self, *, is_written_anew: bool) -> None:
        """Has the catalog's files hold nothing of what was deleted, or leaves that to the next
        writer: where the disk has no room, or somebody reads what was before."""
        if not is_written_anew:
            try:
                self.catalog.write_anew()
                with self.catalog.writing() as changes:
                    changes.set_note(ERASING, IN_THE_LOG)
            except sqlite3.Error as error:
                if is_damage(error):
                    raise
                _log.warning("bits of deleted text may stay until the next sync: %s", error)
                self.catalog.empty_log(wait=_LOG_WAIT)
                return
        if self.catalog.empty_log(wait=_LOG_WAIT):
            with self.catalog.writing() as changes:
                changes.drop_note(ERASING)

    def _renew_hashes(self) -> None:
        """Or leaves them to the next writer, where the disk has no room."""
        try:
            with self.catalog.writing() as rows:
                rows.renew_hashes()
        except sqlite3.Error as error:
            if not is_full(error):
                raise
            _log.debug("hashes are not renewed: %s", error)

    def _take_over(self) -> None:
        if not self.seal.holds():
            faults = self.catalog.examine()
            if faults:
                what = "; ".join(dict.fromkeys(str(fault) for fault in faults[:3]))
                raise StoreDamaged(f"The catalog in {self.data_dir} is damaged: {what}.", hint=MEND)
        self.seal.take_off()
        self.let_arrive()
        self.tidy()
