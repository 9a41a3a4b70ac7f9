"""`rag sync`: make the index follow the documents; and the same for commands that need an index."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.command import (
    FAILED,
    Assistant,
    Backend,
    FootnoteCommand,
    json_option,
    settings_from,
    settings_options,
)
from rag.cli.terminal import ProgressLine, one_line, say, say_json
from rag.errors import RagError

if TYPE_CHECKING:
    from rag.types import Answer, DocumentEntry, SyncReport


@click.command(cls=FootnoteCommand, stopped="Stopped. What was indexed before is unchanged.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--forget",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Drop a folder that was added, and its documents from the index.",
)
@settings_options("corpus_dir", "data_dir")
@json_option
@click.pass_context
def sync(
    ctx: click.Context, paths: tuple[Path, ...], forget: tuple[Path, ...], as_json: bool
) -> None:
    """Index what is new or changed among the documents.

    A PATH, a folder or a file, is added to them, for this and every later sync.

    With --json: added, updated, removed, unchanged (documents), failed (a list of source and
    reason), remarks (a list of source and remark: what was read in part), chunks (in the index
    now), embedded (passages computed), seconds, cancelled, skipped (kinds of files that are not
    read: reason, count, and sources, the first of them).
    """
    backend = ctx.find_object(Backend)
    assert backend is not None
    with backend.open_assistant(settings_from(ctx)) as assistant:
        for path in forget:
            assistant.library.forget_folder(path)
        for path in paths:
            if assistant.library.add_folder(path) is None:
                say(f"{one_line(str(path))} is among the documents already.", err=True)
        report = synced(assistant)
    if as_json:
        say_json(asdict(report))
    else:
        say(summary(report))
    if report.failed and not report.chunks:
        ctx.exit(FAILED)


def synced(assistant: Assistant) -> SyncReport:
    """A sync with its progress on stderr, and after it what could not be read or found."""
    progress = ProgressLine()
    try:
        report = assistant.sync(progress)
    finally:
        progress.clear()
    say_what_is_missing(report)
    if not (report.added or report.updated or report.unchanged or report.failed):
        folder = one_line(str(assistant.settings.corpus_dir))
        say(f"There are no documents to index in {folder}. Set RAG_CORPUS_DIR.", err=True)
    return report


def say_what_is_missing(report: SyncReport) -> None:
    """What could not be read, or not all of it, and what is not read at all, on stderr."""
    for failure in report.failed:
        say(f"Not indexed: {one_line(failure.source)}: {one_line(failure.reason)}", err=True)
    for part in report.remarks:
        say(f"Indexed in part: {one_line(part.source)}: {one_line(part.remark)}", err=True)
    for kind in report.skipped:
        say(f"Not read: {one_line(kind.files)}: {one_line(kind.reason)}", err=True)


def synced_if_needed(assistant: Assistant) -> None:
    """A sync where there is no index to search yet."""
    if not assistant.is_ready():
        say("There is no index to search yet: reading the documents first.", err=True)
        synced(assistant)


def say_where_from(assistant: Assistant) -> None:
    """On stderr, where the folder that is indexed is not the configured one, or is not there."""
    was, now = assistant.library.indexed_corpus(), assistant.settings.corpus_dir.absolute()
    if _is_at_hand(assistant):
        return
    is_same = os.path.realpath(was) == os.path.realpath(now)
    then = ": run `rag sync`." if now.is_dir() else ", which is not there."
    other = f"RAG_CORPUS_DIR is now {one_line(str(now))}{then}"
    told = "that folder is not there now." if is_same else other
    say(f"These are the documents of {one_line(was)} as they were indexed; {told}", err=True)


def _is_at_hand(assistant: Assistant) -> bool:
    """Is the folder that was indexed, where that is known, the configured one, and there?"""
    was, now = assistant.library.indexed_corpus(), assistant.settings.corpus_dir.absolute()
    return not was or (os.path.realpath(was) == os.path.realpath(now) and now.is_dir())


def say_moved_on(answer: Answer, assistant: Assistant) -> None:
    """On stderr, which cited files are no longer as they were read: what is quoted is what they
    said then."""
    cited = {one.passage.document_id for one in answer.citations}
    if not cited or not _is_at_hand(assistant):
        return
    sources = sorted(one.source for one in assistant.documents() if one.id in cited)
    gone: frozenset[str] = frozenset()
    with suppress(RagError, OSError):
        gone = assistant.library.missing()
    for source in sources:
        if source in gone:
            say(f"\n{one_line(source)} is gone: what is quoted stood in it.", err=True)
        elif _has_changed(source, assistant):
            told = f"{one_line(source)} has changed since it was read, and is quoted as it was"
            say(f"\n{told}: run `rag sync`, and ask again.", err=True)


def _has_changed(source: str, assistant: Assistant) -> bool:
    """Does its file hold other bytes than were read? No, where that cannot be told."""
    with suppress(RagError, OSError):
        return assistant.library.original(source).changed
    return False


def indexed(assistant: Assistant) -> tuple[DocumentEntry, ...]:
    """The documents, read first if nothing of them is indexed yet."""
    synced_if_needed(assistant)
    return assistant.documents()


def summary(report: SyncReport) -> str:
    """ "1 added, 0 updated, 0 removed, 42 unchanged, 0 failed; 458 passages indexed; 3.2 s"."""
    from rag.markup.words import counted

    return (
        f"{report.added:,} added, {report.updated:,} updated, {report.removed:,} removed, "
        f"{report.unchanged:,} unchanged, {len(report.failed):,} failed; "
        f"{counted(report.chunks, 'passage')} indexed; {report.seconds:.1f} s"
    )
