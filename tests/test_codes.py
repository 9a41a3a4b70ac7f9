"""Codes that a question names, and that no passage knows."""

from __future__ import annotations

import pytest

from rag.retrieve.codes import unheard_codes
from rag.retrieve.evidence import EvidenceGate
from tests.builders import passage
from tests.fakes import WordEmbedder

ASSETS = passage("M-0401 is a safe. M-0102 is a server with 256 GB of memory.\n\nISO 9001 holds.")


@pytest.mark.parametrize(
    ("question", "unheard"),
    [
        ("What is the memory of M-0402?", ("M-0402",)),
        ("Wie viel Speicher hat M-0402?", ("M-0402",)),
        ("What does CVE-2024-1234 concern?", ("CVE-2024-1234",)),
        ("Was kostet B\u2011700?", ("B\u2011700",)),
        ("What is the memory of M-0102?", ()),
        ("What is the memory of M-102?", ()),  # zeros in front are no other number
        ("Who holds ISO-9001?", ()),  # however it is joined
        ("Is M-0102 larger than M-0402?", ()),  # something is said of one of them
        ("What did FY-2023 bring?", ()),
        ("What was it in the mid-1990s, or pre-1980?", ()),
        ("What does GPT-4 cost?", ()),
        ("Which are the top-100 or sub-200 results?", ()),
        ("Call 0341-55 01 23?", ()),
        ("", ()),
    ],
)
def test_a_code_that_nothing_mentions_is_unheard(question: str, unheard: tuple[str, ...]) -> None:
    assert unheard_codes(question, [ASSETS]) == unheard


def test_what_is_said_of_other_codes_is_no_evidence() -> None:
    found = EvidenceGate(WordEmbedder()).judge("What is the memory of M-0402?", [ASSETS])
    assert (found.probability, found.missing) == (0.0, "mentions M-0402")
    known = EvidenceGate(WordEmbedder()).judge("What is the memory of M-0102?", [ASSETS])
    assert known.probability > 0
