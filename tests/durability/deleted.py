"""After a delete, every byte below the data folder is searched for what was deleted.

    python -m tests.durability.deleted --times 20

Each time four documents with a word of their own are indexed with the default embedder: a file of
the corpus folder that is deleted there, one that is edited, one that is excluded on the page, and
an upload that is deleted. After the sync that follows none of the words may be anywhere below the
data folder, in UTF-8 or UTF-16; before it, all of them must be, or the search is worth nothing.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path

from rag import Assistant, Settings
from tests.durability.corpora import before
from tests.durability.edits import own_word, traces


def _page(word: str) -> str:
    return f"# About {word}\n\nHere stands {word}, alone, for a paragraph.\n"


def hits_of_one_round(assistant: Assistant, settings: Settings, number: int) -> list[str]:
    """Traces of the four words after their documents are gone."""
    words = [own_word(4 * number + each) for each in range(4)]
    corpus = settings.corpus_dir
    for word, name in zip(words, ("deleted.md", "edited.md", "excluded.md"), strict=False):
        (corpus / name).write_text(_page(word))
    added = assistant.library.add("upload.md", io.BytesIO(_page(words[3]).encode()))
    assistant.sync()
    assert all(traces(settings.data_dir, word) for word in words), "the search finds nothing"
    assert assistant.retrieve(words[0], k=1)  # the index is open while it is replaced
    (corpus / "deleted.md").unlink()
    (corpus / "edited.md").write_text("Nothing is left of it.\n")
    assistant.library.remove("excluded.md")
    assistant.library.remove(added.sources[0])
    assistant.sync()
    found = [trace for word in words for trace in traces(settings.data_dir, word)]
    assistant.library.restore("excluded.md")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    given = parser.parse_args()
    hits: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(
            corpus_dir=Path(name, "corpus"), data_dir=Path(name, "data"), reader=False
        )
        before(settings.corpus_dir)
        with Assistant.open(settings) as assistant:
            for number in range(given.times):
                hits += hits_of_one_round(assistant, settings, number)
        files = [path for path in settings.data_dir.rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files)
    print(*hits, sep="\n", end="\n" if hits else "")
    print(
        f"{4 * given.times} documents deleted, edited or excluded; every byte of {len(files)} files"
        f" ({size:,} bytes at the end) searched {given.times} times: {len(hits)} hits"
    )
    return int(bool(hits))


if __name__ == "__main__":
    sys.exit(main())
