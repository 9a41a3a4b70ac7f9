"""Documents as people have them (leases, minutes, manuals ...), with questions: a set of our own.

    python -m tests.benchmarks.everyday [FILE]...

checks the files of `tests/benchmarks/everyday/`, one a domain. Each document has questions that it
answers, with the words that do, and questions that come near and that it does not answer. Readers
are trained on one half of the domains and measured on the other.

`more/NAME.yaml` has six more questions of each document: plain ones for a figure, a date or a name,
which it answers, and ones for a reason, yes or no, or a list, which it does not. Without them the
kind of a question tells a reader too much. `further/NAME.yaml` has six of the kinds that are
hardest to judge (names, reasons, yes or no): three that it answers in other words than they ask,
three that share its words and that it does not answer. `styles/NAME.yaml` and
`voices/NAME.yaml` ask ten of the questions of each document once more, each as another person
would: in search words, with a story before it, in other words, with a typo ... The style was drawn
by chance, so that it tells nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ADDED = ("more", "further", "styles", "voices")
FOLDER = Path(__file__).with_name("everyday")
HELD_OUT = (
    "abstracts",
    "audits",
    "briefings",
    "casestudies",
    "dissertations",
    "earnings",
    "fieldreports",
    "genealogy",
    "hearings",
    "helplines",
    "memoirs",
    "newsroom",
    "offices",
    "orchards",
    "ports",
    "privacy",
    "takeaways",
    "vacancies",
    "visas",
    "weather",
)
"""Domains that nothing is trained or fitted on: what is measured on them holds for others too."""


class Asked(NamedTuple):
    """A question. `quotes` are what answers it, word for word; none where nothing does.

    `answer` is the answer itself, part of the first quote, or empty where it is spread out. `file`
    is one of `ADDED` or "": each file was written with habits of its own.
    """

    question: str
    quotes: tuple[str, ...]
    answer: str
    file: str = ""


class Paper(NamedTuple):
    """One document of a domain with what is asked of it."""

    domain: str
    title: str
    text: str
    asked: tuple[Asked, ...]


def read_papers(files: Sequence[Path] = ()) -> list[Paper]:
    """All documents of the files, by default of all domains but those held out.

    Raises `ValueError` for a fault.
    """
    learned = (file for file in sorted(FOLDER.glob("*.yaml")) if file.stem not in HELD_OUT)
    return [paper for file in files or learned for paper in _papers_of(file)]


def held_out_papers() -> list[Paper]:
    """All documents of the domains held out."""
    return read_papers([FOLDER / f"{name}.yaml" for name in HELD_OUT])


def _papers_of(file: Path) -> Iterator[Paper]:
    held = yaml.safe_load(file.read_text("utf-8"))
    titles = [row["title"] for row in held["documents"]]
    added = [_added(file.parent / name / file.name, titles) for name in ADDED]
    for row in held["documents"]:
        written = list(row["questions"])
        for more in added:
            written += _in_full(more.get(row["title"], ()), written)
        asked = tuple(map(_asked, written))
        paper = Paper(file.stem, str(row["title"]), str(row["text"]), asked)
        for fault in _faults(paper):
            raise ValueError(f"{file.name}, {paper.title!r}: {fault}")
        yield paper


def _added(file: Path, titles: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What a further file asks of the documents, by their titles; nothing where there is none."""
    rows = yaml.safe_load(file.read_text("utf-8")) if file.exists() else []
    found = {
        row["title"]: [one | {"file": file.parent.name} for one in row["questions"]] for row in rows
    }
    unknown = sorted(found.keys() - set(titles))
    if unknown:
        raise ValueError(f"{file.parent.name}/{file.name}: no document is called {unknown[0]!r}")
    return found


def _in_full(
    rows: Sequence[dict[str, Any]], written: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The rows, those `of` a question that was written before with what answers that."""
    before = {row["ask"]: row for row in written}
    for row in rows:
        if "of" in row and row["of"] not in before:
            raise ValueError(f"no question is called {row['of']!r}")
        yield before.get(row.get("of"), {}) | row


def _asked(row: dict[str, Any]) -> Asked:
    quotes = row.get("quote", [])
    told = (quotes,) if isinstance(quotes, str) else tuple(quotes)
    quoted = tuple(str(one) for one in told)
    return Asked(str(row["ask"]), quoted, str(row.get("answer", "")), row.get("file", ""))


def _faults(paper: Paper) -> Iterator[str]:
    for one in paper.asked:
        for quote in one.quotes:
            if quote not in paper.text:
                yield f"{one.question!r}: not in the text: {quote!r}"
        if one.answer and one.answer not in "".join(one.quotes[:1]):
            yield f"{one.question!r}: not in the first quote: {one.answer!r}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path)
    try:
        papers = read_papers(parser.parse_args().files or sorted(FOLDER.glob("*.yaml")))
    except (ValueError, KeyError, TypeError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 1
    asked = [one for paper in papers for one in paper.asked]
    answered = sum(bool(one.quotes) for one in asked)
    print(f"{len(papers)} documents, {answered} questions answered, {len(asked) - answered} not")
    return 0


if __name__ == "__main__":
    sys.exit(main())
