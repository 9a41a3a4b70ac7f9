"""Rules and reader together: who has the say in what."""

import json
import threading
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.verification.meaning import Follow, Meaning, Opinion
from rag.answer.verification.shown import WINDOW, around, fits, shown, tokens
from rag.answer.verification.verdicts import Ground, Quote, Verdict
from rag.answer.verification.verify import Verifier
from rag.answer.verification.weighing import KINDS, WeighingModel, weighed
from rag.loading import Loading
from rag.reading import MOST_SOURCE_TOKENS
from rag.store import aside
from rag.types import Support
from tests.builders import passage
from tests.fakes import WordEmbedder

MODEL = WeighingModel(
    1.0,
    {
        **dict.fromkeys(KINDS, -0.5),
        "supported": 1.0,
        "supported close": 2.0,
        "partial": 0.0,
        "unsupported": -1.0,
    },
    0.6,
    0.3,
)
SOURCE = passage("Rent is 900 euros a month. The deposit is two months' rent.", title="Lease")


class FixedReader:
    """Weighs every sentence alike, and notes with what it was read."""

    def __init__(self, logit: float) -> None:
        self.logit = logit
        self.read: list[Sequence[str]] = []

    def weigh(self, _sentence: str, sources: Sequence[str]) -> list[float]:
        self.read.append(sources)
        return [self.logit] * len(sources)

    def warm_up(self) -> None:
        pass


QUOTE = Quote(SOURCE, 0, 26, SOURCE.text[:26], 0.5, Support.UNSUPPORTED)


def verdict(support: Support, ground: Ground) -> Verdict:
    return Verdict(support, "Why.", (replace(QUOTE, support=support),), ground)


@pytest.mark.parametrize(
    ("ground", "support", "logit", "expected"),
    [
        (Ground.WORDS, Support.SUPPORTED, 0.0, Support.SUPPORTED),
        (Ground.WORDS, Support.SUPPORTED, -1.0, Support.PARTIAL),
        (Ground.WORDS, Support.SUPPORTED, -3.0, Support.UNSUPPORTED),
        (Ground.WORDS, Support.UNSUPPORTED, 2.0, Support.SUPPORTED),
        (Ground.DOUBT, Support.PARTIAL, 0.5, Support.PARTIAL),
        (Ground.DOUBT, Support.PARTIAL, 1.0, Support.SUPPORTED),
    ],
)
def test_rules_and_reader_add_up(
    ground: Ground, support: Support, logit: float, expected: Support
) -> None:
    found = weighed(verdict(support, ground), False, [logit], logit, MODEL)

    assert found.support is expected
    assert [one.support for one in found.quotes] == [expected]
    assert bool(found.reason) == (expected is not Support.SUPPORTED)


def test_what_is_close_to_the_source_weighs_otherwise() -> None:
    found = verdict(Support.SUPPORTED, Ground.WORDS)

    assert weighed(found, False, [-1.2], -1.2, MODEL).support is Support.PARTIAL
    assert weighed(found, True, [-1.2], -1.2, MODEL).support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("close", "logit", "reason"),
    [
        (False, -1.2, "The cited text says this in other words, if at all."),
        (False, -9.0, "The cited text does not say this."),
        (True, -9.0, "The cited text has these words, but may not say this."),
    ],
)
def test_where_no_rule_has_found_anything_the_reader_gives_the_reason(
    close: bool, logit: float, reason: str
) -> None:
    found = weighed(verdict(Support.SUPPORTED, Ground.WORDS), close, [logit], logit, MODEL)

    assert found.reason == reason


def test_a_rule_that_agrees_gives_the_reason() -> None:
    kept = weighed(verdict(Support.PARTIAL, Ground.DOUBT), False, [0.5], 0.5, MODEL)
    other = weighed(verdict(Support.PARTIAL, Ground.WORDS), False, [-3.0], -3.0, MODEL)

    assert kept.reason == "Why."
    assert other.reason != "Why."


@pytest.mark.parametrize(
    "sentence",
    ["Rent is 900 euros a month.", "Rent is 950 euros a month.", "The deposit is due in May."],
)
def test_what_is_exact_is_not_weighed(sentence: str) -> None:
    reader = FixedReader(9.0)

    found = Verifier(WordEmbedder(), reader=reader).judge(sentence, [SOURCE])

    assert found == Verifier(WordEmbedder()).judge(sentence, [SOURCE])
    assert not reader.read


@pytest.mark.parametrize(
    ("logit", "support"), [(9.0, Support.SUPPORTED), (-9.0, Support.UNSUPPORTED)]
)
def test_what_is_told_freely_is_read_with_its_source(logit: float, support: Support) -> None:
    reader = FixedReader(logit)

    found = Verifier(WordEmbedder(), reader=reader).judge("Tenants owe a deposit too.", [SOURCE])

    assert found.support is support
    assert reader.read == [[f"Lease. {SOURCE.text}"]]


def test_several_sources_are_read_each_and_together() -> None:
    reader, other = FixedReader(9.0), passage("Pets are allowed.", title="Rules")

    Verifier(WordEmbedder(), reader=reader).judge("Tenants owe a deposit too.", [SOURCE, other])

    ((first, second, both),) = reader.read
    assert both == f"{first}\n{second}"


def test_of_a_long_passage_the_neighbours_of_the_quote_are_read() -> None:
    sentences = [f"Sentence number {number} of the house rules." for number in range(200)]
    long = passage(" ".join(sentences), start=700)
    start = 700 + long.text.index(sentences[100])
    quote = Quote(long, start, start + len(sentences[100]), "", 0.5, Support.PARTIAL)

    near = around(quote, 100)

    assert tokens(near) <= 100
    assert sentences[100] in near
    assert near.startswith("Sentence number 9")
    assert near.endswith("rules.")
    assert tokens(shown([quote, quote])) <= MOST_SOURCE_TOKENS + 2


def test_in_a_long_passage_a_sentence_is_read_beside_its_quote() -> None:
    rules = " ".join(f"House rule {number} is hung up in the hall." for number in range(60))
    long = passage(f"{rules} {SOURCE.text} {rules}")
    reader = FixedReader(9.0)

    found = Verifier(WordEmbedder(), reader=reader).judge("Tenants owe a deposit too.", [long])

    ((read,),) = reader.read
    assert found.support is Support.SUPPORTED
    assert found.quotes[0].text in read
    assert tokens(read) < 2 * WINDOW < tokens(long.text)


def test_what_is_said_beside_a_table_is_read_under_its_columns() -> None:
    table = replace(passage("| A | 3 |\n| B | 4 |", title="Prices"), columns="| Room | Price |")
    quote = Quote(table, 0, 9, "| A | 3 |", 0.5, Support.PARTIAL)

    assert shown([quote]) == "Prices. | Room | Price |\n| A | 3 |\n| B | 4 |"


@pytest.mark.slow
def test_a_sentence_too_long_to_be_read_is_left_to_the_rules() -> None:
    reader, long = FixedReader(9.0), "Tenants owe a deposit too, " + "and so on " * 100

    assert not fits(long)
    found = Verifier(WordEmbedder(), reader=reader).judge(long, [SOURCE])

    assert found == Verifier(WordEmbedder()).judge(long, [SOURCE])
    assert not reader.read


def test_of_two_sources_that_only_together_bear_it_out_each_does_partly() -> None:
    two = replace(verdict(Support.UNSUPPORTED, Ground.OPPOSITE), quotes=(QUOTE, QUOTE))

    found = weighed(two, False, [-3.0, -4.0], 3.0, MODEL)

    assert found.support is Support.SUPPORTED
    assert [one.support for one in found.quotes] == [Support.PARTIAL] * 2


def test_the_source_that_bears_it_out_alone_is_named() -> None:
    two = replace(verdict(Support.PARTIAL, Ground.DOUBT), quotes=(QUOTE, QUOTE))

    found = weighed(two, False, [3.0, 0.0], 2.0, MODEL)

    assert [one.support for one in found.quotes] == [Support.SUPPORTED, Support.PARTIAL]


class FixedMeaning:
    """Finds everything said."""

    def followed(self, follow: Follow) -> Meaning:
        del follow
        return self

    def opinion(self, sentence: str, sources: Sequence[str]) -> Opinion | None:
        del sentence, sources
        return Opinion(Support.SUPPORTED, "")


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ("Tenants owe a deposit too.", Support.SUPPORTED),
        ("Three things are said of rent and deposit.", Support.SUPPORTED),
        ("Rent is not 900 euros a month.", Support.UNSUPPORTED),
    ],
)
def test_a_judge_of_its_own_is_not_weighed(sentence: str, support: Support) -> None:
    reader = FixedReader(-9.0)

    judge = Verifier(WordEmbedder(), meaning=FixedMeaning(), reader=reader).judge

    assert judge(sentence, [SOURCE]).support is support
    assert not reader.read


class NoMeaning(FixedMeaning):
    """A judge whose server does not answer."""

    def opinion(self, sentence: str, sources: Sequence[str]) -> Opinion | None:
        del sentence, sources
        return None


def test_a_judge_without_an_opinion_leaves_a_figure_worked_out_as_it_is() -> None:
    source = passage("Slates: 11,400 of 16,000 pounds collected.")
    sentence = "Slates: 4,600 of 16,000 pounds collected."

    found = Verifier(WordEmbedder(), meaning=NoMeaning()).judge(sentence, [source])

    assert found == Verifier(WordEmbedder()).judge(sentence, [source])
    assert found.support is Support.PARTIAL


def test_an_exact_fault_in_a_later_clause_is_not_weighed() -> None:
    source = passage("The hall seats 200. It opened in May 2019. Ana Roth leads it and sings.")
    reader = FixedReader(9.0)

    found = Verifier(WordEmbedder(), reader=reader).judge(
        "The hall seats 200, it opened in May 2018, and Ana Roth leads it.", [source]
    )

    assert found.support is not Support.SUPPORTED


def test_another_language_is_left_to_the_rules() -> None:
    reader, lease = FixedReader(9.0), passage("Die Kaution beträgt zwei Monatsmieten.")

    Verifier(WordEmbedder(), reader=reader).judge("Mieter zahlen auch eine Kaution.", [lease])

    assert not reader.read


def test_quotes_are_left_to_the_rules() -> None:
    reader = FixedReader(9.0)

    Verifier(WordEmbedder(), reader=reader).of_quotes().judge("Tenants owe one.", [SOURCE])

    assert not reader.read


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_judged(sentence: str, source: str) -> None:
    judge = Verifier(WordEmbedder(), reader=FixedReader(0.0)).judge

    assert judge(sentence, [passage(source)]).support in Support


@pytest.mark.slow
@given(st.lists(st.from_regex(r"[0-9]{1,40}|two|three", fullmatch=True), max_size=8))
def test_figures_of_any_length_are_judged(numbers: list[str]) -> None:
    judge = Verifier(WordEmbedder(), reader=FixedReader(0.0)).judge

    told = " and ".join([*numbers, "7 things"])
    assert judge(f"It counts {told}.", [passage(f"There are {told[::-1]}.")]).support in Support


def test_the_model_that_ships_knows_all_that_rules_find() -> None:
    stored = json.loads(
        files("rag.answer.verification").joinpath("weighing_model.json").read_text("utf-8")
    )

    assert set(stored["found"]) == set(KINDS)
    assert 0 < stored["partial_at"] <= stored["supported_at"] < 1
    assert WeighingModel.load().of_logit > 0


def test_the_reader_is_loaded_once_and_only_where_a_model_writes() -> None:
    reader, loads = FixedReader(0.0), []
    reader.warm_up = lambda: loads.append(1)  # type: ignore[method-assign]
    loading = Loading(NoStore(), NoGate(), reader)  # type: ignore[arg-type]

    loading.begin(is_written=False)
    assert not loads
    threads = [threading.Thread(target=loading.begin, args=(True,)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    aside(lambda: None).result(timeout=5)

    assert loads == [1]


class NoStore:
    """Nothing is indexed."""

    def is_searchable(self) -> bool:
        return False


class NoGate:
    """Is never warmed."""
