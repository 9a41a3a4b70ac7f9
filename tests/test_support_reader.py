"""The shipped support reader, with its own weights."""

import numpy as np
import pytest

from rag.reading.support import SUPPORT_WEIGHTS, BundledSupportReader

RENT = "Rent. The tenant pays 900 euros a month, heating included. The landlord sees to repairs."

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reader() -> BundledSupportReader:
    return BundledSupportReader()


PAIRS = (
    ("Whoever rents the flat need not pay for mending.", "The tenant pays for mending."),
    ("The landlord sees to repairs.", "The landlord sells the flat."),
    ("Heating costs nothing extra.", "Heating is paid for extra."),
    ("Each month 900 euros are due.", "Each year 900 euros are due."),
    ("Repairs aren't the tenant's business.", "Repairs are the tenant's business."),
    ("The rent covers heating.", "The rent covers electricity."),
    ("For 900 euros a month the flat is warm.", "For 900 euros a month the flat is furnished."),
    ("If a tap drips, call the landlord.", "If a tap drips, call a neighbour."),
)


def test_what_is_borne_out_mostly_weighs_more_than_what_is_not(
    reader: BundledSupportReader,
) -> None:
    right = [reader.weigh(true, [RENT]) > reader.weigh(false, [RENT]) for true, false in PAIRS]

    assert sum(right) >= 6, right


def test_a_source_weighs_the_same_alone_and_in_company(reader: BundledSupportReader) -> None:
    long = "The garden has trees and the trees have leaves. " * 20

    (alone,) = reader.weigh("Heating is included.", [RENT])
    beside = reader.weigh("Heating is included.", [long, RENT])[1]

    assert beside == pytest.approx(alone, abs=1e-3)


@pytest.mark.parametrize("sentence", ["?", " ", "日本語", "x" * 4_000, "\x00", "word " * 5_000])
@pytest.mark.parametrize("source", ["", "1", "日本語。", "\ufffd\u200b", "| a | b |", "a " * 5_000])
def test_odd_texts_are_weighed(reader: BundledSupportReader, sentence: str, source: str) -> None:
    assert np.isfinite(reader.weigh(sentence, [source])).all()


def test_without_a_source_nothing_is_weighed(reader: BundledSupportReader) -> None:
    assert reader.weigh("It is warm.", []) == []


def test_the_weights_are_small() -> None:
    assert SUPPORT_WEIGHTS.stat().st_size < 12_000_000
