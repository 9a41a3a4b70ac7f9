"""Brings the `known_failure` lines of the spine up to date with a run of the embedded answerer.

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
from tests.grounding.cases import SPINE

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
    missing = [case.id for case in SPINE.cases if case.id not in askings]
    if missing:
        raise SystemExit(f"The run does not have all cases: {', '.join(missing[:5])} ...")
    reasons = {
        case_id: WHY[several[0].faults[0].kind]
        for case_id, several in askings.items()
        if not several[0].met
    }
    path = SPINE.path
    path.write_text(marked(path.read_text("utf-8"), reasons), "utf-8")
    print(f"{len(reasons)} of {len(askings)} cases are known failures")


if __name__ == "__main__":
    main()
