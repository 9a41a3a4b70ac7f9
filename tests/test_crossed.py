"""What is taken from two places of a source: who of one clause, what of another."""

import pytest

from rag.answer.verification.crossed import crossed
from tests.builders import passage

LOAN = "The Borrower repays the loan. The Borrower insures the car; the Bank holds its papers."
HOURS = "The museum opens at 7 am on weekdays and 9 am on Sundays."
CHOIR = "The choir was founded in 1887 and moved to Leeds in 1923."
EFFECTS = "Side effects\n\nCommon: heartburn, nausea.\nUncommon: rash, dizziness."
PLANS = (
    "The basic plan includes:\n\n- email support\n- weekly backups\n\n"
    "The premium plan includes:\n\n- phone support\n- daily backups\n"
)
FARES = "Adults pay 8 euros, students 5 euros and seniors 6 euros."
DOGS = "Bicycles travel free. Dogs cost 5 euros unless they travel in a cage."
PUMP = "The pump stops when the tank is full. It starts again after ten minutes."
LEASE = (
    "The Tenant may break the lease once, in 2027. The Landlord has no right to break the lease."
)
DEPOSIT = (
    "The Tenant pays a deposit of £7,200. It is returned within 28 days of the end of the lease, "
    "less the cost of damage other than fair wear and tear."
)
FERRY = "Adults row two laps twice a day. Children under 12 row half a lap."
BERTHS = "Small boats need 2.4 tons of ballast, large boats need 2.8 tons."
CREW = (
    "Mona Ekdal was born in Bergen. Her husband, Odd Lie, grew up in Molde. Kari Moe built the "
    "hull and painted the deck."
)
YEARS = (
    "Crews with more than five years of service get 30 days of leave. Crews with less than five "
    "years of service get 25 days."
)
DOCKS = "The dock in Holm opens at 9 and closes at 17:30, and the dock in Aa closes at 16:00."
PURSER = "Liv Dahl joined in 2004 and became purser in 2010. Kari Moe came in 2012."
FUEL = "For sailors the usual ration is 20 ml, while for cooks it is 5 ml."


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The Bank insures the car.", LOAN),
        ("The Borrower holds the papers.", LOAN),
        ("The museum opens at 9 am on weekdays.", HOURS),
        ("The museum opens at 9 am on weekdays and 7 am on Sundays.", HOURS),
        ("The choir was founded in 1923.", CHOIR),
        ("The choir was founded in 1923 and moved to Leeds in 1887.", CHOIR),
        ("Rash is a common side effect.", EFFECTS),
        ("Common side effects are heartburn, nausea and rash.", EFFECTS),
        ("Phone support is in the basic plan.", PLANS),
        ("The premium plan includes weekly backups.", PLANS),
        ("Students pay 8 euros.", FARES),
        ("Bicycles and dogs travel free.", DOGS),
        ("The pump starts when the tank is full.", PUMP),
        ("The Landlord may break the lease once, in 2027.", LEASE),
        ("The landlord pays a deposit of £7,200.", DEPOSIT),
        ("The guarantor insures the car.", LOAN),
        ("Children under 12 row two laps twice a day.", FERRY),
        ("Adults row half a lap.", FERRY),
        ("Large boats need 2.4 tons of ballast.", BERTHS),
        ("Mona Ekdal was born in Bergen and grew up in Molde.", CREW),
        ("Odd Lie built the hull and painted the deck.", CREW),
        ("Crews with less than five years of service get 30 days of leave.", YEARS),
        ("The dock in Holm closes at 16:00.", DOCKS),
        ("For cooks the usual ration is 20 ml.", FUEL),
        ("Kari Moe joined in 2004.", PURSER),
        ("The usual ration for sailors is 5 ml.", FUEL),
        ("Kari Moe became purser in 2010.", PURSER),
    ],
)
def test_a_word_of_another_place_is_a_fault(sentence: str, source: str) -> None:
    assert "does not say this of" in crossed(sentence, [passage(source)])


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Children under 12 row half a lap.", FERRY),
        ("Small boats need 2.4 tons of ballast, and large boats need 2.8 tons.", BERTHS),
        ("Odd Lie grew up in Molde.", CREW),
        ("Mona Ekdal's husband grew up in Molde.", CREW),
        ("Kari Moe painted the deck and built the hull.", CREW),
        ("Crews with less than five years of service get 25 days.", YEARS),
        ("The dock in Aa closes at 16:00.", DOCKS),
        ("The usual ration for cooks is 5 ml.", FUEL),
        ("It takes a ration of 5 ml.", FUEL),
        ("Liv Dahl joined in 2004, and Kari Moe came in 2012.", PURSER),
        ("Liv Dahl became purser in 2010.", PURSER),
        ("Members may swim. They pay 5 euros.", "Members may swim, and they pay 5 euros."),
        ("The Borrower insures the car.", LOAN),
        ("The Bank holds the papers of the car.", LOAN),
        ("The museum opens at 9 am on Sundays and 7 am on weekdays.", HOURS),
        ("On Sundays it opens at 9 am.", HOURS),
        ("Founded in 1887, the choir moved to Leeds in 1923.", CHOIR),
        ("Heartburn is a common side effect.", EFFECTS),
        ("Rash and dizziness are uncommon side effects.", EFFECTS),
        ("Phone support is in the premium plan.", PLANS),
        ("Students pay 5 euros.", FARES),
        ("Bicycles travel free.", DOGS),
        ("The pump starts again after ten minutes.", PUMP),
        ("When the tank is full, the pump stops.", PUMP),
        ("The deposit of £7,200 is returned within 28 days.", DEPOSIT),
        ("The tenant must pay a deposit of £7,200.", DEPOSIT),
    ],
)
def test_what_one_place_says_by_itself_has_no_fault(sentence: str, source: str) -> None:
    assert crossed(sentence, [passage(source)]) == ""
