"""What is taken from two places of a source, said more strongly, or added to it."""

import pytest

from rag.answer.verification.crossed import crossed
from rag.answer.verification.order import keeps_order
from rag.answer.verification.unlimited import unlimited
from rag.answer.verification.verify import Verifier
from rag.settings import BUNDLED_EMBEDDER
from rag.store import load_embedder
from rag.types import Support
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
TAXIS = "Travel is paid. Taxis are not reimbursed, except after 22:00."


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
def test_a_word_of_another_clause_is_told(sentence: str, source: str) -> None:
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
    ],
)
def test_what_one_clause_says_is_not(sentence: str, source: str) -> None:
    assert crossed(sentence, [passage(source)]) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
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
def test_what_belongs_together_has_no_such_fault(sentence: str, source: str) -> None:
    assert crossed(sentence, [passage(source)]) == ""


@pytest.mark.parametrize(
    ("sentence", "source", "word"),
    [
        ("The deposit is returned in full.", DEPOSIT, "in full"),
        ("The deposit is returned even if there is damage.", DEPOSIT, "even if"),
        ("The deposit is returned 28 days before the end of the lease.", DEPOSIT, "before"),
        ("Books may be renewed at any time.", "Books may be renewed twice.", "at any time"),
        ("Wages are paid twice a month.", "Wages are paid on the 25th.", "twice"),
        ("The pump never stops.", PUMP, "deny"),
        ("Taxis are never reimbursed.", TAXIS, "except"),
        ("All rooms were renovated.", "The hotel renovated 40 of its 60 rooms.", "all"),
        ("All employees get it.", "Employees who have a badge get it.", "all"),
        ("The drill is out of stock.", "item: Drill; stock: 7", "stock: 7"),
        ("Bake it for 180 minutes.", "Bake it for 40 minutes at 180 degrees.", "minut"),
        ("It contains nuts.", "It may contain traces of nuts.", "may"),
        ("Members may not vote.", "Members who are in arrears may not vote.", "arrears"),
    ],
)
def test_what_is_said_more_strongly_is_told(sentence: str, source: str, word: str) -> None:
    assert word in unlimited(sentence, source, [source], source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Books may be renewed at any time.", "Books may always be renewed."),
        ("The shop is not open on Sundays.", "On Sundays the shop is closed."),
        ("The result is not known.", "The result is unknown."),
        ("All rooms were renovated.", "Every one of the 60 rooms was renovated."),
        ("The drill is out of stock.", "item: Drill; stock: 0"),
        ("It may contain nuts.", "It may contain traces of nuts."),
        ("Members in arrears may not vote.", "Members who are in arrears may not vote."),
        ("Bake it for 40 minutes.", "Bake it for 40 minutes at 180 degrees."),
        ("Revenue was 3 million in 2022.", "Revenue was 3 million in 2022 and 5 million in 2023."),
    ],
)
def test_what_is_said_no_more_strongly_has_no_fault(sentence: str, source: str) -> None:
    assert unlimited(sentence, source, [source], source) == ""


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The doctor comes after the nurse measures the pressure.", True),
        ("After the nurse has measured the pressure, the doctor comes.", True),
        ("The doctor comes before the nurse measures the pressure.", False),
        ("The nurse measures the pressure.", None),
    ],
)
def test_before_and_after_are_compared_with_what_stands_on_either_side(
    sentence: str, kept: bool | None
) -> None:
    source = "The nurse measures the pressure before the doctor comes."

    assert keeps_order(sentence, source) is kept


@pytest.mark.parametrize(
    ("sentence", "source", "support"),
    [
        ("The deposit is never returned.", DEPOSIT, Support.UNSUPPORTED),
        ("The deposit is not returned.", DEPOSIT, Support.UNSUPPORTED),
        ("The landlord may break the lease.", LEASE, Support.UNSUPPORTED),
        ("The tenant has no right to break the lease.", LEASE, Support.PARTIAL),
        ("The landlord can't break the lease.", LEASE, Support.SUPPORTED),
        ("The tenant may break the lease by phone.", LEASE, Support.PARTIAL),
        ("The tenant gets interest on the deposit.", DEPOSIT, Support.PARTIAL),
        ("Taxis and flights are not reimbursed.", TAXIS, Support.PARTIAL),
        ("Taxis are reimbursed after 22:00.", TAXIS, Support.SUPPORTED),
        ("Taxis are reimbursed.", TAXIS, Support.UNSUPPORTED),
        ("The Tenant pays a deposit of £7,200.", DEPOSIT, Support.SUPPORTED),
    ],
)
def test_the_whole_verdict(sentence: str, source: str, support: Support) -> None:
    verdict = Verifier(load_embedder(BUNDLED_EMBEDDER)).judge(sentence, [passage(source)])

    assert verdict.support is support, verdict.reason
