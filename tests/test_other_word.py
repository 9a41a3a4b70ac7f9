"""Another verb or thing where the clause is otherwise the source's."""

import pytest

from rag.answer import Verifier
from rag.answer.verification.other_word import _place
from rag.settings import BUNDLED_EMBEDDER
from rag.store import RememberingEmbedder, load_embedder
from rag.types import Chunk, Passage, Support

LEASE = (
    "The tap in the yard was mended on 3 May. The hall must be swept once a week by the tenant on "
    "the ground floor. Ms Ito donated the piano in 2011. The bus departs at 7:40 from the gate. "
    "The bakery was founded in 1965 in the old mill."
)


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    return Verifier(RememberingEmbedder(load_embedder(BUNDLED_EMBEDDER)))


def passage(text: str) -> Passage:
    chunk = Chunk("0", "house", "Elm House", 0, len(text), text, "")
    return Passage("k7f2", (chunk,), 0, len(text), text, "", "Elm House")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("The tap in the yard was poisoned on 3 May.", '"mended" here, not "poisoned"'),
        (
            "The hall must be painted once a week by the tenant on the ground floor.",
            '"swept" here, not "painted"',
        ),
        ("The bakery was flooded in 1965 in the old mill.", '"founded" here, not "flooded"'),
    ],
)
def test_another_verb_is_partly_borne_out_and_named(
    verifier: Verifier, sentence: str, words: str
) -> None:
    verdict = verifier.judge(sentence, [passage(LEASE)])

    assert verdict.support is Support.PARTIAL
    assert words in verdict.reason


@pytest.mark.parametrize(
    "sentence",
    [
        "The bus leaves at 7:40 from the gate.",
        "The bakery was established in 1965 in the old mill.",
        "Ms Ito gave the piano in 2011.",
    ],
)
def test_the_same_by_another_verb_is_borne_out(verifier: Verifier, sentence: str) -> None:
    assert verifier.judge(sentence, [passage(LEASE)]).support is Support.SUPPORTED


@pytest.mark.xfail(strict=True, reason="known: the encoder takes these clauses for the same")
@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Mrs Adeyemi broke the fence in April.", "Mrs Adeyemi repaired the fence in April."),
        (
            "The club sells two minibuses to Kestrel Travel.",
            "The club rents two minibuses from Kestrel Travel.",
        ),
        (
            "The club buys two minibuses from Kestrel Travel.",
            "The club rents two minibuses from Kestrel Travel.",
        ),
        ("Priya collects the invitations by 12 May.", "Priya sends the invitations by 12 May."),
        (
            "The surgeon examined the cyst on 6 February.",
            "The surgeon removed the cyst on 6 February.",
        ),
    ],
)
def test_verbs_of_one_field_are_not_told_apart(
    verifier: Verifier, sentence: str, source: str
) -> None:
    assert verifier.judge(sentence, [passage(source)]).support is Support.PARTIAL


@pytest.mark.parametrize(
    ("sentence", "near", "other"),
    [
        ("Ola sold the boat in May.", "Ola hired the boat in May.", "hired"),
        ("Ola was ill on 5 May.", "Ola is away until 5 May.", "is away until"),
        ("New sink with taps, 90 euros.", "New bath tub with taps, 90 euros.", "bath tub"),
        ("Ola sold the boat.", "Ola sold the boat.", ""),
        ("Ola sold the old boat.", "Ola sold the boat.", ""),
        ("Ola sold the raft and burned the oars.", "Ola hired the boat and kept the oars.", ""),
        ("In May the boat was sold.", "Ola hired the boat in May.", ""),
        ("The fare is 9 euros for a dog.", "Pay 9 euros for a dog.", ""),
        ("Ola sold the boat in June.", "Ola sold the boat in May.", ""),
        ("Ola sold the boat to Finn.", "Ola sold the boat to Mia.", ""),
        ("Der Kahn wurde im Hafen verkauft.", "Der Kahn wurde im Hafen vermietet.", ""),
        ("", "", ""),
    ],
)
def test_one_place_is_found_where_all_else_is_the_same(
    sentence: str, near: str, other: str
) -> None:
    place = _place(sentence, near, "")

    assert (place.other if place else "") == other


def test_what_a_title_calls_it_is_no_other_word() -> None:
    near = "The cottage has a stove in the hall."

    assert _place("The cottage has a heater in the hall.", near, "") is not None
    assert _place("The cottage has a heater in the hall.", near, "Heaters") is None
