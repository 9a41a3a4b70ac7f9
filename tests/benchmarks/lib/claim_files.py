"""The claims of `tests/benchmarks/claims/`, as they are read from their files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

CLAIMS = Path(__file__).parents[1] / "claims"
HELD_OUT = ("helpful", "worried", "corpus", "unseen")
"""Hands, on documents that nothing is learned from, by which nothing is chosen either."""
WEIGHED_BY = (
    "fluent",
    "hair",
    "librarian",
    "nurse",
    "twins-01",
    "twins-32b",
    "twins-33b",
)
"""Hands that the support reader does not learn from: by them it is weighed against the rules."""


class Claim(NamedTuple):
    """A sentence beside a passage, and whether that bears it out.

    `group` is the document's title under its domain's; `number` counts the entries of a hand: a
    passage with its twin, if it has one.
    """

    hand: str
    number: int
    group: str
    title: str
    source: str
    sentence: str
    is_true: bool


def hands() -> list[str]:
    """The names of all, those held out last."""
    names = sorted(path.stem for path in CLAIMS.glob("*.yaml"))
    return sorted(names, key=lambda one: one in HELD_OUT)


def read_claims(*names: str) -> Sequence[Claim]:
    """The claims of these hands, in the order of their files; of all without a name."""
    found = []
    for name in names or hands():
        rows = yaml.safe_load((CLAIMS / f"{name}.yaml").read_text("utf-8"))
        for number, row in enumerate(rows):
            title = row["id"].partition("/")[2]
            sources = [one for one in (row["text"], row.get("twin")) if one]
            found += [
                Claim(name, number, row["id"], title, source, sentence, is_true != bool(is_twin))
                for is_twin, source in enumerate(sources)
                for is_true, key in ((True, "supported"), (False, "unsupported"))
                for sentence in row[key]
            ]
    return found
