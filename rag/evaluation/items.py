"""Files of cases and their cases as pytest sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest._code.code import TerminalRepr

from rag.errors import CaseError, RagError
from rag.evaluation.casefile import CaseFile, read_case_file, take_ids
from rag.evaluation.cases import RESERVED, Case
from rag.evaluation.plugin import grounding_session
from rag.evaluation.results import result_to_json
from rag.evaluation.wording import result_lines
from rag.harmless import clean, one_line


def _marker(group: str) -> str:
    """The group as pytest takes it after `-m`; empty where nothing of it can be, or means more."""
    name = re.sub(r"[^\w-]+", "-", group).lstrip("-_")
    return "" if name in RESERVED else name


class NotMet(AssertionError):
    """A case is not met; its message is all there is to say."""


class GroundingFile(pytest.File):
    """A `*.grounding.yaml`."""

    def collect(self) -> Iterable[GroundingItem]:
        """A test for each case. Raises `CollectError` with the lines that are wrong."""
        try:
            file = read_case_file(self.path)
            take_ids(file, grounding_session(self.config).places)
        except CaseError as error:
            raise self.CollectError(clean(str(error))) from None
        for case, line in zip(file.cases, file.lines, strict=True):
            yield GroundingItem.from_parent(self, name=case.id, file=file, case=case, line=line)


class GroundingItem(pytest.Item):
    """A case: asked as often as `--rag-repeat` says, and met if it always is."""

    def __init__(self, *, file: CaseFile, case: Case, line: int, **given: object) -> None:
        super().__init__(**given)  # type: ignore[arg-type]  # pytest's own: name, parent
        self.case = case
        self.carried: list[str] = []
        self._file = file
        self._line = line
        for marker in ("grounding", *file.markers):
            self.add_marker(marker)
        self.extra_keyword_matches |= {case.expect.kind, *([case.group] if case.group else [])}
        group = _marker(case.group)
        if group:
            self.config.addinivalue_line("markers", f"{group}: grounding cases of this group")
            self.add_marker(group)
        if case.known_failure:
            reason = one_line(case.known_failure)
            self.add_marker(pytest.mark.xfail(strict=True, reason=reason, raises=NotMet))

    def runtest(self) -> None:
        """Ask it. Raises `NotMet`."""
        shared = grounding_session(self.config)
        results = shared.results(self._file, self.case)
        self.carried = [result_to_json(one) for one in results]
        if not all(one.met for one in results):
            before = shared.baseline.get(self.case.id, ())
            raise NotMet("\n".join(result_lines(results, before)))

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], *style: object, **styles: object
    ) -> str | TerminalRepr:
        """The answer with its verdicts; a stack trace for nothing but a fault of ours."""
        if isinstance(excinfo.value, NotMet | RagError):
            return clean(str(excinfo.value))
        return super().repr_failure(excinfo, *style, **styles)  # type: ignore[arg-type]

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line from 0, and the id."""
        return self.path, self._line - 1, self.case.id
