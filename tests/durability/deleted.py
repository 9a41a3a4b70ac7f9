"""After a delete, every byte below the data folder is searched for what was deleted.

    python -m tests.durability.deleted --times 20

Each time four documents with a word of their own are indexed with the default embedder: a file of
the corpus folder that is deleted there, one that is edited, one that is excluded on the page, and
an upload that is deleted. After the sync that follows none of the words may be anywhere below the
data folder, in UTF-8 or UTF-16; before it, all of them must be, or the search is worth nothing.

So much at once has the index made anew where there is little else. So each time, elsewhere, four
notes of one to many passages come to fourteen documents of many formats, and each is deleted before
the next: nothing may be left of words of its text, title and file name, where the index is extended
and where it is made anew because much was deleted.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path

from rag import Assistant, Settings
from rag.store import load_embedder
from tests.durability import unlike
from tests.durability.corpora import before
from tests.durability.edits import own_word, traces
from tests.opened import opened

_NOTES = 1_000_000
"""The words of notes are numbered from here."""


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


def hits_at_once(settings: Settings, times: int) -> list[str]:
    """Traces of words whose documents went all at once."""
    before(settings.corpus_dir)
    with Assistant.open(settings) as assistant:
        return [hit for n in range(times) for hit in hits_of_one_round(assistant, settings, n)]


def hits_one_by_one(settings: Settings, times: int) -> tuple[list[str], list[bool]]:
    """Traces of words whose documents went one by one; and of each build, whether it extended."""
    recorder, hits = unlike.Recorder(), []
    unlike.write_all(settings.corpus_dir)
    embedder = load_embedder(settings.embedding_model)
    with opened(settings, embedder, recorder.builder()) as assistant:
        assistant.sync()
        for number in range(times):
            hits += unlike.left_of_uploads(assistant, settings.data_dir, _NOTES + 16 * number)
    return hits, recorder.extended


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as name:
        few, many = (
            Settings(corpus_dir=Path(name, each), data_dir=Path(name, f"{each}-data"), reader=False)
            for each in ("few", "many")
        )
        at_once = hits_at_once(few, times)
        one_by_one, extended = hits_one_by_one(many, times)
        sizes = [path.stat().st_size for path in Path(name).glob("*-data/**/*") if path.is_file()]
    for hit in (*at_once, *one_by_one):
        print(hit)
    print(
        f"{4 * times} documents deleted, edited or excluded at once, {4 * times} deleted one by "
        f"one ({sum(extended)} of {len(extended)} builds extended the index); every byte of the "
        f"data folders searched ({sum(sizes):,} bytes in {len(sizes)} files at the end): "
        f"{len(at_once)} and {len(one_by_one)} hits"
    )
    return int(bool(at_once or one_by_one) or sum(extended) < len(extended) / 2)


if __name__ == "__main__":
    sys.exit(main())
