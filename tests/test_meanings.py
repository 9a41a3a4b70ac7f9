"""What a code or an abbreviation means is told in the usual forms, and by no mere mention."""

from __future__ import annotations

import pytest

from rag.retrieve.meaning_forms import rank_of
from rag.retrieve.meanings import asked_meaning, with_meaning
from rag.text import topic_words
from rag.types import Evidence
from tests.builders import evidence, passage

OVEN = """\
| Display | Reason | What to do |
|---|---|---|
| F1 | Door lock stuck | Hold OFF |
| F4 | Sensor broken | Call service |
"""
BOILER = """\
Faults

    L2   Ignition failed three times. Check the gas tap.
    L5   Water pressure too low. Top up
         until the needle is green.
    H7   Sensor fault.
"""


@pytest.mark.parametrize(
    ("question", "name", "about"),
    [
        ("What does CPD stand for?", "CPD", ""),
        ("what does cpd stand for", "cpd", ""),
        ("What does error E-1002 mean?", "E-1002", ""),
        ("The boiler shows L5, what does that mean?", "L5", "boiler"),
        ("What is the full form of VLE?", "VLE", ""),
        ("What is RA short for in the handbook?", "RA", "handbook"),
        ("MSC meaning", "MSC", ""),
        ("Wofür steht CPD?", "CPD", ""),
        ("What does the contract mean for tenants of the house?", None, ""),
        ("What does it mean?", None, ""),
        ("How many CPD hours are there?", None, ""),
        ("What do F1 and F4 mean?", None, ""),
    ],
)
def test_what_the_meaning_is_asked_of(question: str, name: str | None, about: str) -> None:
    found = asked_meaning(question)
    assert (found and found.name) == name
    if found:
        assert found.about == topic_words(about)


@pytest.mark.parametrize(
    ("asked", "sentence", "rank"),
    [
        ("VLE", "VLE stands for virtual learning environment.", 0),
        ("RA", "The risk assessment (RA for short) is signed.", 0),
        ("CPD", "The Continuing Professional Development (CPD) hours are logged.", 1),
        ("CPD", "CPD (continuing professional development) is checked.", 1),
        ("CPD", "| 3 May | Continuing professional development (CPD) | 40.00 |", 1),
        ("MwSt", "Die Mehrwertsteuer (MwSt) ist enthalten.", 1),
        ("PT", "PT – part time", 2),
        ("pt", "**PT**: part time", 2),
        ("G", "Legend: C = convection, G = grill", 2),
        ("CPD", "CPD hours are logged in March.", None),
        ("V", "Lentil soup (V, GF)", None),
        ("SRS", "Grades are entered in the portal (SRS).", None),
        ("P", "P: 230", None),
        ("PT", "PTA – parents and teachers", None),
        ("HP", "The HP-80 is the green press.", None),
    ],
)
def test_forms_that_tell_a_meaning(asked: str, sentence: str, rank: int | None) -> None:
    assert rank_of(asked, sentence) == rank


def _told(question: str, *texts: str, titles: tuple[str, ...] = ("Guide",)) -> Evidence:
    near = [
        passage(text, title=title, document=title, key=f"k7f{n}", media_type="text/plain")
        for n, (text, title) in enumerate(zip(texts, titles, strict=True))
    ]
    return with_meaning(Evidence(0.2, question=question), near)


def test_the_row_that_begins_with_the_code_tells_it() -> None:
    told = _told("What does F4 mean?", OVEN)
    assert [one.text for one in told.sentences] == ["| F4 | Sensor broken | Call service |"]
    assert told.probability > 0.9
    assert not _told("What does F7 mean?", OVEN).sentences
    assert not _told("What does Sensor mean?", OVEN).sentences


def test_an_entry_is_told_with_what_it_goes_on_with() -> None:
    told = _told("The boiler shows L5, what does that mean?", BOILER, titles=("Boiler guide",))
    words = [" ".join(one.text.split()) for one in told.sentences]
    assert words[0].startswith("L5 Water pressure too low.")
    assert words[-1].endswith("until the needle is green.")
    assert "H7" not in " ".join(words)


def test_the_code_of_another_thing_is_not_told() -> None:
    titles = ("Oven guide", "Boiler guide")
    assert not _told("What does F4 mean on the boiler?", OVEN, BOILER, titles=titles).sentences
    assert _told("What does F4 mean on the oven?", OVEN, BOILER, titles=titles).sentences


def test_who_speaks_is_no_entry() -> None:
    talk = "HP: We need doors.\n\nTS: Which ones?\n\nHP: The red ones.\n\nHP: And soon.\n"
    assert not _told("What does HP mean?", talk).sentences


def test_an_abbreviation_that_nothing_spells_out_is_not_told() -> None:
    near = passage("Grades are entered in the SRS by Friday.")
    found = evidence([near], [0.6])
    asked = "What does SRS stand for?"
    told = with_meaning(Evidence(0.6, found.sentences, "", asked), [near])
    assert told.probability == 0
    assert told.missing == "says what SRS stands for"


def test_a_question_tells_no_meaning_nor_does_who_speaks_once() -> None:
    assert not _told("What does VAT stand for?", "What does VAT stand for? Nobody asked.").sentences
    assert not _told("What does JM stand for?", "JM: the hedge is cut by us.\n").sentences
    assert _told("What does C stand for?", "Legend: C = contains celery\n").sentences
