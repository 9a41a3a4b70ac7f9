"""What people have changed and no sync has followed yet."""

from __future__ import annotations

from rag.ui.changes import Change, followed, noted


def test_a_later_change_of_a_source_takes_the_place_of_an_earlier_one() -> None:
    known: dict[str, Change] = {"a.md": "to be read again", "b.md": "removed"}
    assert noted(known, {"a.md": "removed"}) == {"a.md": "removed", "b.md": "removed"}


def test_what_was_added_and_removed_before_any_sync_is_no_change() -> None:
    assert noted({"a.md": "added"}, {"a.md": "removed"}) == {}


def test_a_sync_has_followed_what_it_began_with_and_nothing_later() -> None:
    begun: dict[str, Change] = {"a.md": "added", "b.md": "restored"}
    now: dict[str, Change] = {"a.md": "added", "b.md": "removed", "c.md": "added"}
    assert followed(now, begun) == {"b.md": "removed", "c.md": "added"}
