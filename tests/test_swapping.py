"""A question is asked of something else, in the right place."""

import pytest

from rag.retrieve.follow_ups.joined import each_in_full
from rag.retrieve.follow_ups.swapping import asked_of, something_else
from rag.retrieve.question import parts


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("And Meta?", "Meta"),
        ("and the deposit", "the deposit"),
        ("what about in winter?", "in winter"),
        ("And for children under six?", "for children under six"),
        ("How about Oslo?", "Oslo"),
        ("And where is it?", ""),
        ("And why?", ""),
        ("And is it paid monthly?", ""),
        ("Meta?", ""),
        ("Tell me more", ""),
    ],
)
def test_what_is_asked_about_instead(question: str, other: str) -> None:
    assert something_else(question) == other


@pytest.mark.parametrize(
    ("before", "other", "asked"),
    [
        ("How many GPUs does xAI run?", "Meta", "How many GPUs does Meta run?"),
        ("What is NVIDIA's strength?", "AMD", "What is AMD's strength?"),
        ("How much is the rent?", "the deposit", "How much is the deposit?"),
        ("What is the notice period?", "the deposit", "What is the deposit?"),
        ("How much is gymnastics?", "coding", "How much is coding?"),
        ("when is spring break", "the midterm", "when is the midterm"),
        ("How long is parental leave?", "sick leave", "How long is sick leave?"),
        ("What is PVA?", "wheat paste", "What is wheat paste?"),
        ("How much is parking in May?", "storage", "How much is storage in May?"),
        # a thing without an article for one
        ("How long do you keep call recordings?", "CVs", "How long do you keep CVs?"),
        ("Is carer's leave paid?", "jury service", "Is jury service paid?"),
        ("How often is chlorine measured?", "the pH", "How often is the pH measured?"),
        ("When is lane swimming on Sunday?", "yoga", "When is yoga on Sunday?"),
        ("Do I get sick pay during probation?", "leave", "Do I get leave during probation?"),
        ("How long does delivery take?", "a refund", "How long does a refund take?"),
        ("Does the policy cover subsidence?", "flooding", "Does the policy cover flooding?"),
        ("Do you deliver to PO boxes?", "parcel lockers", "Do you deliver to parcel lockers?"),
        ("Who is responsible for waste?", "snow", "Who is responsible for snow?"),
        ("What does Oracle rent?", "storage", ""),
        # what a fee is for, and not the fee
        ("What is the excess for theft?", "water damage", "What is the excess for water damage?"),
        ("How much is the fee for loss of water?", "fire", "How much is the fee for fire?"),
        ("What is the fee for parking?", "the sauna", "What is the fee for the sauna?"),
        ("How long is the warranty on the boiler?", "tyres", "How long is the warranty on tyres?"),
        ("How much is the deposit for a flat?", "the rent", "How much is the rent for a flat?"),
        ("Which port does Postgres use?", "Redis", "Which port does Redis use?"),
        ("What is the boiling point of water?", "ethanol", "What is the boiling point of ethanol?"),
        ("When was Mozart born?", "Bach", "When was Bach born?"),
        ("What time is checkout?", "breakfast", "What time is breakfast?"),
        ("Is ibuprofen safe in pregnancy?", "aspirin", "Is aspirin safe in pregnancy?"),
        ("How many calories does rice have?", "pasta", "How many calories does pasta have?"),
        ("Does the hotel have a pool?", "a sauna", "Does the hotel have a sauna?"),
        ("How do I apply for sick leave?", "for a grant", "How do I apply for a grant?"),
        # by number or letter
        ("Who teaches class 4b?", "5a", "Who teaches class 5a?"),
        ("What is in Room 2 of the mill?", "in Room 3", "What is in Room 3 of the mill?"),
        ("How much is a ticket for Hall A?", "Hall B", "How much is a ticket for Hall B?"),
        ("When does group 2 meet?", "group 1", "When does group 1 meet?"),
        ("What does plan A cost?", "B", "What does plan B cost?"),
        ("What did we decide in May 2022?", "in June 2022", "What did we decide in June 2022?"),
        # names
        ("What did Parry and Osei find?", "Tanabe", "What did Tanabe find?"),
        ("What did Lodum think of the Flora?", "Holm", "What did Holm think of the Flora?"),
        (
            "What do adults pay at the Plus level?",
            "at the Max level",
            "What do adults pay at the Max level?",
        ),
        ("When is check-in in Lisbon?", "in Funchal", "When is check-in in Funchal?"),
        ("When is the rent due?", "the fee", "When is the fee due?"),
        ("When can the lathe be used?", "the band saw", "When can the band saw be used?"),
        (
            "How much does a car cost on the ferry?",
            "a van",
            "How much does a van cost on the ferry?",
        ),
        ("How much does a car cost?", "bicycles", "How much do bicycles cost?"),
        ("When is the deposit returned?", "the keys", "When are the keys returned?"),
        ("Who is the chair of the club?", "the treasurer", "Who is the treasurer of the club?"),
        ("Why is Apple behind in AI?", "Google", "Why is Google behind in AI?"),
        ("What is xAI's revenue?", "Meta's", "What is Meta's revenue?"),
        (
            "What share of xAI's revenue is paid?",
            "of the profit",
            "What share of xAI's profit is paid?",
        ),
        ("How often can the deposit be raised?", "pets", ""),
        ("When does the pool open?", "the sauna", "When does the sauna open?"),
        ("Who cleans the stairs on Sundays?", "the yard", "Who cleans the yard on Sundays?"),
        (
            "When does the pool open on Sundays?",
            "the sauna",
            "When does the sauna open on Sundays?",
        ),
        (
            "What is the notice period for tenants?",
            "the deposit",
            "What is the deposit for tenants?",
        ),
        ("When does it open in summer?", "in winter", "When does it open in winter?"),
        ("What does a day pass cost?", "for children", "What does a day pass cost for children?"),
        ("how long is it", "Oslo", ""),
        ("How many people live in New York?", "in Boston", "How many people live in Boston?"),
        ("How many people in New York rent?", "in Boston", "How many people in Boston rent?"),
        (
            "What was the revenue in fiscal year 2022?",
            "in 2023",
            "What was the revenue in 2023?",
        ),
        ("What was the revenue in January 2023?", "in 2022", "What was the revenue in 2022?"),
        ("How much did sales in 2022 grow?", "in 2023", "How much did sales in 2023 grow?"),
        ("What did the club pay to Anna Holm?", "to Falk", "What did the club pay to Falk?"),
        (
            "What is the notice period for commercial tenants?",
            "for private tenants",
            "What is the notice period for private tenants?",
        ),
        (
            "What does a pass for small children cost in May?",
            "for adults",
            "What does a pass for adults cost in May?",
        ),
        ("What does a pass for a child cost?", "for adults", "What does a pass for adults cost?"),
        (
            "When is the rent for the flat due?",
            "for the yard",
            "When is the rent for the yard due?",
        ),
        ("What is the rent for 3 rooms?", "for 4 rooms", "What is the rent for 4 rooms?"),
    ],
)
def test_the_question_is_asked_of_it(before: str, other: str, asked: str) -> None:
    assert asked_of(before, other) == asked


@pytest.mark.parametrize(
    ("question", "second"),
    [
        ("How large is the pot, and what does it cost?", "what does the pot cost?"),
        ("Who is the landlord and what is her number?", "what is the landlord's number?"),
        ("When did Ms. Holm move and what did she pay first?", "what did Holm pay first?"),
        (
            "Are dogs allowed on Mill Street, and are they allowed on site?",
            "are dogs allowed on site?",
        ),
        ("How many GPUs does xAI run, and what do they cost?", "what do GPUs cost?"),
        ("Who runs the library and when do they open it?", "when do the library open it?"),
        ("Who mounts the shelves and when does he come by?", "when does he come by?"),
        ("Who founded xAI and where is its data center?", "where is xAI's data center?"),
        ("How much is the deposit for it, and when is it due?", "when is it due?"),
        ("When does she come and where does she live?", "where does she live?"),
        ("What is the rent and what is the deposit?", "what is the deposit?"),
        ("When did the firm build the bridge and how long is it?", "how long is the bridge?"),
        ("Who was Voss's wife and how did she die?", "how did Voss's wife die?"),
        ("Can I take unpaid leave and how long is it?", "how long is unpaid leave?"),
    ],
)
def test_a_joined_question_is_asked_of_what_the_first_is_about(question: str, second: str) -> None:
    joined = parts(question)
    assert each_in_full(joined) == (joined[0], second)


def test_a_question_that_joins_nothing_stays() -> None:
    assert each_in_full(("Who pays it?",)) == ("Who pays it?",)


@pytest.mark.parametrize(
    ("joined", "first"),
    [
        (("What is his number", "who is the boatman?"), "What is the boatman's number"),
        (("What does it cost", "where is the pool?"), "What does the pool cost"),
        (("What is his number", "where is she?"), "What is his number"),
    ],
)
def test_the_first_question_may_point_at_the_next(joined: tuple[str, ...], first: str) -> None:
    assert each_in_full(joined) == (first, *joined[1:])
