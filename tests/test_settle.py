"""The gate after the model: strictness decides what is shown."""

import pytest

from rag.answer.draft import Draft
from rag.answer.prompt import REFUSAL_PHRASE
from rag.answer.settle import judge, settle
from rag.answer.verify import Verifier
from rag.errors import ModelProtocol
from rag.settings import Strictness
from rag.types import Answer, Delta, Support
from tests.builders import passage
from tests.fakes import WordEmbedder

RENT = passage("Rent is $900 a month.", "k7f2", document="a")
DOGS = passage("The tenant may not keep dogs.", "m3qd", document="b")
PASSAGES = (RENT, DOGS)


def written(*pieces: str) -> Draft:
    draft = Draft(PASSAGES)
    list(draft.write(Delta(text=piece) for piece in pieces))
    return draft


def settled(draft: Draft, how: Strictness = Strictness.STRICT) -> Answer:
    sentences = judge(draft, Verifier(WordEmbedder()), PASSAGES)
    return settle(Answer("q", "q", "", passages=PASSAGES), draft, sentences, how)


def test_supported_sentences_are_shown_with_numbers_by_first_appearance() -> None:
    answer = settled(written("The tenant may not keep dogs. [m3qd] Rent is $900 a month. [k7f2]"))

    assert answer.text == "The tenant may not keep dogs. [1] Rent is $900 a month. [2]"
    assert [citation.number for citation in answer.citations] == [1, 2]
    assert [citation.quote for citation in answer.citations] == [DOGS.text, RENT.text]
    assert answer.refusal is None
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end].startswith(sentence.text)


def test_an_unsupported_sentence_is_marked_and_stays() -> None:
    answer = settled(written("Rent is $900 a month. [k7f2] Parking costs $50. [k7f2]"))

    assert [sentence.support for sentence in answer.sentences] == [
        Support.SUPPORTED,
        Support.UNSUPPORTED,
    ]
    assert "50" in answer.sentences[1].reason


def test_quote_strictness_shows_only_what_is_supported_and_renumbers() -> None:
    draft = written("Parking costs $50. [k7f2] The tenant may not keep dogs. [m3qd] [zz9x]")

    answer = settled(draft, Strictness.QUOTE)

    assert answer.text.startswith("The tenant may not keep dogs. [1]")
    assert "[?zz9x]" in answer.text
    assert [citation.number for citation in answer.citations] == [1]
    for marker in answer.markers:
        assert answer.text[marker.start : marker.end] in ("[1]", "[?zz9x]")


def test_nothing_supported_is_a_refusal_with_the_draft_kept() -> None:
    answer = settled(written("Parking costs $50. [k7f2]"))

    assert answer.refusal is not None
    assert answer.refusal.reason == "unsupported"
    assert answer.draft == "Parking costs $50. [1]"
    assert answer.citations == ()
    assert answer.passages == ()


def test_open_strictness_only_marks() -> None:
    assert settled(written("Parking costs $50. [k7f2]"), Strictness.OPEN).refusal is None


def test_the_refusal_phrase_is_held_back_and_becomes_a_refusal() -> None:
    draft = Draft(PASSAGES)

    shown = list(draft.write(Delta(text=letter) for letter in REFUSAL_PHRASE))

    assert shown == []
    answer = settled(draft)
    assert answer.refusal is not None
    assert answer.refusal.reason == "model_declined"


def test_an_answer_that_begins_like_the_refusal_is_shown_in_full() -> None:
    draft = Draft(PASSAGES)

    shown = "".join(
        draft.write(Delta(text=t) for t in ("The sour", "ces say: rent is $900. [k7f2]"))
    )

    assert shown == draft.text == "The sources say: rent is $900. [1]"


def test_an_empty_reply_is_an_error_and_no_refusal() -> None:
    with pytest.raises(ModelProtocol):
        written(" ")


def test_a_restart_takes_back_what_turned_out_to_be_thinking() -> None:
    draft = Draft(PASSAGES)

    list(
        draft.write(
            [
                Delta(text="Hm [m3qd]"),
                Delta(reasoning="Hm", restart=True),
                Delta(text="Rent [k7f2]"),
            ]
        )
    )

    assert draft.text == "Rent [1]"
    assert draft.reasoning == "Hm"


def test_a_cut_off_answer_says_so() -> None:
    draft = Draft(PASSAGES)

    list(draft.write([Delta(text="Rent is", finish="length")]))

    assert "incomplete" in draft.note


def test_brackets_in_code_are_the_texts_own() -> None:
    answer = settled(written("Rent is $900 a month: `x[1]`. [k7f2]"), Strictness.OPEN)

    assert [answer.text[m.start : m.end] for m in answer.markers] == ["[1]"]
    assert "`x[1]`" in answer.text
