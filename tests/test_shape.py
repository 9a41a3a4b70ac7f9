"""What shape of answer a question asks for."""

import pytest

from rag.answer.shape import shape_of


@pytest.mark.parametrize(
    "question",
    [
        "Which three rooms have a view?",
        "Which tenants keep dogs?",
        "What are the main risks?",
        "What risks does the report name?",
        "what are the names of the seven dwarfs",
        "Who were the founders?",
        "Name the planets",
    ],
)
def test_several_things_are_asked_for(question: str) -> None:
    assert shape_of(question).several


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent?",
        "What causes rain?",
        "Which bus goes there?",
        "Who plays the flute on Mondays?",
        "What does the landlord's letter say?",
        "",
    ],
)
def test_one_thing_is_asked_for(question: str) -> None:
    assert not shape_of(question).several


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Shall the tenant pay for heating?", True),
        ("Might a dog be kept?", True),
        ("Am I allowed to paint?", True),
        ("Who may paint?", False),
        ("Mayor Hall, when is it open?", False),
    ],
)
def test_whether_something_is_so_is_asked_with_any_auxiliary(question: str, asks: bool) -> None:
    assert shape_of(question).yes_no is asks


def test_a_list_names_things_that_the_question_does_not() -> None:
    shape = shape_of("Which tenants keep dogs?")

    assert shape.is_listed_in("Dogs are kept by Anna Moll and Peter Kern.")
    assert shape.is_listed_in("Dogs, cats and birds are kept.")
    assert not shape.is_listed_in("Anna keeps a dog.")
    assert not shape.is_listed_in("There are three, she says, and one of them is an old blind dog.")


def test_what_is_compared_are_the_names() -> None:
    subjects = shape_of("Is the rent in Lindholm higher than in Kiel?").subjects

    assert [side.text for side in subjects] == ["Lindholm", "Kiel"]
    assert subjects[1].is_in("Kiel's rent rose.")
    assert not subjects[1].is_in("The rent rose.")
    assert shape_of("Who owns Lindholm in Kiel?").subjects == ()
    several = shape_of("Whose rents differ, in Ulm, Kiel and Lindholm?").subjects
    assert [side.text for side in several] == ["Ulm", "Kiel", "Lindholm"]


@pytest.mark.parametrize(
    ("question", "against"),
    [
        ("Which items cannot be returned?", {"return"}),
        ("What kinds of goods can't be sent back?", {"sent", "back"}),
        ("Which claims are not covered?", {"cover"}),
        ("Which things are not allowed in the hall?", {"hall"}),
        ("Which dogs are not allowed?", {"dog"}),
        ("Which items are on sale?", set()),
    ],
)
def test_what_is_ruled_out_need_not_be_called_an_item_where_it_is_listed(
    question: str, against: set[str]
) -> None:
    assert shape_of(question).against == against
