"""`rag export` and `rag import`: everything that was indexed, in one file, and back."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rag.cli.command import (
    FootnoteCommand,
    json_option,
    settings_from,
    settings_options,
    stopped_now,
)
from rag.cli.terminal import one_line, say, say_json
from rag.errors import StoreError

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.store import BackupManifest, Store

_FILE = click.Path(path_type=Path)


@click.command(name="export", cls=FootnoteCommand, stopped="Stopped. Nothing was written.")
@click.argument("file", type=_FILE)
@settings_options("data_dir")
@json_option
@click.pass_context
def export(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Write everything that was indexed to a new FILE, for a backup or for another machine.

    The documents' text, their vectors and what was uploaded go with it; files of your own folders,
    settings and keys do not. A sync may run meanwhile.

    With --json: file, and what the backup says of itself (format, layout, footnote, made, embedder,
    fingerprint, documents, chunks, vectors, size, sha256, kept).
    """
    settings = settings_from(ctx)
    _check_there(settings)
    with closing(_store(settings)) as store:
        manifest = store.export_to(file, _uploads(settings))
    _tell(file, manifest, f"Written to {file}", as_json=as_json)


@click.command(name="import", cls=FootnoteCommand, stopped="Stopped. Everything is as it was.")
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Give up what is indexed now.")
@settings_options("corpus_dir", "data_dir")
@json_option
@click.pass_context
def import_(ctx: click.Context, file: Path, replace: bool, as_json: bool) -> None:
    """Have everything be as in FILE, which `rag export` has written.

    Nothing is embedded again: the index is made from the vectors in the file. A later sync goes by
    the files on this machine, and lets go of documents whose files are not here.

    An uploaded file that is here stays, under another name where one in FILE has its name.

    With --json: as `rag export`; missing: how many documents have no file in the corpus folder, the
    uploads or a folder that was added; renamed: names of uploads that were here, with new ones.
    """
    settings = settings_from(ctx)
    with closing(_store(settings)) as store:
        imported = store.import_from(file, replace=replace, kept=_uploads(settings))
        stopped_now(ctx, "Stopped. All of it is imported.")
        missing = _missing(store, settings)
    renamed = imported.renamed
    for before, now in renamed.items():
        say(f"The upload {one_line(before)} that was here is now {one_line(now)}.", err=True)
    if missing:
        say(
            f"{missing:,} of the documents have no file in {settings.corpus_dir}. They answer, but "
            "the next sync lets go of them: put the files there or set RAG_CORPUS_DIR before.",
            err=True,
        )
    more = {"missing": missing, "renamed": renamed}
    _tell(file, imported.manifest, "Imported", as_json=as_json, **more)


def _store(settings: Settings) -> Store:
    from rag.store import Store, load_embedder

    return Store.open(
        settings.data_dir, load_embedder(settings.embedding_model, settings.precision)
    )


def _check_there(settings: Settings) -> None:
    """Raises `StoreError` where nothing was ever indexed: a backup of nothing looks like one."""
    from rag.store.schema import CATALOG

    folder = settings.data_dir.expanduser().absolute()
    if not (folder / CATALOG).exists():
        raise StoreError(
            f"Nothing is indexed in {folder}, so there is nothing to export.",
            hint="Run `rag sync`, or name the data folder: --data-dir or RAG_DATA_DIR.",
        )


def _uploads(settings: Settings) -> Path:
    from rag.ingest import UPLOADS

    return settings.data_dir.expanduser().absolute() / UPLOADS


def _missing(store: Store, settings: Settings) -> int:
    """How many sources have no file, though every folder is there that could hold it."""
    from rag.folders import Folders

    folders = Folders(store, settings.corpus_dir, _uploads(settings).parent)
    return len(folders.missing(store.sources()))


def _tell(
    file: Path, manifest: BackupManifest, done: str, *, as_json: bool, **more: object
) -> None:
    if as_json:
        say_json({"file": str(file), **asdict(manifest), **more})
        return
    from rag.markup.words import counted

    held = (
        counted(manifest.documents, "document"),
        counted(manifest.chunks, "passage"),
        counted(manifest.vectors, "vector"),
        counted(len(manifest.kept), "uploaded file"),
    )
    say(f"{one_line(done)}: {', '.join(held)}; sha256 of the catalog {manifest.sha256}")
