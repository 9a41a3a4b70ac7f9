"""Sources that differ."""

import pytest

from rag.answer.disagreement import conflict, differences
from rag.types import Citation, Support
from tests.builders import passage


def cite(text: str, number: int, document: str) -> Citation:
    source = passage(text, document=document)
    return Citation(number, source, 0, len(text), text, Support.SUPPORTED)


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (
            "The company pays a rent of 900 euros a month.",
            "The company pays a rent of 950 euros each month.",
            ("900 euros", "950 euros"),
        ),
        (
            "The notice period for tenants of the house is three weeks.",
            "The notice period for tenants of the house is three months.",
            ("three weeks", "three months"),
        ),
        (
            "His daily model for writing is GPT-3 these days.",
            "His daily model for writing is GPT-3.5 these days.",
            ("GPT-3", "GPT-3.5"),
        ),
        (
            "The notice period for tenants is three weeks.",
            "The notice period for tenants is three months.",
            ("three weeks", "three months"),
        ),
        (
            "Rent for the garage is 900 euros a month.",
            "The monthly rent for the garage is 950 euros.",
            ("900 euros", "950 euros"),
        ),
        (
            "The club of the village was founded in 2019.",
            "The club of the village was founded in 2020.",
            ("2019", "2020"),
        ),
    ],
)
def test_another_value_of_the_same_thing_is_found(
    one: str, other: str, values: tuple[str, str]
) -> None:
    assert conflict(one, other) == values
    assert conflict(other, one) == values[::-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The house has 12 rooms and a garden.", "The house has 12 rooms and a large garden."),
        ("Sales were 5 million units in 2019.", "Parking costs 50 euros a month."),
        ("The firm sold 5 million cars in 2019.", "The firm sold 7 million cars."),
        ("It rains.", "It snows."),
        (
            "The rent for the garage in Oslo is 900 euros a month.",
            "The rent for the garage in Bergen is 950 euros a month.",
        ),
        ("Nordlys pays a rent of 900 euros a month.", "Havgap pays a rent of 950 euros a month."),
        (
            "Revenue of the company grew strongly in Q3.",
            "Revenue of the company grew strongly in Q4.",
        ),
        (
            "The fee for the locker is set in Section 3.",
            "The fee for the locker is set in Section 5.",
        ),
        (
            "Windows 10 supports the new driver model.",
            "Windows 11 supports the new driver model.",
        ),
        (
            "The notice period for tenants is 12 months.",
            "The notice period for tenants is one year.",
        ),
        ("The path around the lake is 5 km long.", "The path around the lake is 5000 m long."),
        (
            "The annual meeting of the club took place in 2019.",
            "The annual meeting of the club took place in 2020.",
        ),
    ],
)
def test_what_is_no_contradiction_is_none(one: str, other: str) -> None:
    assert conflict(one, other) is None


def test_only_different_documents_differ_and_the_note_names_both_footnotes() -> None:
    first = "The company pays a rent of 900 euros a month."
    second = "The company pays a rent of 950 euros a month."

    told = differences([cite(first, 1, "a"), cite(second, 2, "b")])

    assert told == "The sources differ: 900 euros in [1], 950 euros in [2]."
    assert differences([cite(first, 1, "a"), cite(second, 2, "a")]) == ""
