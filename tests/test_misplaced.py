"""Figures that the source gives to something else."""

import pytest

from rag.answer.verification.misplaced import misplaced_figure
from rag.text import in_context, sentence_spans

TABLE = """\
| Job | City bike | E-bike |
|---|---|---|
| Full service | 95 | 120 |
| New tyre | 15 | 20 |
"""


def fault(sentence: str, source: str) -> str:
    read = in_context(source, sentence_spans(source))
    return misplaced_figure(sentence, [one.text for one in read], "")


@pytest.mark.parametrize(
    ("sentence", "source", "figure"),
    [
        (
            "The deposit of the flat is 900 euros.",
            "The deposit of the flat is 1,800 euros. The monthly rent is 900 euros.",
            "900 euros",
        ),
        (
            "The notice period is six months.",
            "The notice period is three months. The trial period is six months.",
            "six",
        ),
        (
            "Nordlys was founded in 2018.",
            "Nordlys was founded in 2015. Havgap was founded in 2018.",
            "2018",
        ),
        ("Full service of a city bike costs 15 euros.", TABLE, "15 euros"),
        (
            "The Vireo 330 draws 118 watts.",
            "| Card | Watts |\n|---|---|\n| Vireo 310 | 118 |\n| Vireo 330 | 165 |",
            "330",  # or 118: one of the two
        ),
        ("Full service of a city bike costs 120.", TABLE, "120"),
    ],
)
def test_a_figure_of_the_neighbouring_sentence_or_cell_is_not_this_ones(
    sentence: str, source: str, figure: str
) -> None:
    assert f"the figure {figure} beside this" in fault(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Full service of a city bike costs 95 euros.", TABLE),
        ("A new tyre for an e-bike is 20.", TABLE),
        (
            "Full service is 95 for a city bike and 120 for an e-bike.",
            TABLE,
        ),
        (
            "A single lesson of 30 minutes is 79 euros for residents.",
            "| Lesson | Residents |\n|---|---|\n| Single, 30 minutes | 79 euros |",
        ),
        (
            "Profit in 2020 was 7 million.",
            "Profit in 2019 was 5 million. In 2020 it was 7 million.",
        ),
        (
            "Nordlys was founded in 2015 and has 40 workers.",
            "Nordlys was founded in 2015 by 3 people. The firm has 40 workers.",
        ),
        (
            "Nordlys has 40 workers.",
            "Nordlys was founded by 3 people. The number of its workers is 40.",
        ),
        (
            "In 1912 the mill had many workers.",
            "The mill opened in 1912. The mill had 40 workers.",
        ),
        (
            "Profit was 5 million in 2019 and 7 million in 2020.",
            "Profit in 2019 was 5 million. Profit in 2020 was 7 million.",
        ),
        ("A coffee is 3 euros.", "A small coffee is 2 euros. A large coffee is 3 euros."),
        ("Anna Holm chairs the board.", "Bernd Falk chairs the board."),
    ],
)
def test_a_figure_of_a_sentence_that_speaks_of_the_same_is(sentence: str, source: str) -> None:
    assert fault(sentence, source) == ""
