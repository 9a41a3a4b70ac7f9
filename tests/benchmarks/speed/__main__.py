"""How fast Footnote is, beside what one would use instead, in one run.

    python -m tests.benchmarks.speed [--quick] [--large] [--data DIR] [--rounds 5] [--json FILE]
        [--only ingest,quality,sync,questions,cold,page]

Prints a line a figure: with a bar where there is one, and whether it is kept to. What is compared
takes turns in one run, and a ratio is the median of the pairs, so that a busy machine slows both;
seconds and milliseconds mean something on an idle machine only. Documents of about 150 words are
put together from the sentences of the papers in DIR/covid_qa, or of the documents that ship. Ingest
is measured with real vectors, with DIR also that of the papers as they are; the larger indexes
(1,000 and 10,000 documents, with `--large` 100,000) are filled with means of sentence vectors, and
searched as they are always. `--large` also ingests 10,000. With DIR the same path ranks the papers'
chunks too, so that no speed is bought with quality; `python -m tests.benchmarks.ranking` says more
of that. `--quick` is for a look in a few minutes: fewer documents, two rounds, and no ranking
unless `--only` asks for it.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.speed.corpora import questions, sentences
from tests.benchmarks.speed.ingest import afterwards, ingest, ingest_of_papers
from tests.benchmarks.speed.quality import quality
from tests.benchmarks.speed.questions import answering, first_answered, plain_index, retrieving
from tests.benchmarks.speed.starting import page, processes
from tests.benchmarks.speed.timing import Measure, as_json, table

PARTS = ("ingest", "quality", "sync", "questions", "cold", "page")


def measured(folder: Path, options: argparse.Namespace) -> Iterator[Measure]:
    """Every figure, as soon as it is there."""
    told = sentences(options.data)
    asked = questions(60 if options.quick else 300, told)
    only, rounds = set(options.only.split(",")), 2 if options.quick else options.rounds
    if "ingest" in only:
        count = 150 if options.quick else 10_000 if options.large else 2_000
        yield from ingest(folder, told, count, rounds)
        if options.data:
            most = 10 if options.quick else None
            yield from ingest_of_papers(folder / "papers", options.data, rounds, most)
    if "quality" in only and options.data:
        yield from quality(options.data, folder / "ranked", 100 if options.quick else 400)
    if only <= {"ingest", "quality"}:
        return
    sizes = [1_000] if options.quick else [1_000, 10_000]
    tails: dict[int, float] = {}
    for count in [*sizes, 100_000] if options.large else sizes:
        figures, data = afterwards(folder, told, count, rounds if "sync" in only else 0)
        yield from figures
        if "questions" in only:
            figures, tails[count] = retrieving(data, folder, asked, count)
            yield from figures
            yield from answering(data, asked[: len(asked) // 5], count)
    if {10_000, 100_000} <= set(tails):
        growth = tails[100_000] / tails[10_000]
        yield Measure("retrieve, p95 at 100,000 to 10,000", growth, "times", bar=("<=", 2.0))
    corpus, data = folder / "corpus1000", folder / "data1000"
    if "cold" in only:
        yield from processes(data, plain_index(data, folder), asked[0], rounds)
    if "page" in only:
        yield from page(corpus, data, folder, first_answered(data, asked), rounds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only")
    options = parser.parse_args()
    if options.only is None:
        options.only = ",".join(one for one in PARTS if one != "quality" or not options.quick)
    if unknown := set(options.only.split(",")) - set(PARTS):
        parser.error(f"--only knows {', '.join(PARTS)}, not {', '.join(sorted(unknown))}")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # by default Python keeps what it has compiled
    found: list[Measure] = []
    with tempfile.TemporaryDirectory() as folder:
        for one in measured(Path(folder), options):
            print(f"... {one.name}", file=sys.stderr)
            found.append(one)
    about = {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "quick": options.quick,
        "rounds": options.rounds,
    }
    print(table(found))
    print(f"{about['cores']} cores, load at the end {about['load']:.1f}")
    if options.json:
        options.json.write_text(as_json(found, about) + "\n", "utf-8")


if __name__ == "__main__":
    main()
