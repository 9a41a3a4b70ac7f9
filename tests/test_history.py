"""Conversations in a file of their own: complete, found again, and really gone when deleted."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import StoreError
from rag.history import FILE, SCHEMA_VERSION, History, KeptTurn, new_id, title_of
from rag.types import Answer, Evidence, Explanation, Message, Scope, Stretch, Support
from tests.fake_assistant import Said, make_answer, make_document, make_refusal

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIDES = make_document("tides.md", "Tides", "High at noon. Low at six.")
ANSWER = make_answer(
    "When is high tide?",
    Said("At noon.", ((TIDES, "High at noon."),)),
    Said("At the harbour.", ((TIDES, "Low at six."),), Support.PARTIAL, "It says less."),
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History.open(tmp_path / FILE)


def turn(question: str = "When is high tide?", answer: Answer | None = ANSWER) -> KeptTurn:
    text = answer.text if answer is not None else "At no"
    return KeptTurn(new_id(), NOON, question, "answered" if answer else "stopped", text, answer)


def test_a_turn_comes_back_as_it_was(history: History) -> None:
    why = Explanation((), ANSWER.passages, Evidence(0.8), 0.5, (Message("user", "When?"),))
    scope = Scope(frozenset({"id-tides.md"}), since=date(2024, 1, 1))
    whole = replace(
        turn(answer=replace(ANSWER, why=why, reasoning="Hm.")),
        who="qwen3",
        place="profile:desk",
        model="qwen3:8b",
        scope=scope,
        within="1 of 3 documents",
    )
    refused = replace(turn(answer=make_refusal("Who?", "Nobody says.")), ending="refused")
    stopped = turn(answer=None)
    literal = replace(stopped, id=new_id(), text="__main__", literal=(Stretch(0, 4), Stretch(6, 8)))
    turns = (whole, refused, stopped, literal)
    for place, one in enumerate(turns, 1):
        history.keep("c1", place, one)
    kept = history.conversation("c1")
    assert kept is not None
    assert kept.turns == turns
    assert (kept.title, kept.created) == ("When is high tide?", NOON)
    assert history.conversation("c2") is None


def test_a_turn_that_is_kept_again_stands_where_it_stood(history: History) -> None:
    first, second = turn("One?", None), turn("Two?", None)
    history.keep("c1", 1, first)
    history.keep("c1", 2, second)
    history.keep("c1", 1, replace(first, text="At noon."))
    kept = history.conversation("c1")
    assert kept is not None
    assert [one.text for one in kept.turns] == ["At noon.", "At no"]
    assert kept.title == "One?"


def test_a_page_of_text_finds_what_begins_so(history: History) -> None:
    whole = " ".join(f"word{number}" for number in range(2000))
    history.keep("c1", 1, turn(whole, None))
    history.keep("c2", 1, turn("Word0 word1", None))
    assert [one.id for one in history.conversations(whole)] == ["c1"]


def test_a_letter_is_found_in_either_form(history: History) -> None:
    history.keep("c1", 1, turn("Who is Mu\u0308ller?", None))
    for name in ("M\u00fcller", "mu\u0308ller"):
        assert [one.id for one in history.conversations(name)] == ["c1"]
    history.rename("c1", "Ku\u0308ste")
    assert [one.id for one in history.conversations("k\u00fcste")] == ["c1"]


def test_the_newest_come_first_and_words_find_them(history: History) -> None:
    history.keep("c1", 1, turn("When is HIGH tide?"))
    history.keep("c2", 1, turn("Who built the Äußere Mole?", None))
    history.keep("c1", 2, turn("And low tide?", None))
    assert [(one.id, one.turns) for one in history.conversations()] == [("c1", 2), ("c2", 1)]
    assert [one.id for one in history.conversations("äussere mole")] == ["c2"]
    assert [one.id for one in history.conversations("harbour LOW")] == ["c1"]
    assert history.conversations("harbour mole") == ()
    assert [one.id for one in history.conversations(most=1)] == ["c1"]
    history.rename("c2", "  The   pier ")
    assert [one.title for one in history.conversations("PIER")] == ["The pier"]
    assert (history.title("c2"), history.title("c3")) == ("The pier", "")
    history.rename("c2", " ")
    assert [one.title for one in history.conversations("pier")] == ["The pier"]


def test_what_is_deleted_is_nowhere_in_the_folder(history: History) -> None:
    history.keep("c1", 1, turn("Where does Zebedee live?", None))
    history.keep("c2", 1, turn("Where does Balthazar live?", None))
    history.delete("c1")
    assert history.conversation("c1") is None
    left = b"".join(path.read_bytes() for path in history.path.parent.iterdir())
    assert b"zebedee" not in left.lower()
    assert b"balthazar" in left.lower()


def test_a_conversation_goes_with_its_last_turn(history: History) -> None:
    first, second = turn(), turn()
    history.keep("c1", 1, first)
    history.keep("c1", 2, second)
    history.forget(first.id)
    assert [one.turns for one in history.conversations()] == [1]
    history.forget(second.id)
    assert history.conversations() == ()


def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"This is no database, whatever it is called." * 40)
    history = History.open(tmp_path / FILE)
    history.keep("c1", 1, turn())
    assert len(history.conversations()) == 1
    assert (tmp_path / f"{FILE}.damaged-1").read_bytes().startswith(b"This is no database")


def test_the_file_of_a_later_footnote_is_left_as_it_is(tmp_path: Path) -> None:
    History.open(tmp_path / FILE)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(StoreError, match="later Footnote"):
        History.open(tmp_path / FILE)
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(StoreError, match="RAG_HISTORY"):
        History.open(tmp_path / "data" / FILE)


def test_an_answer_that_cannot_be_read_leaves_its_text(history: History) -> None:
    history.keep("c1", 1, turn())
    with closing(sqlite3.connect(history.path)) as connection:
        connection.execute("UPDATE turns SET answer = x'00ff'")
        connection.commit()
    kept = history.conversation("c1")
    assert kept is not None
    (one,) = kept.turns
    assert (one.answer, one.ending) == (None, "stopped")
    assert one.text == ANSWER.text


@pytest.mark.parametrize("answer", ["", b"\x00\xff", zlib.compress(b'[{"start": 1}]')])
def test_stretches_of_a_stopped_turn_that_cannot_be_read_leave_its_text(
    history: History, answer: object
) -> None:
    history.keep("c1", 1, replace(turn(answer=None), literal=(Stretch(0, 2),)))
    with closing(sqlite3.connect(history.path)) as connection:
        connection.execute("UPDATE turns SET answer = ?", (answer or b"",))
        connection.commit()
    kept = history.conversation("c1")
    assert kept is not None
    (one,) = kept.turns
    assert (one.text, one.literal, one.ending) == ("At no", (), "stopped")


def test_a_stopped_turn_may_be_of_any_document_also_with_stretches(history: History) -> None:
    history.keep("c1", 1, replace(turn(answer=None), literal=(Stretch(0, 2),)))
    (turns,) = history.turns_holding("id-of-any")
    assert [one.text for one in turns] == ["At no"]


def test_several_threads_keep_at_once(history: History) -> None:
    threads = [
        Thread(target=history.keep, args=(f"c{number % 3}", number, turn())) for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.turns for one in history.conversations()) == 12


def test_only_its_owner_may_read_the_file(history: History) -> None:
    assert history.path.stat().st_mode & 0o077 == 0


def test_when_it_last_went_on_is_known(history: History) -> None:
    history.keep("c1", 1, turn())
    (one,) = history.conversations()
    assert one.created == NOON
    assert abs(datetime.now(UTC) - one.changed) < timedelta(minutes=1)


@given(st.text(max_size=300))
def test_a_title_is_short_and_on_one_line(question: str) -> None:
    title = title_of(question)
    assert len(title) <= 81
    assert "\n" not in title
