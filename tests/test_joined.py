"""What "and" joins, taken apart."""

from collections.abc import Sequence

import pytest

from rag.answer.verification.added import added_word
from rag.answer.verification.joined import clauses, missing_parts, replaced_word
from rag.answer.verification.lacking import Lacking
from rag.answer.verification.verify import Verifier
from rag.store import FloatArray
from rag.text import content_terms
from rag.types import Support
from tests.builders import passage
from tests.fakes import WordEmbedder


def lacks(source: str) -> Lacking:
    return Lacking(WordEmbedder(), [source])


@pytest.mark.parametrize(
    ("sentence", "source", "missing"),
    [
        ("The flat has a balcony and a garage.", "The flat has a balcony.", ("a garage",)),
        ("The flat has a garage and a balcony.", "The flat has a balcony.", ("garage",)),
        (
            "The tenant pays the rent and the landlord pays the heating.",
            "The tenant pays the rent. The garden is cleaned by a firm.",
            ("the landlord pays the heating",),
        ),
        ("The fee covers meals as well as flights.", "The fee covers meals.", ("flights",)),
        ("Dogs are allowed, but cats are forbidden.", "Dogs are allowed.", ("cats are forbidden",)),
    ],
)
def test_a_part_that_the_source_has_nothing_of_is_named(
    sentence: str, source: str, missing: tuple[str, ...]
) -> None:
    assert missing_parts(sentence, lacks(source)) == (missing, False)
    verdict = Verifier(WordEmbedder()).judge(sentence, [passage(source)])
    assert verdict.support is Support.PARTIAL
    assert missing[0] in verdict.reason
    assert len(verdict.quotes) == 1
    assert all(one.support is not Support.SUPPORTED for one in verdict.quotes)


def test_where_all_parts_are_missing_nothing_is_borne_out() -> None:
    sentence = "The flat has a garage and a pool."

    assert missing_parts(sentence, lacks("The flat has a balcony."))[1]


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The flat has a balcony and a garage.", "The flat has a balcony. There is a garage too."),
        (
            "The tenant pays the rent and the landlord pays the heating.",
            "The tenant pays the rent. The landlord pays the heating.",
        ),
        ("Tom and Anna met in Paris.", "Anna met Tom in Paris."),
        ("The club has 3 courts and 40 lockers.", "The club has 3 courts, 40 lockers and a bar."),
        ("The mill was sold and closed.", "The mill was closed after it was sold."),
    ],
)
def test_parts_that_the_source_has_are_none(sentence: str, source: str) -> None:
    assert missing_parts(sentence, lacks(source))[0] == ()


def test_a_word_that_means_about_the_same_is_not_missing() -> None:
    class Alike(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> FloatArray:
            return super().embed([one.replace("accommodation", "lodging") for one in texts])

    (word,) = content_terms("accommodation")

    assert lacks("meals and lodging")(word)
    assert not Lacking(Alike(), ["meals and lodging"])(word)


def test_clauses_have_a_subject_and_a_verb_each() -> None:
    assert clauses("The tenant pays the rent and the landlord pays the heating.") == (
        "The tenant pays the rent",
        "the landlord pays the heating.",
    )
    assert clauses("The flat has a balcony and a garage.") == ()
    assert clauses("Research and development is funded.") == ()
    assert clauses("The mill was sold and it was closed.") == ()


def test_each_clause_is_judged_apart() -> None:
    source = passage("The tenant sued the landlord. The bank paid the firm in May.")

    verdict = Verifier(WordEmbedder()).judge(
        "The tenant sued the landlord and the bank was paid by the firm in May.", [source]
    )

    assert verdict.support is Support.PARTIAL
    assert "the bank was paid by the firm" in verdict.reason


@pytest.mark.parametrize(
    ("sentence", "near", "word"),
    [
        ("The flat has a garage.", "The flat has a balcony.", "balcony here, not garage"),
        ("The fee covers flights.", "The fee covers meals.", "meals here, not flights"),
        ("The flat has a balcony.", "The flat has a balcony.", ""),
        ("The rent goes up in May.", "The rent rises in May.", ""),
        ("The mill was established in May.", "The old mill was founded in May.", ""),
        ("The mill was designed in May.", "The mill was completed in May.", "completed here, not"),
        ("The key goes to reception.", "The key goes to the caretaker.", "caretaker here, not"),
        ("Anna lives in a tall white house.", "Bernd has had a dog.", ""),
    ],
)
def test_another_word_in_the_same_place_is_named(sentence: str, near: str, word: str) -> None:
    fault = replaced_word(sentence, near, lacks(near))

    assert word in fault
    assert bool(word) == bool(fault)


def test_clauses_are_judged_as_answers_to_the_question() -> None:
    source = "The deposit is kept and the lease is ended if the tenant smokes. Rent is due monthly."
    said = "The lease is ended and the deposit is kept."
    verifier = Verifier(WordEmbedder())
    asked = verifier.judge(said, [passage(source)], "What happens if the tenant smokes?")

    assert asked.support is Support.SUPPORTED
    assert verifier.judge(said, [passage(source)], "").support is Support.PARTIAL


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        (
            "The skipper pays the mooring fee of 90 euros in cash within three days of landing.",
            "cash",
        ),
        (
            "The skipper pays the mooring fee of 90 euros to a bank within three days of landing.",
            "bank",
        ),
        ("The skipper pays the mooring fee anonymously.", "anonymously"),
        ("The skipper pays the mooring fee in writing.", "writing"),
    ],
)
def test_what_a_sentence_adds_is_named_however_long_it_is(sentence: str, word: str) -> None:
    source = "The skipper pays the mooring fee of 90 euros within three days of landing."

    assert word in added_word(sentence, source, source, lacks(source))


@pytest.mark.parametrize(
    "sentence",
    [
        "The skipper usually pays the mooring fee.",
        "Within three days of landing, the skipper pays the mooring fee of 90 euros as part of it.",
        "In the harbour of Holm, each owner of a yacht pays 90 euros for a berth in three days.",
    ],
)
def test_what_tells_nothing_new_or_tells_freely_is_not(sentence: str) -> None:
    source = "The skipper pays the mooring fee of 90 euros within three days of landing."

    assert added_word(sentence, source, source, lacks(source)) == ""
