"""What a model tells in a turn of its own and the source bears out all the same; and its twins."""

from __future__ import annotations

import pytest

from rag.answer import Verifier
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.types import Support
from tests.test_verdicts import passage

ROUNDS = (
    "| Round | Date | At |\n|---|---|---|\n| 6 | Mon 6 April | 13:00 |\n| 7 | Tue 7 April | 9:30 |"
)
TURNEN = "| Tag | Was |\n|---|---|\n| Mo | Turnen |\n| Di | Chorprobe |"
BEES = "Ann Lind keeps the books and Owen Pryce builds frames. Owen was stung by one of Ann's bees."
FARES = "A single ticket costs 9.80 and a return ticket 16.40."
DOGS = "Les chiens ne sont pas admis. Ils peuvent dormir dans la remise, si le maître a une laisse."
FAULTS = "Report faults to Lewis Hart, not to the committee."


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER)))


@pytest.mark.parametrize(
    ("true", "false", "source"),
    [
        ("Round 6 starts at 1 pm on Monday, 6 April.", "Round 6 starts on Tuesday.", ROUNDS),
        ("Chorprobe ist am Dienstag.", "Chorprobe ist am Montag.", TURNEN),
        ("Owen Pryce was stung by one of Ann's bees.", "Owen Pryce keeps the books.", BEES),
        (
            "A single costs 9.80 and a return 16.40.",
            "A single costs 16.40 and a return 9.80.",
            FARES,
        ),
        (
            "Pots may touch neither each other nor the shelf.",
            "Pots may touch each other and the shelf.",
            "Pots must never touch each other or the shelf.",
        ),
        (
            "It must never be pointed at the Sun, even with a filter.",
            "It may be pointed at the Sun with a filter.",
            "Never point it at the Sun, not even with a filter.",
        ),
        (
            "Faults are reported to Lewis Hart rather than to the committee.",
            "Faults are reported to the committee rather than to Lewis Hart.",
            FAULTS,
        ),
        (
            "Masters do not have to pay.",
            "Masters have to pay.",
            "Grandmasters and masters pay nothing.",
        ),
        (
            "Ines Carvalho is the deputy.",
            "Tomas Riedl is the deputy.",
            "The deputy is Ines Carvalho; the arbiter is Tomas Riedl.",
        ),
        (
            "All hives but hive 4 were treated with acid.",
            "Hive 4 was treated with acid.",
            "All hives were treated with acid, except hive 4.",
        ),
        (
            "The boat leaves every hour between 07:00 and 21:00.",
            "The boat leaves at 07:00 and 21:00 in May.",
            "The boat leaves every hour from 07:00 to 21:00.",
        ),
        (
            "Ende Oktober wird das Wasser abgestellt.",
            "Ende Oktober wird das Wasser angestellt.",
            "Das Wasser wird Ende Oktober abgestellt und Mitte April angestellt.",
        ),
        (
            "Les arrhes sont de 10 € par personne.",
            "Les arrhes sont de 12 € par personne.",
            "Des arrhes de 10 € par personne sont demandées.",
        ),
        (
            "Les chiens peuvent dormir dans la remise à condition que le maître ait une laisse.",
            "Les chats peuvent dormir dans la remise.",
            DOGS,
        ),
    ],
)
def test_a_turn_of_its_own_is_borne_out_and_its_twin_is_not(
    verifier: Verifier, true: str, false: str, source: str
) -> None:
    found = verifier.judge(true, [passage(source)])
    assert found.support is Support.SUPPORTED, found.reason
    assert verifier.judge(false, [passage(source)]).support is not Support.SUPPORTED
