"""Labels that tell things apart: where two are the same, whoever chooses one gets the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.evaluation.results import Run


def distinct(spellings: Sequence[Sequence[str]]) -> list[str]:
    """A label for each, no two alike: the first of its spellings, each clearer than the last, that
    no other has; numbered from the second on where all of them are shared."""
    level = [0] * len(spellings)
    while True:
        labels = [several[at] for several, at in zip(spellings, level, strict=True)]
        counts = Counter(labels)
        vague = [
            index
            for index, label in enumerate(labels)
            if counts[label] > 1 and level[index] + 1 < len(spellings[index])
        ]
        if not vague:
            return _numbered(labels)
        for index in vague:
            level[index] += 1


def _numbered(labels: Sequence[str]) -> list[str]:
    given: list[str] = []
    taken = set(labels)
    for label in labels:
        number, found = 1, label
        while found in given or (number > 1 and found in taken):
            number += 1
            found = f"{label} ({number})"
        given.append(found)
    return given


def after_files(runs: Sequence[Run], paths: Sequence[Path]) -> tuple[Run, ...]:
    """Runs under names that tell them apart, by the files that they were read from."""
    names = distinct(
        [
            (run.name, f"{run.name} ({path.name})", f"{run.name} ({path})")
            for run, path in zip(runs, paths, strict=True)
        ]
    )
    return tuple(replace(run, name=name) for run, name in zip(runs, names, strict=True))
