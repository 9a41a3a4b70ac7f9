"""Follow-up questions made to stand alone: by the model, else from the turns before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rag.retrieve.swapping import asked_of, something_else
from rag.retrieve.topical import ways_to_ask
from rag.text import Name, content_terms, names, terms
from rag.types import Message

_POINTING = frozenset(
    [
        "it",
        "its",
        "itself",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "they",
        "them",
        "their",
        "theirs",
        "this",
        "that",
        "these",
        "those",
        "there",
        "then",
        "one",
        "ones",
        "such",
        "former",
        "latter",
        "same",
    ]
)
_OPENING = re.compile(
    r"\s*(?:and|but|or|so|also|then|what else|who else|where else|how so|how come|such as|"
    r"for example|more)\b",
    re.IGNORECASE,
)
_CARRIED_WORDS = 8

Rewriter = Callable[[str, Sequence[Message]], str]
"""(question, history) -> the question on its own, or "". Raises `ModelError`."""


def standalone(question: str, history: Sequence[Message], rewrite: Rewriter | None = None) -> str:
    """`question` so that it can be searched for without the conversation: the likeliest reading."""
    return readings(question, history, rewrite)[0]


def readings(
    question: str, history: Sequence[Message], rewrite: Rewriter | None = None
) -> tuple[str, ...]:
    """What `question` may ask by itself, likeliest first, to be tried one after the other.

    A question that stands by itself, or has no history, comes first as it is; one about a topic as
    a whole is also asked in other words (`topical`). Without a rewriter,
    the topic is carried over from the turns before, each made to stand alone in its turn. "And the
    price?" may ask for the price of what was talked of, or the question before of the price.
    """
    if not history or not leans_back(question):
        return question, *ways_to_ask(question)
    if rewrite is not None:
        written = rewrite(question, history)
        if written:
            return (written,)
    topic = ""
    answered = ""
    for turn in history:
        if turn.role == "user":
            topic = carry_topic(turn.content, topic, answered) if topic else turn.content
        elif turn.role == "assistant":
            answered = turn.content
    if not topic:
        return (question,)
    found = carry_topic(question, topic, answered), with_topic(question, topic, answered)
    return tuple(dict.fromkeys(found))


def leans_back(question: str) -> bool:
    """Does the question need earlier turns to make sense?"""
    words = [term.text.lower() for term in terms(question)]
    if _OPENING.match(question) or something_else(question):
        return True
    return any(word in _POINTING for word in words) or len(content_terms(question)) < 1


def carry_topic(question: str, topic: str, answered: str) -> str:
    """`question` with what it leans on from the question before and the answer to that.

    "What about AMD?" or "And AMD?" asks the earlier question of AMD.
    """
    if not leans_back(question):
        return question
    if other := something_else(question):
        return asked_of(topic, other)
    return with_topic(question, topic, answered)


def with_topic(question: str, topic: str, answered: str) -> str:
    """A question with words of its own with the names that were talked of; one without ("Why?")
    with the whole topic."""
    own = {term.folded for term in content_terms(question)}
    if not own:
        return f"{question.strip().rstrip('?')}: {topic}"
    carried = _names_of(names(topic)) or _names_of(names(answered))[:1]
    carried = carried or [term.text for term in content_terms(topic)]
    wanted = [one for one in carried if not {term.folded for term in terms(one)} <= own]
    if not wanted:
        return question
    return f"{question.strip()} ({', '.join(wanted[:_CARRIED_WORDS])})"


def _names_of(found: Iterable[Name]) -> list[str]:
    return list(dict.fromkeys(re.sub(r"['’]s?$", "", name.text) for name in found))
