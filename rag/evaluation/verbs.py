"""Verbs that the question former knows in all their forms; a sentence with another verb is left."""

from __future__ import annotations

from typing import Literal, NamedTuple

Form = Literal["base", "present", "past", "participle", "ing"]

_REGULAR = """
accept acquire add adopt allow announce answer appoint approve arrive ask attend award base borrow
call cancel carry change charge charter clean close collect complete contain control cool cover
create decide declare deliver demand deploy describe design develop discover divide double earn
employ enable end establish expand expire explain finance finish found fund handle headquarter help
hire host house import improve include increase inspect install introduce invent invest invite join
last launch lease license limit live locate maintain manage manufacture measure merge move name
observe occupy offer open operate order organise organize own paint patent perform permit plan
plant power present process produce publish purchase raise receive record recommend reduce refund
reject release remain remove rename renew rent repair replace report require rescue reserve return
review save ship sign sponsor start stop store supply support teach test train transfer use visit
vote warn work
"""
_IRREGULAR = """
bear bore born|become became become|begin began begun|break broke broken|bring brought brought|
build built built|buy bought bought|choose chose chosen|cost cost cost|cut cut cut|
draw drew drawn|drive drove driven|fall fell fallen|find found found|get got got|give gave given|
grow grew grown|have had had|hold held held|keep kept kept|lead led led|lease leased leased|
lend lent lent|lose lost lost|make made made|meet met met|owe owed owed|pay paid paid|
put put put|rise rose risen|run ran run|sell sold sold|send sent sent|set set set|
spend spent spent|stand stood stood|take took taken|teach taught taught|win won won|
write wrote written
"""
_DOUBLED = frozenset(["stop", "ship", "plan", "begin", "run", "cut", "get", "put", "set", "win"])
_VOWELS = "aeiou"


class Verb(NamedTuple):
    """The forms of one verb."""

    base: str
    present: str
    past: str
    participle: str
    ing: str


def _present(base: str) -> str:
    if base == "have":
        return "has"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")


def _stem(base: str) -> str:
    """What "ing" and "ed" are put behind."""
    if base in _DOUBLED:
        return base + base[-1]
    return base[:-1] if base.endswith("e") and not base.endswith("ee") else base


def _past(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return _stem(base) + "ed"


def _verbs() -> dict[str, Verb]:
    found = {
        base: Verb(base, _present(base), _past(base), _past(base), _stem(base) + "ing")
        for base in _REGULAR.split()
    }
    for written in _IRREGULAR.replace("\n", "").split("|"):
        base, past, participle = written.split()
        found[base] = Verb(base, _present(base), past, participle, _stem(base) + "ing")
    return found


VERBS = _verbs()
"""By base form."""


def _forms() -> dict[tuple[str, Form], Verb]:
    forms: dict[tuple[str, Form], Verb] = {}
    for verb in VERBS.values():
        forms[verb.base, "base"] = verb
        forms[verb.present, "present"] = verb
        forms[verb.ing, "ing"] = verb
        forms.setdefault((verb.past, "past"), verb)
        forms.setdefault((verb.participle, "participle"), verb)
    # "found" is what a company was, or what somebody came across: which one cannot be told
    forms.pop(("found", "past"), None)
    forms.pop(("found", "participle"), None)
    return forms


_FORMS = _forms()


def verb_of(word: str, form: Form) -> Verb | None:
    """The verb that has this word as that form; None if it is not known."""
    return _FORMS.get((word, form))
