"""What a sentence leaves out of its source: when, if, for whom, and what the next one says."""

from __future__ import annotations

import pytest

from rag.answer import Verifier
from rag.answer.verification.conditions import dropped_condition, dropped_exception
from rag.answer.verification.narrower import said_of_more
from rag.answer.verification.times import dropped_time
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.types import Support
from tests.test_verdicts import passage


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "The extractor must run during the firing.",
            "In winter the extractor must run during the firing.",
        ),
        ("Opening the doors is enough.", "In summer opening the doors is enough."),
        ("Islanders travel free of charge.", "Islanders travel free of charge on weekdays."),
        ("The boat leaves every hour.", "From May to September the boat leaves every hour."),
        ("The studio is closed.", "The studio is closed in August."),
        (
            "Dogs are allowed on the beach.",
            "Dogs are allowed on the beach before 10:00 and after 18:00.",
        ),
        ("Tap water may not be drunk.", "Tap water may not be drunk after a storm."),
        ("Übernachten ist erlaubt.", "Übernachten ist von April bis Oktober erlaubt."),
        ("Hunde dürfen an den Strand.", "Im Winter dürfen Hunde an den Strand."),
        ("Mäher dürfen benutzt werden.", "Mäher dürfen werktags benutzt werden."),
        (
            "La réservation est obligatoire.",
            "La réservation est obligatoire en juillet et en août.",
        ),
        ("L'eau n'est pas potable.", "L'eau n'est pas potable après un orage."),
    ],
)
def test_the_time_at_which_alone_it_holds_is_missing(sentence: str, source: str) -> None:
    assert "some times only" in dropped_time(sentence, source, "")
    assert dropped_time(source, source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source", "beside"),
    [
        ("Parking is free.", "Parking is free on Sundays.", "This holds on Sundays."),
        ("Prices rose by 5 percent.", "Prices rose by 5 percent in May.", ""),
        ("Wages rise to 4,000 euros.", "Wages rise to 4,000 euros in July.", ""),
        ("The wing will open.", "The wing will open in spring.", ""),
        ("The race is held in the old town.", "The race is held on 3 May in the old town.", ""),
        ("The works employ 300 people.", "The works employ 300 people and close in August.", ""),
        ("The course costs £15.", "The course is held on Saturdays and costs £15.", ""),
        ("It is closed in the cold months.", "It is closed in winter.", ""),
        ("The key may be copied.", "The key may be copied during this time.", ""),
        ("Staff must wear a badge.", "Staff must wear a badge during the visit.", ""),
        ("The shop is open on Sundays.", "The shop is open on Sundays from May to July.", ""),
    ],
)
def test_what_happens_once_or_is_told_beside_is_not(
    sentence: str, source: str, beside: str
) -> None:
    assert dropped_time(sentence, source, "", beside) == ""


def test_a_time_that_the_question_names_is_not_missing() -> None:
    source = "In winter the extractor must run."
    assert dropped_time("The extractor must run.", source, "What must run in winter?") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "In December acid is dribbled.",
            "In December acid is dribbled, but only if there is no brood.",
        ),
        ("A booking lapses at 22:00.", "A booking lapses if the operator has not come by 22:00."),
        ("Syrup is given to every hive.", "Syrup is given if a hive feels light."),
        ("The lid must stay shut.", "The lid must stay shut, unless the kiln's keeper is present."),
        (
            "All hives were treated with acid.",
            "All hives were treated with acid, except hive 4, which was empty.",
        ),
        ("Draws may not be agreed.", "Draws may not be agreed without the arbiter's consent."),
        ("Horses are carried.", "Horses are carried by arrangement."),
        (
            "Bienen dürfen gehalten werden.",
            "Bienen dürfen mit Zustimmung des Vorstands gehalten werden.",
        ),
        ("Führungen finden statt.", "Führungen finden nach Vereinbarung statt."),
        ("Les visites sont possibles.", "Les visites sont possibles sur rendez-vous."),
        ("On peut camper.", "On peut camper avec l'accord du gardien."),
    ],
)
def test_the_condition_under_which_alone_it_holds_is_missing(sentence: str, source: str) -> None:
    assert "with a condition" in dropped_condition(sentence, source, "")
    assert dropped_condition(source, source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Most hives were treated with acid.", "All hives were treated with acid, except hive 4."),
        ("All hives but hive 4 were treated.", "All hives were treated, except hive 4."),
        ("The landlord may enter.", "The landlord may enter without consent."),
        ("She played the organ.", "She played the organ by arrangement."),
    ],
)
def test_what_has_no_condition_lacks_none(sentence: str, source: str) -> None:
    assert dropped_condition(sentence, source, "") == ""


@pytest.mark.parametrize(
    "behind",
    [
        "This does not apply to round 1.",
        "This rule doesn't apply to juniors.",
        "The only exception is round 1.",
        "Ausgenommen ist die erste Runde.",
        "Cela ne vaut pas pour les jeunes.",
    ],
)
def test_what_the_next_sentence_takes_from_it_is_missing(behind: str) -> None:
    source = f"Whoever comes late loses the game. {behind} The bell is rung at noon."

    assert behind in dropped_exception("Whoever comes late loses the game.", source, "")
    assert dropped_exception("Whoever comes late loses the game.", source, "", behind) == ""
    assert dropped_exception("The bell is rung at noon.", source, "") == ""


def test_some_of_a_kind_are_not_all_where_the_source_has_others() -> None:
    source = "Dogs stay on deck. Guide dogs may enter the lounge."

    assert "Guide dogs alone" in said_of_more(
        "Dogs may enter the lounge.", ["Guide dogs may enter the lounge."], source
    )
    assert said_of_more("Dogs stay on deck.", ["Dogs stay on deck."], source) == ""
    only = "Mobile phones must be switched off."
    assert said_of_more("Phones must be switched off.", [only], only) == ""


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER)))


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "Colony 8 was lost to a mouse.",
            "Colony 3 was lost to a mouse, and colony 8 was queenless.",
        ),
        (
            "Damp pots damage the coils.",
            "Pots must be dry; damp pots burst and may damage the coils.",
        ),
        ("Long vans are carried.", "Long vans heavier than 3 tonnes are carried at noon."),
        (
            "Le refuge est gardé du 15 juin au 20 août.",
            "Le refuge est gardé du 15 juin au 20 septembre. On réserve en août.",
        ),
        (
            "Das Haus ist bis 20. August offen.",
            "Das Haus ist bis 20. September offen. Im August ist es voll.",
        ),
        ("Mitglieder unter 75 Jahren sind befreit.", "Mitglieder über 75 Jahre sind befreit."),
        ("Die Kündigung kann mündlich erfolgen.", "Die Kündigung kann schriftlich erfolgen."),
        ("Mäher dürfen auch sonntags benutzt werden.", "Mäher dürfen nur werktags benutzt werden."),
    ],
)
def test_what_is_of_another_is_not_borne_out(
    verifier: Verifier, sentence: str, source: str
) -> None:
    assert verifier.judge(sentence, [passage(source)]).support is not Support.SUPPORTED
    assert verifier.judge(source, [passage(source)]).support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Le refuge est ouvert le 18 juin.", "Le refuge est ouvert les 17 et 18 juin."),
        ("The fair is on 3 April.", "The fair is from 3 to 7 April."),
        (
            "Late players lose the game.",
            "Late players lose the game. Players who cheat lose the game.",
        ),
        ("The red door was painted.", "The red door was painted, and door 8 was not."),
        (
            "Ann expects boats to stay in port.",
            "Storms are near, and Ann expects boats to stay in port.",
        ),
    ],
)
def test_and_what_the_source_has_of_it_is(verifier: Verifier, sentence: str, source: str) -> None:
    assert verifier.judge(sentence, [passage(source)]).support is Support.SUPPORTED
