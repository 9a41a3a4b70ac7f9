"""Cases put behind those of a file: what a person wrote there stays as it is, to the letter."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import CaseError
from rag.evaluation.casefile import check_name, read_case_file
from rag.evaluation.cases import Case, CaseScope, Expectation, Fact, Turn
from rag.regex import regex

_PATIENCE = 5.0
"""Seconds that another who keeps a case there is waited for."""

_ITEM = regex(r"^(?P<indent> *)- ", re.MULTILINE)


def append_case(path: Path, case: Case, *, corpus: Path, comment: str = "") -> None:
    """Add a case at the end of the file; a new file says where its documents are.

    `comment` stands above the case. Raises `CaseError` for a file that is not one of cases, or
    whose documents are others, that cannot take another at its end, or be written; it is left as it
    was.
    """
    check_name(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=_PATIENCE):
            _append(path, case, corpus, comment)
    except OSError as error:
        reason = "another process writes there" if isinstance(error, Timeout) else error.strerror
        raise CaseError(
            f"{path} cannot be written: {reason}.", hint="The case is not kept; try once more."
        ) from error


def _append(path: Path, case: Case, corpus: Path, comment: str) -> None:
    """By way of a draft, under a name that nobody takes for a file of cases."""
    had, indent, end = 0, "  ", "\n"
    if path.exists():
        read = read_case_file(path)
        if read.corpus is not None and read.corpus.resolve() != corpus.resolve():
            raise CaseError(
                f"The cases in {path} are asked of {read.corpus.resolve()}, where this one is not.",
                hint="Give that file another name, and a new one is begun.",
            )
        had = len(read.cases)
        before = path.read_bytes().rstrip()
        end = "\r\n" if b"\r\n" in before else end
        indents = [found["indent"] for found in _ITEM.finditer(before.decode("utf-8-sig"))]
        indent = min(indents, key=len) if indents else indent
    else:
        before = f"corpus: {_quoted(_from(path.parent, corpus))}\ncases:".encode()
    added = f"\n\n{_lines(case, indent, comment)}".replace("\n", end)
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_bytes(before + added.encode())
        if len(read_case_file(draft).cases) != had + 1:
            raise CaseError("it is not read back")
        draft.replace(path)
    except CaseError as error:
        raise CaseError(
            f"{path} cannot take another case at its end.",
            hint="`cases:` must be its last field, one case a `- id:`; or name another file.",
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def _lines(case: Case, indent: str, comment: str) -> str:
    """The case as YAML; every text in double quotes, so that none of it means anything to YAML."""
    printable = "".join(one if one.isprintable() else " " for one in comment)
    said = [f"# {' '.join(printable.split())}"] if comment else []
    said += [f"- id: {_quoted(case.id)}", f"  question: {_quoted(case.question)}"]
    if case.history:
        said += ["  history:", *(f"    - {_turn(one)}" for one in case.history)]
    if case.group:
        said.append(f"  group: {_quoted(case.group)}")
    said += _scope(case.scope)
    said += _expected(case.expect)
    return "".join(f"{indent}{line}\n" for line in said)


def _expected(expect: Expectation) -> list[str]:
    if expect.conflict is not None:
        values = [f"        - {_fact(one)}" for one in expect.conflict.values]
        return ["  expect:", "    conflict:", "      values:", *values]
    answer = expect.answer
    if answer is None:
        return ["  expect: refusal"]
    facts = [f"        - {_fact(one)}" for one in answer.facts]
    sources = [f"        - {_quoted(one)}" for one in answer.sources]
    said = ["  expect:", "    answer:"] if facts or sources else ["  expect: answer"]
    said += ["      facts:", *facts] if facts else []
    return said + (["      sources:", *sources] if sources else [])


def _scope(scope: CaseScope) -> list[str]:
    """Which documents are asked; nothing for all of them."""
    named = (("documents", scope.documents), ("collections", scope.collections))
    said = [
        f"    {name}: [{', '.join(map(_quoted, several))}]" for name, several in named if several
    ]
    return ["  scope:", *said] if said else []


def _fact(fact: Fact) -> str:
    if fact.number is None:
        return _quoted(fact.text or "")
    unit = f", unit: {_quoted(fact.unit)}" if fact.unit else ""
    return f"{{number: {_quoted(fact.number)}{unit}}}"


def _turn(turn: Turn) -> str:
    if turn.user is not None:
        return f"user: {_quoted(turn.user)}"
    return f"assistant: {_quoted(turn.assistant or '')}"


def _quoted(text: str) -> str:
    """In YAML's double quotes, which take JSON's; of what is not printable, the code."""
    whole = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in whole)


def _from(folder: Path, corpus: Path) -> str:
    """The documents' folder as seen from the file; as it is where no path leads there."""
    try:
        return Path(os.path.relpath(corpus.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return corpus.resolve().as_posix()
