"""The two things that a question sets side by side: "Which is cheaper, the boiler or the pump?"."""

from __future__ import annotations

import re
from typing import NamedTuple

from rag.regex import regex
from rag.text.figures import figures
from rag.text.terms import said_words, topic_words

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
    regex(form, re.IGNORECASE)
    for form in (
        rf"\b{_MORE}\b[^,:?]*?(?:[,:]|\s[–—-])\s*(?P<one>{_SIDE})\s+or\s+(?P<other>{_SIDE}){_END}",
        rf"^\W*(?:what|which|who)\b[^,:?]*\b{_MORE}\s+(?P<one>(?:an?|the)\s{_SIDE})\s+or\s+"
        rf"(?P<other>{_SIDE}){_END}",
        rf"^\W*is\s+it\s+{_MORE}\s+(?:to\s+[a-z]+\s+)?(?P<one>{_SIDE})\s+or\s+"
        rf"(?:to\s+[a-z]+\s+)?(?P<other>{_SIDE}){_END}",
        rf"\bdifferences?\s+between\s+(?P<one>{_SIDE})\s+and\s+(?P<other>{_SIDE}){_END}",
        rf"^\W*compare\s+(?P<one>{_SIDE})\s+(?:and|with|to)\s+(?P<other>{_SIDE}){_END}",
        rf"^\W*(?:is|are|was|were)\s+(?!there\b)(?P<one>[^,;:?]{{2,60}}){_THAN}",
        rf"^\W*(?:does|do|did)\s+(?P<one>[^,;:?]{{2,60}})\s+[a-z]+{_THAN}",
        rf"\b(?P<at>at|for|in|of|on)\s+(?P<one>{_SIDE})\s+and\s+(?:also\s+)?"
        rf"(?P=at)\s+(?P<other>{_SIDE}){_END}",
    )
)
_ARTICLE = regex(r"(?:an?|the)\s+", re.IGNORECASE)
_OWNED = regex(r"^.*\b(?:of|for)\s+", re.IGNORECASE)
_PLACED = regex(r"(at|by|for|from|in|on|to|with)\s+", re.IGNORECASE)
_MEASURE = regex(
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|last|next|one|usual|normal|average|"
    r"expected)\b",
    re.IGNORECASE,
)
"""Says how much, not what else: "longer than a year"."""


class Side(NamedTuple):
    """One of them, as the question calls it, with the folded words that tell it from the other; all
    its words where the other's name holds them ("a flat white" beside "an oat flat white"), which
    is then `within`."""

    text: str
    words: frozenset[str]
    within: str = ""

    @property
    def name(self) -> str:
        """Without its article."""
        return _ARTICLE.sub("", self.text, count=1)

    def is_in(self, text: str) -> bool:
        """Does a text mention it?"""
        if not self.within:
            return not self.words.isdisjoint(said_words(text))
        other = r"\s+".join(map(re.escape, self.within.split()))
        rest = re.sub(rf"\b{other}", " ", text, flags=re.IGNORECASE)
        return self.words <= said_words(rest)


def sides(question: str) -> tuple[Side, ...]:
    """Both of them.

    Nothing where the question compares nothing, or where one has no word of its own ("than before",
    "than a year").
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
        both = (_side(one, other), _side(other, one))
        return both if all(side.words for side in both) else ()
    return ()


def _side(own: str, other: str) -> Side:
    if figures(own) or _MEASURE.search(own):
        return Side(own, frozenset())
    words, others = topic_words(own), topic_words(other)
    if words < others:
        return Side(own, words, _ARTICLE.sub("", other, count=1))
    return Side(own, words - others)
