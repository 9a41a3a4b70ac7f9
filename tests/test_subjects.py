"""A document's head says once whom it is about; what it says below is said of that one alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from rag import Settings
from rag.retrieve.subjects.heads import called, parties_of
from rag.retrieve.subjects.spoken_of import Spoken, spoken_of
from rag.store import Snapshot
from rag.text import sentence_spans
from tests.builders import chunk, evidence, hit, passage
from tests.opened import opened_whole

LETTER = (
    "EYE CLINIC\n\nRe: Mrs Agnes Thorn, born 3 February 1949\n\n"
    "She has glaucoma. Her husband, Mr Thorn, may drive again from May. He takes no drops.\n\n"
    "Drops: latanoprost at bedtime.\n\nNo driving at night.\n\n"
    "Family\n\nLives in Mill Row with two cats.\n"
)
LEASE = (
    "**Landlord:** Mr Peter Oak\n**Tenants:** Ms Jo Bell and Mr Sam Reyes\n\n"
    "The tenants may keep one cat. The landlord repairs the roof. He must give 24 hours' notice.\n"
)
LIST = "Name: Olga Petrov\nSalary: £31,000\n\nName: Dean Marsh\nSalary: £28,500\n"


def about(question: str, **documents: str) -> Spoken:
    @contextmanager
    def opened() -> Iterator[Snapshot]:
        yield cast(Any, Texts())

    class Texts:
        def text(self, name: str, start: int, end: int) -> str:
            return documents[name][start:end]

    hits = [hit(chunk("Nothing.", document=name, title="Paper")) for name in documents]
    return spoken_of(question, hits, opened)


def told(question: str, text: str, *, by_name: bool = False) -> set[str]:
    """The sentences that may be said of whom the question names."""
    spoken = about(question, doc=text)
    whole = evidence([passage(text)], [0.5] * len(sentence_spans(text)))
    return {one.text for one in whole.sentences if spoken._is_told(one, by_name=by_name)}


@pytest.mark.parametrize(
    ("head", "title", "names"),
    [
        ("Patient: Mrs Edith Farr        Date of birth: 2 May 1940", "", ["farr"]),
        ("Re: Mr Tom Wills, 4 Mill Row", "", ["will"]),
        ("|  |  |\n|---|---|\n| **Tenant** | Ada Moor, born 1990 |\n", "Lease", ["moor"]),
        ("Re: Boiler Service", "Mail", []),
        ("| Tenant | Rent |\n|---|---|\n| Moor | 900 |", "Rents", []),
        ('The tap ("STOP") is shut.', "Manual", []),
        ("**Tenant:** Salt Bakery Ltd", "", ["ltd"]),
        ('made between Moss Ltd ("the Lender") and Piotr Zak ("the Borrower")', "", ["ltd", "zak"]),
        ('and **Ada Moor** ("you").', "", ["moor"]),
        ("Patientin: Frau Karla Dreher, geb. 4.8.1957", "", ["dreher"]),
        ("Dear Ms Akan,\n\nYour salary is fixed.", "Offer", ["akan"]),
        ("Born in Trieste.", "Curriculum vitae: Lena Marchi", ["marchi"]),
        ("Present: Ada Moor, Tom Wills\n\nApologies: Mr Reed", "Minutes", []),
        ("It looks at four firms.", "Overview of Lena Marchi's analysis", []),
        ("GP: Dr S. Lind\nKey worker: Sadie Quick", "Plan", []),
        (LIST, "Staff", []),
        ("The landlord: a term of the lease.", "Lease terms", []),
    ],
)
def test_a_head_names_whom_it_is_about(head: str, title: str, names: list[str]) -> None:
    found = [one.words[-1] for party in parties_of(head, title) for one in party.called]
    assert found == names


def test_a_name_may_be_told_by_parts_and_by_no_other_title() -> None:
    told = called("Mrs Edith Farr")
    assert all(called(name).may_be(told) for name in ("Ms Farr", "Edith", "E. Farr"))
    assert not any(called(name).may_be(told) for name in ("Mr Farr", "Ida Farr", "Mrs Ede"))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("When can Mrs Thorn drive again?", "When can she drive again?"),
        ("What is Agnes Thorn's diagnosis?", "What is her diagnosis?"),
        ("Who cares for Mrs Thorn?", "Who cares for her?"),
        ("When can Mr Thorn drive again?", ""),
        ("When can Mrs Hill drive again?", ""),
        ("Who is Mrs Thorn?", ""),
        ("When is driving allowed?", ""),
    ],
)
def test_it_is_asked_with_the_pronoun_where_a_head_has_the_name(question: str, asked: str) -> None:
    assert about(question, doc=LETTER).asked == asked


def test_it_is_asked_of_the_documents_about_that_one_alone() -> None:
    spoken = about("When can Mrs Thorn drive?", letter=LETTER, lease=LEASE, staff=LIST)
    assert spoken.documents == frozenset(["letter"])
    assert spoken.elsewhere == frozenset(["lease"])


@pytest.mark.parametrize(
    ("question", "said", "not_said"),
    [
        (
            "When can Mrs Thorn drive?",
            ["She has glaucoma.", "Drops: latanoprost at bedtime.", "No driving at night."],
            ["Her husband, Mr Thorn, may drive again from May.", "He takes no drops."],
        ),
        ("What keeps Mrs Thorn?", [], ["Lives in Mill Row with two cats."]),
        (
            "May Ms Bell keep a cat?",
            ["The tenants may keep one cat."],
            ["The landlord repairs the roof.", "He must give 24 hours' notice."],
        ),
        (
            "What must Mr Oak do?",
            ["The landlord repairs the roof.", "He must give 24 hours' notice."],
            ["The tenants may keep one cat."],
        ),
    ],
)
def test_what_is_said_of_another_is_left_out(
    question: str, said: list[str], not_said: list[str]
) -> None:
    found = told(question, LETTER if "Thorn" in question else LEASE)
    assert set(said) <= found
    assert not found & set(not_said)


def test_where_who_is_asked_another_is_the_answer() -> None:
    assert "Her husband, Mr Thorn, may drive again from May." in told(
        "Who may drive for Mrs Thorn?", LETTER
    )


def test_what_was_found_by_the_name_need_not_say_you() -> None:
    letter = "Dear Mrs Vance,\n\nThe piano was made in 1911. Your keys are ivory.\n"
    question = "When was Mrs Vance's piano made?"
    assert "The piano was made in 1911." in told(question, letter, by_name=True)
    assert "The piano was made in 1911." not in told(question, letter)
    assert "Your keys are ivory." in told(question, letter)


def test_what_has_not_the_figure_asked_about_does_not_answer() -> None:
    text = "Patient: Mrs Agnes Thorn\n\nA deposit of 1,500 was paid on 3 May."
    found = evidence([passage(text)], [0.1, 0.9])
    for figure, answers in (("1,500", True), ("last 200", False)):
        spoken = about(f"When did Mrs Thorn pay the {figure}?", doc=text)
        assert spoken.asked == f"When did she pay the {figure}?"
        assert bool(spoken.told(found).sentences) is answers
        assert spoken.told(found, by_name=True).sentences


@pytest.mark.slow
def test_the_person_of_a_letter_is_asked_about_by_name(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(LETTER, "utf-8")
    (tmp_path / "other.txt").write_text(
        "EYE CLINIC\n\nPatient: Mr Leo Brand\n\nDiagnosis: detached retina on the left.\n\n"
        "Allergic to latex.\n\nNo flying for six weeks.\n",
        "utf-8",
    )
    with opened_whole(Settings(corpus_dir=tmp_path, data_dir=tmp_path / "data")) as assistant:
        assistant.sync()
        assert "six weeks" in "".join(assistant.ask("When can Leo Brand fly again?"))
        assert "retina" in "".join(assistant.ask("What is Mr Brand's diagnosis?"))
        for question in ("What is Mrs Thorn allergic to?", "Which drops does Mr Brand take?"):
            silent = assistant.ask(question)
            list(silent)
            assert silent.answer.refusal is not None, question
