"""A row that has whose number is asked for answers surely, whatever its column is called."""

from __future__ import annotations

import pytest

from rag.retrieve.contact_rows import with_contacts
from rag.types import Evidence
from tests.builders import passage

CALL = """| Role | Name | Since | Contact | Fax |
|---|---|---|---|---|
| Keeper | Ada Moss | 2019-03-01 | +48 22 555 01 17 | 22 555 01 99 |
| Deputy keeper | Ivo Reed | 2021-03-01 | 020 7946 0321 | |
| Treasurer | Mia Holt | 2020-03-01 | pager `keys` | |
| Press | Uma Dean | 2020-03-01 | press@keep.example | |
"""


def told(question: str, text: str = CALL) -> list[str]:
    """The names in the rows that answer."""
    found = with_contacts(Evidence(0.1, (), "says who", question), (passage(text),))
    assert (found.probability > 0.9) is found.rows is bool(found.sentences)
    return [one.text.split("|")[2].strip() for one in found.sentences]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What is the phone number of Ada Moss?", ["Ada Moss"]),
        ("What's Ivo Reed's number?", ["Ivo Reed"]),
        ("Ivo Reed phone", ["Ivo Reed"]),
        ("phone number of the keeper?", ["Ada Moss"]),
        ("has Ivo Reed a phone?", []),
        ("What is the phone number of the keeper?", ["Ada Moss"]),
        ("telephone number of the deputy keeper", ["Ivo Reed"]),
        ("What is the fax number of Ada Moss?", ["Ada Moss"]),
        ("How do I reach Uma Dean?", ["Uma Dean"]),
        ("What is Uma Dean's email address?", ["Uma Dean"]),
        ("What is Mia Holt's phone number?", []),  # the day is none
        ("What is the fax number of Ivo Reed?", []),
        ("What is the mobile number of Ivo Reed?", []),
        ("What is Ivo Reed's e-mail address?", []),
        ("What is the phone number of Leo Marsh?", []),
        ("What is the phone number of Ada Moss's deputy?", []),
        ("What is the phone number?", []),
        ("Who is Ada Moss?", []),
        ("Why did Ada Moss change her phone number?", []),
    ],
)
def test_the_row_that_names_them_has_it(question: str, names: list[str]) -> None:
    assert told(question) == names


def test_a_number_of_another_kind_is_none_to_call() -> None:
    orders = "| Order | Buyer | Customer no. |\n|---|---|---|\n| A1 | Ada Moss | 4711 0815 12 |\n"
    assert told("What is the phone number of Ada Moss?", orders) == []
    assert told("What is Ada Moss's number?", orders) == []


OFFICE = (
    "If nobody answers, leave a message on the absence line, 01632 960 118. Our account at Stan "
    "Bank is 0049 2211 7733. The ward sister rings the duty doctor on 01632 960 400. Fax of the "
    "office: 01632 960 555. Send bills to the bursar (bursar@keep.example). The lift, Ada Moss "
    "01632 960 77."
)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What is the phone number of the absence line?", "118"),
        ("absence line's phone number", "118"),
        ("What is the phone number of the duty doctor?", "400"),
        ("What is the fax number of the office?", "555"),
        ("What is the e-mail address of the bursar?", "bursar@keep"),
        ("What is the phone number of Stan Bank?", ""),
        ("What is the phone number of the ward?", ""),
        ("What is the phone number of the office?", ""),
        ("What is the mobile number of the duty doctor?", ""),
        ("What is the phone number of the lift?", ""),
        ("What is the phone number of the bursar?", ""),
    ],
)
def test_a_sentence_that_has_it_right_behind_whom_it_is_of_answers_as_surely(
    question: str, told: str
) -> None:
    found = with_contacts(Evidence(0.3, (), "says who", question), (passage(OFFICE),))

    assert (found.probability > 0.9) is bool(told)
    assert [told in one.text for one in found.sentences] == [True] * bool(told)
    assert not found.rows
