"""`rag conversations`: those that are kept: list, show, export, rename, delete."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rag.cli.command import (
    Backend,
    FootnoteCommand,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.talk import named
from rag.cli.terminal import clean, one_line, say, say_json
from rag.errors import RagError

if TYPE_CHECKING:
    from rag.export.record import PathsOf
    from rag.history import Conversation, History
    from rag.settings import Settings
    from rag.types import Answer

_Command = TypeVar("_Command", bound=Callable[..., Any])
_SUFFIXES = {".html": "html", ".htm": "html", ".json": "json"}
_DATE = "%Y-%m-%d %H:%M"


@click.group()
def conversations() -> None:
    """List, show, export, rename or delete kept conversations: those of the page, and those of
    `rag ask --keep`. The ID "last" is that of the one that went on last."""


def _command(name: str, short: str, *, of_one: bool = True) -> Callable[[_Command], click.Command]:
    """A command of the group; most are about one conversation."""

    def decorate(function: _Command) -> click.Command:
        made: Any = function
        if of_one:
            made = click.argument("conversation", metavar="ID")(made)
        return conversations.command(name=name, cls=FootnoteCommand, short_help=short)(made)

    return decorate


@_command("list", "List them, the newest first.", of_one=False)
@click.option("--search", metavar="WORDS", default="", help="Only those that say all of them.")
@settings_options("data_dir")
@json_option
@click.pass_context
def list_(ctx: click.Context, search: str, as_json: bool) -> None:
    """List them, the newest first: ID, when it last went on, how many questions, title.

    With --json: conversations, each with id, title, created, changed (ISO 8601) and turns.
    """
    path = _path(settings_from(ctx))
    found = _opened(path).conversations(search) if path.exists() else ()
    if as_json:
        shapes = [
            {
                "id": one.id,
                "title": one.title,
                "created": one.created.isoformat(),
                "changed": one.changed.isoformat(),
                "turns": one.turns,
            }
            for one in found
        ]
        say_json({"conversations": shapes})
        return
    if not found:
        say("No conversation holds these words." if search else "None is kept.", err=True)
    for one in found:
        when = one.changed.astimezone()
        say(f"{one.id}  {when:{_DATE}}  {one.turns:>4,}  {one_line(one.title)}")


@_command("show", "Print one, with its footnotes.")
@settings_options("data_dir")
@json_option
@click.pass_context
def show(ctx: click.Context, conversation: str, as_json: bool) -> None:
    """Print the conversation ID: questions, answers with footnotes, how each ended.

    With --json: id, and what `rag conversations export --format json` writes.
    """
    from rag.export import record
    from rag.export.json_file import shape
    from rag.export.plain import to_plain
    from rag.export.words import heading
    from rag.markup.words import asked_of

    _, kept = _found(settings_from(ctx), conversation)
    paths_of = _paths_of(ctx)
    if as_json:
        say_json({"id": kept.id, **shape(record(kept, paths_of))})
        return
    say(one_line(kept.title))
    for turn in kept.turns:
        answer = turn.answer
        text = turn.text if answer is None else to_plain(answer, paths_of(answer))
        refusal = turn.answer.refusal if turn.answer is not None else None
        ended = heading(turn.ending, turn.within, refusal.reason if refusal is not None else None)
        above = one_line(asked_of(turn.within)), ended
        say(f"\n{turn.asked.astimezone():{_DATE}}  {one_line(turn.question)}\n")
        say("\n".join(filter(None, (*(f"[{one}]" for one in above if one), text))))


@_command("export", "Write one as Markdown, a web page or JSON.")
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["md", "html", "json"]),
    help="Markdown, a web page or JSON; by FILE's name, else Markdown.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@settings_options("data_dir")
@json_option
@click.pass_context
def export(
    ctx: click.Context,
    conversation: str,
    file: Path | None,
    kind: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write the conversation ID, with its footnotes, to FILE, or to standard output.

    With --json: id, format, file, and the text itself where there is no FILE.
    """
    from rag.export import FORMATS, record

    _, kept = _found(settings_from(ctx), conversation)
    to = None if file is None or str(file) == "-" else file
    kind = kind or _SUFFIXES.get(to.suffix.lower() if to else "", "md")
    text = FORMATS[kind].write(record(kept, _paths_of(ctx)))
    if to is not None:
        _write(to, text.encode("utf-8", "replace"), force=force)
    if as_json:
        told = {"id": kept.id, "format": kind, "file": str(to) if to else None}
        say_json(told if to else {**told, "text": text})
    elif to is not None:
        say(f"Written to {one_line(str(to))}", err=True)
    elif sys.stdout.isatty():
        click.echo(clean(text), nl=False)
    else:
        click.echo(text.encode("utf-8", "replace"), nl=False)


@_command("rename", "Call one by another title.")
@click.argument("title")
@settings_options("data_dir")
@json_option
@click.pass_context
def rename(ctx: click.Context, conversation: str, title: str, as_json: bool) -> None:
    """Call the conversation ID by another TITLE; a long one is cut at a word.

    With --json: id and title.
    """
    if not title.strip():
        raise click.UsageError("TITLE is empty.", ctx)
    history, kept = _found(settings_from(ctx), conversation)
    history.rename(kept.id, title)
    called = _found(settings_from(ctx), kept.id)[1].title
    if as_json:
        say_json({"id": kept.id, "title": called})
    else:
        say(f"Now called {one_line(called)}", err=True)


@_command("delete", "Erase one, with the ratings of its answers.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@settings_options("data_dir")
@json_option
@click.pass_context
def delete(ctx: click.Context, conversation: str, yes: bool, as_json: bool) -> None:
    """Erase the conversation ID from the disk, with the ratings of its answers.

    A page that has it open shows it until it is closed.

    With --json, which takes --yes: id, title, turns.
    """
    from rag.feedback import FILE, Feedback
    from rag.forgetting import forget_conversation
    from rag.markup.words import counted

    if as_json and not yes:
        raise click.UsageError("--json asks nothing: give --yes too.", ctx)
    settings = settings_from(ctx)
    history, kept = _found(settings, conversation)
    count = counted(len(kept.turns), "question")
    if not yes:
        words = f"Delete “{one_line(kept.title)}”, {count}? It cannot be brought back."
        click.confirm(words, abort=True, err=True)
    forget_conversation(history, Feedback(settings.data_dir / FILE), kept.id)
    if as_json:
        say_json({"id": kept.id, "title": kept.title, "turns": len(kept.turns)})
    else:
        say(f"Deleted: {one_line(kept.title)}, {count}", err=True)


def _path(settings: Settings) -> Path:
    from rag.history import FILE

    return settings.data_dir / FILE


def _paths_of(ctx: click.Context) -> PathsOf:
    """Finds where documents are that their titles do not tell apart, while they are indexed."""
    from rag.markup.words import alike

    def paths_of(answer: Answer) -> dict[str, str]:
        same, backend = alike(answer), ctx.find_object(Backend)
        if not same or backend is None:
            return {}
        with suppress(RagError), backend.open_assistant(settings_from(ctx)) as assistant:
            return {one.id: one.source for one in assistant.documents() if one.id in same}
        return {}

    return paths_of


def _opened(path: Path) -> History:
    from rag.history import History

    return History.open(path)


def _found(settings: Settings, conversation: str) -> tuple[History, Conversation]:
    """It, and where it is kept; "last" is the one that went on last. Raises `RagError` where there
    is none of this name."""
    path = _path(settings)
    if path.exists():
        history = _opened(path)
        if (kept := named(history, conversation)) is not None:
            return history, kept
    raise RagError(
        f"No conversation {conversation!r} is kept in {path}.",
        hint="`rag conversations list` names them.",
    )


def _write(path: Path, raw: bytes, *, force: bool) -> None:
    """All of it or nothing; what is there is overwritten by `force` alone. Raises `RagError`."""
    draft = path.with_name(f".{path.name}.new") if force else path
    try:
        file = draft.open("wb" if force else "xb")
        try:
            with file:
                file.write(raw)
            if force:
                draft.replace(path)
        except BaseException:  # Ctrl-C too: no copy stays that nobody knows of
            with suppress(OSError):
                draft.unlink()
            raise
    except FileExistsError:
        if path.is_dir():
            raise RagError(f"{path} is a folder.", hint="Name a file in it.") from None
        raise RagError(f"{path} is there already.", hint="Name another, or use --force.") from None
    except OSError as error:
        raise RagError(
            f"{path} cannot be written: {error.strerror}.", hint="Name another file."
        ) from error
