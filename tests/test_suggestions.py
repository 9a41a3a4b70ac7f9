"""What a refusal offers instead."""

from __future__ import annotations

from rag.retrieve.suggestions import as_question, suggestions
from rag.types import Hit
from tests.builders import chunk, hit

LEASE = hit(chunk("The parking space costs 65 euros a month.", title="Lease", locator=""))
TRAINS = hit(chunk("The night train leaves at nine.", title="Timetable", locator=""))
ASKED = "Who painted the parking space?"


def always(question: str) -> bool:
    return bool(question)


def test_documents_that_share_a_word_with_the_question_are_offered() -> None:
    found = suggestions([TRAINS, LEASE], ASKED, always)

    assert found == ('What do the documents say about "Lease"?',)


def test_the_nearest_are_offered_where_none_shares_a_word() -> None:
    assert len(suggestions([TRAINS, LEASE], "Wer malt?", always)) == 2


def test_only_what_is_answered_and_was_not_asked_is_offered() -> None:
    assert suggestions([LEASE], ASKED, lambda _: False) == ()
    for same in (
        'what do the documents say about "lease"?',
        "What do the documents say about Lease?",
    ):
        assert suggestions([LEASE], same, always) == ()

    returns = hit(
        chunk("It goes back by post.", title="Shop", locator="Shop > How do I return it?")
    )
    read = "How do I return it? (Lindholm)"
    assert suggestions([returns], read, always) == ("How do I return it?",)
    assert suggestions([returns], read, always, typed="how do I return it?") == ()


def test_a_title_stands_in_quotation_marks_and_a_question_as_it_is() -> None:
    assert as_question("Lease agreement") == 'What do the documents say about "Lease agreement"?'
    assert as_question("Who pays?") == "Who pays?"


def test_the_heading_that_came_nearest_is_asked_about() -> None:
    def offered(title: str, locator: str) -> str:
        near = hit(chunk("The space costs 65 euros.", title=title, locator=locator))
        return suggestions([near], "Who painted the space?", always)[0]

    assert offered("Lease", "Lease > Parking") == 'What does "Lease" say about "Parking"?'
    assert offered("Lease", "Lease > May I sublet?") == "May I sublet?"
    for same in ("Lease", "The lease", "p. 3", "lines 4-9", ""):
        assert offered("Lease", same) == 'What do the documents say about "Lease"?'
    long = "General conditions of the tenancy of the flat in Baker Street, London"
    assert offered(long, f"{long} > Parking") == 'What do the documents say about "Parking"?'


def test_a_heading_shares_words_too_and_rows_are_no_heading() -> None:
    lease = hit(chunk("Dogs are allowed.", title="Lease", locator="14 Harbour Row > Use"))
    people = hit(chunk("Up to one in ten people.", title="Leaflet", locator=""))
    asked = "How many people live in Harbour Row?"
    assert suggestions([people, lease], asked, always) == ('What does "Lease" say about "Use"?',)
    for place in ("Sheet Travel, rows 2-4", "inventory, record 4", "rows 2-4"):
        rows = hit(chunk("| a |", title="Budget", locator=place))
        assert suggestions([rows], "Why?", always) == ('What do the documents say about "Budget"?',)


def test_a_message_within_a_mail_is_no_topic() -> None:
    for place in ("Body > On 7 Apr 2025, Ann <ann@a.example> wrote", "Body > Quoted"):
        older = hit(chunk("The space is small.", title="Re: Parking", locator=place))
        assert suggestions([older], "Who painted the space?", always) == (
            'What do the documents say about "Re: Parking"?',
        )


def test_what_is_nowhere_near_is_not_offered() -> None:
    near = [TRAINS, LEASE]
    for named in ("Who is the king of Norway?", "How tall is the Eiffel tower?"):
        assert suggestions(near, named, always) == (), named
    assert suggestions(near, "How loud is a hotel?", always) == (
        'What do the documents say about "Timetable"?',
    )
    assert len(suggestions(near, "Wie hoch ist der Turm dort drüben?", always)) == 2


def test_words_of_no_language_that_share_none_are_offered_nothing() -> None:
    for nonsense in ("asdf qwer", "xyzzy"):
        assert suggestions([TRAINS, LEASE], nonsense, always) == ()
    for asked in ("Wer malt?", "Quel est le prix du vin ?", "東京はどこですか"):
        assert suggestions([TRAINS, LEASE], asked, always) != ()


def test_the_section_that_shares_most_comes_first_then_that_of_the_likeliest_sentence() -> None:
    def section(start: int, text: str, name: str) -> Hit:
        return hit(chunk(text, title="Garten", locator=name, start=start, document="g"))

    use = section(0, "Die Laube darf 24 m² groß sein.", "§ 1 Nutzung")
    hedges = section(50, "Hecken am Weg sind auf 1,25 m zu halten.", "§ 3 Hecken")
    power = section(99, "Der Strom kostet 0,42 € und ist zu zahlen.", "§ 4 Strom")
    hits = [use, power, hedges]

    assert suggestions(hits, "Wie teuer darf die Hecke sein?", always)[0] == (
        'What does "Garten" say about "§ 3 Hecken"?'
    )
    assert suggestions(hits, "Darf ich ein Trampolin haben?", always, nearest=("g", 110))[0] == (
        'What does "Garten" say about "§ 4 Strom"?'
    )


def test_a_place_in_a_mail_is_no_heading() -> None:
    mail = hit(chunk("The space costs 65 euros.", title="Menu", locator="Body"))
    assert suggestions([mail], ASKED, always) == ('What do the documents say about "Menu"?',)
