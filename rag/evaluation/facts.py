"""Does a text say a fact? Words, figures, patterns, or one of several."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.evaluation.cases import Fact
from rag.text import figures


def states(sentences: Sequence[str], fact: Fact) -> bool:
    """Is the fact said in these sentences, taken together?

    A number and the word that is its unit must stand in one sentence.
    """
    if fact.any_of is not None:
        return any(states(sentences, one) for one in fact.any_of)
    if fact.number is not None:
        return any(_has_number(sentence, fact) for sentence in sentences)
    said = "\n".join(sentences)
    if fact.regex is not None:
        return re.search(fact.regex, said, re.IGNORECASE | re.MULTILINE) is not None
    return folded(fact.text or "") in folded(said)


def folded(text: str) -> str:
    """In lower case, and with single spaces: lines break anywhere."""
    return " ".join(text.casefold().split())


def _has_number(sentence: str, fact: Fact) -> bool:
    if fact.noun and folded(fact.noun) not in folded(sentence):
        return False
    wanted = fact.figure
    return any(
        abs(found.value - wanted.value) <= fact.slack and wanted.unit in ("", found.unit)
        for found in figures(sentence)
    )
