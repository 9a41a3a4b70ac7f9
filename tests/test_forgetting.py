"""What goes with a deleted conversation or document, and that what is left still reads."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.feedback import FILE as FEEDBACK
from rag.feedback import Feedback
from rag.forgetting import Gone, forget_conversation, forget_document
from rag.history import FILE as HISTORY
from rag.history import Ending, History, KeptTurn, new_id
from rag.settings import Settings
from rag.types import Answer, Message, Support
from rag.ui.trace import read_trace, trace
from tests.explained import explained
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

DAY = date(2026, 11, 28)
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SECRET = "The vault of Zanzibarquark opens at noon with the brass key."
VAULT = make_document("vault.md", "The vault", f"# The vault\n\n{SECRET} Falk keeps it.")
TIDES = make_document("tides.md", "Tides", "High tide is at six. Low tide is at one.")
GONE = Gone.of(VAULT, DAY)
INSTEAD = "(The source was deleted on 28 November 2026.)"
OF_VAULT = Said(SECRET, ((VAULT, SECRET),))
OF_TIDES = Said("High tide is at six.", ((TIDES, "High tide is at six."),))
OF_BOTH = Said("Both are at six.", ((TIDES, "High tide is at six."), (VAULT, "Falk keeps it.")))
OF_NONE = Said("Nobody knows more.", (), Support.UNSUPPORTED, "It cites nothing.")
REPEATED = Said(f"So {SECRET[:-1].lower()}, it seems.", (), Support.UNSUPPORTED)


def holds_nothing(answer: Answer) -> None:
    """Neither its words nor its name are anywhere in it."""
    written = repr(answer).casefold()
    assert "zanzibarquark" not in written
    assert VAULT.id not in written


def keeps_its_promises(answer: Answer) -> None:
    """Every place is in the text, in order, and is what it is said to be."""
    for marker in answer.markers:
        assert answer.text[marker.start : marker.end] == f"[{marker.number}]"
    at = 0
    for one in answer.sentences:
        assert at <= one.start <= one.end <= len(answer.text)
        assert one.text in answer.text[one.start : one.end]
        at = one.end


@given(st.lists(st.sampled_from([OF_VAULT, OF_TIDES, OF_BOTH, OF_NONE, REPEATED]), min_size=1))
def test_what_is_left_of_any_answer_reads_and_keeps_its_promises(said: list[Said]) -> None:
    answer = explained(make_answer("When?", *said), VAULT, TIDES)
    left = GONE.of_answer(answer)
    holds_nothing(left)
    keeps_its_promises(left)
    kept = [one for one in said if one in (OF_TIDES, OF_NONE)]
    assert [one.text for one in left.sentences] == [one.text for one in kept]
    assert (INSTEAD in left.text) == (len(kept) < len(said))
    assert f"{INSTEAD} {INSTEAD}" not in left.text
    assert left.text.strip()
    assert GONE.of_answer(left) == left


def test_an_answer_of_other_documents_stays_as_it_is() -> None:
    answer = explained(make_answer("When?", OF_TIDES), TIDES)
    assert GONE.of_answer(answer) is answer


def test_one_that_only_found_it_loses_its_explanation_and_no_sentence() -> None:
    answer = explained(make_answer("When?", OF_TIDES), TIDES, VAULT)
    left = GONE.of_answer(answer)
    holds_nothing(left)
    assert (left.text, left.sentences, left.why) == (answer.text, answer.sentences, None)


def test_a_list_keeps_its_shape() -> None:
    answer = make_answer(
        "When?", replace(OF_TIDES, joint=""), replace(OF_VAULT, joint="\n- "),
        replace(OF_VAULT, joint="\n- "), replace(OF_NONE, joint="\n- "),
    )  # fmt: skip
    left = GONE.of_answer(answer)
    assert left.text == f"High tide is at six. [1]\n- {INSTEAD}\n- Nobody knows more."
    assert left.note == "A source of this answer was deleted; what it said is left out."


def test_a_refusal_offers_no_question_about_it_and_keeps_no_draft() -> None:
    refused = make_refusal("Who?", "The documents do not say.", "When does Zanzibarquark open?")
    refused = replace(
        explained(refused, VAULT, prompt=(Message("user", SECRET),)),
        draft=SECRET,
        reasoning=SECRET,
        standalone_question="Who opens Zanzibarquark?",
    )
    left = GONE.of_answer(refused)
    holds_nothing(left)
    assert left.text == "The documents do not say."


@pytest.mark.parametrize(
    ("text", "is_quote"),
    [
        (f"As I said: {SECRET[:40]}", True),
        ("the VAULT, of [k7f2] Zanzibarquark opens at", True),
        ("The vault of Zanz", True),  # stopped within a word
        ("The vault of the bank is full of gold.", False),
        ("The", False),
        ("", False),
    ],
)
def test_a_stopped_answer_goes_if_it_quotes(text: str, is_quote: bool) -> None:
    assert GONE.of_text(text) == (INSTEAD if is_quote else text)


def turn(answer: Answer | None, text: str = "") -> KeptTurn:
    if answer is None:
        return KeptTurn(new_id(), NOON, "And?", "stopped", text)
    ending: Ending = "answered" if answer.refusal is None else "refused"
    return KeptTurn(new_id(), NOON, answer.question, ending, answer.text, answer)


def test_a_later_question_that_a_model_made_of_it_goes_too() -> None:
    later = replace(make_answer("And when?", OF_TIDES), standalone_question="When, Zanzibarquark?")
    first, left = GONE.of_turns((turn(make_answer("Which?", OF_VAULT)), turn(later)))
    assert first.text == INSTEAD
    assert left.answer is not None
    assert left.answer.standalone_question == "And when?"
    (alone,) = GONE.of_turns((turn(later),))
    assert alone.answer == later


def kept_words(history: History) -> bytes:
    """All that the file holds, with what is compressed in it taken apart."""
    with history._reading() as connection:
        blobs = [row[0] for row in connection.execute("SELECT answer FROM turns")]
    apart = b"".join(zlib.decompress(one) for one in blobs if one)
    return history.path.read_bytes() + apart


def test_a_document_is_gone_from_every_byte_that_is_kept_of_answers(tmp_path: Path) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    quoting = explained(make_answer("Which?", OF_VAULT, OF_TIDES), VAULT, TIDES)
    other = explained(make_answer("When?", OF_TIDES), TIDES)
    history.keep("c1", 1, turn(quoting))
    history.keep("c1", 2, turn(other))
    history.keep("c2", 1, turn(None, SECRET[:30]))
    history.keep("c2", 2, KeptTurn(new_id(), NOON, "Is it up?", "failed", "Nobody answers."))
    for name, answer, verdict in (("a", quoting, "down"), ("a", quoting, "up"), ("b", other, "up")):
        way = trace(answer, Settings(), who="quotes", within="", remark="Mine.")
        ratings.rate(name, verdict, "", way, "c1")
    ratings.rate("c", "up", "", f'{{"answer": "{VAULT.id} {SECRET}"}}')
    before = history.conversations()
    (tmp_path / f".{FEEDBACK}.new").write_text(SECRET)  # what a kill has left

    forget_document(tmp_path, VAULT, DAY)

    left = kept_words(history) + b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.is_file()
    )
    assert b"zanzibarquark" not in left.lower()
    assert VAULT.id.encode() not in left
    assert history.conversations() == before
    first, second = (history.conversation(name) for name in ("c1", "c2"))
    assert first is not None
    assert second is not None
    assert first.turns[0].text == f"{INSTEAD} High tide is at six. [2]"
    assert first.turns[1].answer == other
    assert [one.text for one in second.turns] == [INSTEAD, "Nobody answers."]
    rated = {one.turn: one for one in ratings.ratings()}
    assert (rated["a"].verdict, rated["c"].trace) == ("up", "{}")
    read = read_trace(rated["a"].trace)
    assert (read.answer.text, read.remark) == (first.turns[0].text, "Mine.")
    assert read_trace(rated["b"].trace).answer == other


def test_nothing_is_made_where_nothing_was_kept(tmp_path: Path) -> None:
    forget_document(tmp_path, VAULT, DAY)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_first_start_left_empty_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / HISTORY).touch()
    forget_document(tmp_path, VAULT, DAY)
    assert (tmp_path / HISTORY).read_bytes() == b""


def test_a_document_that_no_answer_quotes_goes_from_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    kept = turn(make_answer("When?", OF_TIDES))
    history.keep("c1", 1, kept)
    ratings.rate(kept.id, "up", "", "{}")

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise history._error(str(error), error) from error

    monkeypatch.setattr(History, "_write_anew", full)
    monkeypatch.setattr(Path, "replace", full)
    forget_document(tmp_path, VAULT, DAY)
    assert [one.turn for one in ratings.ratings()] == [kept.id]
    history.keep("c2", 1, turn(make_answer("Which?", OF_VAULT)))
    with pytest.raises(StoreError) as told:
        forget_document(tmp_path, VAULT, DAY)
    assert "Make room" in told.value.hint


def test_a_conversation_takes_its_ratings_with_it(tmp_path: Path) -> None:
    history, ratings = History.open(tmp_path / HISTORY), Feedback(tmp_path / FEEDBACK)
    first, second = turn(make_answer("Which?", OF_VAULT)), turn(make_answer("When?", OF_TIDES))
    history.keep("c1", 1, first)
    history.keep("c2", 1, second)
    ratings.rate(first.id, "up", "", f'"{SECRET}"')  # as an earlier version did
    ratings.rate("replaced", "down", "unsupported", f'"{SECRET}"', "c1")
    ratings.rate(second.id, "up", "", "{}", "c2")
    forget_conversation(history, ratings, "c1")
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Zanzibarquark" not in left + kept_words(history)
    assert [one.turn for one in ratings.ratings()] == [second.id]
    assert [one.id for one in history.conversations()] == ["c2"]


def test_a_conversation_whose_ratings_cannot_go_stays(tmp_path: Path) -> None:
    class Full(Feedback):
        def forget(self, turns: object, conversation: str = "") -> None:
            del turns, conversation
            raise StoreError("The disk is full.")

    history = History.open(tmp_path / HISTORY)
    history.keep("c1", 1, turn(make_answer("When?", OF_TIDES)))
    with pytest.raises(StoreError):
        forget_conversation(history, Full(tmp_path / FEEDBACK), "c1")
    assert len(history.conversations()) == 1
