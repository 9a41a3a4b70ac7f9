"""What is stated exactly is compared exactly."""

import pytest

from rag.answer.verification.exact import exact_fault, replaced_name, turned

SOURCE = (
    "Mary Ellis opened the northern mill in March 1912 with 40 workers; it did not shut in war."
)


def fault_of(sentence: str, source: str, around: str) -> str:
    """What is stated otherwise, or the opposite."""
    return exact_fault(sentence, source, around) or turned(sentence, source)


@pytest.mark.parametrize(
    "sentence",
    [
        SOURCE,
        "Mary Ellis opened the mill in March 1912.",
        "The mill had forty workers.",
        "The mill didn't shut in war.",
        "One of the mills was opened by Mary Ellis.",
    ],
)
def test_what_the_source_says_has_no_fault(sentence: str) -> None:
    assert fault_of(sentence, SOURCE, "") == ""


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("The mill had 45 workers.", "45"),
        ("The mill opened in 1913.", "1913"),
        ("The mill opened in April 1912.", "April"),
        ("The mill was opened by John Ellis.", "John"),
        ("The mill did shut in war.", "opposite"),
        ("Mary Ellis did not open the mill with 40 workers.", ""),
        ("Mary Ellis opened the southern mill.", "northern, not southern"),
    ],
)
def test_a_fault_is_named(sentence: str, word: str) -> None:
    fault = fault_of(sentence, SOURCE, "")

    assert fault
    assert word in fault


def test_what_stands_around_a_quote_counts_as_said() -> None:
    assert fault_of("Mary Ellis sold it.", "She sold it.", "") != ""
    assert fault_of("Mary Ellis sold it.", "She sold it.", "Mary Ellis owned a mill.") == ""


def test_a_thing_both_denied_and_said_is_no_contradiction() -> None:
    source = "She did not open the shop in May but did open the shop in June."

    assert fault_of("She did open the shop in June.", source, "") == ""


@pytest.mark.parametrize("source", ["900 €", "EUR 900", "CHF 900", "900 Euro"])
def test_another_currency_is_another_figure(source: str) -> None:
    source = f"The monthly rent is {source}."

    assert "$900" in fault_of("The monthly rent is $900.", source, "")
    assert fault_of("The monthly rent is 900.", source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source", "word"),
    [
        ("The notice period is three weeks.", "The notice period is three months.", "three weeks"),
        ("She takes 5 grams a day.", "She takes 5 milligrams a day.", "5 grams"),
        ("She takes 500mg a day.", "She takes 50mg a day.", "500mg"),
        ("The flat has 85m².", "The flat has 75m².", "85m²"),
        ("It opens at 7 am.", "It opens at 7 pm.", "7 am"),
        ("It is due on the 5th.", "It is due on the 3rd.", "5th"),
        ("It is due on the second working day.", "Due on the third working day.", "third"),
    ],
)
def test_another_measure_or_ordinal_is_a_fault(sentence: str, source: str, word: str) -> None:
    assert word in fault_of(sentence, source, "")


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Notice is three weeks.", "There is a three-week notice period."),
        ("The flat has 85 square metres.", "The flat: 85 m²."),
        ("It opens at 7.", "It opens at 7 a.m."),
        ("It is due on 5 May.", "It is due on May 5th."),
        ("It was the 20th century.", "It was the twentieth century."),
        ("First, the rent is due.", "The rent is due on the third day."),
        ("It takes a second look.", "It takes a look at the third house."),
    ],
)
def test_the_same_measure_or_ordinal_in_another_form_is_none(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The fee is at most 10 euros.", "The fee is no more than 10 euros."),
        ("Payment is due within 10 days.", "Payment is due in not more than 10 days."),
        ("It is due by 5 May.", "It is due not later than on 5 May."),
        ("The plan is cheap and fast.", "The plan is not only cheap but also fast."),
        (
            "Under the lease the rent for three years is 900 euros.",
            "The rent for over three years in the lease is 900 euros.",
        ),
        ("Dogs are not allowed in the flat.", "Dogs are forbidden in the flat."),
        ("The gate is never open.", "The gate is closed."),
    ],
)
def test_other_words_for_the_same_are_no_opposite(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") == ""
    assert fault_of(source, sentence, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The tenant has 25 days.", "The tenant has twenty-five days."),
        ("It costs 10,000 euros.", "It costs 10 000 euros."),
        ("Es kostet 1200 Euro.", "Es kostet 1.200 Euro."),
        ("It is between 5 million and 10 million euros.", "It is 5–10 million euros."),
        ("It has 25 million users.", "It has 25m users."),
        ("The town has 3.4 million inhabitants.", "The town has a population of 3.4m."),
        ("It was on 5 October 2021.", "It was on 5.10.2021."),
        ("It was on 3 April 2021.", "It was on 2021-04-03."),
        ("More than a hundred members came.", "Of all members 120 came."),
    ],
)
def test_a_figure_or_a_date_written_otherwise_is_the_same(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The tenant has twenty days.", "The tenant has twenty-five days."),
        ("The hall seats fifty people.", "The hall seats one hundred and fifty people."),
        ("It costs 10 000 euros.", "It costs 10 000 000 euros."),
        ("The interest is 5 % a year.", "The interest is 3,5 % a year."),
        ("It rises on 5.1.2022.", "It rises on 5.10.2021."),
        ("It was on 3 May 2021.", "It was on 2021-04-03."),
        ("Over a million people use it.", "Over a billion people use it."),
        ("It has 25 users.", "It has 25m users."),
        ("The pool is 25 million metres long.", "It is a 25m pool."),
    ],
)
def test_a_part_of_a_figure_or_a_date_is_another(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") != ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The fee is more than 10 euros.", "The fee is no more than 10 euros."),
        ("Children under 12 pay.", "Children over 12 pay."),
        ("Rent is due on the first day.", "Rent is due on the last day."),
        ("Dogs are allowed in the flat.", "Dogs are forbidden in the flat."),
    ],
)
def test_the_opposite_of_a_bound_or_a_word_is_a_fault(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") != ""
    assert fault_of(source, sentence, "") != ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Entry is free if there is no concert.", "Entry is free unless there is a concert."),
        ("Dogs are not allowed on Sundays.", "Dogs are allowed except on Sundays."),
    ],
)
def test_a_denial_of_what_is_excepted_is_no_opposite(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") == ""
    assert fault_of(source, sentence, "") == ""


def test_an_exception_does_not_allow_what_is_denied() -> None:
    assert fault_of("Dogs are allowed.", "Dogs are not allowed unless they are small.", "") != ""


@pytest.mark.parametrize(
    ("sentence", "source", "word"),
    [
        ("Support ends with version 1.1.", "Support ends with version 1.10.", "1.1"),
        ("The rent rises on 04/03.", "The rent rises on 03/04.", "04/03"),
        ("The rent rises on 04/03/2024.", "The rent rises on 03/04/2024.", "04/03/2024"),
        ("Am 5. Juni endet der Vertrag.", "Der Vertrag endet am 5. Mai.", "Juni"),
        ("Am Montag endet der Vertrag.", "Der Vertrag endet am Dienstag.", "Montag"),
        ("Am Sonnabend endet der Vertrag.", "Der Vertrag endet am Sonntag.", "Sonnabend"),
    ],
)
def test_a_version_or_date_that_is_nearly_the_sources_is_a_fault(
    sentence: str, source: str, word: str
) -> None:
    assert word in fault_of(sentence, source, "")


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("On 03/04 the rent rises.", "The rent rises on 03/04."),
        ("The rent rises on 25/04/2024.", "The rent rises on 25 April 2024."),
        ("The rent rises on 2024-05-03.", "The rent rises on May 3, 2024."),
        ("The rent rises on 3 May.", "The rent rises on 03.05.2024."),
        ("The rent rises on the 3rd of May.", "The rent rises on 3 May."),
    ],
)
def test_a_date_in_another_way_is_the_same(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source", "figure"),
    [
        ("房间共有4人居住。", "房间共有3人居住。", "4"),
        ("契約は2025年5月3日に始まります。", "契約は2024年5月3日に始まります。", "2025年"),
        ("合同于2024年5月4日签订。", "合同于2024年5月3日签订。", "4"),
        ("需要3年", "需要3个月", "3年"),
    ],
)
def test_figures_without_spaces_are_compared(sentence: str, source: str, figure: str) -> None:
    assert fault_of(sentence, source, "") == f"The cited text does not give the figure {figure}."
    assert fault_of(source, source, "") == ""


def test_percent_are_no_percentage_points() -> None:
    source = "The rate rose by two percentage points to 5%."

    assert "2%" in fault_of("The rate rose by 2%.", source, "")
    assert fault_of("The rate rose by 2 percentage points to five percent.", source, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Guests may not fish in the lake.", "Fishing in the lake is forbidden."),
        ("Fishing is not permitted.", "Guests must not fish in the lake."),
        ("Guests are forbidden to fish.", "Guests must not fish."),
        ("Nets must not be dried here.", "It is prohibited to dry nets here."),
    ],
)
def test_what_is_forbidden_is_denied_wherever_that_stands(sentence: str, source: str) -> None:
    assert fault_of(sentence, source, "") == ""
    assert fault_of(source, sentence, "") == ""


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Guests may fish in the lake.", "Fishing in the lake is forbidden."),
        ("Fishing is allowed.", "Guests must not fish in the lake."),
        ("Guests can fish.", "Guests are not allowed to fish."),
    ],
)
def test_what_is_forbidden_is_not_allowed(sentence: str, source: str) -> None:
    assert "opposite" in fault_of(sentence, source, "")


@pytest.mark.parametrize("sentence", ["It begins in April.", "It begins in Apr. or so."])
def test_what_is_told_of_a_date_ends_with_one_full_stop(sentence: str) -> None:
    told = fault_of(sentence, "It begins in May.", "")
    assert "Apr" in told
    assert ".." not in told
    assert ". ." not in told


@pytest.mark.parametrize(
    ("sentence", "time"),
    [
        ("The gate opens at 6:45.", "6:45"),
        ("The bar closes at 23:00.", "23:00"),
        ("The bar closes at 11 pm.", "11 pm"),
        ("The bar closes at 11.30 p.m.", "11.30 p.m"),
    ],
)
def test_a_time_of_day_that_is_not_given_is_named_as_it_is_written(
    sentence: str, time: str
) -> None:
    fault = fault_of(sentence, "The gate opens at eight and closes at 22:00.", "")

    assert fault == f"The cited text does not give the time {time}."


def test_a_weekday_that_is_not_given_is_no_name_in_place_of_another() -> None:
    source = "The fair takes place on 7 June 2025 at St. Olave's Hall."
    sentence = "The fair takes place on Friday, 7 June 2025."

    assert replaced_name(sentence, source) == ""
    assert fault_of(sentence, source, "") == "The cited text does not say Friday."
    assert "here, not Barn" in replaced_name(sentence.replace("Friday, ", "Barn "), source)
