"""What is said of another thing, under its own heading, does not answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.other_sections import without_other_sections
from rag.text import sentence_spans
from rag.text.leaning import leaves_open, points_back
from rag.types import Passage
from tests.builders import chunk, evidence, passage

TART = "Rub in butter. It keeps for 2 days. Do not freeze it."
STEW = "Fry onions. Serve hot."
KEEP = "How long does the goulash keep?"


def book(tart: str = TART, headings: tuple[str, str] = ("Lemon tart", "Beef goulash")) -> Passage:
    """One document of two sections; the first says how long something keeps."""
    text = f"{tart}\n\n{STEW}"
    chunks = (
        chunk(tart, locator=headings[0]),
        chunk(STEW, start=len(tart) + 2, locator=headings[1]),
    )
    return replace(passage(text), chunks=chunks, locator="; ".join(headings))


def left(question: str, page: Passage) -> tuple[list[str], float]:
    scores = [0.1, 0.9, 0.8, 0.1, 0.1]
    found = without_other_sections(replace(evidence([page], scores), question=question))
    return [one.text for one in found.sentences], found.probability


def test_what_is_said_of_it_beside_the_section_asked_about_is_no_answer() -> None:
    assert left(KEEP, book()) == (["Rub in butter.", "Fry onions.", "Serve hot."], 0.0)


def test_what_else_answers_keeps_the_question_answered() -> None:
    page = book("Rub in butter. All dishes keep a day. Do not freeze it.")
    kept, probability = left(KEEP, page)
    assert "All dishes keep a day." in kept
    assert probability > 0


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("How long does the lemon tart keep?", book()),  # its own section
        ("How long does the soup keep?", book()),  # nothing is named
        (KEEP, book("Serve it after the goulash. It keeps for 2 days. Do not freeze it.")),
        (KEEP, book(headings=("Goulash > Storing", "Goulash > Notes on goulash"))),
        (KEEP, book(headings=("Storing", "Dishes > Beef goulash"))),  # no parallel things
        ("Are lemon and goulash good friends?", book()),
    ],
)
def test_what_may_be_of_the_thing_asked_about_stays(question: str, page: Passage) -> None:
    assert len(left(question, page)[0]) == 5


@pytest.mark.parametrize(
    ("sentence", "question", "is_open"),
    [
        ("It keeps for 2 days.", KEEP, True),
        ("Do not freeze it: the filling weeps.", "Can I freeze it?", True),
        ("Keeps for a week.", KEEP, True),
        ("Freezes well, sliced.", "Can I freeze the goulash?", True),
        ("Freezes well, sliced.", "Can the goulash be frozen?", True),
        ("Water once a week.", "How often should I water the mint?", True),
        ("Water costs 2 euros.", "How much does tap water cost?", False),
        ("Unopened it keeps for six months.", KEEP, True),
        ("Tickets cost 5 euros.", "How much does a ticket cost?", False),
        ("Goulash keeps for 3 days.", KEEP, False),
        ("Guests may bring it.", "What may guests bring?", False),
    ],
)
def test_a_sentence_that_does_not_say_what_it_is_about(
    sentence: str, question: str, is_open: bool
) -> None:
    assert leaves_open(sentence, question) is is_open
    assert not points_back("Freezes well, sliced.")


STUDIES = """**Abel (2003)** weighed 40 mice. He found nothing. The main weakness is the scale.

**Birk and Toll (2009)** weighed 120 rats. Their reason is the food."""
HALLS = """**Rust on the blade.** Rub it off. Oil it.

**A loose handle.** Glue it. Wait a day."""


def kept(question: str, text: str) -> list[str]:
    page = passage(text)
    found = evidence([page], [0.5] * len(sentence_spans(text)))
    judged = without_other_sections(replace(found, question=question))
    return [one.text for one in judged.sentences]


def test_what_a_labelled_paragraph_says_is_no_answer_about_the_one_beside_it() -> None:
    toll = ["**Birk and Toll (2009)** weighed 120 rats.", "Their reason is the food."]
    assert kept("What is the main weakness of Birk and Toll's study?", STUDIES) == toll
    assert kept("How many mice did Birk and Toll weigh?", STUDIES) == toll
    assert len(kept("What is the main weakness of Abel's study?", STUDIES)) == 3
    assert len(kept("What is the main weakness of the studies?", STUDIES)) == 5
    assert "He found nothing." not in kept("What did Birk and Toll find?", STUDIES)
    named = STUDIES.replace("nothing", "what Toll denies")
    assert "The main weakness is the scale." in kept("What is the weakness of Toll?", named)


def test_labels_that_are_no_names_take_only_what_leaves_open_what_it_is_about() -> None:
    left_over = kept("How long do I wait for a loose handle?", HALLS)
    assert "Oil it." not in left_over
    assert "Wait a day." in left_over
    assert len(kept("How do I get rust off the blade?", HALLS)) == 5


@pytest.mark.parametrize("opening", ["The study took nine years.", "Die Studie dauerte ein Jahr."])
def test_the_study_of_one_section_is_not_that_of_another_name(opening: str) -> None:
    page = book(f"It began late. {opening} It is over.", ("Quist (2001)", "Brandt (2005)"))
    assert opening not in left("How long did Brandt's study take?", page)[0]
    assert opening in left("How long did Quist's study take?", page)[0]
    assert opening in left("How long did the study take?", page)[0]
