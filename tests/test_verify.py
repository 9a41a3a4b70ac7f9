"""Sentences against what they cite."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.reworded import as_read
from rag.answer.verification.verify import Verifier
from rag.types import Passage, Support
from tests.builders import passage
from tests.fakes import WordEmbedder

SOURCE = passage(
    "The lease with Oracle began in 2019. Rent is $900 a month.\n\nThe tenant may not keep dogs. "
    "The gate is opened by Ms. Holm at seven.",
    start=40,
)


def judge(sentence: str) -> tuple[Support, str]:
    verdict = Verifier(WordEmbedder()).judge(sentence, [SOURCE])
    return verdict.support, verdict.reason


def test_a_verbatim_sentence_is_supported_and_its_quote_is_its_span() -> None:
    verdict = Verifier(WordEmbedder()).judge("Rent is $900 a month.", [SOURCE])
    (quote,) = verdict.quotes

    assert verdict.support is Support.SUPPORTED
    assert quote.text == "Rent is $900 a month."
    assert SOURCE.text[quote.start - SOURCE.start : quote.end - SOURCE.start] == quote.text


@pytest.mark.parametrize(
    "sentence",
    [
        "Date: Fri 21 March; What: Red Nose Day, non-uniform, £1; Who: all; Time: –",
        "On 1 June: a non-smoking day, daily from 9, by then it is not smoking that is new.",
    ],
)
def test_what_stands_there_word_for_word_is_put_in_no_other_words(sentence: str) -> None:
    read = passage(
        "| Date | What | Who | Time |\n|---|---|---|---|\n"
        "| Fri 21 March | Red Nose Day, non-uniform, £1 | all | – |\n\n"
        "On 1 June: a non-smoking day, daily from 9, by then it is not smoking that is new."
    )
    verdict = Verifier(WordEmbedder()).judge(sentence, [read])

    assert (verdict.support, verdict.reason) == (Support.SUPPORTED, "")


def test_a_no_that_the_source_says_itself_is_no_opposite() -> None:
    read = passage("**Does it delete the logs?** No. Use logrotate.")
    assert Verifier(WordEmbedder()).judge("No. Use logrotate.", [read]).reason == ""


def test_a_quoted_heading_that_asks_is_cited_itself_and_states_nothing() -> None:
    read = passage("## What is insured?\n\n- Dogs\n\n## Is smoking allowed?\n\nAsk Mr Lund.")
    asked, said = (
        Verifier(WordEmbedder()).judge(sentence, [read])
        for sentence in ("Is smoking allowed?", "Is smoking allowed.")
    )

    assert [quote.text for quote in asked.quotes] == ["Is smoking allowed?"]
    assert asked.support is Support.SUPPORTED
    assert said.support is not Support.SUPPORTED


def test_what_a_source_only_asks_is_not_stated_by_it() -> None:
    read = passage("You may smoke? Ask Mr Lund.")
    verdict = Verifier(WordEmbedder()).judge("You may smoke.", [read])

    assert verdict.support is not Support.SUPPORTED


def test_a_column_of_a_row_is_none_of_the_names_that_it_gives() -> None:
    shares = passage("| What | Ann | Bob |\n|---|---|---|\n| Non-slip mats | £30 | £40 |")
    verdict = Verifier(WordEmbedder()).judge("Bob paid £30 for non-slip mats.", [shares])

    assert verdict.support is not Support.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Rent is $950 a month.", "950"),
        ("The lease with Oracle began in 2018.", "2018"),
        ("The lease with Microsoft began in 2019.", "Microsoft"),
        ("The tenant may keep dogs.", "opposite"),
        ("The gate is opened by Ms. Falk at seven.", "Falk"),
    ],
)
def test_a_planted_fault_is_named(sentence: str, word: str) -> None:
    support, reason = judge(sentence)

    assert support is Support.UNSUPPORTED
    assert word in reason


def test_the_same_figure_in_other_words_is_the_same_figure() -> None:
    assert judge("Rent is 900 dollars a month.")[0] is Support.SUPPORTED


def test_a_sentence_about_something_else_is_not_supported() -> None:
    assert judge("Quarterly earnings fell sharply.")[0] is Support.UNSUPPORTED


def test_without_a_citation_there_is_no_support() -> None:
    verdict = Verifier(WordEmbedder()).judge("Rent is $900 a month.", [])

    assert verdict.support is Support.UNSUPPORTED
    assert verdict.quotes == ()


@given(st.text(max_size=120), st.text(min_size=1, max_size=200))
def test_any_text_gets_a_verdict_with_exact_spans(sentence: str, source: str) -> None:
    cited = passage(source, start=7)

    for quote in Verifier(WordEmbedder()).judge(sentence, [cited]).quotes:
        assert source[quote.start - 7 : quote.end - 7] == quote.text


def test_a_name_that_stands_in_anothers_place_is_named() -> None:
    sold = passage("Oracle was there too.\n\nIn 2019 Microsoft sold the northern mill to the town.")

    verdict = Verifier(WordEmbedder()).judge(
        "In 2019 Oracle sold the northern mill to the town.", [sold]
    )

    assert verdict.support is Support.UNSUPPORTED
    assert "Microsoft here, not Oracle" in verdict.reason


def test_whom_a_pronoun_means_may_be_named() -> None:
    story = passage("Mary Ellis ran the mill. She sold it to the town in 2019.")

    verdict = Verifier(WordEmbedder()).judge("Mary Ellis sold it to the town in 2019.", [story])

    assert "name" not in verdict.reason


def test_a_figure_from_elsewhere_in_the_source_is_only_partly_borne_out() -> None:
    two = passage("The mill has 40 workers.\n\nIt rains a lot.\n\nThe town has 900 cats.")

    verdict = Verifier(WordEmbedder()).judge("The mill has 900 workers.", [two])

    assert verdict.support is Support.PARTIAL
    assert "900" in verdict.reason


def test_a_sentence_may_draw_on_two_sources() -> None:
    one = passage("The mill has 40 workers.", "k7f2", document="a")
    two = passage("The town has 900 cats.", "m3qd", document="b")
    sentence = "The mill has 40 workers and the town has 900 cats."

    verdict = Verifier(WordEmbedder()).judge(sentence, [one, two])

    assert verdict.support is Support.SUPPORTED
    assert [quote.text for quote in verdict.quotes] == [one.text, two.text]


@pytest.mark.parametrize("sentence", ["Rent is $950 a month.", "The tenant may keep dogs."])
def test_no_quote_bears_out_a_false_sentence(sentence: str) -> None:
    verdict = Verifier(WordEmbedder()).judge(sentence, [SOURCE])

    assert [quote.support for quote in verdict.quotes] == [Support.UNSUPPORTED]


@pytest.mark.parametrize("sentence", ["No.", "They do not.", "It is not.", "Yes, the tenant may."])
def test_a_short_answer_whose_matter_is_in_the_question_is_never_wholly_borne_out(
    sentence: str,
) -> None:
    lease = passage("The tenant may not keep dogs in the flat.")
    verdict = Verifier(WordEmbedder()).judge(sentence, [lease])

    assert verdict.support is Support.PARTIAL
    assert "By itself" in verdict.reason
    assert verdict.quotes[0].support is not Support.SUPPORTED


@pytest.mark.parametrize("sentence", ["The fee is 7 euros.", "It has 7 members."])
def test_the_number_of_the_page_is_no_figure_of_the_text(sentence: str) -> None:
    verdict = Verifier(WordEmbedder()).judge(sentence, [on_page("The fee is 12 euros.")])

    assert verdict.support is Support.UNSUPPORTED
    assert "7" in verdict.reason


def test_a_sentence_may_name_the_page_of_what_it_says() -> None:
    verdict = Verifier(WordEmbedder()).judge(
        "On page 7, the fee is 12 euros.", [on_page("The fee is 12 euros.")]
    )

    assert "figure" not in verdict.reason


def test_a_figure_of_the_neighbouring_sentence_is_only_partly_borne_out() -> None:
    lease = passage("The deposit is 1,800 euros. The monthly rent is 900 euros.")
    verdict = Verifier(WordEmbedder()).judge("The deposit is 900 euros.", [lease])

    assert verdict.support is Support.PARTIAL
    assert "900 euros" in verdict.reason


@pytest.mark.parametrize(
    "beside",
    ["Quarterly earnings fell sharply.", "The deposit is 1,800 euros. Heating is 900 euros."],
)
def test_a_second_citation_does_not_help_a_figure_of_the_neighbouring_sentence(
    beside: str,
) -> None:
    lease = passage("The deposit is 1,800 euros. The monthly rent is 900 euros.")
    other = passage(beside, "m3qd", document="b")
    verdict = Verifier(WordEmbedder()).judge("The deposit is 900 euros.", [lease, other])

    assert verdict.support is Support.PARTIAL
    assert "900 euros" in verdict.reason


def test_a_second_source_that_does_say_it_is_believed() -> None:
    lease = passage("The deposit is 1,800 euros. The monthly rent is 900 euros.")
    newer = passage("Now the deposit of each flat is 900 euros.", "m3qd", document="b")
    verdict = Verifier(WordEmbedder()).judge("The deposit is 900 euros.", [lease, newer])

    assert verdict.support is Support.SUPPORTED


def on_page(text: str) -> Passage:
    return replace(passage(text), locator="p. 7")


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Bernd sued the town of Holm.", "of Anna Ek, not of Bernd"),
        ("The town of Holm owes Anna Ek money.", "the other way round"),
    ],
)
def test_who_does_what_to_whom_is_compared(sentence: str, reason: str) -> None:
    story = passage("Anna Ek sued the town of Holm. Anna Ek owes the town of Holm money.")
    verdict = Verifier(WordEmbedder()).judge(sentence, [story])

    assert verdict.support is Support.PARTIAL
    assert reason in verdict.reason


@pytest.mark.parametrize(
    ("sentence", "source", "read"),
    [
        ("It takes two weeks.", "It takes 14 days.", "It takes 14 days."),
        ("It takes a fortnight.", "It takes 14 days.", "It takes 14 days."),
        ("Wait for 30 minutes.", "Wait for half an hour.", "Wait for half an hour."),
        ("It lasts 18 months.", "It lasts a year and a half.", "It lasts a year and a half."),
        ("It needs 60 minutes.", "It needs an hour.", "It needs an hour."),
        ("Add 1,500 ml.", "Add 1.5 litres.", "Add 1.5 litres."),
        ("Es dauert zwei Wochen.", "Es dauert 14 Tage.", "Es dauert 14 Tage."),
        ("Es dauert 90 Minuten.", "Es dauert anderthalb Stunden.", "Es dauert anderthalb Stunden."),
        (
            "It needs a minimum of 3 votes.",
            "It needs three or more votes.",
            "It needs three or more votes.",
        ),
        ("Pay no later than Friday.", "Pay by Friday.", "Pay by Friday."),
        ("It is at no cost.", "It is free of charge.", "It is free of charge."),
        ("Guests are not allowed to cook.", "Guests must not cook.", "Guests must not cook."),
        ("Guests may cook.", "Guests are permitted to cook.", "Guests are permitted to cook."),
        ("Er kommt montags.", "Er kommt jeden Montag.", "Er kommt jeden Montag."),
        ("Er kommt am Montag.", "Er kommt montags.", "Er kommt montags."),
        ("Er kommt sonnabends.", "Er kommt jeden Samstag.", "Er kommt jeden Samstag."),
        (
            "Er geht am Samstag, den 5.",
            "Er geht am Sonnabend, den 5.",
            "Er geht am Sonnabend, den 5.",
        ),
    ],
)
def test_what_is_put_in_other_words_is_read_in_those_of_the_source(
    sentence: str, source: str, read: str
) -> None:
    verdict = Verifier(WordEmbedder()).judge(sentence, [passage(source)])

    assert as_read(sentence, source) == read
    assert verdict.support is Support.SUPPORTED, verdict.reason


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("It takes three weeks.", "It takes 14 days."),
        ("It takes a month.", "It takes 30 days."),
        ("It costs 5 euros an hour.", "It costs 5 euros for 60 minutes."),
        ("It needs at most 3 votes.", "It needs three or more votes."),
        ("Guests may cook.", "Guests must not cook."),
        ("Signed by the board.", "The board signed no later than Friday."),
        ("Er kommt montags.", "Er kommt am Montag, den 5. Mai."),
        ("Guests must not cook.", "Guests must not cook. It is forbidden to smoke."),
    ],
)
def test_what_is_not_the_same_is_left_as_it_is(sentence: str, source: str) -> None:
    assert as_read(sentence, source) == sentence


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_put_in_the_words_of_each_other(one: str, other: str) -> None:
    assert isinstance(as_read(one, other), str)
