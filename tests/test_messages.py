"""Messages of a chat are quoted with their time and whoever says them, and with what came later."""

from __future__ import annotations

import pytest

from rag.answer.extract import ExtractiveAnswerer, select
from rag.text import is_question, sentence_spans
from rag.text.stamps import messages
from tests.builders import evidence, passage

CHAT = (
    "[03/07/2025, 18:02:11] Mum: Right everyone. Saturday 9 August, at the Mill House in Denby\n"
    "[03/07/2025, 18:20:47] Dad: What does the room cost\n"
    "[03/07/2025, 18:22:19] Mum: £380, incl. staff, food is £24 a head on top. Half for kids\n"
    "[04/07/2025, 12:41:10] Ben: can you take me too? I arrive 14:20\n"
    "[05/07/2025, 20:18:22] Ben: Mill House has 31 places\n"
    "[12/07/2025, 09:30:14] Mum: Change of plan!! Mill House double booked us. "
    "We have the hall now\n"
    "[12/07/2025, 09:36:41] Mum: Taj Garden does the buffet, £17.50 a head\n"
    "[13/07/2025, 10:00:00] Ben: telescope's here. it's massive"
)


def quotes(best: dict[str, float], question: str = "", text: str = CHAT) -> list[str]:
    """What is quoted where the sentences with these words score so, and all others nothing."""
    one = passage(text)
    spans = sentence_spans(text)
    scores = [
        max((score for words, score in best.items() if words in text[s.start : s.end]), default=0.0)
        for s in spans
    ]
    return [each.text for each in select(evidence([one], scores).sentences, question, question)]


def test_a_later_sentence_of_a_message_comes_with_its_time_and_speaker() -> None:
    assert quotes({"14:20": 0.9}) == [
        "[04/07/2025, 12:41:10] Ben: can you take me too?",
        "I arrive 14:20",
    ]
    log = "2024-05-01 ERROR: Disk full. Mail sent. Two tried. All failed.\n2024-05-02 OK: All well."
    assert quotes({"All failed": 0.9}, text=log) == ["2024-05-01 ERROR: Disk full.", "All failed."]


def test_a_message_without_a_full_stop_is_no_worse_than_one_with_it() -> None:
    found = quotes({"I arrive 14:20": 0.8, "telescope's here": 0.7})
    assert "I arrive 14:20" in found
    note = passage("Alcohol is never paid.", "b2c3", document="other")
    chat = passage(CHAT)
    scores = [0.5 if "31 places" in CHAT[slice(*one)] else 0.0 for one in sentence_spans(CHAT)]
    both = select(evidence([chat, note], [*scores, 0.45]).sentences)
    assert [one.text for one in both][:1] == ["Alcohol is never paid."]  # than one of a text is


def test_a_line_that_was_wrapped_before_a_time_begins_no_message() -> None:
    text = (
        "The pool opens at\n10:30 in the hall. Bring a towel.\n\nIt closes again at\n12:00 sharp."
    )
    assert quotes({"towel": 0.9}, text=text) == ["Bring a towel."]


def test_a_change_of_what_a_message_names_is_quoted_with_it() -> None:
    assert quotes({"9 August": 0.9}) == [
        "[03/07/2025, 18:02:11] Mum: Right everyone.",
        "Saturday 9 August, at the Mill House in Denby",
        "[12/07/2025, 09:30:14] Mum: Change of plan!!",
        "Mill House double booked us.",
        "We have the hall now",
    ]
    assert len(quotes({"14:20": 0.9})) == 2  # it names nothing that was changed
    assert "Saturday" not in " ".join(quotes({"We have the hall": 0.9}))  # nothing that came before


def test_a_later_message_with_another_value_of_the_kind_is_quoted_too() -> None:
    asked = "How much is the food per head?"
    both = quotes({"£24": 0.92, "£17.50": 0.45}, asked)
    assert both == [
        "[03/07/2025, 18:22:19] Mum: £380, incl. staff, food is £24 a head on top.",
        "[12/07/2025, 09:36:41] Mum: Taj Garden does the buffet, £17.50 a head",
    ]
    assert len(quotes({"£24": 0.92, "£17.50": 0.3}, asked)) == 1  # hardly of the answer
    assert len(quotes({"£24": 0.92, "31 places": 0.45}, asked)) == 1  # of another kind
    assert len(quotes({"£24": 0.92, "£17.50": 0.45}, "What do we pay for staff?")) == 1


def test_what_is_so_now_is_quoted_behind_what_was() -> None:
    chat = (
        "12/05/2025, 19:20 - Priya: how much is the fee\n"
        "12/05/2025, 19:26 - Lena: 15 euros a child\n"
        "13/05/2025, 08:12 - Omar: the fee was 14 euros once\n15/05/2025, 10:02 - Lena: "
        "the fee is now 18 euros"
    )
    best = {"how much": 0.9, "fee was": 0.2, "fee is now": 0.2}
    assert [one.rpartition(": ")[2] for one in quotes(best, "How much is the fee?", chat)] == [
        "how much is the fee",
        "15 euros a child",
        "the fee is now 18 euros",
    ]


def test_each_message_stands_on_lines_of_its_own() -> None:
    chat = (
        "9:10 Ann: We meet in Hall Bee. It is dry.\n9:20 Ann: Hall Bee is flooded, moved to school."
    )
    scores = [0.9 if "meet" in chat[slice(*one)] else 0.0 for one in sentence_spans(chat)]
    pieces = ExtractiveAnswerer().stream((), evidence([passage(chat)], scores))
    told = "".join(piece.text for piece in pieces)
    assert told == (
        "9:10 Ann: We meet in Hall Bee. [k7f2]\n\n"
        "9:20 Ann: Hall Bee is flooded, moved to school. [k7f2]"
    )


def test_messages_have_a_place_a_speaker_and_words() -> None:
    found = messages(
        "12/07/2025 09:30 - Ann B.: Hi.\nAll well?\n12/07/2025 09:31 - Jo: Yes\n\nEnd."
    )
    assert [one.speaker for one in found] == ["Ann B.", "Jo"]
    assert messages("09:00 Welcome\n09:30 Talks")[1].speaker == ""
    assert messages("09:00 Welcome, only one") == ()
    text = CHAT.splitlines()[1]
    assert messages(CHAT)[1].words == CHAT.index("What does")
    assert CHAT[messages(CHAT)[1].start : messages(CHAT)[1].end] == text


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Who does the speech", True),
        ("do we need chairs", True),
        ("ok, what time is dinner", True),
        ("who's coming", True),
        ("who drives on Saturday", True),
        ("what day is it", True),
        ("how much is it", True),
        ("is the hall heated", True),
        ("wann kommt der Zug", True),
        ("do bring wellies", False),
        ("have the receipts ready", False),
        ("when I get home I'll call", False),
        ("what we need: chairs", False),
        ("Who does the speech. I can", False),
        ("who did that!", False),
        ("telescope ordered", False),
    ],
)
def test_a_message_may_ask_without_a_mark(words: str, asks: bool) -> None:
    assert is_question(f"[13/07/2025, 10:25:19] Dad: {words}") is asks
    assert is_question(f"13/07/25, 10:25 - Dad: {words}") is asks
    assert not is_question(words)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is £380, incl. staff. Food is extra.", 2),
        ("Take approx. ten of them.", 1),
        ("Drinks are excl. We pay.", 2),
    ],
)
def test_incl_ends_nothing_before_a_small_letter(text: str, sentences: int) -> None:
    assert len(sentence_spans(text)) == sentences
