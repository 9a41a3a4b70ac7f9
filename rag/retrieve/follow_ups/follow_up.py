"""Follow-up questions made to stand alone: by the model, else from the turns before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from rag.regex import regex
from rag.retrieve.follow_ups.bounds import Bounds
from rag.retrieve.follow_ups.elsewhere import leans_elsewhere
from rag.retrieve.follow_ups.kinds import is_years_on, named_by, put_for_its_kind
from rag.retrieve.follow_ups.opening import in_order, opened_with
from rag.retrieve.follow_ups.pointing import asks_for_a_person, means_a_person, pointing, unnamed
from rag.retrieve.follow_ups.referring import all_in_full, in_full, persons_told, without_opening
from rag.retrieve.follow_ups.refused import goes_on, is_refusal, refused_before
from rag.retrieve.follow_ups.swapping import asked_of, is_like_for_like, named_in, something_else
from rag.retrieve.follow_ups.things import THING
from rag.retrieve.question import parts
from rag.retrieve.topical import ways_to_ask
from rag.text import (
    AUXILIARIES,
    QUESTION_WORDS,
    Name,
    Term,
    content_terms,
    is_english,
    names,
    said_words,
    terms,
    without_possessive,
)
from rag.types import Message

_OPENING = regex(
    r"\s*(?:and|but|or|so|also|then|what else|who else|where else|how so|how come|such as|"
    r"for example|more)\b",
    re.IGNORECASE,
)
_BARE = regex(
    r"\s*(?:(?:for|in|at|on|from|since|until|till|by|to|of|with)\s+)?"
    r"(?:how\s+(?:long|often|far|old|big|large|high|tall|deep|wide|heavy|late|soon|early|fast|"
    r"expensive)|(?:which|what)\s+[^\W\d_]+)\s*[?.!]*\s*",
    re.IGNORECASE,
)
"""Does not say of what it asks: "How long?", "In which city?"."""
_ASKING_WORD = regex(
    r"\s*(?:and\s+|but\s+|so\s+)?(?P<word>(?:(?:for|in|at|on|from|since|until|till|by|to|of|with)\s+)?"
    r"(?:when|where|why|who|whom|what|how|how\s+much|how\s+many|which))"
    r"(?:\s+(?:do|does|did|can|must|may|will)\s+(?:it|they|he|she))?\s*[?.!]*\s*",
    re.IGNORECASE,
)
"""Only that: "By when?", "Why does it?"."""
_IS_QUESTION = regex(rf"\s*(?:[^\W\d_]+\s+)?(?:{QUESTION_WORDS}|{AUXILIARIES})\b", re.IGNORECASE)
_BESIDE = regex(r"(?<=\?)\s\((?P<words>[^()]*)\)$")
"""What a reading has from the turns before, beside the question."""
_AS_A_WHOLE = regex(r"What about (?P<other>[^?]+)\?(?:\s\((?P<words>[^()]*)\))?")
_ASKS = regex("[?\uff1f\u061f]")  # also in Chinese and in Arabic
_HOW = regex(r"\bhow\s+(?:long|often|far|old|big|large|high|tall|deep|wide|heavy)\b", re.IGNORECASE)
_CARRIED_WORDS = 8
_SMALL = 3  # letters
_SHORT = 5  # words of a question that may leave out what it is about, where it has no name

Rewriter = Callable[[str, Sequence[Message]], str]
"""(question, history) -> the question on its own, or "". Raises `ModelError`."""


def readings(
    question: str, history: Sequence[Message], rewrite: Rewriter | None = None
) -> tuple[str, ...]:
    """What `question` may ask by itself, likeliest first, to be tried one after the other.

    A question that stands by itself, or has no history, comes first as it is; one about a topic as
    a whole is also asked in other words (`topical`). A rewriter is asked about any that might lean
    on the conversation; where only it sees that, the question as typed comes next. Without one,
    the topic is carried over from the turns before, each made to stand alone in its turn. "And the
    price?" may ask for the price of what was talked of, or the question before of the price. One
    that leans on it only perhaps ("is there a pool?"), as any in another language, is asked as
    typed last.
    """
    leans = bool(history) and leans_back(question)
    written = ""
    if rewrite is not None and history and (leans or _may_lean(question)):
        written = rewrite(question, history)
        if "?" in question and not _ASKS.search(written):
            written = ""  # it answers
    if not leans or (written and leans_elsewhere(question)):
        asked = question, *ways_to_ask(question)
        return tuple(dict.fromkeys((written, *asked))) if written else asked
    if written:
        return (written,)
    topic, answered = _talked_of(question, history)
    if not topic:
        return (question,)
    found = [_plain(carry_topic(question, topic, answered))]
    found += _if_it_is_another(question, topic, answered)
    other = something_else(question)
    if other and not _is_in_place(found[0], topic, other):
        gone = frozenset() if THING.match(other) else said_words(topic) - said_words(found[0])
        found.append(_plain(_as_a_whole(other, topic, gone)))
        named = named_in(other)
        found += ways_to_ask(f"What about {named}?") if named else ()
    if not _surely_leans(question):
        found.append(question)
    return tuple(dict.fromkeys(found))


def _is_in_place(asked: str, topic: str, other: str) -> bool:
    """Has it surely taken the place of its kind, and is not but added at the end?"""
    before = _BESIDE.sub("", topic)
    if is_like_for_like(before, other) or is_years_on(other):
        return True
    return bool(put_for_its_kind(before, other)) and not asked.startswith(before.rstrip("?. "))


def bounds_of(question: str, history: Sequence[Message]) -> Bounds:
    """What the readings of a question that leans on earlier turns may be answered from."""
    topic, answered = _talked_of(question, history)
    if not topic:
        return Bounds(unnamed="" if parts(question)[1:] else unnamed(question))
    if not leans_back(question):
        return Bounds()
    return Bounds(question, topic, answered, named_by(topic, something_else(question)))


def _talked_of(question: str, history: Sequence[Message]) -> tuple[str, str]:
    """The question that this one leans on, and its answer: the last one answered. Where none was, a
    fragment leans on one that was refused if it takes the place of something there, and an "it" if
    what that stands for can be told."""
    topic, answered = last_topic(history)
    if topic:
        return topic, answered
    refused, other = "", something_else(question)
    for asked in refused_before(history):
        refused = carry_topic(asked, refused, "") if refused else asked
    if other and refused and goes_on(question):
        asked = asked_of(refused, other)
        leans = bool(asked) and not asked.startswith(refused.rstrip("?. "))
    else:
        leans = bool(refused and unnamed(question) and in_full(question, refused, ""))
    return (refused, "") if leans else ("", "")


def last_topic(history: Sequence[Message]) -> tuple[str, str]:
    """The last question that was answered, made to stand alone, and its answer; a question that
    was refused says nothing of what is talked of. Both "" where there was none."""
    topic = answered = asked = ""
    for turn in history:
        if turn.role == "user":
            asked = turn.content
        elif turn.role == "assistant" and asked and not is_refusal(turn.content):
            topic = carry_topic(asked, topic, answered) if topic else asked
            answered, asked = turn.content, ""
    return topic, answered


def leans_back(question: str) -> bool:
    """Does the question need earlier turns to make sense?"""
    return _surely_leans(question) or pointing(question).perhaps or leans_elsewhere(question)


def _surely_leans(question: str) -> bool:
    question = in_order(question)
    if _OPENING.match(question) or _BARE.fullmatch(question) or something_else(question):
        return True
    return pointing(question).surely or not content_terms(question)


def _may_lean(question: str) -> bool:
    """Might it, though no English word says so: is it short, or in another language?"""
    if len(content_terms(question)) < 2 or not is_english(question):
        return True
    return len(terms(question)) <= _SHORT and not names(question)


def carry_topic(question: str, topic: str, answered: str) -> str:
    """`question` with what it leans on from the question before and the answer to that.

    "What about AMD?" or "And AMD?" asks the earlier question of AMD, where that has a place for
    it; a lone question word asks it in another way; what "it" stands for is put in its place.
    """
    if not leans_back(question):
        return question
    question = in_order(question)
    before, beside = _BESIDE.sub("", topic), _BESIDE.search(topic)
    carried = beside["words"].split(", ") if beside else []
    if other := something_else(question):
        asked = asked_of(before, other) if _IS_QUESTION.match(before) else ""
        return _with(asked, carried) if asked else _as_a_whole(other, topic)
    if word := _ASKING_WORD.fullmatch(question):
        return _with(opened_with(word["word"], before), carried)
    if _BARE.fullmatch(question):
        return _with(opened_with(question, before), carried)
    full = "" if leans_elsewhere(question) else in_full(question, before, answered)
    if full and not pointing(full).surely:
        return _with(full, [*_names_of(names(before)), *carried])
    return with_topic(full or question, topic, answered)


def _if_it_is_another(question: str, topic: str, answered: str) -> list[str]:
    """The question with what else "it" may stand for than `carry_topic` takes it for."""
    if something_else(question) or _ASKING_WORD.fullmatch(question) or leans_elsewhere(question):
        return []
    named = _names_of(names(_BESIDE.sub("", topic)))
    ways = all_in_full(question, _BESIDE.sub("", topic), answered)[1:]
    return [_with(one, named) for one in ways if not pointing(one).surely]


def with_topic(question: str, topic: str, answered: str) -> str:
    """A question with the names of the one before beside it, else with its words."""
    named, told = _names_of(names(topic)), _names_of(names(answered))
    if means_a_person(question) and asks_for_a_person(topic):
        named = persons_told(answered, topic)[:1] or named
    carried = named or [term.text for term in _topic_terms(topic)] or told[:1]
    return _with(without_opening(question), carried)


def _with(question: str, carried: Iterable[str]) -> str:
    """With what it does not say itself beside it."""
    own = said_words(question)
    wanted = [one for one in carried if not said_words(one) <= own]
    wanted = list(dict.fromkeys(wanted))[:_CARRIED_WORDS]
    return f"{question.strip()} ({', '.join(wanted)})" if wanted else question


def _as_a_whole(other: str, topic: str, gone: frozenset[str] = frozenset()) -> str:
    """`gone` are folded words that it took the place of."""
    kept = [one.text for one in _topic_terms(topic) if one.folded not in gone]
    return _with(f"What about {other}?", kept)


def _plain(reading: str) -> str:
    """What is asked about as a whole in plain words: "pets deposit lease"."""
    found = _AS_A_WHOLE.fullmatch(reading)
    if found is None:
        return reading
    own = [term.text for term in content_terms(found["other"])] or [found["other"]]
    return " ".join([*own, *(found["words"] or "").split(", ")]).strip()


def _topic_terms(topic: str) -> Iterable[Term]:
    """Without the small words of other languages, which mostly are short, nor "how long"."""
    found = content_terms(_HOW.sub(lambda how: " " * len(how[0]), topic))
    return found if is_english(topic) else [one for one in found if len(one.text) > _SMALL]


def _names_of(found: Iterable[Name]) -> list[str]:
    return list(dict.fromkeys(without_possessive(name.text) for name in found))
