"""Finds other documents that say the same as the best quote with another value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rag.answer.disagreement import Quoted, contradiction
from rag.answer.statements import values_of
from rag.answer.versions import replaces
from rag.text import content_terms, fold, plain
from rag.types import Citation, EvidenceSentence, Passage
from rag.types.messages import OTHERWISE

_STRONG = 0.4  # from this score on a sentence is taken to belong to the answer
_CLOSE = 0.6  # ... and from this share of the best one's
_LIKELY = 0.6  # from this score on it belongs to the answer more surely than not
_CLOSE_OF_ANOTHER = 0.7  # the share by which what another document says is an answer as well
_AS_CLOSE = 0.85  # ... where it has fewer of the words that were asked, or none
_TIMES = frozenset(map(fold, ("minute", "hour", "day", "week", "month", "year", "time")))


def contradicting(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence]
) -> list[EvidenceSentence]:
    """A sentence of another document that gives the best one's value otherwise, if there is one."""
    for best, sentence in _others(kept, ranked):
        if contradiction(Quoted.of(best), Quoted.of(sentence)):
            return [sentence]
    return []


def share_elsewhere(
    sentence: EvidenceSentence, best: EvidenceSentence, asked: Set[str], silent: Set[str]
) -> float:
    """The share of the best one's score that earns a sentence of another document a place beside
    it. What stands in the best one's document is mostly of the same matter; of what others say that
    is told by the score alone only where it is high: where the best is weak, all are. Or where they
    may tell what nothing else does, of which the question has words that are `silent` else."""
    if silent or sentence.score >= _LIKELY:
        return _CLOSE
    said = len(_told(asked, sentence))
    less = not said or said < len(_told(asked, best))
    return _AS_CLOSE if less else _CLOSE_OF_ANOTHER


def _told(asked: Set[str], sentence: EvidenceSentence) -> Set[str]:
    """The words asked that it has, but for "days": in how many, anything may be told."""
    return (asked - _TIMES) & _words(sentence)


def told_elsewhere(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence], asked: Set[str]
) -> list[EvidenceSentence]:
    """The sentence of each further document that belongs to the answer nearly as surely as the
    best one, says the same of the words that were `asked`, and has a value that none of the kept
    has. Whichever of them is right: the reader has to see both."""
    found: list[EvidenceSentence] = []
    told = {one.passage.document_id for one in kept}
    known = [value for one in kept for value in values_of(one.text)]
    for best, sentence in _others(kept, ranked):
        strong = sentence.score >= max(_STRONG, _CLOSE * best.score)
        if not strong or sentence.passage.document_id in told:
            continue
        if not _told(asked, sentence) >= _told(asked, best) or not _told(asked, sentence):
            continue
        mine = values_of(best.text)
        fresh = [one for one in values_of(sentence.text) if any(map(one.is_like, mine))]
        if fresh and not any(one.same_as(other) for one in fresh for other in known):
            found.append(sentence)
            told.add(sentence.passage.document_id)
    return found


def unquoted_difference(citations: Sequence[Citation], ranked: Sequence[EvidenceSentence]) -> str:
    """What a document that the answer does not quote says otherwise, in words; else empty.

    Only a sentence that belongs to the answer as surely as a quote would have to.
    """
    for sentence in ranked:
        if sentence.score < _STRONG or any(_covers(one, sentence) for one in citations):
            continue
        for one in citations:
            if one.passage.document_id == sentence.passage.document_id:
                continue
            if found := contradiction(Quoted.of(one), Quoted.of(sentence)):
                title = plain(sentence.passage.title)
                return f'{OTHERWISE} {found[1]} in "{title}", {found[0]} in [{one.number}].'
    return ""


def newer_first(passages: Sequence[Passage]) -> list[Passage]:
    """Each once, in their order, but for one that says that it takes another's place: before it."""
    ordered: list[Passage] = []
    for passage in dict.fromkeys(passages):
        behind = [at for at, one in enumerate(ordered) if replaces(passage, one)]
        ordered.insert(behind[0] if behind else len(ordered), passage)
    return ordered


def _covers(one: Citation, sentence: EvidenceSentence) -> bool:
    same = one.passage.document_id == sentence.passage.document_id
    return same and one.start < sentence.end and sentence.start < one.end


def _others(
    kept: Sequence[EvidenceSentence], ranked: Sequence[EvidenceSentence]
) -> Iterator[tuple[EvidenceSentence, EvidenceSentence]]:
    """The best one with each that is not kept and of another document."""
    best = kept[0] if kept else None
    for one in ranked:
        if best and one not in kept and one.passage.document_id != best.passage.document_id:
            yield best, one


def _words(sentence: EvidenceSentence) -> set[str]:
    """The words of what it says, and of where it stands."""
    passage = sentence.passage
    where = sentence.locator
    return {
        term.folded
        for term in content_terms(f"{passage.title} {where} {passage.columns} {sentence.text}")
    }
