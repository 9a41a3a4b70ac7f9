"""The two things that a question sets side by side: "Which is cheaper, the boiler or the pump?"."""

from __future__ import annotations

import re

from rag.text.figures import figures
from rag.text.names import Name
from rag.text.terms import Term, content_terms

_MORE = (
    r"(?:more|less|fewer|better|worse|bigger|cheaper|cleaner|closer|colder|dearer|deeper|earlier|"
    r"easier|farther|faster|further|greater|harder|heavier|higher|larger|later|lighter|longer|louder|"
    r"lower|nearer|newer|older|pricier|quicker|quieter|safer|shorter|slower|smaller|stronger|taller|"
    r"thicker|thinner|warmer|weaker|wider|younger)"
)
_SIDE = r"[^,;:?]{2,60}?"
_END = r"\s*[?.!]*\s*$"
_THAN = rf"\s+{_MORE}\s+(?:(?P<nearer>[^,;:?]{{2,40}}?)\s+)?than\s+(?P<other>{_SIDE}){_END}"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_MORE}\b[^,:?]*[,:]\s*(?P<one>{_SIDE})\s+or\s+(?P<other>{_SIDE}){_END}",
        rf"\bdifferences?\s+between\s+(?P<one>{_SIDE})\s+and\s+(?P<other>{_SIDE}){_END}",
        rf"^\W*compare\s+(?P<one>{_SIDE})\s+(?:and|with|to)\s+(?P<other>{_SIDE}){_END}",
        rf"^\W*(?:is|are|was|were)\s+(?!there\b)(?P<one>[^,;:?]{{2,60}}){_THAN}",
        rf"^\W*(?:does|do|did)\s+(?P<one>[^,;:?]{{2,60}})\s+[a-z]+{_THAN}",
        rf"\b(?P<at>at|for|in|of|on)\s+(?P<one>{_SIDE})\s+and\s+(?:also\s+)?"
        rf"(?P=at)\s+(?P<other>{_SIDE}){_END}",
    )
)
_OWNED = re.compile(r"^.*\b(?:of|for)\s+", re.IGNORECASE)
_PLACED = re.compile(r"(at|by|for|from|in|on|to|with)\s+", re.IGNORECASE)
_MEASURE = re.compile(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|last|next|one|usual|normal|average|"
    r"expected)\b",
    re.IGNORECASE,
)
"""Says how much, not what else: "longer than a year"."""


def sides(question: str) -> tuple[Name, ...]:
    """Both, as the question calls them; of each, `parts` are the words that tell it from the other.

    Nothing where the question compares nothing, or where one has no such word ("than before", "than
    a year").
    """
    for form in _FORMS:
        found = form.search(question)
        if found is None:
            continue
        groups = found.groupdict()
        one, other = (groups.get("nearer") or groups["one"]).strip(), groups["other"].strip()
        if _OWNED.match(one) and not _OWNED.match(other):  # "the price of tea and coffee"
            one = _OWNED.sub("", one)
        placed = _PLACED.match(other)
        if placed:  # "the rent in Berlin ... in Vienna"
            one = re.split(rf"\b{placed[1]}\s+", one, flags=re.IGNORECASE)[-1]
            other = other[placed.end() :]
        both = (_side(question, one, other), _side(question, other, one))
        return both if all(side.parts for side in both) else ()
    return ()


def _side(question: str, own: str, other: str) -> Name:
    start = question.find(own)
    return Name(start, start + len(own), own, _words(own, other))


def _words(own: str, other: str) -> tuple[Term, ...]:
    if figures(own) or _MEASURE.search(own):
        return ()
    known = {term.folded for term in content_terms(other)}
    return tuple(term for term in content_terms(own) if term.folded not in known)
