"""`--in`, `--since`, `--until`: the part of the documents that a question is asked of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING

import click

from rag.cli.command import Function
from rag.errors import QuestionError

if TYPE_CHECKING:
    from rag.types import DocumentEntry, Scope


_NARROWED = "rag.cli.narrowed"


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What `--in` (`within`), `--since` and `--until` were given."""

    within: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def scope(self, documents: Callable[[], Sequence[DocumentEntry]]) -> Scope | None:
        """The scope; None for everything. Raises `QuestionError` for a name that names nothing."""
        from rag.types import Scope

        entries = documents() if self.within else ()
        known = {entry.collection for entry in entries if entry.collection}
        ids: set[str] = set()
        for name in set(self.within) - known:
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
            collections=frozenset(self.within) & known,
            since=self.since.date() if self.since else None,
            until=self.until.date() if self.until else None,
        )
        return scope or None

    @property
    def words(self) -> str:
        """In words: "contracts/*.pdf; since 12 May 2024"; "" for everything."""
        from rag.markup.words import day

        days = [("since", self.since), ("until", self.until)]
        when = " ".join(f"{word} {day(date)}" for word, date in days if date is not None)
        return "; ".join(filter(None, (", ".join(self.within), when)))


def scope_options(command: Function) -> Function:
    """Options for a part of the documents; what is given is kept for `narrowed`."""
    day = click.DateTime(formats=["%Y-%m-%d"])
    option = partial(click.option, expose_value=False, callback=_keep)
    for add in (
        option("--until", type=day, metavar="DAY", help="Only documents up to YYYY-MM-DD."),
        option("--since", type=day, metavar="DAY", help="Only documents from YYYY-MM-DD on."),
        option(
            "--in",
            "within",
            multiple=True,
            metavar="NAME",
            help="Only a collection, or sources such as 'contracts/*.pdf'; may be given again.",
        ),
    ):
        command = add(command)
    return command


def narrowed(ctx: click.Context) -> Narrowed:
    """What these options were given."""
    return Narrowed(**ctx.meta.get(_NARROWED, {}))


def _keep(ctx: click.Context, option: click.Parameter, value: object) -> None:
    if value is not None and option.name is not None:
        ctx.meta.setdefault(_NARROWED, {})[option.name] = value
