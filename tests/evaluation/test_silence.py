"""Whether documents know nothing of a question."""

from __future__ import annotations

from rag.evaluation.silence import Silence, places_of
from rag.text import topic_words

SENTENCES = (
    "Acme employs 14 people in Lund.",
    "Berg supplies oak.",
    "It opened a mill in 2019.",
)


def silence(*found: str) -> Silence:
    return Silence(places_of(SENTENCES, "Mills"), lambda _: found)


def test_a_name_that_nothing_of_the_kind_is_said_of() -> None:
    assert silence().about("Berg", "How many people does Berg employ in Lund?")
    assert not silence().about("Acme", "How many people does Acme employ in Lund?")


def test_a_sentence_that_points_back_speaks_of_the_one_before() -> None:
    assert not silence().about("Berg", "When did Berg open a mill?")


def test_what_a_search_by_meaning_finds_counts_sooner() -> None:
    question = "How many people does Berg employ in Lund?"
    assert not silence("Berg has a crew of six in Lund.").about("Berg", question)


def test_it_is_silent_on_the_date_of_what_no_sentence_dates() -> None:
    assert silence().of_date("When did Acme hire Erik?")
    assert not silence().of_date("When did Berg open the mill?")


def test_it_is_silent_on_words_that_nothing_says_of_somebody() -> None:
    assert silence().of_words("Berg", topic_words("employees people"))
    assert not silence().of_words("Acme", topic_words("employees people"))
