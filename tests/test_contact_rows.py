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
