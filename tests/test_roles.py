"""Who does what to whom."""

import pytest

from rag.answer.verification.roles import other_roles
from rag.text import sentence_spans


def fault(sentence: str, source: str) -> str:
    quote = [source[span.start : span.end] for span in sentence_spans(source)]
    return other_roles(sentence, quote, source)


@pytest.mark.parametrize(
    ("sentence", "source", "of"),
    [
        ("Anna pays the rent.", "Bernd pays the rent.", "of Bernd, not of Anna"),
        ("Microsoft sold the mill.", "Oracle sold the mill.", "of Oracle, not of Microsoft"),
        (
            "Anna Holm chairs the board.",
            "Anna Holm keeps the books. Bernd Falk chairs the board.",
            "of Bernd Falk, not of Anna Holm",
        ),
        ("Vermieter zahlen die Miete.", "Mieter zahlen die Miete.", "of Mieter"),
    ],
)
def test_a_name_that_opens_the_sentence_in_anothers_place_is_named(
    sentence: str, source: str, of: str
) -> None:
    assert of in fault(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Oracle sued Google over Java.", "Google sued Oracle over Java."),
        ("Hamburg is larger than Berlin.", "Berlin is larger than Hamburg."),
        ("Anna Holm sued Bernd Falk.", "Last year Bernd Falk sued Anna Holm."),
        (
            "The landlord pays the repairs to the tenant.",
            "The tenant pays the repairs to the landlord.",
        ),
        ("The club pays 40 euros for 3 lockers.", "The club pays 3 euros for 40 lockers."),
        ("The train leaves Oslo for Bergen.", "The train leaves Bergen for Oslo."),
    ],
)
def test_the_same_words_the_other_way_round_are_told(sentence: str, source: str) -> None:
    assert "the other way round" in fault(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Anna pays the rent.", "Anna Holm pays the rent each month."),
        ("Ms. Holm pays the rent.", "Anna Holm pays the rent."),
        ("Renters pay the rent.", "Tenants pay the rent. The tenants and renters meet in May."),
        ("WHO says the water is clean.", "World Health Organization says the water is clean."),
        ("Usually the club pays.", "Often the club pays."),
        ("Anna Holm chairs the board.", "Anna Holm keeps the books. She chairs the board."),
        ("Oracle was sued by Google.", "Google sued Oracle."),
        ("Google and Oracle met.", "Oracle and Google met."),
        ("In Java, Google sued Oracle.", "Google sued Oracle in Java."),
        ("It has a bar, a hall, a pool.", "It has a pool, a hall, a bar."),
    ],
)
def test_the_same_said_otherwise_is_no_fault(sentence: str, source: str) -> None:
    assert fault(sentence, source) == ""
