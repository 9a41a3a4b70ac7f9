"""Who does it, told without a name."""

from __future__ import annotations

import pytest

from rag.retrieve.doers import tells_doer
from rag.retrieve.question import parse


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who pays the carriage?", "Carriage is yours to pay."),
        ("Who pays the carriage?", "You pay it."),
        ("who paid?", "We pay five euros."),
        ("Who has to pay for lost keys?", "Lost keys must be paid for by the guest."),
        ("Who mends the fence?", "The neighbour mends the fence."),
        ("Who mended the fence?", "It was mended by a carpenter from town."),
        ("Who must sweep the yard?", "Guests must sweep the yard."),
        ("Who looks after the hens?", "The hens are looked after by the pupils."),
        ("Who is responsible for the hens?", "The porter is responsible for the hens."),
        ("Who is charged a fee?", "You are charged a fee of 5 euros."),
    ],
)
def test_a_role_or_a_pronoun_tells_who(question: str, sentence: str) -> None:
    assert tells_doer(question, sentence)
    assert parse(question).is_met_by(sentence)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who pays the carriage?", "Carriage is paid in May."),
        ("Who pays the carriage?", "You are paid in May."),
        ("Who mends the fence?", "The fence mends cost 5 euros."),
        ("Who mends the fence?", "The fence is mended by May."),
        ("Who owns the mill?", "Somebody owns the mill."),
        ("Who sells bikes?", "Bikes sell well."),
        ("Who is the porter?", "You pay the porter."),
        ("Where do I pay?", "You pay."),
        ("Who?", "You pay."),
    ],
)
def test_what_does_not_say_who_does_it(question: str, sentence: str) -> None:
    assert not tells_doer(question, sentence)
