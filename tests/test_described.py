"""Who somebody is, told in passing, answers; a name that merely occurs does not."""

from __future__ import annotations

import pytest

from rag.retrieve.described import with_description
from rag.types import Evidence
from tests.builders import passage


def told(question: str, text: str, probability: float = 0.2) -> list[str]:
    """The sentences that answer."""
    found = with_description(Evidence(probability, (), "", question), (passage(text),))
    return [one.text for one in found.sentences]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who was Ansel Brook?", "The surveyor Ansel Brook noticed the gap."),
        ("who was ansel brook", "The surveyor Ansel Brook noticed the gap."),
        ("Who was Brook?", "The mill was bought by the miller Ansel Brook."),
        ("Who is Ms Ilse Varn?", "They wrote to their aunt Ilse Varn, who was away."),
        ("Who was Ansel Brook?", "Her partner was Ansel Brook, a timber merchant."),
        ("Who is Ilse Varn?", "Ilse Varn, our head of sales, has left."),
        ("Who was Mr van Lund?", "The dentist, Mr van Lund, turned out to be kind."),
        ("Who was Ida?", "Nobody knew Olaf's niece Ida at the time."),
        ("Who is Pio?", "We slept in the shed of an old man called Pio."),
        ("Who is Ilse Varn?", "Lecturer: Dr. Ilse Varn (room 3)"),
        ("Who is Ilse Varn?", "Ilse Varn (treasurer) gave the figures."),
        ("Who was Ilse Varn?", "Ilse Varn, who later became the first mayor, wrote it."),
        ("Who is Ilse Varn?", "Ilse Varn is the new keeper."),
        ("Wer war Ansel Brook?", "Der Landvermesser Ansel Brook sah die Lücke."),
        ("Wer ist Otto Braun?", "Es kam Otto Braun, ein Müller aus Ulm."),
        ("What is the Low Gate plan?", "The scheme, the so-called Low Gate plan, was approved."),
        ("What is the Throat?", "The northern gap, called the Throat, is open."),
        ("What are carrs?", "Above them are wet meadows that are locally called carrs."),
        ("What was the Berta?", "The Berta, a brig of 200 tons, sank in March."),
        ("What is CRP?", "CRP (a marker of inflammation) was high."),
    ],
)
def test_says_who_or_what_it_is(question: str, text: str) -> None:
    assert told(question, text) == [text]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who was Brook?", "According to Brook, the firm was ruined."),
        ("Who was Otto?", "With Otto, a new era began."),
        ("Who was Ida?", "The letter Ida wrote was lost."),
        ("Who was Pio?", "He called Pio yesterday."),
        ("Who was Pio?", "In the evening, Pio, who was tired, slept."),
        ("Who is Ilse Varn?", "Present: Ilse Varn, Tom Wills"),
        ("Who is Ilse Varn?", "Guest lecture: Ilse Varn"),
        ("Who is Ilse Varn?", "Ilse Varn (absent) sent a note."),
        ("Who is Ilse Varn?", "Ilse Varn's brother is a baker."),
        ("Who is Ilse Varn?", "The manager told Ilse Varn to leave."),
        ("Wer ist Ida?", "Es kam Ida, die in Berlin lebt."),
        ("Who was Brook's wife?", "The surveyor Ansel Brook noticed the gap."),
        ("Who is the surveyor?", "The surveyor Ansel Brook noticed the gap."),
        ("Who told Ansel Brook?", "The surveyor Ansel Brook noticed the gap."),
        ("What is the price of the Berta?", "The Berta, a brig of 200 tons, sank."),
        ("What was the Berta?", "After the collision of the Berta, they moved."),
        ("What is the rent?", "The rent, a large sum, is due in March."),
        ("What is the weather?", "The weather (a storm) was bad."),
    ],
)
def test_a_name_that_merely_occurs_is_no_answer(question: str, text: str) -> None:
    assert told(question, text) == []


def test_what_is_answered_without_stays_as_it_is() -> None:
    assert told("Who was Ansel Brook?", "The surveyor Ansel Brook came.", probability=0.8) == []
