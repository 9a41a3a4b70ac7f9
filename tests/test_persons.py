"""A person's name is told from abbreviations, units, labels, places and things."""

import pytest

from rag.retrieve.follow_ups.persons import persons


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("- Time (UTC): 09:20; Event: Alert pages Tomasz Wilk, who is on call", "Tomasz Wilk"),
        ("The HVAC in Hall B is looked after by Petra Lang.", "Petra Lang"),
        ("In Hamburg the keys are kept by Jonas.", "Jonas"),
        ("Within 24 h (CET) tell the caretaker, Ole Brandt.", "Ole Brandt"),
        ("Contact: Marlene Voss, PA to the CEO", "Marlene Voss"),
        ("- Role: Treasurer; Name: Mona Eriksen; Phone: 0151", "Mona Eriksen"),
        ("Keep it at 20 Celsius, says Ann O'Neil.", "Ann O'Neil"),
        ("The mayor of New York is Bill Hale.", "Bill Hale"),
        ("Rent is paid to Anna Holm.", "Anna Holm"),
        ("Jonas is the captain.", "Jonas"),
        ("The Rowing Club was founded by J. R. Hartley.", "Hartley"),
        ("Der Schlüssel liegt bei Frau Lang im Büro.", "Frau Lang"),
        ("Le gardien est M. Dupont.", "Dupont"),
    ],
)
def test_the_likeliest_person_comes_first(text: str, first: str) -> None:
    assert persons(text)[0] == first


@pytest.mark.parametrize(
    "text",
    [
        "UTC is used.",
        "The outage ended at 11:47 UTC (CET minus one).",
        "It leaves for the Village Hall at 20 Celsius.",
        "It was in Hamburg, at Mill Street, near the Lower Mill.",
        "It is run by the United Nations and by Acme Ltd.",
        "The pump has 12 kWh and 50 Hz.",
    ],
)
def test_a_text_without_a_person_names_none(text: str) -> None:
    assert persons(text) == []
