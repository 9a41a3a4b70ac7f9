"""The manifest: reading a generation leaves it as sealed, and damage of any kind shows."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StoreError
from rag.store.manifest import CHROMA_FILE, Manifest, fault, seal
from rag.store.vectors import IndexBatch, IndexRow, VectorIndex
from rag.types import Chunk
from tests.harms import empty, flip, remove, truncate

VECTORS = np.random.default_rng(0).normal(size=(40, 16)).astype(np.float32)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A generation of 40 chunks and its manifest."""
    folder = tmp_path_factory.mktemp("generations") / "g"
    rows = [
        IndexRow(Chunk(f"c{n}", "doc", "Title", n, n + 1, "t", "p. 1"), "doc.md") for n in range(40)
    ]
    index = VectorIndex.create(folder)
    index.upsert(IndexBatch(tuple(rows), VECTORS))
    index.close()
    return folder, seal(folder, "g", "words-1/16/here", 40)


@pytest.fixture
def copy(sealed: tuple[Path, Manifest], tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(sealed[0], tmp_path / "g"))


def _path_of(folder: Path, name: str) -> Path:
    return next(folder.rglob(name))


def test_it_covers_every_file_and_survives_json(sealed: tuple[Path, Manifest]) -> None:
    folder, manifest = sealed
    names = {Path(file.path).name for file in manifest.files} | {CHROMA_FILE}
    assert names == {path.name for path in folder.rglob("*") if path.is_file()}
    assert "data_level0.bin" in names
    assert Manifest.from_json(manifest.to_json()) == manifest


def test_what_a_later_version_has_added_is_named(sealed: tuple[Path, Manifest]) -> None:
    fields = json.loads(sealed[1].to_json()) | {"layers": 2}
    with pytest.raises(StoreError, match=r"later version of Footnote .*'layers'"):
        Manifest.from_json(json.dumps(fields))


def test_reading_a_generation_does_not_change_it(sealed: tuple[Path, Manifest], copy: Path) -> None:
    before = (copy / CHROMA_FILE).read_bytes()
    for _ in range(2):
        index = VectorIndex.open(copy)
        assert len(index.search(VECTORS[0], 40)) == 40
        index.close()
    assert (copy / CHROMA_FILE).read_bytes() != before  # Chroma notes each opening there
    assert fault(sealed[1], copy) == ""


@pytest.mark.parametrize("harm", [truncate, flip, empty, remove])
@pytest.mark.parametrize(
    "name",
    ["data_level0.bin", "header.bin", "index_metadata.pickle", "length.bin", "link_lists.bin"],
)
def test_harm_to_any_file_of_the_graph_shows(
    sealed: tuple[Path, Manifest], copy: Path, name: str, harm: Callable[[Path], None]
) -> None:
    harm(_path_of(copy, name))
    assert name in fault(sealed[1], copy)


@pytest.mark.parametrize("harm", [truncate, empty, remove])
def test_harm_to_chromas_database_shows(
    sealed: tuple[Path, Manifest], copy: Path, harm: Callable[[Path], None]
) -> None:
    harm(copy / CHROMA_FILE)
    assert CHROMA_FILE in fault(sealed[1], copy)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM embeddings WHERE id = 3",
        "UPDATE embeddings SET embedding_id = 'other' WHERE id = 3",
        "UPDATE segments SET id = 'other' WHERE scope = 'VECTOR'",
        "UPDATE collections SET dimension = 8",
        "UPDATE max_seq_id SET seq_id = 7",
        "DELETE FROM embedding_metadata WHERE id = 3",
        "DROP TABLE embeddings",
    ],
)
def test_other_rows_than_were_sealed_show(
    sealed: tuple[Path, Manifest], copy: Path, change: str
) -> None:
    with closing(sqlite3.connect(copy / CHROMA_FILE)) as connection:
        connection.execute(change)
        connection.commit()
    assert CHROMA_FILE in fault(sealed[1], copy)


def test_flipped_bytes_of_the_database_show_or_do_not_matter(
    sealed: tuple[Path, Manifest], copy: Path
) -> None:
    """A flip in unused space or in the log of openings is nothing that search would read."""
    original = (copy / CHROMA_FILE).read_bytes()
    shown = 0
    for position in range(0, len(original), 1_009):
        content = bytearray(original)
        content[position] ^= 0xFF
        (copy / CHROMA_FILE).write_bytes(content)
        shown += bool(fault(sealed[1], copy))
    assert shown > 0


def test_a_folder_that_is_gone_shows(sealed: tuple[Path, Manifest], tmp_path: Path) -> None:
    assert fault(sealed[1], tmp_path / "gone") != ""


def test_nothing_indexed_needs_no_files(tmp_path: Path) -> None:
    empty = seal(tmp_path, "g", "words-1/16/here", 0)
    assert empty.files == ()
    assert fault(empty, tmp_path / "gone") == ""
