"""A model's proposals are tried out: what is to be answered must be; the rest is a finding."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evaluation.cases import Case
from rag.evaluation.proposals import Proposal
from rag.evaluation.proposing import EXCERPT, Proposing, excerpts
from rag.evaluation.results import CaseResult
from tests.evaluation.makers import answer, cited, failed, refused, sentence
from tests.evaluation.makers import result as made
from tests.fake_assistant import make_document

MILL = make_document("mill [1].md", "The mill", "The mill of Arden was built in 1801.")
INN = make_document("inn.md", "The inn", "The inn of Arden has 12 rooms.")
BUILT = Proposal("When was the mill of Arden built?", MILL.text, "1801")
ROOMS = Proposal("How many rooms has the inn of Arden?", INN.text, "12 rooms")
OWNER = Proposal("Who owns the inn of Arden?", why="its owner is not named")
PRICE = Proposal("What did the mill of Arden cost?")


def propose(excerpt: str) -> Sequence[Proposal]:
    return (BUILT, PRICE) if MILL.text in excerpt else (ROOMS, OWNER)


def attempt(case: Case) -> CaseResult:
    """The inn's rooms are not found; the mill's price is made up."""
    if case.question == ROOMS.question:
        return made(case, refused())
    if case.question in (BUILT.question, PRICE.question):
        return made(case, answer(sentence("It was built in 1801.", cited(MILL.source))))
    return made(case, refused())


def test_answered_ones_are_answered_and_the_others_say_what_came_out() -> None:
    proposing = Proposing([MILL, INN], propose, attempt)
    found = {one.case.question: one for one in proposing.drafts(20)}
    assert set(found) == {BUILT.question, PRICE.question, OWNER.question}
    assert proposing.left_out == 1
    built = found[BUILT.question]
    assert built.case.expect.answer is not None
    assert built.case.expect.answer.sources == ("mill [[]1].md",)
    assert (built.sentence, built.finding) == (MILL.text, "")
    assert found[PRICE.question].case.expect.kind == "refusal"
    assert found[PRICE.question].finding == "it was answered: It was built in 1801."
    assert found[OWNER.question].finding == ""
    assert found[OWNER.question].why == "not said: its owner is not named"


def test_a_server_that_fails_meanwhile_is_a_finding_and_no_refusal() -> None:
    proposing = Proposing([INN], lambda _: (OWNER,), lambda case: made(case, failed()))
    (one,) = proposing.drafts(4)
    assert one.finding == "it failed: Nobody answers there."


def test_no_more_are_made_than_are_wanted_and_none_that_is_there() -> None:
    first = Proposing([MILL, INN], propose, attempt).drafts(2)
    assert [one.case.question for one in first] == [BUILT.question, PRICE.question]
    cases = [one.case for one in first]
    again = Proposing([MILL, INN], propose, attempt).drafts(20, cases)
    assert [one.case.question for one in again] == [OWNER.question]


def test_a_model_that_has_nothing_to_say_is_not_asked_for_ever() -> None:
    asked: list[str] = []
    long = make_document("long.md", "Long", "word " * 20_000)

    def nothing(excerpt: str) -> Sequence[Proposal]:
        asked.append(excerpt)
        return ()

    assert Proposing([long], nothing, attempt).drafts(2) == ()
    assert len(asked) == 6


def test_excerpts_are_the_whole_text_in_order() -> None:
    text = "\n".join(f"Line {number} of a long document." for number in range(500))
    pieces = [piece.removeprefix("T\n\n") for piece in excerpts(make_document("a.md", "T", text))]
    assert "".join(pieces) == text
    assert all(len(piece) <= EXCERPT for piece in pieces)
    assert all(piece.endswith("\n") for piece in pieces[:-1])
