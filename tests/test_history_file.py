"""The file of conversations under strain: bytes after a delete, damage inside, odd text, clocks."""

from __future__ import annotations

import random
import sqlite3
import string
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rag.errors import StoreDamaged, StoreError
from rag.history import FILE, History, KeptTurn, new_id

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = 4096


def stopped(question: str, text: str = "") -> KeptTurn:
    return KeptTurn(new_id(), NOON, question, "stopped", text)


def word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=24))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_rows_that_were_moved_between_pages_leave_no_copy(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    history = History.open(tmp_path / FILE)
    said: dict[str, list[str]] = {}
    for number in range(40):
        name = new_id()
        for place in range(chance.randint(1, 4)):
            asked, told = word(chance), word(chance)
            said.setdefault(name, []).extend((asked, told))
            padding = " pad" * chance.randint(1, 900)
            history.keep(name, place, stopped(f"{asked}{padding[:700]}", f"{told}{padding}"))
        if number % 7 == 3:
            history.rename(name, f"Renamed {number}")
    gone = chance.sample(sorted(said), 20)
    for name in gone:
        history.delete(name)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [one for name in gone for one in said[name] if one.encode() in left] == []
    assert all(one.encode() in left for name in said if name not in gone for one in said[name])


def test_a_turn_that_is_forgotten_leaves_no_copy(tmp_path: Path) -> None:
    history = History.open(tmp_path / FILE)
    turns = [stopped(f"Where is zebedee{number:03}?" + " pad" * number) for number in range(60)]
    for place, turn in enumerate(turns):
        history.keep("c1", place, turn)
    for turn in turns[1::2]:
        history.forget(turn.id)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [n for n in range(1, 60, 2) if f"zebedee{n:03}".encode() in left] == []


def test_a_file_damaged_inside_is_set_aside_whole(tmp_path: Path) -> None:
    history = History.open(tmp_path / FILE)
    for number in range(60):
        history.keep(f"c{number}", 1, stopped(f"Question {number}", "told " * 300))
    damaged = bytearray(history.path.read_bytes())
    for at in range(PAGE, len(damaged), 97):
        damaged[at] ^= 0xFF
    history.path.write_bytes(damaged)
    again = History.open(tmp_path / FILE)
    assert again.set_aside == tmp_path / f"{FILE}.damaged-1"
    assert History.open(tmp_path / FILE).set_aside is None
    assert again.conversations() == ()
    again.keep("c1", 1, stopped("A new one?"))
    assert len(again.conversations()) == 1
    assert (tmp_path / f"{FILE}.damaged-1").read_bytes() == bytes(damaged)


def test_a_file_that_has_lost_its_version_is_set_aside(tmp_path: Path) -> None:
    history = History.open(tmp_path / FILE)
    with closing(sqlite3.connect(history.path)) as connection:
        connection.execute("PRAGMA user_version = 0")
    assert History.open(tmp_path / FILE).set_aside is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"CREATE TABLE turns", b"CRE\xf1TE TABLE turns"),
        (b"    changed TEXT NOT NULL", b"    chenged TEXT NOT NULL"),
    ],
)
def test_a_file_of_other_tables_is_set_aside(tmp_path: Path, before: bytes, after: bytes) -> None:
    history = History.open(tmp_path / FILE)
    history.keep("c1", 1, stopped("Why?"))
    whole = history.path.read_bytes()
    assert before in whole
    history.path.write_bytes(whole.replace(before, after))
    with pytest.raises(StoreDamaged):
        history.conversations()
    again = History.open(tmp_path / FILE)
    assert again.set_aside is not None
    assert again.conversations() == ()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE conversations SET changed = 'soon'",
        "UPDATE conversations SET title = CAST(x'f1' AS TEXT)",
        "UPDATE turns SET asked = '2026-99-01T12:00:00+00:00'",
        "UPDATE turns SET scope = '{'",
        "UPDATE turns SET ending = 'stoppfd'",
        "UPDATE turns SET text = x'f1'",
        "UPDATE turns SET answer = 'words'",
    ],
)
def test_a_value_that_nobody_wrote_is_told(tmp_path: Path, damage: str) -> None:
    history = History.open(tmp_path / FILE)
    history.keep("c1", 1, stopped("Why?"))
    with closing(sqlite3.connect(history.path)) as connection:
        connection.execute(damage)
        connection.commit()
    told: list[str] = []
    for ask in (
        history.conversations,
        lambda: history.conversation("c1"),
        lambda: history.revise(lambda turns: turns, holding="d1"),
    ):
        try:
            ask()
        except StoreDamaged as error:
            told.append(error.hint)
    assert told
    assert "backup" in told[0]


def test_half_a_character_is_told_in_words_and_nothing_is_written(tmp_path: Path) -> None:
    history = History.open(tmp_path / FILE)
    for turn in (stopped("Why \ud800?"), replace(stopped("Why?"), text="\udc80")):
        with pytest.raises(StoreError, match="cannot be written"):
            history.keep("c1", 1, turn)
    assert history.conversations() == ()


def test_times_are_kept_in_one_zone(tmp_path: Path) -> None:
    """As text, 02:30+02:00 would come after 02:10+01:00, which is the later of the two."""
    history = History.open(tmp_path / FILE)
    history.keep("c1", 1, stopped("When?"))
    assert history.conversations()[0].changed.utcoffset() == NOON.utcoffset()
