"""Uploaded files in a backup: written into it, and restored from it.

On their way back they wait in a folder of their own until the catalog has taken the backup's rows.
A note among those rows (`ARRIVING`) then says where they belong: whoever is killed from there on
leaves it to the next one who writes to bring them in. Without the note they belong nowhere.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

from rag.digests import digest_of
from rag.errors import StoreError
from rag.store.transaction import Transaction

ARRIVING = "arriving"
"""The key in `meta` of the folder that waiting files belong to, from the data folder on."""


def waiting(data_dir: Path) -> Path:
    """The folder in which they wait."""
    return data_dir / "arriving"


def announce(rows: Transaction, folder: Path | None, data_dir: Path) -> None:
    """Notes among the rows that have come where the waiting files belong, if there are any: from
    the data folder on, which may be moved meanwhile."""
    rows.drop_note(ARRIVING)  # whoever made the backup may have been waiting too
    if folder is not None:
        folder = folder.absolute()
        inside = folder.is_relative_to(data_dir)
        place = folder.relative_to(data_dir).as_posix() if inside else str(folder)
        rows.set_note(ARRIVING, place)


def arrive(data_dir: Path, noted: str | None) -> dict[str, str]:
    """Brings in those that wait, or lets go of them where nothing is `noted`: the import was not
    committed. Old names of what was there, with new ones. `StoreError` where they cannot come."""
    folder = waiting(data_dir)
    renamed: dict[str, str] = {}
    if noted is not None:
        names = [
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
        ]
        renamed = bring_in(sorted(names), folder, data_dir / noted)
    shutil.rmtree(folder, ignore_errors=True)
    return renamed


def listed(folder: Path | None) -> Iterator[tuple[str, str]]:
    """Paths below the folder, and each file's sha256. Hidden ones are on their way in or out."""
    for path in sorted(folder.rglob("*")) if folder else ():
        name = path.relative_to(folder or path)
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            yield name.as_posix(), digest_of(path)


def is_plain(name: str) -> bool:
    """Is it a relative path that leads down, on any system?"""
    parts = name.split("/")
    return all(part not in ("", ".", "..") for part in parts) and not set(name) & set("\\:\0")


def unpack(packed: IO[bytes], place: Path) -> None:
    """Writes a new file, down to the disk."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("xb") as file:
        shutil.copyfileobj(packed, file)
        file.flush()
        os.fsync(file.fileno())


def bring_in(names: Collection[str], staging: Path, folder: Path) -> dict[str, str]:
    """Moves the files of these names from `staging` to the folder, once all else is done.

    Nothing that is there is lost: what is another thing of the same name gets the next name that is
    free, "notes (2).txt". Given back are old names with new ones.
    """
    renamed: dict[str, str] = {}
    try:
        for name in names:
            renamed |= _brought_in(name, names, staging, folder)
    except OSError as error:
        raise StoreError(
            f"The index was imported, but not all uploaded files could be put into {folder}: "
            f"{error.strerror or type(error).__name__}.",
            hint="Check that you may write there: the next start or sync puts them there.",
        ) from error
    return renamed


def _brought_in(name: str, names: Collection[str], staging: Path, folder: Path) -> dict[str, str]:
    draft, place = staging / name, folder / name
    if place.is_file() and digest_of(place) == digest_of(draft):
        return {}
    obstacle = _obstacle(folder, name)
    renamed: dict[str, str] = {}
    if obstacle is not None:
        aside = _free(obstacle, folder, names)
        obstacle.rename(aside)
        renamed = {_name(obstacle, folder): _name(aside, folder)}
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(draft, place)
    return renamed


def _obstacle(folder: Path, name: str) -> Path | None:
    """What has to go before a file of this name can come: what has its name, or is no folder where
    it needs one."""
    place = folder / name
    above = [path for path in place.parents if path != folder and path.is_relative_to(folder)]
    closed = [path for path in above if os.path.lexists(path) and not path.is_dir()]
    return next(iter(closed), place if os.path.lexists(place) else None)


def _free(path: Path, folder: Path, names: Collection[str]) -> Path:
    """The next path that nothing has, nor will have."""
    for number in itertools.count(2):
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
        if not os.path.lexists(free) and _name(free, folder) not in names:
            break
    return free


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
