"""What a model proposes: read leniently, believed only where the excerpt bears it out."""

from __future__ import annotations

import pytest

from rag.errors import ModelProtocol, ModelUnreachable
from rag.evaluation.proposals import Proposal, Proposer, holds, proposals
from rag.llm import ScriptedModel
from rag.settings import shipped
from rag.types import Delta

EXCERPT = "The mill of Arden was built in 1801,\nwhen Mary Jones was the mayor."
SAID = """\
Here you are:
1. ANSWERED: When was the mill of Arden built?
**SENTENCE:** "The mill of Arden was built in 1801, when Mary Jones was the mayor."
Words: 1801
ANSWERED: Who was it?
SILENT: How much did the mill of Arden cost?
why: its price is not given
SILENT: Who owns the mill of Arden?
"""
MILL = Proposal(
    "When was the mill of Arden built?",
    "The mill of Arden was built in 1801, when Mary Jones was the mayor.",
    "1801",
)


def test_whole_proposals_are_read_and_the_rest_is_passed_over() -> None:
    assert list(proposals(SAID)) == [
        MILL,
        Proposal("How much did the mill of Arden cost?", why="its price is not given"),
        Proposal("Who owns the mill of Arden?"),
    ]


@pytest.mark.parametrize(
    "one",
    [
        Proposal("When was the mill of Arden built?", "It was built in 1802.", "1802"),
        Proposal("When was the mill of Arden built?", MILL.sentence, "1802"),
        Proposal("Was the mill of Arden built in 1801?", MILL.sentence, "1801"),
        Proposal("When does the excerpt say the mill was built?", MILL.sentence, "1801"),
        Proposal("Who was it?", MILL.sentence, "Mary Jones"),
        Proposal("The mill of Arden", MILL.sentence, "1801"),
    ],
)
def test_what_does_not_hold_is_left_out(one: Proposal) -> None:
    assert holds(MILL, EXCERPT)
    assert not holds(one, EXCERPT)


def test_the_excerpt_is_fenced_and_its_words_are_no_instruction() -> None:
    model = ScriptedModel()
    model.enqueue([SAID])
    found = Proposer(model, shipped("prompts"))(EXCERPT)
    assert [one.answered for one in found] == [True, False, False]
    system, user = model.prompts[0]
    fence = user.content.split()[1]
    assert fence in system.content
    assert EXCERPT in user.content
    assert EXCERPT not in system.content


def test_a_model_of_no_use_proposes_nothing_and_one_that_fails_is_an_error() -> None:
    model = ScriptedModel()
    model.enqueue(ModelProtocol("It only thought."))
    model.enqueue(ModelUnreachable("Nobody answers."))
    proposer = Proposer(model, shipped("prompts"))
    assert proposer(EXCERPT) == ()
    with pytest.raises(ModelUnreachable):
        proposer(EXCERPT)


def test_what_turned_out_to_be_thinking_is_not_proposed() -> None:
    model = ScriptedModel()
    thought = Delta(text="SILENT: Who signed the contract of the mill?\n")
    model.enqueue([thought, Delta(text=SAID, restart=True), Delta(finish="stop")])
    found = Proposer(model, shipped("prompts"))(EXCERPT)
    assert MILL in found
    assert "Who signed the contract of the mill?" not in {one.question for one in found}
