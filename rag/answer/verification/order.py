"""What comes first: "X before Y" is "Y after X", and not "Y before X". English is assumed."""

from __future__ import annotations

import re

from rag.text import content_terms

_ORDER = re.compile(r"\b(?P<word>before|after)\b", re.IGNORECASE)
_PAUSE = re.compile(r"[,;:.!?]")


def order(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The content words of what comes first and of what comes then; None where that is not told by
    a single "before" or "after" between two clauses."""
    found = list(_ORDER.finditer(text))
    if len(found) != 1:
        return None
    (joint,) = found
    ahead, behind = text[: joint.start()], text[joint.end() :]
    pause = _PAUSE.search(behind)
    if not content_terms(ahead) and pause:  # "After lunch, they left"
        ahead, behind = behind[pause.end() :], behind[: pause.start()]
    sides = _words(ahead), _words(behind)
    if not all(sides):
        return None
    return sides if joint["word"].lower() == "before" else (sides[1], sides[0])


def keeps_order(sentence: str, quote: str) -> bool | None:
    """Do both tell of the same two things in one order? None where they do not tell that."""
    said, read = order(sentence), order(quote)
    if said is None or read is None:
        return None
    straight = [len(one & other) for one, other in zip(said, read, strict=True)]
    turned = [len(one & other) for one, other in zip(said, read[::-1], strict=True)]
    if sum(straight) > sum(turned) and all(straight):
        return True
    return False if sum(turned) > sum(straight) and all(turned) else None


def _words(text: str) -> frozenset[str]:
    return frozenset(term.folded for term in content_terms(text))
