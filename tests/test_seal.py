"""The seal on the catalog: it tells damage, and costs a reading of the file only where it must."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import StoreDamaged
from rag.store import Store, seal
from rag.store.seal import CatalogSeal
from tests.fakes import WordEmbedder


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every reading of a catalog for its seal."""
    paths: list[Path] = []

    def counted(path: Path) -> Iterator[bytes]:
        paths.append(path)
        yield path.read_bytes()

    for name in ("_posix_pieces", "_pieces"):
        monkeypatch.setattr(seal, name, counted)
    return paths


def test_a_note_that_changes_nothing_has_the_catalog_read_once(
    tmp_path: Path, read: list[Path]
) -> None:
    store = Store.open(tmp_path, WordEmbedder())
    store.revise(lambda held: replace(held, excluded=frozenset({"a.md"})))
    for revision, readings in ((frozenset({"a.md"}), 1), (frozenset({"b.md"}), 2)):
        read.clear()
        store.revise(lambda held, names=revision: replace(held, excluded=names))  # type: ignore[misc]
        assert len(read) == readings
        assert CatalogSeal(tmp_path / "catalog.sqlite3").holds()
    store.close()


def test_an_upload_has_nothing_of_the_catalog_read_and_leaves_it_sealed(
    tmp_path: Path, read: list[Path]
) -> None:
    catalog = tmp_path / "catalog.sqlite3"
    store = Store.open(tmp_path, WordEmbedder())
    assert CatalogSeal(catalog).holds()
    read.clear()
    for name in ("uploads/a.md", "uploads/b.md"):
        store.remember(lambda held, name=name: replace(held, uploads={**held.uploads, name: name}))  # type: ignore[misc]
    assert read == []
    assert CatalogSeal(catalog).holds()
    assert set(store.holdings().uploads) == {"uploads/a.md", "uploads/b.md"}
    killed = tmp_path.with_name("killed")
    shutil.copytree(tmp_path, killed)  # what a kill here would leave
    store.close()
    assert CatalogSeal(catalog).holds(), "what was noted is sealed in"
    for folder in (tmp_path, killed):
        with closing(Store.open(folder, WordEmbedder())) as again:
            assert set(again.holdings().uploads) == {"uploads/a.md", "uploads/b.md"}
            assert CatalogSeal(folder / "catalog.sqlite3").holds()


def test_an_upload_does_not_take_damage_for_what_was_written(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path, WordEmbedder())) as store:
        store.revise(lambda held: replace(held, uploads={"uploads/a.md": "letter"}))
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite3", isolation_level=None)) as other:
        store = Store.open(tmp_path, WordEmbedder())
        other.execute("UPDATE uploads SET name = 'better'")  # as a flipped byte would have it
        with pytest.raises(StoreDamaged, match="not what was written"):
            store.remember(lambda held: replace(held, excluded=frozenset({"b.md"})))
        assert store.holdings().excluded == frozenset()
    store.close()


def test_damage_done_meanwhile_is_not_sealed_in(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog"
    catalog.write_bytes(b"sound" * 1_000)
    writer = CatalogSeal(catalog)
    writer.put_on()
    assert writer.holds()
    writer.take_off()
    assert not CatalogSeal(catalog).holds()
    status = catalog.stat()
    catalog.write_bytes(b"wrong" * 1_000)
    os.utime(catalog, ns=(status.st_atime_ns, status.st_mtime_ns))  # a disk tells nobody
    writer.put_on()
    assert not CatalogSeal(catalog).holds()
    catalog.write_bytes(b"other" * 1_001)
    writer.put_on()
    assert CatalogSeal(catalog).holds(), "what was written is sealed"
