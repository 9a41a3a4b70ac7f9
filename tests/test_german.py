"""German: nouns, endings, ordinals, and the order of words."""

import pytest

from rag.answer.verification.verify import Verifier
from rag.text import has_german, is_german, sentence_spans
from rag.types import Support
from tests.builders import passage
from tests.fakes import WordEmbedder


@pytest.mark.parametrize("text", ["Der Mieter zahlt.", "Haustiere sind erlaubt.", "Am 5. Mai"])
def test_german_is_told_by_its_small_words(text: str) -> None:
    assert is_german(text)


@pytest.mark.parametrize(
    "text", ["The die is cast in the mould.", "Le bail commence en mai.", "Mill Street 4", ""]
)
def test_other_languages_are_not_german(text: str) -> None:
    assert not is_german(text)


def test_a_word_in_another_form_or_put_together_is_kin() -> None:
    assert has_german("haustieren", ["haustiere"])
    assert has_german("frist", ["kundigungsfrist"])
    assert not has_german("garten", ["balkon", "wohnung"])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Die Miete ist am 5. Mai fällig. Der Vertrag endet am 31. Dezember 2024.", 2),
        ("Die Miete ist am 5. Apr fällig. Der Vertrag endet am 3. Sep 2024.", 2),
        ("Das 2. Kapitel beginnt hier.", 1),
        ("It costs 5. May is warm.", 2),
        ("I am 5. Mary is 6.", 2),
    ],
)
def test_an_ordinal_ends_no_sentence(text: str, count: int) -> None:
    assert len(sentence_spans(text)) == count


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Am 5. Mai ist die Miete fällig.", "Die Miete ist am 5. Mai fällig."),
        ("Drei Monate beträgt die Kündigungsfrist.", "Die Kündigungsfrist beträgt drei Monate."),
        ("Die Heizung zahlt der Vermieter.", "Der Vermieter zahlt die Heizung."),
        ("Den Verein leitet Frau Holm.", "Frau Holm leitet den Verein."),
        (
            "Bei der Gemeinde ist der Antrag zu stellen.",
            "Der Antrag ist bei der Gemeinde zu stellen.",
        ),
    ],
)
def test_the_same_words_in_another_order_are_supported(sentence: str, source: str) -> None:
    verdict = Verifier(WordEmbedder()).judge(sentence, [passage(source)])

    assert verdict.support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "source", "word"),
    [
        ("Der Mieter verklagt den Vermieter.", "Der Vermieter verklagt den Mieter.", "other way"),
        ("Frau Falk leitet den Verein.", "Frau Holm leitet den Verein.", "Falk"),
        ("Die Wohnung hat einen Garten.", "Die Wohnung hat einen Balkon.", "Garten"),
        ("Am 5. Juni ist die Miete fällig.", "Die Miete ist am 5. Mai fällig.", "Juni"),
    ],
)
def test_another_noun_or_case_is_not(sentence: str, source: str, word: str) -> None:
    verdict = Verifier(WordEmbedder()).judge(sentence, [passage(source)])

    assert verdict.support is not Support.SUPPORTED
    assert word in verdict.reason


def test_a_noun_in_another_form_is_no_missing_name() -> None:
    verdict = Verifier(WordEmbedder()).judge(
        "Haustieren ist die Wohnung nicht erlaubt.",
        [passage("Haustiere sind in der Wohnung nicht erlaubt.")],
    )

    assert "name" not in verdict.reason


@pytest.mark.parametrize(
    ("sentence", "source", "support"),
    [
        ("Die Gruppe probt montags.", "Die Gruppe probt am Montag.", Support.SUPPORTED),
        ("Montags probt die Gruppe im Hof.", "Die Gruppe probt montags im Hof.", Support.SUPPORTED),
        ("Jeden Montag probt die Gruppe.", "Die Gruppe probt am Montag.", Support.SUPPORTED),
        ("Die Gruppe probt dienstags.", "Die Gruppe probt am Montag.", Support.UNSUPPORTED),
        ("Die Gruppe probt samstags.", "Die Gruppe probt am Sonnabend.", Support.SUPPORTED),
        ("Die Gruppe probt sonnabends.", "Die Gruppe probt am Montag.", Support.UNSUPPORTED),
        ("Die Frist ist zwei Wochen.", "Die Frist ist vier Wochen.", Support.UNSUPPORTED),
        ("Die Frist ist acht Wochen.", "Die Frist ist elf Wochen.", Support.UNSUPPORTED),
    ],
)
def test_weekdays_and_numbers_in_words_are_compared(
    sentence: str, source: str, support: Support
) -> None:
    verdict = Verifier(WordEmbedder()).judge(sentence, [passage(source)])

    assert verdict.support is support, verdict.reason


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ("Das Boot kostet 40 Euro und das Rad kostet 9 Euro.", Support.SUPPORTED),
        ("Das Boot kostet 9 Euro und das Rad kostet 40 Euro.", Support.PARTIAL),
        ("Das Boot kostet 9 Euro.", Support.PARTIAL),
        ("Frau Kuhn prüft die Segel.", Support.SUPPORTED),
        ("Frau Kuhn prüft die Motoren.", Support.PARTIAL),
        ("Die Anlegegebühr zahlt der Verein.", Support.PARTIAL),
    ],
)
def test_what_und_or_a_comma_joins_is_not_mixed(sentence: str, support: Support) -> None:
    source = passage(
        "Das Boot kostet 40 Euro und das Rad kostet 9 Euro. Frau Kuhn prüft die Segel, Herr Lenz "
        "prüft die Motoren. Die Anlegegebühr zahlt der Skipper, das Benzin zahlt der Verein."
    )

    verdict = Verifier(WordEmbedder()).judge(sentence, [source])

    assert verdict.support is support, verdict.reason
