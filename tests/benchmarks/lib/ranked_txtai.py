"""txtai's hybrid search over given texts; run by a Python that has txtai, for `ranking.py`.

Imports nothing of ours: the other side has a virtual environment of its own. Not to be run by
people: `python -m tests.benchmarks.ranking` does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def txtai_rankings(
    python: Path, weights: Path, texts: Sequence[tuple[str, str]], asked: Sequence[str], k: int
) -> list[list[str]]:
    """The ids of the best `k` of `texts` (id, text) for each question, as txtai ranks them.

    `python` runs txtai at its documented defaults, on the weights of the folder `weights`.
    """
    order = {"weights": str(weights), "texts": [*texts], "asked": [*asked], "k": k}
    done = subprocess.run(
        [str(python), __file__], input=json.dumps(order), check=True, capture_output=True, text=True
    )
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """The other side: an order on stdin, the rankings on stdout."""
    if sys.stdin.isatty() or len(sys.argv) > 1:
        sys.exit("This is run by `python -m tests.benchmarks.ranking`, with an order on stdin.")
    from txtai import Embeddings

    order: dict[str, Any] = json.load(sys.stdin)
    index = Embeddings(path=order["weights"], hybrid=True)
    index.index([(name, text, None) for name, text in order["texts"]])
    found = [[name for name, _ in index.search(one, order["k"])] for one in order["asked"]]
    print(json.dumps(found))


if __name__ == "__main__":
    main()
