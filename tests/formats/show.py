"""Shows file by file whether each planted sentence is found, quoted and located, by the product.

    python -m tests.formats.show

All files are indexed in one folder with the default embedder; each sentence is then searched for
among all of them. Found: one of the first five hits is of that file and holds the sentence.
Quoted: one sentence of the document, as the product cuts it, holds it word for word. Located: the
hit's place is the one that it was planted at. Files that must be refused are named with what a
user reads.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from rag import Assistant, Settings
from rag.text import sentence_spans
from tests.formats.make import FILES
from tests.test_formats import PLANTED

MOST = 5
"""Hits looked at: 18 files say nearly the same."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One planted sentence."""

    found: bool
    quoted: bool
    located: bool


def shown(assistant: Assistant, source: str, words: str, place: str) -> Shown:
    """Searched for among all documents, most of which say nearly the same."""
    for hit in assistant.retrieve(words, k=MOST):
        document = assistant.document(hit.chunk.document_id)
        if document.source != source or words not in hit.chunk.text:
            continue
        spans = sentence_spans(document.text)
        held = sum(words in document.text[span.start : span.end] for span in spans)
        locator = hit.chunk.locator
        located = locator == place if place else bool(re.match(r"lines? \d", locator))
        return Shown(True, held == 1, located)
    return Shown(False, False, False)


def main() -> int:
    rows: dict[str, list[Shown]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder, "corpus")
        shutil.copytree(FILES, corpus)
        settings = Settings(corpus_dir=corpus, data_dir=Path(folder, "data"), reader=False)
        with Assistant.open(settings) as assistant:
            failed = assistant.sync().failed
            for name, planted, sentence, place in PLANTED:
                words = sentence.format(planted).rstrip("|").rstrip()
                rows[name].append(shown(assistant, name, words, place))
    print(f"{'file':<14} {'sentences':>9} {'found':>6} {'quoted':>7} {'located':>8}")
    for name, each in sorted(rows.items()):
        counts = [
            sum(getattr(one, what) for one in each) for what in ("found", "quoted", "located")
        ]
        print(f"{name:<14} {len(each):>9} {counts[0]:>6} {counts[1]:>7} {counts[2]:>8}")
    for failure in failed:
        print(f"{failure.source}: refused: {failure.reason}")
    everything = [one for each in rows.values() for one in each]
    well = sum(one.found and one.quoted and one.located for one in everything)
    print(f"found, quoted and located: {well} of {len(everything)} in {len(rows)} files")
    return int(well < len(everything))


if __name__ == "__main__":
    sys.exit(main())
