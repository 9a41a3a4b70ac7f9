"""What is stated exactly is compared exactly."""

import pytest

from rag.answer.exact import exact_fault

SOURCE = (
    "Mary Ellis opened the northern mill in March 1912 with 40 workers; it did not shut in war."
)


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
    assert exact_fault(sentence, SOURCE, "") == ""


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
    fault = exact_fault(sentence, SOURCE, "")

    assert fault
    assert word in fault


def test_what_stands_around_a_quote_counts_as_said() -> None:
    assert exact_fault("Mary Ellis sold it.", "She sold it.", "") != ""
    assert exact_fault("Mary Ellis sold it.", "She sold it.", "Mary Ellis owned a mill.") == ""


def test_a_thing_both_denied_and_said_is_no_contradiction() -> None:
    source = "She did not open the shop in May but did open the shop in June."

    assert exact_fault("She did open the shop in June.", source, "") == ""


@pytest.mark.parametrize("source", ["900 €", "EUR 900", "CHF 900", "900 Euro"])
def test_another_currency_is_another_figure(source: str) -> None:
    source = f"The monthly rent is {source}."

    assert "$900" in exact_fault("The monthly rent is $900.", source, "")
    assert exact_fault("The monthly rent is 900.", source, "") == ""
