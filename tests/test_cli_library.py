"""`rag sync PATH...`, `--forget`, and the options that choose which documents a question is of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rag.cli.scope import Narrowed
from rag.types import DocumentEntry, Scope, SyncProgress, SyncReport
from tests.command_line import FakeLibrary


class Shelf(FakeLibrary):
    """Three documents in two collections; remembers what a sync came after."""

    held: tuple[list[Path], list[Path | str]] = ([], [])

    def sync(
        self,
        on_progress: Callable[[SyncProgress], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> SyncReport:
        self.held = ([*self.library.added], [*self.library.forgotten])
        return super().sync(on_progress, is_cancelled)

    def documents(self) -> tuple[DocumentEntry, ...]:
        return (
            DocumentEntry("1", "Lease", "law/lease.pdf", 1, collection="Contracts"),
            DocumentEntry("2", "Deed", "law/deed.pdf", 1, collection="Contracts"),
            DocumentEntry("3", "Notes", "notes.md", 1),
        )


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_folders_are_added_and_forgotten_before_the_sync(shelf: Shelf) -> None:
    result = shelf.run("sync", "papers", "a b", "--forget", "old", "--forget", "older")
    assert (result.exit_code, shelf.syncs) == (0, 1)
    assert shelf.held == ([Path("papers"), Path("a b")], [Path("old"), Path("older")])


def test_a_folder_that_is_there_already_is_said_to_be(shelf: Shelf) -> None:
    result = shelf.run("sync", "known")
    assert "known is among the documents already." in result.stderr
    assert (result.exit_code, shelf.syncs, shelf.library.added) == (0, 1, [])


@pytest.mark.parametrize(
    ("options", "scope"),
    [
        ((), None),
        (("--in", "Contracts"), Scope(collections=frozenset({"Contracts"}))),
        (("--in", "*.md"), Scope(documents=frozenset({"3"}))),
        (
            ("--in", "Contracts", "--in", "law/*"),
            Scope(documents=frozenset({"1", "2"}), collections=frozenset({"Contracts"})),
        ),
        (
            ("--since", "2024-01-02", "--until", "2024-03-04"),
            Scope(since=date(2024, 1, 2), until=date(2024, 3, 4)),
        ),
    ],
)
def test_the_options_make_a_scope(
    shelf: Shelf, options: tuple[str, ...], scope: Scope | None
) -> None:
    assert shelf.run("search", "What?", *options).exit_code == 0
    assert shelf.run("ask", "What?", *options).exit_code == 3
    assert shelf.scopes == [scope]
    assert [one.scope for one in shelf.asked] == [scope]


def test_a_name_that_names_nothing_is_a_usage_error(shelf: Shelf) -> None:
    for command in ("ask", "search"):
        result = shelf.run(command, "What?", "--in", "Contrasts")
        assert result.exit_code == 2
        assert "No collection and no document is called 'Contrasts'" in result.stderr
        assert "Contracts" in result.stderr
    assert (shelf.asked, shelf.retrieved) == ([], [])


def test_a_day_that_is_none_is_a_usage_error(shelf: Shelf) -> None:
    result = shelf.run("ask", "What?", "--since", "yesterday")
    assert (result.exit_code, shelf.asked) == (2, [])
    assert "'yesterday'" in result.stderr


def test_a_source_of_any_name_can_be_named() -> None:
    entries = [DocumentEntry(name, "T", source, 1) for name, source in _ODD.items()]
    scope = Narrowed(("report [2024].md",)).scope(lambda: entries)
    assert scope == Scope(documents=frozenset({"1"}))


_ODD = {"1": "report [2024].md", "2": "report 2.md"}
