"""A case out of an answer that somebody has read: proposed from it, confirmed by a person, kept."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from rag.errors import CaseError
from rag.evaluation.appending import append_case
from rag.evaluation.casefile import find_case_files, read_case_file
from rag.evaluation.cases import (
    AnswerExpected,
    Case,
    CaseScope,
    ConflictExpected,
    Expectation,
    Fact,
    Kind,
    RefusalExpected,
    Turn,
)
from rag.evaluation.fresh import Fresh
from rag.regex import regex
from rag.text import content_terms, figures, names, plain
from rag.types import Answer, Scope, Support

GROUP = "feedback"
"""The group of cases that are made of an answer that somebody rated."""

_ALL = CaseScope()
_DIGIT = regex(r"\d")
_EACH = regex(r"\s+(?=(?:per|each|every|an?)\s)")
_MOST_FACTS = 3
_DIFFER = "sources differ"
_NAME_THEM = "Ask it of all documents, of some that you pick, or of a collection."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a person says is right: `facts` that must be said, each as words or a figure with its
    unit ("200,000 GPUs"); `sources` that must be cited, as paths below the documents' folder."""

    kind: Kind
    facts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def proposed(answer: Answer, sources: Mapping[str, str], *, right: bool = True) -> Confirmed:
    """What its own words suggest; `sources` are paths by document id.

    An answer that is not `right` may cite what it should not, and be right about the rest: only
    what its citations bear out is proposed, without the sources.
    """
    if answer.refusal is not None:
        return Confirmed("refusal" if right else "answer")
    borne_out = [one.text for one in answer.sentences if one.support is Support.SUPPORTED]
    told = dict.fromkeys(fact for one in borne_out for fact in _told(plain(one)))
    cited = (sources.get(one.passage.document_id) for one in answer.citations)
    paths = tuple(dict.fromkeys(path for path in cited if path)) if right else ()
    kind: Kind = "conflict" if _DIFFER in answer.note.casefold() else "answer"
    return Confirmed(kind, tuple(told)[:_MOST_FACTS], paths)


def keep_case(
    path: Path,
    question: str,
    confirmed: Confirmed,
    *,
    corpus: Path,
    history: Sequence[Turn] = (),
    group: str = "",
    scope: CaseScope = _ALL,
    comment: str = "",
) -> Case:
    """Adds the case to the file, which is made where it is not there yet.

    Raises `CaseError`: for no question, what cannot be expected, a question that a file beside it
    asks already after the same `history`, a file that cannot take it.
    """
    if not question:
        raise CaseError("A case has a question.")
    had = _cases_beside(path)
    asked = (question.lower(), tuple(history))
    for file, one in had:
        if (one.question.lower(), tuple(one.history)) == asked:
            raise CaseError(
                f"{file.name} asks this already, as {one.id}.", hint="Change that case by hand."
            )
    name = Fresh({one.id for _, one in had}, set()).id_of(question)
    expected = expectation(confirmed)
    try:
        case = Case(name, question, expected, tuple(history), group=group, scope=scope)
    except ValidationError as error:
        why = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise CaseError(f"This is no case yet: {why}.") from None
    append_case(path, case, corpus=corpus, comment=comment)
    return case


def _cases_beside(path: Path) -> list[tuple[Path, Case]]:
    """The cases of the file, and of every other in its folder that can be read."""
    found = []
    for file in find_case_files([path.parent]) if path.parent.is_dir() else ():
        try:
            found += [(file, case) for case in read_case_file(file).cases]
        except CaseError:
            if file == path:
                raise
    return found


def expectation(confirmed: Confirmed) -> Expectation:
    """As a case says it. Raises `CaseError` for what would hold of nothing, or of everything."""
    facts = tuple(_fact(one.strip()) for one in confirmed.facts if one.strip())
    match confirmed.kind:
        case "refusal":
            return Expectation(refusal=RefusalExpected())
        case "conflict":
            if len(facts) < 2:
                raise CaseError("A conflict has two values or more: one in a line.")
            return Expectation(conflict=ConflictExpected(values=facts))
        case "answer":
            if not facts and not confirmed.sources:
                raise CaseError("Say what the answer must say, or which document it must cite.")
            paths = tuple(map(glob.escape, confirmed.sources))
            return Expectation(answer=AnswerExpected(facts=facts, sources=paths))


def scope_of(scope: Scope | None, sources: Mapping[str, str]) -> CaseScope:
    """A question's scope as a case says it. Raises `CaseError` for what it cannot say: dates, what
    is in no collection, documents of which none is left."""
    if scope is None or not scope:
        return CaseScope()
    if scope.since or scope.until:
        raise CaseError("A case cannot say when its documents are from.", hint=_NAME_THEM)
    if "" in scope.collections:
        raise CaseError("A case cannot say “in no collection”.", hint=_NAME_THEM)
    paths = sorted(sources[one] for one in scope.documents if one in sources)
    if not paths and not scope.collections:
        raise CaseError("None of the documents that it was asked of is left.", hint=_NAME_THEM)
    return CaseScope(tuple(map(glob.escape, paths)), tuple(sorted(scope.collections)))


def _told(sentence: str) -> Iterable[str]:
    """Its figures, with the word behind each; where it has none, its names; else itself."""
    found = [one for one in figures(sentence) if _DIGIT.search(sentence, one.start, one.end)]
    if found:
        return [_with_unit(sentence, one.start, one.end) for one in found]
    return [one.text for one in names(sentence)] or [sentence.strip(" .")]


def _with_unit(sentence: str, start: int, end: int) -> str:
    """ "9.5 metres": a figure alone could be anything."""
    figure = sentence[start:end].strip()
    after = sentence[end:].split(maxsplit=1)[:1] if sentence[end : end + 1] == " " else []
    word = after[0].strip(".,;:!?)*_`") if after else ""
    return f"{figure} {word}" if word.isalpha() and content_terms(word) else figure


def _fact(words: str) -> Fact:
    """A figure, with its unit where a word follows, or what it is for each of ("per day"); anything
    else as it is written."""
    found: Sequence[object] = figures(words)
    if len(found) == 1:
        number, _, unit = words.partition(" ")
        measure, *each = _EACH.split(words, maxsplit=1)
        for written, noun in ((words, ""), (number, unit.strip()), (measure, "".join(each))):
            if _is_figure(written) and (not noun or noun.isalpha() or noun in each):
                return _checked(number=written, unit=noun)
    return _checked(text=words)


def _is_figure(words: str) -> bool:
    found = figures(words)
    return len(found) == 1 and words[found[0].start : found[0].end].strip() == words.strip()


def _checked(*, text: str | None = None, number: str | None = None, unit: str = "") -> Fact:
    try:
        return Fact(text=text, number=number, unit=unit)
    except ValidationError as error:
        raise CaseError(f"{text or number!r} cannot be a fact.") from error
