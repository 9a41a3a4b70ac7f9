"""What the rules say of many sentences beside their sources: `verdicts.yaml`, pair by pair.

What comes of it when the support reader is weighed in too is held to a bound at the end.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from rag.answer import Verifier
from rag.reading import BundledSupportReader
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.types import Chunk, Passage, Support
from tests.test_crossed import DEPOSIT
from tests.test_unlimited import TAXIS

TABLE = Path(__file__).with_name("verdicts.yaml")
PASSED, MARKED = 0.051, 0.204
"""Shares with the reader, at most; .046 and .195 when it was weighed."""
LEASE = (
    "The Tenant may break the lease once, in 2027. The Landlord has no right to break the lease."
)


def pairs() -> Iterator[object]:
    for kind, verdicts in yaml.safe_load(TABLE.read_text("utf-8")).items():
        for verdict, rows in verdicts.items():
            for sentence, source, *known in rows:
                marks = [pytest.mark.xfail(strict=True, reason="known")] if known else []
                name = f"{kind}: {sentence[:40]}"
                yield pytest.param(sentence, source, verdict, id=name, marks=marks)


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER)))


def passage(text: str) -> Passage:
    chunk = Chunk("0", "rules", "House rules", 0, len(text), text, "")
    return Passage("k7f2", (chunk,), 0, len(text), text, "", "House rules")


@pytest.mark.parametrize(("sentence", "source", "verdict"), list(pairs()))
def test_a_sentence_is_shown_as_supported_where_its_source_bears_it_out(
    verifier: Verifier, sentence: str, source: str, verdict: str
) -> None:
    found = verifier.judge(sentence, [passage(source)])

    assert verdict in ("supported", "not supported")
    assert (found.support is Support.SUPPORTED) == (verdict == "supported"), found.reason
    assert all(source[one.start : one.end] == one.text for one in found.quotes)


@pytest.mark.parametrize(
    ("sentence", "source", "support"),
    [
        ("The deposit is never returned.", DEPOSIT, Support.UNSUPPORTED),
        ("The deposit is not returned.", DEPOSIT, Support.UNSUPPORTED),
        ("The landlord may break the lease.", LEASE, Support.UNSUPPORTED),
        ("The tenant has no right to break the lease.", LEASE, Support.PARTIAL),
        ("The landlord can't break the lease.", LEASE, Support.SUPPORTED),
        ("The tenant may break the lease by phone.", LEASE, Support.PARTIAL),
        ("The tenant gets interest on the deposit.", DEPOSIT, Support.PARTIAL),
        ("Taxis and flights are not reimbursed.", TAXIS, Support.PARTIAL),
        ("Taxis are reimbursed after 22:00.", TAXIS, Support.SUPPORTED),
        ("Taxis are reimbursed.", TAXIS, Support.UNSUPPORTED),
        ("The Tenant pays a deposit of £7,200.", DEPOSIT, Support.SUPPORTED),
    ],
)
def test_a_sentence_is_denied_or_partly_borne_out(
    verifier: Verifier, sentence: str, source: str, support: Support
) -> None:
    verdict = verifier.judge(sentence, [passage(source)])

    assert verdict.support is support, verdict.reason


@pytest.mark.slow
def test_with_the_reader_most_of_them_stay_as_they_are() -> None:
    """The rules were made with these sentences in sight, so that any other voice errs more here."""
    both = Verifier(
        RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER)), reader=BundledSupportReader()
    )
    rows = [
        (both.judge(sentence, [passage(source)]).support is Support.SUPPORTED, verdict)
        for verdicts in yaml.safe_load(TABLE.read_text("utf-8")).values()
        for verdict, pairs in verdicts.items()
        for sentence, source, *_ in pairs
    ]
    passed = sum(found for found, verdict in rows if verdict != "supported")
    marked = sum(not found for found, verdict in rows if verdict == "supported")

    true = sum(verdict == "supported" for _, verdict in rows)
    print(
        f"{passed} of {len(rows) - true} false ones pass, {marked} of {true} true ones are marked"
    )
    assert passed <= PASSED * (len(rows) - true)
    assert marked <= MARKED * true
