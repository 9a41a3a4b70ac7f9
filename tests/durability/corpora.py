"""The documents of these tests: a folder before and after its owner has worked on it."""

from __future__ import annotations

import os
from pathlib import Path

from rag.ingest.sync import sync
from rag.store import Store
from rag.store.build import build
from rag.store.builder import IndexBuilder
from rag.types import SyncProgress, SyncReport
from tests.fakes import WordEmbedder

CHUNK_TOKENS = 40
_WORDS = (
    *("amber", "birch", "cedar", "delta", "ember", "fjord", "grove"),
    *("heath", "inlet", "jetty", "knoll", "larch", "maple", "north"),
)


def document(name: str, parts: int, edition: int = 1) -> str:
    """A Markdown document; each section holds a word that is nowhere else."""
    sections = []
    for part in range(parts):
        plain = " ".join(_WORDS[(part + shift) % len(_WORDS)] for shift in range(6))
        sections.append(f"## Part {part}\n\nThe {plain} of {name}x{part}x{edition}.\n")
    return f"# About {name}\n\n" + "\n".join(sections)


def write(folder: Path, source: str, text: str) -> None:
    """A file with a time stamp of its own that does not depend on when the test runs."""
    path = folder / source
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    stamp = 1_700_000_000 + len(text) + sum(text.encode())
    os.utime(path, (stamp, stamp))


def before(folder: Path) -> None:
    """Six documents, one of them read by the parsers' process."""
    for name in ("apple", "bread", "cloud", "dune"):
        write(folder, f"{name}.md", document(name, 4))
    write(folder, "deep/elm.txt", "The elm stands alone, said elmx0x1.\n")
    write(folder, "fern.html", "<html><title>Fern</title><p>Ferns like shade: fernx0x1.</p></html>")


def grown(folder: Path) -> None:
    """Only additions: the index is copied and extended."""
    before(folder)
    write(folder, "grass.md", document("grass", 5))
    write(folder, "hill.html", "<html><title>Hill</title><p>The hill is high: hillx0x1.</p></html>")


def reworked(folder: Path) -> None:
    """An edit, a removal, a new name and an addition: the index is made anew."""
    grown(folder)
    write(folder, "bread.md", document("bread", 3, edition=2))
    (folder / "cloud.md").unlink()
    (folder / "dune.md").rename(folder / "sand.md")


def edited(folder: Path) -> None:
    """One small edit among much that stays: the index is copied, a row taken out, one put in."""
    before(folder)
    write(folder, "deep/elm.txt", "The elm has company now, said elmx0x2.\n")


def nothing(folder: Path) -> None:
    """A folder without documents."""
    folder.mkdir(parents=True, exist_ok=True)


BEFORE = {"first": nothing, "grown": before, "reworked": before, "edited": before}
AFTER = {"first": before, "grown": grown, "reworked": reworked, "edited": edited}
"""What is done to each: the first index is begun while its texts are embedded."""


def in_this_process() -> IndexBuilder:
    """Builds without a child process: quicker, where the child is not what is looked at."""
    return IndexBuilder(run=build)


def sync_folder(
    corpus: Path, store: Store, embedder: WordEmbedder, on_progress: object = None
) -> SyncReport:
    """A sync as the assistant does it."""

    def told(progress: SyncProgress) -> None:
        if callable(on_progress):
            on_progress(progress)

    return sync(
        corpus,
        store,
        embedder,
        chunk_tokens=CHUNK_TOKENS,
        max_file_bytes=1_000_000,
        on_progress=told,
    )
