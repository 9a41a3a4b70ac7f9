"""Questions taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.retrieve.question import Wanted, parse, parts


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How many GPUs does it run?", Wanted.FIGURE),
        ("What is the price of the lease?", Wanted.FIGURE),
        ("When was it signed?", Wanted.DATE),
        ("In what year did it open?", Wanted.DATE),
        ("What happens when it rains?", Wanted.ANY),
        ("How do I pay when I'm abroad?", Wanted.ANY),
        ("I lost it. Which form do I need when it is found?", Wanted.ANY),
        ("What happened and when?", Wanted.DATE),
        ("What was the day when it opened?", Wanted.DATE),
        ("What does it say about when I must pay?", Wanted.DATE),
        ("What was it? When did it open?", Wanted.DATE),
        ("Tell me when it opens", Wanted.DATE),
        ("Who signed it?", Wanted.NAME),
        ("Why was it late?", Wanted.REASON),
        ("Is the rent due monthly?", Wanted.YES_NO),
        ("What is a lease?", Wanted.ANY),
        ("lease terms", Wanted.ANY),
    ],
)
def test_the_kind_that_is_wanted(text: str, wanted: Wanted) -> None:
    assert parse(text).wanted is wanted


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("How many rooms are there?", "There are 12 rooms.", True),
        ("How many rooms are there?", "There are rooms.", False),
        ("How many of the 12 rooms are free?", "All 12 rooms are large.", False),
        ("How many models?", "It made Llama 4 and GPT-4.5.", False),
        ("When did it open?", "It opened in March 1987.", True),
        ("When did it open?", "It opened early.", False),
        ("Who owns Acme?", "The owner of Acme is Mary Jones.", True),
        ("Who owns Acme?", "Somebody owns Acme.", False),
        ("Why is it so?", "Because.", None),
        ("How long did it last?", "It went on for months.", True),
        ("How often is it cleaned?", "It is cleaned weekly.", True),
        ("How many were cleaned?", "They are cleaned weekly.", False),
    ],
)
def test_whether_a_sentence_holds_such_a_thing(question: str, sentence: str, met: object) -> None:
    assert parse(question).is_met_by(sentence) is met


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Does it cost 40 euros?", [40]),
        ("What happened in the first two weeks?", [2]),
        ("Which three models are there?", []),
        ("What are the five tools?", []),
        ("How many GPUs can act as one?", []),
    ],
)
def test_the_figures_that_an_answer_has_to_hold(question: str, values: list[int]) -> None:
    assert [figure.value for figure in parse(question).figures] == values


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_can_be_a_question(text: str, sentence: str) -> None:
    parse(text).is_met_by(sentence)


@pytest.mark.parametrize(
    "question",
    [
        "Which company was founded in 2015 and is based in Oslo?",
        "Which tenant pays 900 euros and has a dog?",
        "Who founded the club and is still a member?",
        "How many rooms are heated and can be rented?",
        "Is there a flat that is heated and can be rented?",
        "Who is the landlord and has a dog?",
        "Who pays the rent and does the cleaning?",
        "My sister is a nurse and was on leave. How long did she stay?",
    ],
)
def test_a_second_verb_of_one_subject_begins_no_question(question: str) -> None:
    assert parts(question) == (question,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("What is the rent", "are dogs allowed?"),
        ("When is rent due", "is a deposit needed?"),
        ("At what time does it open", "are dogs allowed?"),
        ("Which fees do I pay", "is the deposit one of them?"),
        ("Which firm built it", "has it been paid?"),
        ("Who chairs the board", "does Anna Holm sit on it?"),
        ("Who founded the club", "who chairs it today?"),
        ("What does a licence cost", "is there a condition?"),
    ],
)
def test_a_verb_with_its_own_subject_begins_another_question(first: str, second: str) -> None:
    assert parts(f"{first} and {second}") == (first, second)
