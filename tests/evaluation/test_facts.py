"""Facts: what counts as said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.evaluation.facts import states
from tests.evaluation.makers import answerable


def says(text: str, fact: object) -> bool:
    (made,) = answerable("one", fact).expect.facts
    return states(text.split(" | "), made)


@pytest.mark.parametrize(
    ("text", "fact", "expected"),
    [
        ("It runs in Memphis.", "memphis", True),
        ("It runs in\n  Memphis now.", "in Memphis", True),
        ("It runs in Nashville.", "Memphis", False),
        ("It has 200,000 GPUs.", {"number": "200k"}, True),
        ("It has two hundred GPUs.", {"number": "200"}, True),
        ("It has 200 thousand GPUs.", {"number": "200,000", "unit": "GPUs"}, True),
        ("It has 200,000 cats.", {"number": "200,000", "unit": "GPUs"}, False),
        ("It has 200,000 cats. | And GPUs.", {"number": "200,000", "unit": "GPUs"}, False),
        ("It has 199,000 GPUs.", {"number": "200k", "tolerance": "1%"}, True),
        ("It has 197,000 GPUs.", {"number": "200k", "tolerance": "1%"}, False),
        ("It has 205 GPUs.", {"number": "200", "tolerance": "5"}, True),
        ("It has 206 GPUs.", {"number": "200", "tolerance": "5"}, False),
        ("It grew by 12 percent.", {"number": "12", "unit": "%"}, True),
        ("It grew by 12.", {"number": "12%"}, False),
        ("It grew by $12.", {"number": "12%"}, False),
        ("It costs $3.5 billion.", {"number": "3.5bn", "unit": "$"}, True),
        ("It costs € 240 per day.", {"number": "240 euros", "unit": "per day"}, True),
        ("It costs € 240 per week.", {"number": "240 euros", "unit": "per day"}, False),
        ("It costs $240 per day.", {"number": "240 euros", "unit": "per day"}, False),
        ("It costs 240 euros.", {"number": "€240", "unit": "euros"}, True),
        ("It costs 3.5 billion euros.", {"number": "$3.5bn"}, False),
        ("GPT-4.5 is out.", {"number": "4.5"}, False),
        ("Opened in 1987.", {"regex": r"\b19\d\d\b"}, True),
        ("OPENED.", {"regex": "opened"}, True),
        ("It was late.", ["early", "late"], True),
        ("We know it.", "no", False),
        ("It is often so.", "ten", False),
        ("There are eighty.", "eight", False),
        ("No, it is not.", "no", True),
        ("It opened in 21987.", "1987", False),
        ("Those are two deposits.", "deposit", True),
        ("Anna Müllers Vertrag.", "Anna Müller", True),
        ("Договор подписал директора.", "директор", True),
        ("本合同的通知期为三个月。", "三个月", True),
        ("서울에서 열린다.", "서울", True),
        ("في المدرسة.", "مدرسة", True),
        ("Signed by Mu\u0308ller.", "M\u00fcller", True),
        ("It takes 25 minutes by bus.", {"number": "25", "unit": "m"}, False),
        ("It is 25m, or 25 m, long.", {"number": "25", "unit": "m"}, True),
        ("The pump weighs 5 tonnes.", {"number": "5", "unit": "g"}, False),
        ("On 3 Thursdays and 3 holidays.", {"number": "3", "unit": "days"}, False),
        ("It takes 3 days.", {"number": "3", "unit": "day"}, True),
        ("Es dauert 3 Tage.", {"number": "3", "unit": "Tag"}, True),
        ("It was late.", {"any_of": ["early", {"number": "3"}]}, False),
    ],
)
def test_what_counts_as_said(text: str, fact: object, expected: bool) -> None:
    assert says(text, fact) is expected


def test_a_tolerance_is_a_share_or_a_width() -> None:
    share, width = answerable(
        "one", {"number": "$200k", "tolerance": "5%"}, {"number": "10", "tolerance": "0.5"}
    ).expect.facts

    assert (share.slack, share.figure.unit) == (Decimal(10_000), "$")
    assert width.slack == Decimal("0.5")
