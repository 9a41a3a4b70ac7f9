"""Reads `*.grounding.yaml`: errors name file, line and field; and the schema for editors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from rag.errors import CaseError
from rag.errors import said as reason
from rag.evaluation import SUFFIXES
from rag.evaluation.casefaults import Place, fault, yaml_words
from rag.evaluation.cases import RESERVED, Case
from rag.nesting import NO_YAML, refuse_deep_yaml

SCHEMA_FILE = Path(__file__).with_name("grounding.schema.json")
"""`schema()` as a file, for editors; a test holds the two together."""

MOST_BYTES = 10_000_000

_HINT = "`rag eval --schema` prints the format, for editors and people."


def _marker(name: str) -> str:
    """Raises `ValueError` for what pytest takes as no marker, or not without arguments."""
    if not name.isidentifier() or name.startswith("_"):
        raise ValueError(f"{name!r} is no name of a marker, such as slow")
    if name in RESERVED and name != "skip":
        raise ValueError(f"{name!r} means something else to pytest: choose another name")
    return name


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class Cases:
    """A file of cases. `corpus` is the folder of their documents, relative to the file.

    `markers` are pytest's, for all of them: names alone, such as `slow`.
    """

    cases: tuple[Case, ...]
    corpus: str = ""
    markers: tuple[Annotated[str, AfterValidator(_marker)], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that was read. `lines` says where each case begins, from 1."""

    path: Path
    cases: tuple[Case, ...]
    lines: tuple[int, ...]
    corpus: Path | None
    markers: tuple[str, ...] = ()


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a file of cases."""
    found = TypeAdapter(Cases).json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def read_case_file(path: Path) -> CaseFile:
    """The cases of one file, in order. Raises `CaseError` with every fault, each by its line."""
    text = _text(path)
    try:
        refuse_deep_yaml(text)
        node = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise CaseError(f"{path}:{line}: {yaml_words(error)}.", hint=_HINT) from None
    except NO_YAML as error:
        raise CaseError(f"{path}: this is not YAML ({type(error).__name__}).", hint=_HINT) from None
    places: dict[Place, int] = {(): 1}
    faults: list[tuple[int, str]] = []
    written = _value(node, (), places, faults) if node is not None else {}
    if not faults:
        try:
            read = TypeAdapter(Cases).validate_python(written)
        except ValidationError as error:
            faults = [fault(problem, places, written) for problem in error.errors()]
        else:
            faults = _duplicates(read.cases, places)
    if faults:
        said = "\n".join(f"{path}:{line}: {words}." for line, words in sorted(set(faults)))
        raise CaseError(said, hint=_HINT)
    lines = tuple(places["cases", index] for index in range(len(read.cases)))
    corpus = path.parent / read.corpus if read.corpus else None
    return CaseFile(path, read.cases, lines, corpus, read.markers)


def check_name(path: Path) -> None:
    """Raises `CaseError` for a name that no file of cases has."""
    if not path.name.endswith(SUFFIXES):
        raise CaseError(f"{path} does not end in {SUFFIXES[0]}.", hint="Name it so.")


def find_case_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Those files, and the files of cases below those folders. Raises `CaseError` for neither."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.name.endswith(SUFFIXES))
        elif path.is_file():
            found.append(path)
        else:
            raise CaseError(
                f"There is no file of cases at {path}.", hint="Name a file or a folder."
            )
    return tuple(dict.fromkeys(found))


def read_cases(paths: Iterable[Path]) -> tuple[CaseFile, ...]:
    """Several files; no two cases may have one id. Raises `CaseError`."""
    files = tuple(map(read_case_file, find_case_files(paths)))
    first: dict[str, str] = {}
    for file in files:
        take_ids(file, first)
    return files


def take_ids(file: CaseFile, first: dict[str, str]) -> None:
    """Note in `first` where each id stands. Raises `CaseError` for one that stands elsewhere."""
    for case, line in zip(file.cases, file.lines, strict=True):
        place = f"{file.path}:{line}"
        if first.setdefault(case.id, place) != place:
            raise CaseError(f"{place}: the id {case.id!r} is taken: {first[case.id]}.")


def of_groups(files: Sequence[CaseFile], groups: Collection[str]) -> tuple[CaseFile, ...]:
    """The files with the cases of these groups; of all where none is named.

    Raises `CaseError` where no case is left.
    """
    chosen = []
    for file in files:
        kept = [
            (case, line)
            for case, line in zip(file.cases, file.lines, strict=True)
            if not groups or case.group in groups
        ]
        if kept:
            cases, lines = zip(*kept, strict=True)
            chosen.append(replace(file, cases=cases, lines=lines))
    known = sorted({case.group for file in files for case in file.cases if case.group})
    if not chosen and groups and any(file.cases for file in files):
        raise CaseError(
            f"No case is in the group {' or '.join(map(repr, sorted(groups)))}.",
            hint=f"The groups are {', '.join(known)}." if known else "None of them has a group.",
            wrong_call=True,
        )
    if not chosen:
        raise CaseError(
            "There are no grounding cases there.",
            hint="Write a file that ends in .grounding.yaml; `rag eval --schema` shows its form.",
        )
    return tuple(chosen)


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: what a case says stands in it, and a file cannot expand endlessly."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "aliases are not taken: write it out", mark
            )
        return super().compose_node(parent, index)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CaseError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB.")
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"{path} is no UTF-8 text.", hint="Save it as UTF-8.") from error
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {reason(error)}.") from error


def _value(
    node: yaml.Node, place: Place, places: dict[Place, int], faults: list[tuple[int, str]]
) -> object:
    """Lists, mappings and strings: a scalar stays as it is written ("no" is no truth value)."""
    places[place] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        return [
            _value(one, (*place, index), places, faults) for index, one in enumerate(node.value)
        ]
    if not isinstance(node, yaml.MappingNode):
        return str(node.value)
    found: dict[str, object] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in found:
            faults.append((key.start_mark.line + 1, f"{name} is given twice"))
        found[name] = _value(value, (*place, name), places, faults)
        places[*place, name] = key.start_mark.line + 1
    return found


def _duplicates(cases: tuple[Case, ...], places: Mapping[Place, int]) -> list[tuple[int, str]]:
    counts = Counter(case.id for case in cases)
    return [
        (places["cases", index, "id"], f"the id {case.id!r} is given {counts[case.id]} times")
        for index, case in enumerate(cases)
        if counts[case.id] > 1
    ]
