"""What is said of a source's exceptions, duties and prohibitions is doubted, not denied."""

import pytest

from rag.answer.verification.conditions import dropped_condition
from rag.answer.verification.doubts import doubt
from rag.answer.verification.exact import exact_fault, turned
from rag.answer.verification.limits import other_bound, turned_bound
from rag.answer.verification.narrower import said_of_more
from rag.answer.verification.verify import Verifier
from rag.types import Support
from tests.builders import passage
from tests.fakes import WordEmbedder


def fault_of(sentence: str, source: str, around: str) -> str:
    """What is stated otherwise, or the opposite."""
    return exact_fault(sentence, source, around) or turned(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "The deposit is returned if there is damage.",
            "The deposit is returned unless there is damage.",
        ),
        ("Dogs are allowed on Sundays.", "Dogs are allowed except on Sundays."),
        ("Dogs are allowed except on Sundays.", "Dogs are allowed on Sundays."),
        ("Members must pay the fee in cash.", "Members may pay the fee in cash."),
        ("Members can pay the fee in cash.", "Members are required to pay the fee in cash."),
        ("Anyone may enter the archive.", "Only members may enter the archive."),
        (
            "The tenant may keep dogs in the flat.",
            "The tenant may not, without consent, keep dogs in the flat.",
        ),
        ("The tenant may keep dogs.", "It is forbidden to keep dogs for the tenant."),
        ("The board approved the sale.", "The board refused the sale."),
        ("The app reads the file.", "The app fails to read the file."),
        ("The park opens on Mondays.", "The park rarely opens on Mondays."),
    ],
)
def test_what_the_source_may_not_mean_is_doubted(sentence: str, source: str) -> None:
    assert doubt(sentence, source) != ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "The deposit is returned if there is no damage.",
            "The deposit is returned unless there is damage.",
        ),
        ("The deposit is returned in May.", "The deposit is returned unless there is damage."),
        ("Dogs are not allowed on Sundays.", "Dogs are allowed except on Sundays."),
        ("Dogs are allowed, but not on Sundays.", "Dogs are allowed except on Sundays."),
        ("Members must pay in cash.", "Members may only pay in cash."),
        ("Members must not pay in cash.", "Members may not pay in cash."),
        ("The fee must be paid in May.", "The fee is due in May and must be paid."),
        ("Smoking is not allowed.", "It is forbidden to smoke."),
        ("The board rejected the sale.", "The board refused the sale."),
        ("The room is closed in May.", "The room is open except in May."),
        ("Barrel 3 had a smell of paint.", "Barrel 3 was rejected for a smell of paint."),
        ("Boats can sail in May.", "Boats have to stay in port in winter."),
        ("Only members may enter.", "Only members may enter the archive."),
        ("Members have a key.", "Only members have a key."),
        ("The tenant may not keep dogs.", "The tenant may not, without consent, keep dogs."),
    ],
)
def test_what_the_source_may_well_mean_is_not(sentence: str, source: str) -> None:
    assert doubt(sentence, source) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Smoking is permitted on the balcony.", "Smoking is prohibited on the balcony."),
        ("The insurance includes theft.", "The insurance excludes theft."),
        ("Prices are rising in Oslo.", "Prices are falling in Oslo."),
        ("Sales rises every winter.", "Sales falls every winter."),
        ("Sales increases every winter.", "Sales decreased every winter."),
    ],
)
def test_everyday_opposites_are_faults_in_any_form(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") != ""
    assert fault_of(source, sentence, "") != ""


def test_a_doubt_is_partly_borne_out_and_says_why() -> None:
    source = passage("Members of the club may pay the fee in cash.")

    verdict = Verifier(WordEmbedder()).judge(
        "Members of the club must pay the fee in cash.", [source]
    )

    assert verdict.support is Support.PARTIAL
    assert verdict.reason == "The cited text says may, not must."
    assert verdict.quotes[0].support is Support.PARTIAL


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        (
            "Der Mieter darf in der Wohnung Hunde halten.",
            "Der Mieter darf in der Wohnung keine Hunde halten.",
        ),
        ("Der Mieter zahlt die Nebenkosten.", "Der Mieter zahlt die Nebenkosten nicht."),
        ("Le locataire peut garder un chien.", "Le locataire ne peut pas garder un chien."),
        ("L'inquilino può tenere cani.", "L'inquilino non può tenere cani."),
        ("El inquilino puede tener perros.", "El inquilino no puede tener perros."),
        ("Арендатор может держать собак.", "Арендатор не может держать собак."),
        ("Huurder mag honden houden.", "Huurder mag geen honden houden."),
    ],
)
def test_a_denial_in_another_language_is_seen(sentence: str, source: str) -> None:
    assert doubt(sentence, source) != ""
    assert doubt(source, sentence) != ""
    assert doubt(source, source) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Der Mieter zahlt Wasser.", "Der Mieter zahlt Wasser. Hunde darf er nicht halten."),
        ("Der Mieter zahlt die Miete.", "Der Mieter zahlt die Miete, nicht aber Strom und Gas."),
        ("The tenant of Pas Road pays.", "The tenant pays in Mill Road."),
        ("Der Hund darf bleiben.", "Wer Hunde mag, muss sie nicht weggeben."),
    ],
)
def test_a_denial_of_something_else_is_not(sentence: str, source: str) -> None:
    assert doubt(sentence, source) == ""


@pytest.mark.parametrize(
    ("sentence", "quote", "word"),
    [
        ("The vaccine will cause fever.", "The vaccine may cause fever.", "may, not will"),
        ("Only the firm may end it.", "The firm may end it without delay.", "only this"),
        ("Two days a month are free.", "Two days a week are free.", "week, not of a month"),
        ("It costs 5 euros per day.", "It costs 5 euros each hour.", "hour, not of a day"),
    ],
)
def test_a_hedge_a_narrowing_and_a_rate_are_compared(sentence: str, quote: str, word: str) -> None:
    assert word in doubt(sentence, quote)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The vaccine may cause fever.", "The vaccine may cause fever in children."),
        ("The vaccine will arrive in May.", "The vaccine will arrive; it may cause fever."),
        ("Only 40 rooms are open.", "About 40 of 60 rooms are open."),
        ("Only members may vote.", "No one but members may vote."),
        ("Two days a week are free.", "Two days per week are free, and one a month."),
        ("It costs 60 euros a year.", "It costs 5 euros a month."),
        ("It costs 5 euros per annum.", "It costs 5 euros a year."),
    ],
)
def test_the_same_hedge_and_rate_give_no_doubt(sentence: str, quote: str) -> None:
    assert doubt(sentence, quote) == ""


def test_a_condition_that_neither_the_sentence_nor_the_question_has_is_missing() -> None:
    quote = "Adults may take 400 mg if they have no kidney disease."

    assert "condition" in dropped_condition("Adults may take 400 mg.", quote, "")
    asked = "What may adults with healthy kidneys take?"
    assert dropped_condition("Adults may take 400 mg.", quote, asked) == ""
    said = "Adults without kidney disease may take 400 mg."
    assert dropped_condition(said, quote, "") == ""
    assert dropped_condition("Children may take 200 mg.", quote, "") == ""
    aside = "Treaties have direct effect (if clear), directives have none."
    assert dropped_condition("Treaties have direct effect, directives have none.", aside, "") == ""


def test_a_condition_that_the_answer_tells_beside_is_not_missing() -> None:
    source = passage("Dogs are allowed only with the landlord's written consent.")
    judge = Verifier(WordEmbedder()).judge

    assert judge("Dogs are allowed.", [source]).support is Support.PARTIAL
    beside = "For that, the landlord has to give a written consent."
    assert judge("Dogs are allowed.", [source], beside=beside).support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("At most 5 boats may race.", "At least 5 boats may race."),
        ("More than 5 boats may race.", "At least 5 boats may race."),
        ("5 boats or fewer may race.", "A minimum of five boats may race."),
        ("More than 5 boats race.", "5 boats race."),
        ("Es starten höchstens fünf Boote.", "Es starten mindestens fünf Boote."),
        ("Apply at most two days in advance.", "Apply no later than two days in advance."),
    ],
)
def test_another_bound_of_the_same_figure_is_doubted(sentence: str, source: str) -> None:
    assert turned_bound(sentence, source) or other_bound(sentence, source)
    assert turned_bound(source, source) == other_bound(source, source) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("A minimum of 5 boats may race.", "Five or more boats may race."),
        ("The mast must not be higher than 9 metres.", "The mast may not exceed 9 metres."),
        ("No more than 5 boats may race.", "Up to 5 boats may race."),
        ("Races with under 5 boats do not count.", "Races with at least 5 boats count."),
        ("It lies over 5 fields.", "It lies on 5 fields."),
        ("Apply at least 48 hours in advance.", "Apply no later than two days in advance."),
    ],
)
def test_the_same_bound_in_other_words_is_not(sentence: str, source: str) -> None:
    assert turned_bound(sentence, source) == other_bound(sentence, source) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The boat is due after Friday.", "The boat is due by Friday."),
        ("Boats return after two hours.", "Boats return within two hours. After noon it rains."),
        ("The lamp is switched off.", "The lamp is switched on."),
        ("It is paid on moving in.", "It is paid on moving out."),
        ("Skippers must wear a vest.", "Skippers are permitted to wear a vest."),
    ],
)
def test_a_small_word_for_its_opposite_is_doubted(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") or doubt(sentence, source)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The boat was built by Ek after the war.", "The boat was built by Ek."),
        ("The lamp is not switched off.", "The lamp is switched on."),
        ("They moved in June.", "They moved out in June."),
    ],
)
def test_small_words_of_something_else_are_not(sentence: str, source: str) -> None:
    assert doubt(sentence, source) == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Any skipper may open the lock.", "Only the senior skipper may open the lock."),
        ("Skippers may open the lock.", "Only senior skippers may open the lock."),
        ("Everyone may open the lock.", "The lock may be opened only by senior skippers."),
        ("Every skipper has a key.", "Keys are limited to senior skippers, who have a key each."),
        ("All skippers may open the lock.", "Senior skippers may open the lock."),
    ],
)
def test_what_is_said_of_more_than_the_source_has_it_of_is_told(sentence: str, source: str) -> None:
    assert said_of_more(sentence, [source]) != ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The senior skipper may open the lock.", "Only the senior skipper may open the lock."),
        ("Only skippers may open it.", "Only the senior skipper may open the lock."),
        ("Other skippers may not open it.", "Only the senior skipper may open the lock."),
        ("All skippers may race.", "All skippers may race. Senior skippers start first."),
        ("Every skipper needs a vest.", "Skippers need a vest."),
        ("Skippers may race.", "Senior skippers may race."),
        ("Skippers like the lock.", "Skippers like the lock, and only the senior one has a key."),
    ],
)
def test_what_is_said_of_those_it_is_of_is_not(sentence: str, source: str) -> None:
    assert said_of_more(sentence, source.split(". ")) == ""
