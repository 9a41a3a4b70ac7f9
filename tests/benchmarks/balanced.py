"""A draw of questions in which no kind tells by itself whether it is answered.

Whoever writes questions writes more "why" that are answered and more "how many" that are not, and a
reader learns it. Here each kind has as many answered as not.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from rag.retrieve.question import Wanted, parse
from tests.benchmarks.answerability import Example


def balanced(examples: Sequence[Example], most: int) -> list[Example]:
    """At most `most` answered and as many not of every kind; of what there is too little, twice."""
    source = random.Random(11)
    by_kind: dict[tuple[Wanted, bool], list[Example]] = {}
    for example in examples:
        by_kind.setdefault((parse(example.question).wanted, example.answerable), []).append(example)
    drawn: list[Example] = []
    for wanted in Wanted:
        yes, no = by_kind.get((wanted, True), []), by_kind.get((wanted, False), [])
        many = min(most, 2 * len(yes), 2 * len(no))
        for own in (yes, no):
            drawn += source.sample(own * 2, many) if len(own) < many else source.sample(own, many)
    return drawn
