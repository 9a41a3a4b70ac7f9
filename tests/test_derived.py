"""Figures that can be worked out from the source, and figures that cannot."""

import pytest

from rag.answer.verification.derived import worked_out
from rag.answer.verification.verify import Verifier
from rag.types import Support
from tests.builders import passage
from tests.fakes import WordEmbedder

ROOF = "Slates: 11,400 of 16,000 pounds collected. Nine batteries are sold at 45 pounds each."


@pytest.mark.parametrize(
    ("sentence", "is_worked_out"),
    [
        ("4,600 pounds are still lacking.", True),
        ("27,400 pounds were spoken of.", True),
        ("The batteries bring 405 pounds.", True),
        ("Two things are paid for.", True),
        ("A roof of two kinds is told of.", True),
        ("They wait three months.", False),
        ("It opens at eight.", False),
        ("4,700 pounds are still lacking.", False),
        ("The batteries bring 4,600 euros.", False),
        ("Twenty things are paid for.", False),
        ("The slates cost 16,000 pounds.", False),  # it is given
    ],
)
def test_what_can_be_worked_out(sentence: str, is_worked_out: bool) -> None:
    assert bool(worked_out(sentence, ROOF)) is is_worked_out


def test_what_the_source_counts_itself_is_not_counted_anew() -> None:
    assert not worked_out("Three members were there.", "Two members were there, and a guest.")


def test_of_many_figures_nothing_is_worked_out() -> None:
    table = ", ".join(str(number * number) for number in range(30))

    assert not worked_out("It is 123.", table)
    assert worked_out("Three of them are even.", table)


def test_a_figure_that_is_worked_out_is_not_called_false() -> None:
    judge = Verifier(WordEmbedder()).judge

    worked = judge("4,600 of the 16,000 pounds for slates are lacking.", [passage(ROOF)])
    wrong = judge("4,700 of the 16,000 pounds for slates are lacking.", [passage(ROOF)])

    assert worked.support is Support.PARTIAL
    assert worked.reason == "The cited text does not give the figure 4,600."
    assert wrong.support is Support.UNSUPPORTED
