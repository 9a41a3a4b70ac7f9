"""`--in`, `--since`, `--until`: the part of the documents that a question is asked of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from rag.cli.command import Function
from rag.errors import QuestionError

if TYPE_CHECKING:
    from rag.types import DocumentEntry, Scope


def scope_options(command: Function) -> Function:
    """Gives the command `within`, `since` and `until`."""
    day = click.DateTime(formats=["%Y-%m-%d"])
    for option in (
        click.option("--until", type=day, metavar="DAY", help="Only documents up to YYYY-MM-DD."),
        click.option("--since", type=day, metavar="DAY", help="Only documents from YYYY-MM-DD on."),
        click.option(
            "--in",
            "within",
            multiple=True,
            metavar="NAME",
            help="Only a collection, or sources such as 'contracts/*.pdf'; may be given again.",
        ),
    ):
        command = option(command)
    return command


def chosen_scope(
    documents: Callable[[], Sequence[DocumentEntry]],
    within: Sequence[str],
    since: datetime | None,
    until: datetime | None,
) -> Scope | None:
    """The scope; None for everything. Raises `QuestionError` for a name that names nothing."""
    from rag.types import Scope

    entries = documents() if within else ()
    known = {entry.collection for entry in entries if entry.collection}
    ids: set[str] = set()
    for name in set(within) - known:
        found = {entry.id for entry in entries if entry.source == name}
        found = found or {entry.id for entry in entries if fnmatchcase(entry.source, name)}
        if not found:
            names = ", ".join(sorted(known)) or "none"
            raise QuestionError(
                f"No collection and no document is called {name!r}; collections: {names}.",
                hint="Sources are matched whole, with * for anything: --in 'contracts/*.pdf'.",
            )
        ids |= found
    scope = Scope(
        documents=frozenset(ids),
        collections=frozenset(within) & known,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    return scope or None


def scope_words(within: Sequence[str], since: datetime | None, until: datetime | None) -> str:
    """What was chosen, in words: "contracts/*.pdf; since 12 May 2024"; "" for everything."""
    from rag.markup.words import day

    days = [("since", since), ("until", until)]
    when = " ".join(f"{word} {day(date)}" for word, date in days if date is not None)
    return "; ".join(filter(None, (", ".join(within), when)))
