"""Results of cases: what was asked, what came, what of it was wrong; and the file that keeps them.

A file is JSON lines: a header, a line for each result as it comes, a footer. A run that was killed
leaves a file without its footer, which the next run continues.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from rag.errors import CaseError, said
from rag.evaluation.cases import AnswerExpected, Case, Fact
from rag.evaluation.facts import folded, states
from rag.evaluation.observation import Observation
from rag.evaluation.outputs import check_output
from rag.text import figures

FaultKind = Literal[
    "error", "refused", "answered", "reason", "fact", "source", "quote", "forbidden", "conflict"
]
_DIFFER = "the sources differ"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the case expects it."""

    kind: FaultKind
    words: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One asking of one case. `repeat` counts from 0."""

    case: Case
    observation: Observation
    repeat: int = 0

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is not as it should be; empty when the case is met."""
        return tuple(_faults(self.case, self.observation))

    @property
    def met(self) -> bool:
        """Is everything as the case expects it?"""
        return not self.faults


def _faults(case: Case, seen: Observation) -> Iterable[Fault]:
    if seen.error:
        yield Fault("error", seen.error)
    elif case.expect.refusal is not None:
        reason = case.expect.refusal.reason
        if seen.answered:
            yield Fault("answered", "It was answered; the documents do not say this.")
        elif reason and seen.refusal != reason:
            yield Fault("reason", f"It was refused because of {seen.refusal}, not {reason}.")
    elif not seen.answered:
        yield Fault("refused", f"It was refused ({seen.refusal}); the documents answer it.")
    else:
        yield from _wrong_in_answer(case, seen)


def _wrong_in_answer(case: Case, seen: Observation) -> Iterable[Fault]:
    for fact in case.expect.facts:
        if not states(seen.borne_out, fact):
            other = " A sentence that none bears out does." if states(_said(seen), fact) else ""
            said = f"No sentence borne out by its citation says {fact}.{other}"
            yield Fault("fact", " ".join(filter(None, [said, _as_number(fact, seen)])))
    if case.expect.conflict is not None and _DIFFER not in seen.note.casefold():
        yield Fault("conflict", "It does not say that the sources differ.")
    if case.expect.answer is not None:
        yield from _wrong_in_citations(case.expect.answer, seen)


def _said(seen: Observation) -> Sequence[str]:
    """Its sentences, without the numbers of their footnotes."""
    return [one.text for one in seen.sentences] or [seen.text]


def _as_number(fact: Fact, seen: Observation) -> str:
    """What to write where words are looked for, and their figure stands there in another form."""
    words = fact.text or ""
    found = figures(words)
    if len(found) != 1:
        return ""
    number = words[found[0].start : found[0].end]
    unit = " ".join(words.replace(number, " ", 1).split())
    if not states(seen.borne_out, Fact(number=number, unit=unit)):
        return ""
    written = f"number: {number}, unit: {unit}" if unit else f"number: {number}"
    return f"A text is looked for letter by letter; {{{written}}} is met by the figure in any form."


def _wrong_in_citations(expected: AnswerExpected, seen: Observation) -> Iterable[Fault]:
    for pattern in expected.sources:
        if not any(matches(one.source, pattern) for one in seen.citations):
            yield Fault("source", f"It does not cite {pattern}.")
    for quote in expected.quotes:
        if not any(folded(quote) in folded(one.quote) for one in seen.citations):
            yield Fault("quote", f"What it cites does not hold {quote!r}.")
    for fact in expected.forbidden:
        if states(_said(seen), fact):
            yield Fault("forbidden", f"It says {fact}, which it must not.")


def matches(source: str, pattern: str) -> bool:
    """Is it this path below the corpus folder? `*` stands for anything, also for slashes."""
    return fnmatchcase(source, pattern)


@dataclass(frozen=True, slots=True)
class Run:
    """Results that belong together. `fingerprint` is of what answered: settings and documents.

    `name` is what people call it; `finished` is false for a run that was cut off.
    """

    name: str
    results: tuple[CaseResult, ...]
    fingerprint: str = ""
    finished: bool = True


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the file; which of the three it is shows in what it has."""

    name: str | None = None
    fingerprint: str = ""
    result: CaseResult | None = None
    finished: bool | None = None


_LINE = TypeAdapter(_Line)


@dataclass
class ResultFile:
    """A file of results that grows; `done` is what it held when it was opened."""

    path: Path
    done: tuple[CaseResult, ...] = field(default=())

    @classmethod
    def begin(cls, path: Path, name: str, fingerprint: str, *, resume: bool) -> ResultFile:
        """A new file; with `resume`, one that was begun for the same, to be continued.

        Raises `CaseError` where another file stands in the way.
        """
        kept: tuple[CaseResult, ...] = ()
        check_free(path, resume=resume)
        if path.exists() and path.stat().st_size:
            run = read_run(path)
            if run.fingerprint != fingerprint:
                raise CaseError(
                    f"{path} was begun with other settings, prompts or documents.",
                    hint="Name another file, or delete it.",
                )
            kept = tuple(one for one in run.results if not one.observation.error)
        path.parent.mkdir(parents=True, exist_ok=True)
        _rewrite(path, [_Line(name, fingerprint), *(_Line(result=one) for one in kept)])
        return cls(path, kept)

    def add(self, result: CaseResult) -> None:
        """Keep a result; it is on disk when this returns."""
        self._append(_Line(result=result))

    def finish(self) -> None:
        """There is nothing more to come."""
        self._append(_Line(finished=True))

    def _append(self, line: _Line) -> None:
        with self.path.open("ab") as file:
            file.write(_written(line))


def check_free(path: Path, *, resume: bool) -> None:
    """Can a run be kept there, or, with `resume`, continued? Raises `CaseError`."""
    check_output(path, makes_folder=True)
    if path.exists() and path.stat().st_size and not resume:
        raise CaseError(f"{path} is there already.", hint="Name another file, or add --resume.")


def read_run(path: Path) -> Run:
    """The results of a file; a line that a kill has cut short at its end is left out.

    Raises `CaseError`, naming the line.
    """
    try:
        rows = path.read_bytes().split(b"\n")
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {said(error)}.") from error
    lines = []
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        try:
            lines.append(_LINE.validate_json(row))
        except ValidationError:
            if number == len(rows):
                break
            raise CaseError(f"{path}:{number}: this is no line of grounding results.") from None
    if not lines or lines[0].name is None:
        raise CaseError(
            f"{path} is no file of grounding results.", hint="`rag eval --save FILE` makes one."
        )
    results = tuple(line.result for line in lines if line.result is not None)
    finished = any(line.finished for line in lines)
    return Run(lines[0].name, results, lines[0].fingerprint, finished)


def write_run(path: Path, run: Run) -> None:
    """A run as a file, in place of what was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [_Line(result=one) for one in run.results]
    end = [_Line(finished=True)] if run.finished else []
    _rewrite(path, [_Line(run.name, run.fingerprint), *lines, *end])


def result_to_json(result: CaseResult) -> str:
    """One result, to be carried between processes."""
    return _RESULT.dump_json(result, exclude_defaults=True).decode()


def result_from_json(text: str) -> CaseResult:
    """The result again."""
    return _RESULT.validate_json(text)


_RESULT = TypeAdapter(CaseResult)


def _written(line: _Line) -> bytes:
    return _LINE.dump_json(line, exclude_defaults=True) + b"\n"


def _rewrite(path: Path, lines: Iterable[_Line]) -> None:
    """All at once: whoever reads it sees the old file or the new one."""
    made = path.with_name(f"{path.name}.{os.getpid()}.part")
    made.write_bytes(b"".join(map(_written, lines)))
    made.replace(path)
