"""Forms of irregular verbs by their one form: "paid" is of "pay". English alone."""

from __future__ import annotations

from rag.text.terms import fold

_IRREGULAR = """
write wrote written|take took taken|give gave given|choose chose chosen|drive drove driven|
draw drew drawn|know knew known|see saw seen|do did done|begin began begun|steal stole stolen|
break broke broken|wear wore worn|hide hid hidden|bite bit bitten|throw threw thrown|
speak spoke spoken|shake shook shaken|beat beat beaten|buy bought|sell sold|build built|hold held|
lead led|pay paid|teach taught|win won|find found|tell told|keep kept|send sent|lend lent|
leave left|make made|lose lost|shoot shot|fight fought|catch caught|bring brought|
feed fed|strike struck|run ran run|go went gone|come came come|grow grew grown|fly flew flown|
fall fell fallen|rise rose risen|eat ate eaten|forgive forgave forgiven|get got gotten|
become became become|swim swam swum|sing sang sung|ring rang rung|sink sank sunk|
drink drank drunk|freeze froze frozen|wake woke woken|forget forgot forgotten|ride rode ridden|
show showed shown|meet met|stand stood|understand understood|mean meant|sleep slept|spend spent|
lay laid|seek sought|think thought|withdraw withdrew withdrawn|undertake undertook undertaken
"""
_BASE = {
    fold(form): fold(verb.split()[0])
    for verb in _IRREGULAR.replace("\n", "").split("|")
    for form in verb.split()
}
_PARTICIPLES = frozenset(
    verb.split()[-1] for verb in _IRREGULAR.replace("\n", "").split("|") if verb
)


def base(folded: str) -> str:
    """The folded form of the verb that a folded word is a form of; of any other, the word."""
    return _BASE.get(folded, folded)


def is_participle(word: str) -> bool:
    """ "Closed", "run", "written"."""
    return word.lower().endswith("ed") or word.lower() in _PARTICIPLES
