"""How follow-up questions are read without a model, and what they are answered from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Assistant, Settings
from rag.hints import HELLO
from rag.retrieve import Bounds
from rag.retrieve.follow_ups.follow_up import bounds_of, last_topic, readings
from rag.types import Answer, Chunk, Evidence, EvidenceSentence, Hit, Message, Passage, Ranks
from tests.opened import opened_whole

REFUSED = "The documents don't say: nothing found here mentions Peru."
CLUB = "Present: Aled Pryce (chair), Mona Eriksen (treasurer), Sunil Rao."


def talk(*turns: tuple[str, str]) -> tuple[Message, ...]:
    """Questions with their answers."""
    return tuple(
        message
        for question, answer in turns
        for message in (Message("user", question), Message("assistant", answer))
    )


@pytest.mark.parametrize(
    ("before", "typed", "read"),
    [
        # a day for a day, a year for a year
        (
            "What are the opening hours on Saturday?",
            "and Sunday?",
            "What are the opening hours on Sunday?",
        ),
        (
            "When does the pool open on Saturday?",
            "on Sundays?",
            "When does the pool open on Sundays?",
        ),
        ("When does the pool open?", "and Sunday?", "When does the pool open on Sunday?"),
        (
            "When does the pool open in summer?",
            "And on Mondays?",
            "When does the pool open on Mondays?",
        ),
        (
            "Is delivery free at weekends?",
            "and on public holidays?",
            "Is delivery free on public holidays?",
        ),
        ("What was the revenue in 2022?", "and 2023?", "What was the revenue in 2023?"),
        ("What was the revenue in 2022?", "and a year earlier?", "What was the revenue in 2021?"),
        ("How much was sold in May 2022?", "two years later?", "How much was sold in May 2024?"),
        (
            "What was the revenue in the third quarter?",
            "and the year before?",
            "What was the revenue in the third quarter the year before?",
        ),
        (
            "How high was the profit in the first quarter of 2024?",
            "and the second quarter?",
            "How high was the profit in the second quarter of 2024?",
        ),
        ("How high was the profit in Q1 2024?", "And Q3?", "How high was the profit in Q3 2024?"),
        # who does it is another who does it, and no kind of thing
        (
            "How long may members borrow books?",
            "and students?",
            "How long may students borrow books?",
        ),
        (
            "How long may the members borrow books?",
            "and a student?",
            "How long may a student borrow books?",
        ),
        ("How are the cats fed?", "and dogs?", "How are the dogs fed?"),
        ("Do member discounts apply?", "and students?", "Do student discounts apply?"),
        (
            "Can aspirin and ibuprofen be taken at the same time?",
            "and alternating them?",
            "Alternating aspirin and ibuprofen?",
        ),
        # an adverb for an adverb, a way for a way
        (
            "What is Priya's day rate on site?",
            "and remotely?",
            "What is Priya's day rate remotely?",
        ),
        ("How long do orders by post take?", "and online?", "How long do orders online take?"),
        ("Can I pay by card?", "in cash?", "Can I pay in cash?"),
        ("Is the rent paid monthly?", "and weekly?", "Is the rent paid weekly?"),
        # a rate, a figure
        ("How much is the rent?", "per month?", "How much is the rent per month?"),
        (
            "What does the tenant pay per month?",
            "and per year?",
            "What does the tenant pay per year?",
        ),
        ("What does a flat with 2 rooms cost?", "and 3?", "What does a flat with 3 rooms cost?"),
        # somebody for somebody
        (
            "How many tablets may I take?",
            "and children under 6?",
            "How many tablets may children under 6 take?",
        ),
        (
            "Who can end the lease early?",
            "and the landlord?",
            "Can the landlord end the lease early?",
        ),
        (
            "Who is the chair of the club?",
            "and the treasurer?",
            "Who is the treasurer of the club?",
        ),
        ("What do I have to pay?", "and the company?", "What does the company have to pay?"),
        ("What do adults pay?", "and children?", "What do children pay?"),
        # a name for a name, a thing for a thing
        ("How many GPUs does xAI run?", "And Meta?", "How many GPUs does Meta run?"),
        ("What is OpenAI's revenue?", "And Anthropic's?", "What is Anthropic's revenue?"),
        (
            "How much does the cordless drill cost?",
            "And the angle grinder?",
            "How much does the angle grinder cost?",
        ),
        ("When is the rent due?", "and the deposit?", "When is the deposit due?"),
        (
            "How much does a car cost on the ferry?",
            "and a van?",
            "How much does a van cost on the ferry?",
        ),
        ("May I keep a dog?", "and a cat?", "May I keep a cat?"),
        # a phrase with a preposition
        ("How high is the fee for adults?", "for children?", "How high is the fee for children?"),
        ("How long is the crossing?", "and in winter?", "How long is the crossing in winter?"),
        # who is what; what has the same last word; what belongs to what is replaced
        (
            "Who is the chair of the chess club?",
            "and the coach?",
            "Who is the coach of the chess club?",
        ),
        ("Who is the chair of the club?", "and the council?", "Who is the chair of the council?"),
        (
            "Who is the cook?",
            "and the chair of the chess club?",
            "Who is the chair of the chess club?",
        ),
        (
            "When is the small hall open for the big party?",
            "and the large hall?",
            "When is the large hall open for the big party?",
        ),
        ("What is the fee for loss of a key?", "and for theft?", "What is the fee for theft?"),
        (
            "What is the fee for members of the club?",
            "and for students?",
            "What is the fee for students of the club?",
        ),
        ("Can we bring our own wine?", "and spirits?", "Can we bring spirits?"),
        ("Can I smoke on the balcony?", "and in the yard?", "Can I smoke in the yard?"),
        (
            "Can I smoke on the balcony?",
            "and in the evening?",
            "Can I smoke on the balcony in the evening?",
        ),
        ("Can I bring my dog?", "and cats?", "Can I bring cats?"),
        # what sort of a thing it is
        (
            "How much is an adult ticket for the museum?",
            "and for a child?",
            "How much is a child ticket for the museum?",
        ),
        (
            "How much is a senior ticket with the mine tour?",
            "and for families?",
            "How much is a family ticket with the mine tour?",
        ),
        ("How much is a child's ticket?", "and adults?", "How much is an adult's ticket?"),
        ("What does a dog licence cost?", "and for a cat?", "What does a cat licence cost?"),
        ("How much is a car permit?", "what about a van?", "How much is a van permit?"),
        (
            "What do adults pay for the tour?",
            "and for a child?",
            "What does a child pay for the tour?",
        ),
        (
            "What does neutering for a male cat cost?",
            "and for a rabbit?",
            "What does neutering for a rabbit cost?",
        ),
        (
            "What does a day pass cost?",
            "and for a child?",
            "What does a day pass cost for a child?",
        ),
        # a question word
        ("When was the lease signed?", "by whom?", "by whom was the lease signed?"),
        ("What must the clerk do?", "by when?", "by when must the clerk do it?"),
        ("When is the next meeting?", "Where?", "Where is the next meeting?"),
        ("Where does Oracle rent?", "Since when?", "Since when does Oracle rent?"),
        ("Is jury service paid?", "how long for?", "for how long is jury service paid?"),
        ("Does Oracle rent halls?", "and who from?", "from whom does Oracle rent halls?"),
        ("Is parking free?", "what for?", "why is parking free?"),
        # what has no place in the question before
        ("How often can the deposit be raised?", "What about pets?", "pets deposit raised"),
        ("When are the invoices due?", "and dogs?", "When are the dogs due?"),
        ("How long does the crossing take?", "what about dogs?", "dogs crossing take"),
        ("The mill is old.", "and the barn?", "barn mill old"),
    ],
)
def test_the_new_words_take_the_place_of_their_kind(before: str, typed: str, read: str) -> None:
    assert readings(typed, talk((before, "It is so.")))[0] == read


@pytest.mark.parametrize(
    ("before", "answer", "typed", "read"),
    [
        (
            "How long is the lease?",
            "Five years.",
            "Who can end it early?",
            "Who can end the lease early?",
        ),
        ("When does the mill open?", "At nine.", "How much is it?", "How much is the mill?"),
        (
            "Who is the treasurer of the club?",
            CLUB,
            "What must she do?",
            "What must Mona Eriksen do?",
        ),
        (
            "Who is the landlord?",
            "The landlord is Beatrix Lomas.",
            "Where does she live?",
            "Where does Beatrix Lomas live?",
        ),
        (
            "Who was on call during the outage?",
            "- Time (UTC): 09:20; Event: Alert pages Tomasz Wilk, who is on call",
            "What does he have to do?",
            "What does Tomasz Wilk have to do?",
        ),
        (
            "Who looks after the boiler?",
            "In Hall B (HVAC) that is the caretaker, Ole Brandt.",
            "When does he come?",
            "When does Ole Brandt come?",
        ),
        (
            "When did NASA send Katherine Johnson the letter?",
            "In May.",
            "Where did she live?",
            "Where did Katherine Johnson live? (NASA)",
        ),
        (
            "What is Priya's day rate?",
            "EUR 840.",
            "When are her invoices due?",
            "When are Priya's invoices due?",
        ),
        ("Are dogs allowed?", "Yes.", "Must they be on a lead?", "Must dogs be on a lead?"),
        (
            "How long is the waiting list?",
            "Two years.",
            "How do I join it?",
            "How do I join the waiting list?",
        ),
        (
            "How many apple trees are there?",
            "12.",
            "Who planted them?",
            "Who planted the apple trees?",
        ),
        (
            "When was the boiler replaced?",
            "In 2021.",
            "How often is it serviced?",
            "How often is the boiler serviced?",
        ),
        (
            "Which company did Meta buy?",
            "Meta acquired Scale AI.",
            "Who founded it?",
            "Who founded Scale AI? (Meta)",
        ),
        (
            "What are the hours on Sunday?",
            "10 to 18.",
            "Is the sauna also open then?",
            "Is the sauna open on Sunday?",
        ),
        ("When was the saw bought?", "In 2019.", "And what did it cost?", "What did the saw cost?"),
        (
            "How much is the fee for student members?",
            "120.",
            "Do they have to work?",
            "Do student members have to work?",
        ),
        (
            "Are black dogs allowed?",
            "Yes.",
            "Must they be on a lead?",
            "Must black dogs be on a lead?",
        ),
        ("When is half term?", "Mon 19 - Fri 23 May.", "How long is it?", "How long is half term?"),
        ("What do the flowers cost?", "£7.", "Is it paid?", "Are the flowers paid?"),
        ("Does Apple sell phones?", "Yes.", "How much are they?", "How much are phones? (Apple)"),
        (
            "How much is carrot cake?",
            "- Item: Carrot cake; Category: Cake; Price (GBP): 3.60; Order ahead: no",
            "When do I have to order it?",
            "When do I have to order carrot cake?",
        ),
        (
            "Which clubs are on Thursday?",
            "- Club: gardening; Day: Thursday",
            "How much is it?",
            "How much is it? (clubs, Thursday)",
        ),
        (
            "Why is Apple behind in AI?",
            "It has few people.",
            "Who leads it?",
            "Who leads Apple? (AI)",
        ),
        # somebody's wife is asked about, and not whose wife she is
        (
            "Who was Voss's first wife?",
            "His first wife was Helene Marwitz.",
            "How did she die?",
            "How did Helene Marwitz die? (Voss)",
        ),
        ("Who was Voss's wife?", "A singer.", "How did she die?", "How did Voss's wife die?"),
        ("When did Ada Voss's son die?", "1873.", "Was he ill?", "Was Ada Voss's son ill?"),
        ("When did Voss's wife die?", "1873.", "Did he marry again?", "Did Voss marry again?"),
        (
            "How much is Mr Voss's child allowance?",
            "40.",
            "When does he get it?",
            "When does Voss get it?",
        ),
        ("When can the clerk's aunt come?", "At 2.", "Is she ill?", "Is the clerk's aunt ill?"),
        (
            "Why did Voss's doctor tell her to walk?",
            "She was ill.",
            "Did she walk?",
            "Did Voss walk?",
        ),
        (
            "What did the wife of Voss do?",
            "She drew.",
            "Did she draw?",
            "Did the wife of Voss draw?",
        ),
        ("When did the CEO resign?", "In May.", "Why did he resign?", "Why did the CEO resign?"),
        (
            "What is the landlord's address?",
            "12 Mill Lane.",
            "How do I reach him?",
            "How do I reach the landlord?",
        ),
        (
            "What is the name of the landlord?",
            "The landlord is Ada Holm.",
            "Where does she live?",
            "Where does Ada Holm live?",
        ),
        # it is a thing, and no person
        (
            "When did Anna Beyer repair the boiler?",
            "In May.",
            "Who built it?",
            "Who built the boiler? (Anna Beyer)",
        ),
        (
            "How long did Voss work on the survey?",
            "She took six years.",
            "Who paid for it?",
            "Who paid for the survey? (Voss)",
        ),
        ("Why did the dentist buy the mill?", "He liked it.", "Is it old?", "Is the mill old?"),
        ("How did they get the piano into the house?", "So.", "Who has it?", "Who has the piano?"),
        # what has no article
        (
            "Can I take unpaid leave?",
            "Yes, Company rules say.",
            "Is it long?",
            "Is unpaid leave long?",
        ),
        ("Can I be put on garden leave?", "Yes.", "Is it paid?", "Is garden leave paid?"),
        ("Do I need travel insurance?", "By Corvane.", "Is it new?", "Is travel insurance new?"),
        ("Is there parking?", "Behind the Mill.", "How much is it?", "How much is parking?"),
        (
            "How did Tobias store the samples?",
            "In ice.",
            "Where were they kept?",
            "Where were the samples kept? (Tobias)",
        ),
        ("What did the Romans eat?", "Bread.", "Were they rich?", "Were the Romans rich?"),
        ("Can I pay by card?", "At the Mill.", "Is it safe?", "Is it safe? (pay, card)"),
    ],
)
def test_a_pronoun_is_what_was_asked_about(before: str, answer: str, typed: str, read: str) -> None:
    assert readings(typed, talk((before, answer))) == (read,)


@pytest.mark.parametrize(
    ("before", "typed", "read"),
    [
        (
            "When did the firm build the bridge?",
            "How long is it?",
            ("How long is the bridge?", "How long is the firm?"),
        ),
        (
            "When did the old town council finally sell the mill?",
            "Who owns it?",
            ("Who owns the mill?", "Who owns the old town council?"),
        ),
        (
            "When did Meta buy Scale AI?",
            "Who founded it?",
            ("Who founded Scale AI? (Meta)", "Who founded Meta? (Scale AI)"),
        ),
        ("Where does the firm keep the files?", "Is it old?", ("Is the firm old?",)),
        (
            "Does the handbook mention parking?",
            "How much is it?",
            ("How much is parking?", "How much is the handbook?"),
        ),
        (
            "Why did the council decide to build a bridge?",
            "How long is it?",
            ("How long is a bridge?", "How long is the council?"),
        ),
        ("What did Anton Bleek draw?", "How big is it?", ("How big is it? (Anton Bleek)",)),
        ("Can I be made to take sick leave?", "Is it paid?", ("Is sick leave paid?",)),
        ("What happens when the boiler breaks?", "Is it old?", ("Is the boiler old?",)),
        ("What is the name of the bank?", "Where is it?", ("Where is the bank?",)),
        ("How should insulin be stored?", "Is it safe?", ("Is insulin safe?",)),
        ("When was Mr Voss's claim filed?", "Is it old?", ("Is Mr Voss's claim old?",)),
        (
            "Did the firm hire Anna Holm?",
            "How large is it?",
            ("How large is the firm? (Anna Holm)",),
        ),
        ("Who repaired Anna's boiler?", "How old is it?", ("How old is Anna's boiler?",)),
        ("When does the rent of the flat rise?", "How much is it?", ("How much is the rent?",)),
    ],
)
def test_it_may_be_what_is_done_to_or_what_does_it(
    before: str, typed: str, read: tuple[str, ...]
) -> None:
    assert readings(typed, talk((before, "It is so."))) == read


def test_readings_go_on_from_what_was_read_before() -> None:
    told = talk(("How much is the rent?", "900 pounds."), ("When is it due?", "On the fifth."))

    assert readings("And the deposit?", told)[0] == "When is the deposit due?"
    assert readings("per month?", told)[0] == "month rent due"


def test_a_refused_turn_gives_no_topic() -> None:
    told = talk(("May I take Zelofen with food?", "Yes, with water."), ("Who rules Peru?", REFUSED))

    assert last_topic(told)[0] == "May I take Zelofen with food?"
    assert readings("And with beer?", told)[0] == "May I take Zelofen with beer?"
    greeted = *told, *talk(("hello", HELLO))
    assert last_topic(greeted) == last_topic(told)
    assert readings("and with beer?", told[2:]) == ("and with beer?",)


def test_a_fragment_that_takes_the_place_of_something_asks_what_was_refused_again() -> None:
    trip = talk(("Do I need approval for a trip to Leeds?", REFUSED))
    assert readings("and to Paris?", trip)[0] == "Do I need approval for a trip to Paris?"
    adult = talk(("How much is a ticket for adults?", REFUSED))
    assert readings("and for children?", adult)[0] == "How much is a ticket for children?"
    assert readings("What about Paris?", trip)[0] == "What about Paris?"
    greeted = talk(("How much is a ticket for adults?", HELLO))
    assert readings("and for children?", greeted) == ("and for children?",)
    told = talk(("May I take Zelofen with food?", "Yes."), ("Is tea good with milk?", REFUSED))
    assert readings("And with beer?", told)[0] == "May I take Zelofen with beer?"


def test_it_below_a_refusal_is_what_was_asked_about() -> None:
    pool = talk(("Is there a pool at the mill?", REFUSED))
    assert readings("How deep is it?", pool)[0].startswith("How deep is a pool?")
    deeper = *pool, *talk(("How deep is it?", REFUSED))
    assert readings("Is it heated?", deeper)[0].startswith("Is a pool heated?")
    clubs = talk(("Which clubs are on Thursday?", REFUSED))
    assert readings("How much does it cost?", clubs) == ("How much does it cost?",)
    told = talk(("When does the mill open?", "At nine."), ("Is there a pool?", REFUSED))
    assert readings("How much is it?", told)[0] == "How much is the mill?"
    plan = talk(("What is the Open Gate plan?", REFUSED))
    assert readings("Who is against it, and why?", plan)[0] == (
        "Who is against the Open Gate plan, and why?"
    )
    strike = talk(("Did the strike kill the mill?", REFUSED))
    assert "How long did the strike last?" in readings("How long did it last?", strike)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("How much does it cost?", "it"),
        ("how much is it per month?", "it"),
        ("Is it open on Sundays?", "it"),
        ("Are they allowed?", "they"),
        ("How much is that?", "that"),
        ("When does she work?", "she"),
        ("How long did it last?", "it"),
        ("Who is against it, and why?", "it"),
        ("How far is it to Oslo?", ""),
        ("Is it allowed to smoke?", ""),
        ("What if it rains?", ""),
        ("How far is it to the airport?", ""),
        ("What does it cost to lose a key?", ""),
        ("Where can I park, and how much is it?", ""),
        ("How old is the mill and is it open?", ""),
        ("Is that dog allowed?", ""),
        ("How much is a key?", ""),
    ],
)
def test_it_with_nothing_behind_it_is_not_answered_from_several_documents(
    typed: str, word: str
) -> None:
    bounds = bounds_of(typed, ())

    def found(*documents: str) -> Evidence:
        of = [passage("It is five euros.", one) for one in documents]
        return Evidence(0.9, tuple(EvidenceSentence(one, 0, 17, one.text, 0.9) for one in of))

    for evidence in (found("d1"), found("d1", "d1"), Evidence(0.0)):
        assert bounds.naming(typed, evidence) is evidence
    several = bounds.naming(typed, found("d1", "d2"))
    assert several.probability == (0.0 if word else 0.9)
    assert several.missing == (f'says what "{word}" stands for' if word else "")


def passage(text: str, document: str = "d1", title: str = "The mill") -> Passage:
    chunk = Chunk("c1", document, title, 0, len(text), text, "")
    return Passage("k7f2", (chunk,), 0, len(text), text, "", title)


def hit(found: Passage) -> Hit:
    return Hit(found.chunks[0], 1.0, Ranks(1, 1))


def test_a_bare_thing_in_the_place_of_another_does_not_leave_that_behind() -> None:
    first, second, *others = readings("and CVs?", talk(("How long do you keep tapes?", "A week.")))

    assert (first, second) == ("How long do you keep CVs?", "CVs keep")
    assert "What applies to CVs?" in others
    assert readings("and Hall B?", talk(("What does Hall A cost?", "9."))) == (
        "What does Hall B cost?",
    )


def test_another_way_to_ask_a_first_question_is_bound_to_nothing() -> None:
    bounds = bounds_of("What do the documents say about pollen?", ())
    found = (passage("Pollen: birch moderate.", "d1"), passage("Grass is cut in June.", "d2"))
    hits = [hit(one) for one in found]
    assert bounds.within("What applies to pollen?", found, hits) == found


def test_it_is_answered_from_where_the_answer_came_from_or_what_names_the_topic() -> None:
    told = talk(("When does the pool open on Saturday?", "On Saturday it opens at eight. [1]"))
    bounds = bounds_of("and Sunday?", told)
    same = passage("On Saturday it opens at eight.\nOn Sunday at ten.", "d1", "Baths")
    other = passage("The plant sale is on Sunday.", "d2", "Minutes")
    named = passage("The open pool is heated on Sunday.", "d3", "Spa")
    found = (same, other, named)
    asked = "When does the pool open on Sunday?"

    assert bounds.within(asked, found, [hit(one) for one in found]) == (same, named)
    assert bounds.within("and Sunday?", found, ()) == found, "as typed it is a question of its own"
    assert Bounds().within(asked, found, ()) == found


def test_another_thing_is_looked_for_where_it_is_named_and_the_same_is_said() -> None:
    told = talk(("How much is a key of the Skerry Club?", "A key of the club costs nine euros."))
    bounds = bounds_of("What about the village hall?", told)
    asked = "How much is a key of the village hall?"
    hall = passage("A key is 30 pounds.", "d2", "Hire of the village hall")
    apart = passage("The floor is swept daily.", "d3", "Hire of the village hall")
    elsewhere = passage("The stove is 30 pounds.", "d4", "The mill")

    assert bounds.within(f"{asked} (Skerry Club)", (hall, apart, elsewhere), ()) == (hall,)


def test_what_shares_no_word_with_the_question_before_is_looked_for_everywhere_else() -> None:
    bounds = bounds_of(
        "and the caretaker of Elm House?",
        talk(("Who is the headteacher?", "The headteacher of the school is Ada Finch.")),
    )
    school = passage("The headteacher of the school is Ada Finch. The cook is Bo Lund.", "d1")
    house = passage("The caretaker of Elm House is Cy Ames.", "d2")
    asked = "Who is the caretaker of Elm House?"

    assert bounds.within(asked, (school, house), ()) == (school, house)
    both = replace(school, text=f"{school.text} {house.text}")
    assert bounds.within(asked, (both, house), ()) == (both,), "where the answer before came from"
    assert bounds.within("What happens with the caretaker?", (school, house), ()) == (school,)


def test_a_word_of_asking_is_not_what_was_talked_of() -> None:
    bounds = bounds_of("and for children?", talk(("What does a crown cost?", "A crown: 720.")))
    nuts = passage("What happens with children who cannot eat nuts? Lunches cost 3.", "d2")
    crowns = passage("Crowns are free for children.", "d3")

    for asked in ("What does a crown cost for children?", "What happens with children?"):
        assert bounds.within(asked, (nuts, crowns), ()) == (crowns,)


def test_a_document_named_after_what_is_asked_about_need_not_repeat_it() -> None:
    told = talk(("How much is an adult ticket for the museum?", "It costs 11 pounds."))
    bounds = bounds_of("What about the rowing club?", told)

    text = "Fees\n\nAdults pay 240 euros."

    def met(locator: str) -> bool:
        of = replace(passage(text, "d2", "Boathouse rules"), locator=locator)
        best = EvidenceSentence(of, 6, len(text), text[6:], 0.9)
        found = Evidence(0.9, (best,))
        return bounds.naming("How much is it for the rowing club?", found) is found

    assert met("Rules of the Tamsel rowing club > Fees")
    assert not met("Rules of the Tamsel chess club > Fees")


def test_a_phrase_in_the_place_of_its_like_leaves_nothing_else_to_be_tried() -> None:
    told = talk(("What does the vaccine for a cat cost?", "58."))

    assert readings("and for a rabbit?", told) == ("What does the vaccine for a rabbit cost?",)


@pytest.mark.parametrize(
    ("typed", "sentence", "met"),
    [
        ("and the landlord?", "The tenant may end it early.", False),
        ("and the landlord?", "The landlord may not end it.", True),
        ("what about Sundays?", "Invoices are due within 30 days.", False),
        ("and remotely?", "The rate for remote work is 760 euros.", True),
        ("per month?", "By giving six months' notice.", False),
        ("per month?", "It is paid monthly.", True),
        ("per year?", "The fee is 90 euros a year.", True),
        ("and a year earlier?", "The rent is 900 euros.", False),
        ("and a year earlier?", "After rain it was 880 euros.", False),
        ("and a year earlier?", "It was 880 euros in 2024.", True),
        ("and the year before?", "It was 880 euros last year.", True),
        ("How much is it?", "The landlord may not end it.", True),
        ("and for Hall C?", "A ticket for Hall A is 9 euros.", False),
        ("and for Hall C?", "Hall C: 9 euros.", True),
        ("and at the Core level?", "Level: Plus; Rent: 9 euros.", False),
        ("and Anna Holm?", "Holm pays 9 euros.", True),
    ],
)
def test_the_best_sentence_names_what_is_asked_about(typed: str, sentence: str, met: bool) -> None:
    bounds = bounds_of(typed, talk(("How much is the lease?", "900 euros.")))
    of = passage(sentence)
    evidence = Evidence(0.9, (EvidenceSentence(of, 0, len(sentence), sentence, 0.9),))

    found = bounds.naming("the lease, read in another way", evidence)
    assert found.probability == (0.9 if met else 0)
    assert bounds.naming(typed, evidence) is evidence


@pytest.mark.parametrize(
    ("typed", "score", "left"),
    [
        ("and DVDs?", 0.8, 0.9),
        ("and DVDs?", 0.3, 0.0),
        ("and music DVDs?", 0.8, 0.0),
    ],
)
def test_a_sentence_near_the_best_names_what_is_asked_about(
    typed: str, score: float, left: float
) -> None:
    bounds = bounds_of(typed, talk(("How long may members borrow books?", "For 21 days.")))
    texts = (("Students borrow books for 42 days.", 0.9), ("DVDs are lent for 7 days.", score))
    of = passage(" ".join(text for text, _ in texts))
    best, named = (
        EvidenceSentence(of, (at := of.text.index(text)), at + len(text), text, value)
        for text, value in texts
    )

    found = bounds.naming("How long may members borrow DVDs?", Evidence(0.9, (best, named)))
    assert found.probability == left
    assert not left or found.sentences == (named,)


FERRY = """# Skerry ferry: timetable and fares

## Sailings

| Day | First boat | Last boat |
|---|---|---|
| Saturday | 07:30 | 23:10 |
| Sunday | 09:00 | 19:20 |

The crossing takes 35 minutes. In winter the crossing takes 50 minutes.

## Fares

Adults pay 9.20 euros for a single ticket. Children aged 5 to 14 pay 4.60 euros.
A car with its driver costs 31 euros, a van costs 46 euros.

## On board

Dogs travel free, but must be on a lead. Smoking is allowed on the upper deck only.
The captain is Jonas Brekke.
"""
FLAT = """# Tenancy agreement for 8 Orchard Mews

## Rent

The rent is 985 pounds a month and is due on the fifth day of each month. The rent can be
raised once a year.

## Deposit

The deposit is 1,400 pounds. It is returned within 21 days after the keys are handed back.

## Use

Cats are allowed. Dogs are not allowed.

## Ending

The tenant may end the tenancy early with eight weeks' notice. The landlord may end the tenancy only
if the rent is two months late. The boiler was replaced in 2021 and is serviced every October.
"""
WORKSHOP = """# Workshop rules of the Tinker Hall

The workshop opens at 10:00 on weekdays and at 12:00 on Saturdays. It is closed on Sundays.

Members pay 28 euros per month. Students pay 17 euros per month. Guests pay 6 euros per visit.

The laser cutter may be used after a two-hour course. The lathe may be used only when the
supervisor is present. The supervisor is Ingrid Vollan; her deputy is Tomas Reyes.

A blade of the band saw costs 19 euros. The band saw was bought in 2019 from Kettering Tools.

Orders by post take nine days; orders online take four days.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder: Path = tmp_path_factory.mktemp("followed")
    (folder / "corpus").mkdir()
    for name, text in (("ferry", FERRY), ("flat", FLAT), ("workshop", WORKSHOP)):
        (folder / "corpus" / f"{name}.md").write_text(text, "utf-8")
    settings = Settings(corpus_dir=folder / "corpus", data_dir=folder / "data")
    with opened_whole(settings) as opened:
        opened.sync()
        yield opened


def answers(assistant: Assistant, questions: tuple[str, ...]) -> Answer:
    """The answer to the last question of a conversation."""
    told: list[Message] = []
    for question in questions:
        reply = assistant.ask(question, told)
        written = "".join(reply)
        told += [Message("user", question), Message("assistant", written)]
    return reply.answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("questions", "said"),
    [
        (("When does the first boat leave on Saturday?", "and Sunday?"), "09:00"),
        (("How long is the crossing?", "and in winter?"), "50 minutes"),
        (("How much does a car cost on the ferry?", "and a van?"), "46 euros"),
        (("What do adults pay on the ferry?", "and children?"), "4.60"),
        (("How long does the crossing take?", "what about dogs?"), "Dogs travel free"),
        (("How much is the rent?", "When is it due?"), "fifth day"),
        (
            ("How much is the rent?", "How often can it be raised?", "What about the deposit?"),
            "1,400",
        ),
        (("Who can end the tenancy early?", "and the landlord?"), "two months late"),
        (("Are cats allowed in the flat?", "and dogs?"), "Dogs are not allowed"),
        (("When was the boiler replaced?", "How often is it serviced?"), "October"),
        (("What do members pay at the workshop?", "And students?"), "17 euros"),
        (("How long do orders by post take?", "and online?"), "four days"),
        (("When can the laser cutter be used?", "And the lathe?"), "supervisor is present"),
        (("Who is the supervisor of the workshop?", "Who is her deputy?"), "Tomas Reyes"),
        (("Who is the supervisor?", "and the captain?"), "Jonas Brekke"),
        (("When was the band saw bought?", "From whom?"), "Kettering Tools"),
    ],
)
def test_a_follow_up_is_answered(
    assistant: Assistant, questions: tuple[str, ...], said: str
) -> None:
    answer = answers(assistant, questions)

    assert said in answer.text
    assert len({one.passage.document_id for one in answer.citations}) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "questions",
    [
        ("How much does a car cost on the ferry?", "And a lorry?"),
        ("What do adults pay on the ferry?", "and pensioners?"),
        ("When does the first boat leave on Saturday?", "Is the cafe open then?"),
        ("How long does the crossing take?", "How much is it?"),
        ("Who is the captain of the ferry?", "How old is he?"),
        ("How long does the crossing take?", "and the deposit?"),
        ("How much is the rent?", "per week?"),
        ("How much is the rent?", "How often can it be raised?", "What about bicycles?"),
        ("Are cats allowed in the flat?", "and parrots?"),
        ("Who can end the tenancy early?", "and the neighbours?"),
        ("How much is the deposit?", "per month?"),
        ("When was the boiler replaced?", "Who pays for that?"),
        ("When does the workshop open on weekdays?", "in August?"),
        ("How long do orders by post take?", "and by phone?"),
        ("When was the band saw bought?", "What does it weigh?"),
        ("When can the laser cutter be used?", "and the 3D printer?"),
        ("Who is the supervisor of the workshop?", "when?"),
    ],
)
def test_a_follow_up_that_the_documents_do_not_answer_is_refused(
    assistant: Assistant, questions: tuple[str, ...]
) -> None:
    assert answers(assistant, questions).refusal is not None


@pytest.mark.slow
def test_how_it_was_read_is_told(assistant: Assistant) -> None:
    answer = answers(assistant, ("How long is the crossing?", "and in winter?"))

    assert answer.standalone_question == "How long is the crossing in winter?"
