"""What of an answer says nothing of the matter, and what says that the documents are silent."""

import pytest

from rag.answer.citations import CitationStream
from rag.answer.draft import Draft
from rag.answer.framing import is_framing, says_silent
from rag.answer.sentences import split_answer
from rag.answer.settle import judge, settle
from rag.answer.verification.verify import Verifier
from rag.settings import Strictness
from rag.types import Answer, Delta, Support
from tests.fakes import WordEmbedder
from tests.test_citations import PASSAGES

ASKED = "How much is the monthly rent?"


@pytest.mark.parametrize(
    "text",
    [
        "Sure!",
        "Of course.",
        "Gerne!",
        "Hello there!",
        "Guten Tag!",
        "Here is what the documents say about the rent:",
        "According to the documents, the following applies:",
        "The monthly rent is as follows:",
        "**Sources:**",
        "In summary:",
        "Quellen:",
        "Voici ce que disent les documents :",
        "Let me know if you need anything else!",
        "If you have further questions, feel free to ask.",
        "I hope this helps.",
    ],
)
def test_what_only_greets_or_announces_says_nothing(text: str) -> None:
    assert is_framing(text, ASKED)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Sure!", "Can I keep a dog?"),
        ("Natürlich.", "Darf ich einen Hund halten?"),
        ("It is free.", "Is help free?"),
        ("Help is provided.", "Is help provided?"),
        ("The rent is monthly.", ASKED),
        ("The rent is high:", ASKED),
        ("The landlord pays the following:", ASKED),
        ("The rent is 5 euros:", ASKED),
        ("Thank you, dogs are allowed.", ASKED),
        ("Let me know if dogs need help.", ASKED),
        ("Here are no documents:", ASKED),
        ("No.", ASKED),
    ],
)
def test_what_may_be_an_answer_is_none(text: str, question: str) -> None:
    assert not is_framing(text, question)


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but the provided passages do not contain information about this.",
        "The documents don't say when it is due.",
        "There is no information about this in the passages.",
        "This is not mentioned in the provided documents.",
        "I could not find an answer.",
        "Leider enthalten die Passagen dazu keine Angaben.",
        "Les documents ne disent rien à ce sujet.",
    ],
)
def test_what_says_that_the_documents_are_silent_is_told(text: str) -> None:
    assert says_silent(text)


@pytest.mark.parametrize(
    "text", ["The rent is not paid in May.", "No dogs are allowed in the flat.", "I can cancel."]
)
def test_a_denial_of_the_matter_is_no_silence(text: str) -> None:
    assert not says_silent(text)


def told(written: str, question: str = ASKED) -> list[str]:
    stream = CitationStream(PASSAGES)
    stream.feed(written)
    stream.finish()
    return [one.text for one in split_answer(stream.text, stream.markers, (), question)]


@pytest.mark.parametrize(
    ("written", "sentences"),
    [
        ("| Fee | Due |\n|---|---|\n| 5 | May [k7f2] |", ["| 5 | May |"]),
        ("| Fee | 2024 |\n|---|---|\n| A | 5 [k7f2] |", ["| A | 5 |"]),
        ("| Fee | 5 euros |\n|---|---|\n| A | 7 [k7f2] |", ["| Fee | 5 euros |", "| A | 7 |"]),
        ("| No dogs | Cats |\n|---|---|\n| a | b |", ["| No dogs | Cats |", "| a | b |"]),
        ("| Fee [k7f2] |\n|---|\n| 5 |", ["| Fee |", "| 5 |"]),
        ("**Rent and fee**\n\nIt is due in May [k7f2].", ["It is due in May."]),
        ("**Dogs are allowed**\n\nIt is due.", ["**Dogs are allowed**", "It is due."]),
        ("**The fee is 5 euros.**", ["**The fee is 5 euros.**"]),
        ("Sure!\n\nSources: [k7f2]", ["Sources:"]),
    ],
)
def test_without_a_marker_headers_and_lines_in_bold_are_no_sentences(
    written: str, sentences: list[str]
) -> None:
    assert told(written) == sentences


def settled(written: str, how: Strictness = Strictness.STRICT) -> Answer:
    draft = Draft(PASSAGES)
    list(draft.write([Delta(text=written), Delta(finish="stop")]))
    sentences = judge(draft, Verifier(WordEmbedder()), PASSAGES, ASKED)
    return settle(Answer(ASKED, ASKED, "", passages=PASSAGES), draft, sentences, how)


@pytest.mark.parametrize("how", list(Strictness))
def test_a_model_that_declines_in_its_own_words_has_declined(how: Strictness) -> None:
    answer = settled("I'm sorry, the passages do not mention the rent.", how)

    assert answer.refusal is not None
    assert answer.refusal.reason == "model_declined"
    assert answer.draft == "I'm sorry, the passages do not mention the rent."


def test_what_the_documents_leave_open_is_marked_as_such() -> None:
    answer = settled("The documents do not say when. The fee is 7 euros.", Strictness.OPEN)

    assert answer.refusal is None
    first, second = answer.sentences
    assert first.support is second.support is Support.UNSUPPORTED
    assert first.reason == "It says what the documents leave open, and for that there is no quote."
    assert second.reason == "No source is cited for this sentence."
