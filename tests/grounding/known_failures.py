"""Brings the `known_failure` lines of the cases up to date with a run of the embedded answerer.

    python -m pytest tests/grounding --rag-save RESULTS
    python -m tests.grounding.known_failures RESULTS

Whoever runs it looks at the difference: a case that is newly a known failure got worse.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from rag.evaluation.results import read_run
from rag.evaluation.tallies import by_case
from tests.grounding.cases import EVERYDAY, SPINE

WHY = {
    "refused": "the evidence found is judged too weak, so it is refused",
    "fact": "other sentences are quoted than those with the answer",
    "answered": "a sentence near the question is taken for an answer",
    "source": "another document is quoted",
}
_CASE = re.compile(r"  - id: (\S+)")


def marked(text: str, reasons: Mapping[str, str]) -> str:
    """The file with these reasons, by case id, and no others; each the last line of its case."""
    cases: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.startswith("    known_failure:"):
            continue
        if _CASE.match(line):
            cases.append([])
        cases[-1].append(line)
    for lines in cases[1:]:
        found = _CASE.match(lines[0])
        if found and found[1] in reasons:
            end = max(at for at, line in enumerate(lines) if line.startswith("    "))
            lines.insert(end + 1, f"    known_failure: {reasons[found[1]]}")
    return "\n".join(line for lines in cases for line in lines) + "\n"


def main() -> None:
    askings = by_case(read_run(Path(sys.argv[1])).results)
    for file in (SPINE, EVERYDAY):
        missing = [case.id for case in file.cases if case.id not in askings]
        if missing:
            raise SystemExit(f"The run does not have all cases: {', '.join(missing[:5])} ...")
        first = {case.id: askings[case.id][0] for case in file.cases}
        reasons = {name: WHY[one.faults[0].kind] for name, one in first.items() if not one.met}
        file.path.write_text(marked(file.path.read_text("utf-8"), reasons), "utf-8")
        print(f"{file.path.name}: {len(reasons)} of {len(first)} cases are known failures")


if __name__ == "__main__":
    main()
