"""What is no answer is not quoted as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.retrieve.quotable.telling import telling
from tests.builders import evidence, passage

GYM = "Is the gym free for guests?"


def left(text: str, scores: list[float], question: str = GYM) -> tuple[list[str], float]:
    found = telling(replace(evidence([passage(text)], scores), question=question))
    return [one.text for one in found.sentences], found.probability


def test_a_question_that_nothing_answers_is_no_evidence() -> None:
    alone, probability = left(f"The sun shines. {GYM}", [0.2, 0.9])
    assert (alone, probability) == (["The sun shines."], 0.0)
    other, probability = left(f"Guests pay 5 euros. {GYM}", [0.7, 0.9])
    assert other == ["Guests pay 5 euros."]
    assert probability > 0


def test_a_question_that_is_answered_stays() -> None:
    assert left(f"{GYM} No. They pay 5 euros.", [0.9, 0.5, 0.5])[0] == [
        GYM,
        "No.",
        "They pay 5 euros.",
    ]


def test_questions_that_are_asked_for_or_announced_stay() -> None:
    agenda = "We left this open:\n\n- Who leads the project?\n- When does it start?\n"
    assert len(left(agenda, [0.5, 0.9, 0.8], "What is left open?")[0]) == 3
    survey = "Who leads the project?\n\n## Next\n"
    assert left(survey, [0.9], "Which questions does the survey ask?")[0]
    assert not left(survey, [0.9], "Who leads the project?")[0]


def test_the_header_of_a_table_is_no_answer() -> None:
    table = "| Day | Hours |\n|---|---|\n| Mon | 9 to 5 |\n"
    assert left(table, [0.9, 0.8], "What are the hours?")[0] == ["| Mon | 9 to 5 |"]


MAIL = (
    "Thanks for coming. Would a pump be loud? My neighbour is worried. "
    "And could I keep the gas hob? "
    "We use 14,500 kWh of gas a year."
)


def test_what_its_asker_adds_does_not_answer_a_question_of_the_source() -> None:
    scores = [0.1, 0.1, 0.1, 0.5, 0.6]
    kept, probability = left(MAIL, scores, "Can I keep the gas hob?")
    assert kept == ["Thanks for coming.", "My neighbour is worried."]
    assert probability == 0
    kept, probability = left(MAIL, scores, "How much gas do we use in a year?")
    assert kept[0] == "We use 14,500 kWh of gas a year."
    assert probability > 0


def test_questions_of_a_paragraph_that_are_answered_stay() -> None:
    hob = "Could I keep the gas hob?"
    for text in (
        f"{hob} We do not allow that.",  # it opens the paragraph
        f"Is there a pump? We have two. {hob} We do not allow that.",  # questions and answers
        f"The pump is new. {hob} No, we do not allow that.",
        f"The pump is new. May I paint? Yes, white. {hob} We do not allow that.",
        f"The pump is new. {hob} Gas hobs have to go.",
        "The pump is new. Do you need to keep the gas hob? We allow that.",
        f"Tenants like gas. {hob} Our houses have no gas.",  # a house that answers its guests
        f"Mieter fragen viel. {hob} Wir erlauben das nicht.",
    ):
        count = text.count("?") + text.count(".")
        kept, _ = left(text, [0.5] * count, "Can I keep the gas hob?")
        assert len(kept) == count, text


def test_who_speaks_as_we_in_a_mail_or_asks_as_we_goes_on() -> None:
    hob = "Could I keep the gas hob?"
    letter = passage(f"The pump is new. {hob} We cook a lot.", media_type="message/rfc822")
    found = telling(replace(evidence([letter], [0.1, 0.5, 0.6]), question="Can I keep the hob?"))
    assert [one.text for one in found.sentences] == ["The pump is new."]
    asked = "The pump is new. Could we keep the gas hob? We cook a lot."
    assert left(asked, [0.1, 0.5, 0.6], "Can I keep the hob?")[0] == ["The pump is new."]


TREASURER = "Who is the treasurer of the club?"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (TREASURER, "The committee consists of the chair, the treasurer and the secretary."),
        (TREASURER, "The chair and the treasurer represent the club."),
        (TREASURER, "The treasurer is elected for two years."),
        (TREASURER, "The treasurer is responsible for the books."),
        ("so who's the treasurer now?", "The treasurer keeps the books."),
        ("Who's our CISO?", "The CISO must approve this."),
    ],
)
def test_a_post_that_is_mentioned_does_not_say_who_has_it(question: str, text: str) -> None:
    assert left(f"It rains. {text}", [0.1, 0.9], question) == (["It rains."], 0.0)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (TREASURER, "The treasurer, Ada Lovelace, keeps the books."),
        (TREASURER, "Our committee met, and Ada was elected treasurer."),
        (TREASURER, "The oldest member acts as treasurer."),
        (TREASURER, "The treasurer is the deputy of the chair."),
        (TREASURER, "She has been the treasurer for years."),
        (TREASURER, "There is no treasurer at the moment."),
        (TREASURER, "The chair, the treasurer and her deputy are the following:"),
        ("Who is the beneficiary?", "The beneficiary shall be the spouse of the insured."),
        ("Who is the audience?", "The audience are beginners."),
        ("Who is the target group?", "The target group comprises pupils of the upper forms."),
        ("Who is the hero of the story?", "The hero, a salesman, wakes up as a beetle."),
        ("Who is the winner?", "In the end the blue team won."),
        ("Who is the course for?", "The course wants curious people."),
        ("Who is the best person to ask?", "Ask the person at the desk."),
        ("Who are the members?", "The committee has as members the chair and the treasurer."),
        ("who is wouter", "In the end wouter mended the boat."),
        ("Who is Samuel Adeyemi?", "On Tuesday Adeyemi gives a talk."),
        ("Who is allowed to vote?", "All active members are allowed to vote."),
        ("What does the treasurer do?", "The treasurer keeps the books."),
    ],
)
def test_what_says_who_has_a_post_stays(question: str, text: str) -> None:
    kept, probability = left(f"It rains. {text}", [0.1, 0.9], question)
    assert text in kept
    assert probability > 0


LOG = """2 March
Warm. The guards are off.

6 April
First look. The frames are full.
"""


def test_the_date_of_an_entry_is_no_answer_by_itself() -> None:
    kept, _ = left(LOG, [0.1, 0.1, 0.5, 0.6, 0.1, 0.1], "When did the guards come off?")
    assert kept[0] == "The guards are off."
    assert not {"2 March", "6 April"} & set(kept)


def test_what_is_asked_of_a_day_is_not_told_of_another() -> None:
    scores = [0.1, 0.1, 0.5, 0.1, 0.1, 0.4]
    assert left(LOG, scores, "What was full on 6 April?")[0][0] == "The frames are full."
    assert left(LOG, scores, "What was full on 9 April?") == ([], 0.0)
    assert len(left(LOG, scores, "What was full before 9 April?")[0]) == 4
    plain = "The guards came off. The frames are full."
    assert len(left(plain, [0.5, 0.4], "What was full on 9 April?")[0]) == 2


def test_the_steps_for_another_thing_do_not_tell() -> None:
    manual = "The pump is blue.\n\nConnecting the stove\n\n1. Switch it off.\n2. Lead it in.\n"
    assert left(manual, [0.6, 0.1, 0.5, 0.4], "How do I connect the pump?")[0] == [
        "The pump is blue.",
        "Connecting the stove",
    ]


def test_the_sentence_before_counts_for_one_that_leans_on_it() -> None:
    asked = "What happened to hive 2?"
    hives = "We left one cell in hive 2. Hive 1 got a super. All is well."
    assert left(hives, [0.5, 0.6, 0.1], asked)[0][0] == "We left one cell in hive 2."
    hives = "We left one cell in hive 2. Hive 1 got it later. All is well."
    assert left(hives, [0.5, 0.6, 0.1], asked)[0][0] == "Hive 1 got it later."
