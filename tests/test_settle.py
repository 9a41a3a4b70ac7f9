"""The gate after the model: strictness decides what is shown."""

import re
from collections.abc import Iterator

import pytest

from rag.answer.draft import Draft
from rag.answer.prompt import REFUSAL_PHRASE
from rag.answer.settle import judge, settle
from rag.answer.verification.verify import Verifier
from rag.errors import ModelProtocol, ModelTimeout, ModelUnreachable
from rag.settings import Strictness
from rag.types import CUT, Answer, Delta, Stretch, Support
from rag.types.messages import BROKEN
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


@pytest.mark.parametrize(
    ("words", "question", "support"),
    [
        ("No. The tenant may not keep dogs. [m3qd]", "May the tenant keep dogs?", "supported"),
        ("Yes. The tenant may not keep dogs. [m3qd]", "May the tenant keep dogs?", "unsupported"),
        ("No. The tenant may not keep dogs. [m3qd]", "May the tenant keep cats?", "unsupported"),
    ],
)
@pytest.mark.parametrize("how", list(Strictness))
def test_an_opening_no_shares_the_citation_of_the_sentence_that_says_why(
    words: str, question: str, support: str, how: Strictness
) -> None:
    draft = written(words)
    sentences = judge(draft, Verifier(WordEmbedder()), PASSAGES, question)
    answer = settle(Answer("q", "q", "", passages=PASSAGES), draft, sentences, how)

    assert sentences[0].text in ("No.", "Yes.")
    assert sentences[0].support.value == support
    assert len(sentences[0].citations) == (support == "supported")
    assert answer.sentences[-1].support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            "Rent is $900. The rent is due monthly. The tenant may not keep dogs. [k7f2][m3qd]",
            "Rent is $900. [1] The rent is due monthly. [1] The tenant may not keep dogs. [1][2]",
        ),
        (
            "The tenant may not keep dogs [m3qd]. Dogs may not be kept. The rent is $900. [k7f2]",
            "The tenant may not keep dogs [1]. Dogs may not be kept. [1] The rent is $900. [2]",
        ),
        (
            "# Rent\n\n- It is $900 a month.\n- The rent is $900. [k7f2]\n\nAsk me more.",
            "# Rent\n\n- It is $900 a month. [1]\n- The rent is $900. [1]\n\nAsk me more.",
        ),
        (
            "| What | How much |\n|---|---|\n| Rent is | $900 |\n| Rent | $900 [k7f2] |",
            "| What | How much |\n|---|---|\n| Rent is | $900 [1] |\n| Rent | $900 [1] |",
        ),
    ],
)
def test_a_sentence_may_rest_on_what_its_paragraph_cites(words: str, text: str) -> None:
    answer = settled(written(words))

    assert answer.text == text
    assert [one.number for one in answer.markers] == [
        int(found) for found in re.findall(r"\[(\d)\]", text)
    ]
    for marker in answer.markers:
        assert answer.text[marker.start : marker.end] == f"[{marker.number}]"
    for sentence in answer.sentences:
        assert answer.text[sentence.start : sentence.end].startswith(sentence.text.rstrip(".| "))
        assert bool(sentence.citations) == (sentence.support is Support.SUPPORTED)


@pytest.mark.parametrize(
    "words",
    [
        "Parking costs $50. Rent is $900 a month. [k7f2]",  # which it does not bear out
        "The tenant may not keep dogs. Rent is $900 a month. [k7f2]",
        "Rent is $900 a month.\n\nThe rent is $900. [k7f2]",  # another paragraph
        "Rent is $900 a month. The rent is $900. [zz9x]",
        "```\nRent is $900 a month.\n```\nRent is $900 a month. [k7f2]",  # code cites nothing
        "Rent is $900 a month. The tenant may not keep dogs. [m3qd] The rent is $900. [k7f2]",
    ],
)
def test_what_its_paragraph_does_not_bear_out_cites_nothing(words: str) -> None:
    sentence = judge(written(words), Verifier(WordEmbedder()), PASSAGES)[0]

    assert sentence.support is Support.UNSUPPORTED
    assert not sentence.citations


def test_quote_strictness_gives_each_sentence_its_footnote() -> None:
    answer = settled(written("Rent is $900. Parking costs $50. [k7f2]"), Strictness.QUOTE)

    assert answer.text == "Rent is $900. [1]"
    assert [one.number for one in answer.citations] == [1]


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


def test_what_quote_strictness_leaves_keeps_its_letters() -> None:
    said = ("Parking costs $50.", "The tenant may not keep dogs.", "Rent is $900 a month.")
    draft = Draft(PASSAGES)
    for text, key in zip(said, ("k7f2", "m3qd", "k7f2"), strict=True):
        piece = Delta(text=f"\n\n[{key}] {text}", literal=Stretch(9, 9 + len(text)))
        if key == "k7f2":
            piece = Delta(text=f"\n\n{text} [{key}]", literal=Stretch(2, 2 + len(text)))
        list(draft.write([piece, Delta(finish="stop")]))
    assert [draft.text[one.start : one.end] for one in draft.literal] == list(said)

    answer = settled(draft, Strictness.QUOTE)

    assert answer.text == "[1] The tenant may not keep dogs.\n\nRent is $900 a month. [2]"
    assert [answer.text[one.start : one.end] for one in answer.literal] == list(said[1:])
    assert settled(draft).literal == draft.literal


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


@pytest.mark.parametrize("said", ["The moon is made of", "Parking costs $50. [k7f2]"])
@pytest.mark.parametrize("finish", [BROKEN, CUT])
def test_what_was_broken_off_before_anything_was_borne_out_is_refused(
    said: str, finish: str
) -> None:
    draft = Draft(PASSAGES)
    list(draft.write([Delta(text=said), Delta(finish=finish)]))
    assert "incomplete" in draft.note

    answer = settled(draft)

    assert answer.refusal is not None
    assert answer.refusal.reason == "unsupported"
    assert "broke off" in answer.refusal.message
    assert "Ask again." in answer.refusal.message
    assert answer.draft == draft.text, "one click away"
    assert (answer.note, answer.citations) == ("", ())
    assert settled(draft, Strictness.OPEN).text == draft.text


def test_a_sentence_that_is_borne_out_keeps_the_rest_of_a_broken_answer() -> None:
    answer = settled(broken_off("Rent is $900 a month. [k7f2] Parking costs $50. [k7f2]"))

    assert answer.refusal is None
    assert [one.support for one in answer.sentences] == [Support.SUPPORTED, Support.UNSUPPORTED]


@pytest.mark.parametrize("how", list(Strictness))
def test_what_its_reader_stopped_is_shown_as_it_is(how: Strictness) -> None:
    draft = Draft(PASSAGES)
    list(draft.write([Delta(text="Parking costs $50. [k7f2]")], stopped=lambda: bool(draft.text)))
    draft.stopped = True

    answer = settled(draft, how)

    assert answer.refusal is None


@pytest.mark.parametrize("ending", ["stopped", "failed", "length", "content_filter"])
def test_a_sentence_that_breaks_off_is_not_shown_as_borne_out(ending: str) -> None:
    said = "Rent is $900 a month. [k7f2] Rent is $900"
    draft = broken_off(said) if ending == "failed" else Draft(PASSAGES)
    if ending in ("length", "content_filter"):
        list(draft.write([Delta(text=said, finish=ending)]))
    if ending == "stopped":
        list(draft.write([Delta(text=said), Delta(text=" a")], lambda: bool(draft.text)))
        assert draft.stopped
    whole, cut = settled(draft).sentences
    assert (whole.support, cut.support) == (Support.SUPPORTED, Support.UNSUPPORTED)
    assert cut.citations == ()
    assert "breaks off" in cut.reason
    assert settled(written(said)).sentences[1].support is Support.SUPPORTED, "it is whole"
    assert len(settled(draft, Strictness.QUOTE).sentences) == 1


def test_brackets_in_code_are_the_texts_own() -> None:
    answer = settled(written("Rent is $900 a month: `x[1]`. [k7f2]"), Strictness.OPEN)

    assert [answer.text[m.start : m.end] for m in answer.markers] == ["[1]"]
    assert "`x[1]`" in answer.text


GONE = ModelTimeout("Nothing came.", hint="Ask again.")


def broken_off(*pieces: str) -> Draft:
    """A draft of these pieces, after which the server failed."""

    def failing() -> Iterator[Delta]:
        for piece in pieces:
            yield Delta(text=piece)
        raise GONE

    draft = Draft(PASSAGES)
    assert "".join(draft.write(failing())) == draft.text
    return draft


def test_what_was_written_before_a_failure_is_kept_and_marked() -> None:
    answer = settled(broken_off("Rent is $900 a month. [k7f2] Dogs"))

    assert answer.text == "Rent is $900 a month. [1] Dogs"
    assert answer.sentences[0].support is Support.SUPPORTED
    assert answer.note == "This answer is incomplete. Nothing came. Ask again."


def test_a_failure_before_the_first_word_is_raised() -> None:
    with pytest.raises(ModelTimeout):
        broken_off()
    with pytest.raises(ModelTimeout):
        broken_off(REFUSAL_PHRASE[:9])  # held back, so nobody has seen it


def test_what_was_written_before_a_failure_is_shown_where_all_is() -> None:
    answer = settled(broken_off("Rent is $90"), Strictness.OPEN)

    assert answer.refusal is None
    assert answer.text == "Rent is $90"
    assert answer.sentences[0].support is Support.UNSUPPORTED


def test_an_answer_says_apart_from_its_words_that_the_server_failed() -> None:
    told = "Nothing came. Ask again."
    kept = "Rent is $900 a month. [k7f2] Dogs"
    for how in Strictness:
        assert settled(broken_off(kept), how).failure == told
    assert settled(broken_off("Rent is $90")).failure == told
    assert settled(written("Parking costs $50. [k7f2]")).failure == "", "a refusal of its own"
    assert settled(written(kept)).failure == ""


def test_a_server_that_never_says_the_end_has_not_failed_where_something_is_borne_out() -> None:
    for said, failed in [("Rent is $900 a month. [k7f2]", False), ("Parking: $5. [k7f2]", True)]:
        draft = Draft(PASSAGES)
        list(draft.write([Delta(text=said), Delta(finish=CUT)]))
        assert bool(settled(draft).failure) is failed


def test_a_failure_with_nothing_borne_out_is_refused_and_named() -> None:
    answer = settled(broken_off("Rent is $90"))

    assert answer.refusal is not None
    assert answer.refusal.message.endswith("Nothing came. Ask again.")
    assert (answer.draft, answer.note) == ("Rent is $90", "")


def test_a_failure_that_leaves_nothing_to_quote_is_raised() -> None:
    with pytest.raises(ModelTimeout):
        settled(broken_off("Rent is $90"), Strictness.QUOTE)
    assert settled(broken_off("Rent is $900 a month. [k7f2] Dogs"), Strictness.QUOTE).text


@pytest.mark.parametrize(
    ("finish", "words"),
    [
        ("stop", ""),
        ("length", "cut off at the token limit"),
        ("content_filter", "content filter"),
        (CUT, "may be incomplete"),
        (None, "may be incomplete"),
    ],
)
def test_the_note_says_how_it_ended(finish: str | None, words: str) -> None:
    draft = Draft(PASSAGES)

    list(draft.write([Delta(text="Rent is $900 a month. [k7f2]"), Delta(finish=finish)]))

    assert words in draft.note
    assert bool(draft.note) == bool(words)
    assert isinstance(draft.failure, ModelUnreachable) is (finish == CUT)


@pytest.mark.parametrize(
    ("question", "kept"),
    [("May the tenant keep dogs?", True), ("May the tenant keep cats?", False)],
)
def test_a_bare_no_is_shown_where_the_source_denies_what_is_asked(
    question: str, kept: bool
) -> None:
    draft = written("No. [m3qd]")
    sentences = judge(draft, Verifier(WordEmbedder()), PASSAGES, question)

    answer = settle(Answer("q", "q", "", passages=PASSAGES), draft, sentences, Strictness.STRICT)

    assert (answer.refusal is None) is kept
    assert [one.quote for one in answer.citations] == ([DOGS.text] if kept else [])


def test_an_answer_without_a_citation_is_said_to_have_none() -> None:
    for draft in ("Parking costs $50.", "Parking costs $50. [?zz9x]"):
        bare = settled(written(draft))
        assert bare.refusal is not None
        assert "cites none of the passages" in bare.refusal.message
    cited = settled(written("Parking costs $50. [k7f2]"))
    assert cited.refusal is not None
    assert "do not bear it out" in cited.refusal.message


def test_an_answer_that_is_stopped_in_a_marker_shows_no_half_of_a_key() -> None:
    stop = iter([False, False, True])
    draft = Draft(PASSAGES)
    list(draft.write([Delta(text="Rent is $900 a month [k7"), Delta(text="f")], lambda: next(stop)))

    assert draft.text.rstrip() == "Rent is $900 a month"
